"""Playback of picture and sound, held back where the analysis is not far enough."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

AHEAD = 2.0  # s that the analysis must be ahead before playback begins or goes on
MARGIN = 0.3  # s: closer than this to the analysed time, playback waits
SLACK = 0.1  # s by which the length of a file may be stated otherwise than the media backend finds it
EARLY = 1.0  # s before its stated end at which a file that ends was cut off


def may_play(playing: bool, position: float, analysed: float, finished: bool) -> bool:
    """Whether playback at `position` may run, all in seconds; it waits for a lead so that it does not stutter."""
    return finished or analysed - position >= (MARGIN if playing else AHEAD)


class Clock:
    """Position in seconds that advances by itself: stands in where the media backend cannot play a file."""

    def __init__(self, speed: float = 1.0) -> None:
        self._position = 0.0
        self._since: float | None = None
        self._speed = speed

    @property
    def position(self) -> float:
        return self._position + (self._speed * (time.monotonic() - self._since) if self._since is not None else 0.0)

    def seek(self, position: float) -> None:
        self._position = position
        if self._since is not None:
            self._since = time.monotonic()

    def run(self, running: bool) -> None:
        self.seek(self.position)
        self._since = time.monotonic() if running else None

    def set_speed(self, speed: float) -> None:
        self.seek(self.position)
        self._speed = speed


def frame_target(position: float, frame_rate: float, by: int, times: NDArray[np.float64] | None = None) -> float:
    """Where to go, in seconds, for the frame that is `by` frames from the one at `position`: to the middle of its
    time, as a position is rounded on its way. times: of all frames (n,), where they are known; else they are taken to
    be regular."""
    if times is not None:
        shown = int(np.searchsorted(times, position + 1e-3, "right")) - 1
        frame = min(max(shown + by, 0), len(times) - 1)
        lasts = min([1 / frame_rate, *np.diff(times[frame : frame + 2])])  # what players hold a frame for, at least
        return float(times[frame] + lasts / 2)
    return max(int(position * frame_rate + 1e-3) + by + 0.5, 0.5) / frame_rate


class Player(QObject):
    """Plays one clip. `wanted` is what the person asked for; `running` what happens; they differ while it waits.

    The sound device is the clock of what is played, at any speed with its pitch. Without one it plays silently; where
    there is no file, or one that the backend cannot play, a clock alone runs, as it does past the end of the media
    where the clip is longer.
    """

    state_changed = Signal()
    failed = Signal(str)  # why there is no picture and sound

    def __init__(self) -> None:
        super().__init__()
        self.wanted = False
        self.duration = 0.0
        self._frame: QVideoFrame | None = None
        self._clock: Clock | None = None
        self._media_end: float | None = None  # past which the clock runs; None where it runs alone, or not
        self._reached = 0.0  # s: where the media have been shown; of files that end elsewhere than they say
        self._seek_later: float | None = None  # asked for while the file is still loading
        self._running = False
        self._ended = False
        self._speed = 1.0
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._keep_frame)
        self._media = QMediaPlayer(self)
        self._media.setVideoSink(self._sink)
        self._media.setPitchCompensation(True)
        self._media.mediaStatusChanged.connect(self._status_changed)
        self._media.errorOccurred.connect(self._fail)
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._choose_output)
        self._audio: QAudioOutput | None = None
        self._muted = False
        self._choose_output()

    def open(self, path: Path | None, duration: float | None) -> None:
        """Load the clip and show its first picture; `duration` in seconds where it is known. None: only time runs."""
        self.close()
        self.duration = duration or 0.0
        if path is None:
            self._clock = Clock(self._speed)
            return
        self._media.setSource(QUrl.fromLocalFile(str(path)))
        self._media.pause()

    def close(self) -> None:
        """Stop and let go of the file."""
        self.wanted = self._running = self._ended = False
        self._clock = self._media_end = self._frame = self._seek_later = None
        self._reached = 0.0
        self._media.stop()
        self._media.setSource(QUrl())

    @property
    def has_device(self) -> bool:
        """Whether there is a device to hear sound on."""
        return self._audio is not None

    @property
    def running(self) -> bool:
        return self._running

    @property
    def position(self) -> float:
        """Seconds from the beginning of the clip, whatever its time stamps start with."""
        if self._seek_later is not None:
            return self._seek_later
        if self._clock is None:
            return min(self._media.position() / 1000, self.duration)
        return min(self._clock.position, self.duration)

    def play(self, wanted: bool) -> None:
        """Ask to play or to pause; at the end of the clip playing begins anew."""
        if wanted and self._ended:
            self.seek(0.0)
        self.wanted = wanted
        if not wanted:
            self._run(False)
        self.state_changed.emit()

    def seek(self, t: float) -> None:
        """Go to `t` seconds, clipped to the clip."""
        t = min(max(t, 0.0), self.duration)
        self._ended = False
        self._reached = t
        if self._clock is not None and (self._media_end is None or t >= self._media_end):
            self._clock.seek(t)
            return
        if self._media.mediaStatus() == QMediaPlayer.MediaStatus.LoadingMedia:
            self._seek_later = t  # the backend forgets a position that it is given before the file is open
            return
        length = self._media.duration() / 1000
        if 0 < length < min(t, self.duration - SLACK):
            self._media.pause()
            self._media.setPosition(self._media.duration() - 1)  # the last picture
            self._go_past(length)
            self.seek(t)
            return
        self._clock = self._media_end = None
        if self._media.playbackState() == QMediaPlayer.PlaybackState.StoppedState:
            self._media.pause()  # a stopped player shows no picture at its new position
        self._media.setPosition(round(t * 1000))
        if self._running:
            self._media.play()

    def keep_step(self, analysed: float, finished: bool) -> None:
        """Run or wait, as the analysis allows. Call it regularly."""
        if self._clock is not None and self.wanted and self.duration and self.position >= self.duration:
            self._finish()
        elif self._clock is None and self._running:
            self._reached = max(self._reached, self._media.position() / 1000)
        if self.wanted and not self._ended:
            self._run(may_play(self._running, self.position, analysed, finished))

    def take_picture(self) -> tuple[QImage, float | None] | None:
        """The newest picture since the last call, upright, and its time in seconds where the backend tells it."""
        frame, self._frame = self._frame, None
        if frame is None:
            return None
        return frame.toImage(), frame.startTime() / 1e6 if frame.startTime() >= 0 else None

    @property
    def speed(self) -> float:
        """Of playback, 1 as it was recorded."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = speed
        self._media.setPlaybackRate(speed)
        if self._clock is not None:
            self._clock.set_speed(speed)
        self.state_changed.emit()

    @property
    def muted(self) -> bool:
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        if self._audio is not None:
            self._audio.setMuted(muted)

    def _run(self, running: bool) -> None:
        if running == self._running:
            return
        self._running = running
        if self._clock is not None:
            self._clock.run(running)
        elif running:
            self._media.play()
        else:
            self._media.pause()
        self.state_changed.emit()

    def _go_past(self, end: float) -> None:
        """From the end of the media on a clock runs."""
        self._clock, self._media_end = Clock(self._speed), end
        self._clock.seek(end)
        self._clock.run(self._running)

    def _finish(self) -> None:
        self._ended, self.wanted = True, False
        if self._clock is not None:
            self._clock.run(False)
        self._running = False
        self.state_changed.emit()

    def _keep_frame(self, frame: QVideoFrame) -> None:
        if frame.isValid():  # at the end an empty one comes; the last picture stays
            self._frame = frame

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            if self._clock is not None:
                return  # it is past it already
            end = self._media.duration() / 1000
            if not 0 < end < self._reached + EARLY:  # not told, or cut off before what its head promises
                end = self._reached
            if end < self.duration - SLACK:
                self._go_past(end)
            else:
                self._finish()
        elif status == QMediaPlayer.MediaStatus.LoadedMedia:
            self.duration = self.duration or self._media.duration() / 1000
            if self._seek_later is not None:
                t, self._seek_later = self._seek_later, None
                self.seek(t)

    def _fail(self, error: QMediaPlayer.Error, text: str) -> None:
        self._clock, self._media_end = Clock(self._speed), None
        self._clock.seek(self._seek_later or 0.0)
        self._seek_later = None
        self._clock.run(self._running)
        self.failed.emit(text)

    def _choose_output(self) -> None:
        """Sound goes to the default device; it may come and go."""
        self._audio = QAudioOutput(self) if QMediaDevices.audioOutputs() else None
        if self._audio is not None:
            self._audio.setMuted(self._muted)
        self._media.setAudioOutput(self._audio)  # type: ignore[arg-type]  # None is allowed: no sound
        self.state_changed.emit()
