"""How the live run is going, in small: LIVE, PAUSED or REC, pictures a second, lag, losses, engine and speech model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.layout import NamedLabel, plain_tip
from app.gui.translation import number, tr
from engines.live_report import LiveState

LATE = 500.0  # ms from capture to point that a person would notice
BEHIND = 4.0  # s of speech that wait
FRESH = 10.0  # s that a loss stands out
LOSSES = ("microphone", "points", "speech_s")


class Badge(NamedLabel):
    """A word or two in a frame; `level`: `plain`, `good`, `warning` or `alarm`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("role", "badge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.level = "plain"

    def show_text(self, text: str, level: str = "plain", tip: str = "") -> None:
        self.setText(text)
        self.setToolTip(plain_tip(tip))
        if level != self.level:
            self.level = level
            self.setProperty("level", level)
            self.style().unpolish(self)
            self.style().polish(self)


class Badges(QWidget):
    """One row."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.record = Badge(tr("State")), Badge(tr("Recording"))
        self.rate, self.lag, self.drops = Badge(tr("Pictures a second")), Badge(tr("Lag")), Badge(tr("Losses"))
        self.engine, self.speech = Badge(tr("Engine")), Badge(tr("Speech model"))
        self._lost: dict[str, float] = {}
        self._lost_at = 0.0  # session time of the newest loss
        self._recorded = ("", "")  # what the badge of the recording says at length, and in short
        self._badges = (self.state, self.record, self.lag, self.drops, self.rate, self.speech, self.engine)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        for badge in self._badges:
            self._layout.addWidget(badge)
            badge.hide()
        self._layout.addStretch()
        self.setMinimumWidth(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for all, the recording is told in short, then the last ones are hidden: whole words or
        none."""
        for text in self._recorded:
            self.record.setText(text)
            if self._room(self._badges) >= 0:
                break
        for i, badge in enumerate(self._badges, 1):
            badge.setVisible(bool(badge.text()) and self._room(self._badges[:i]) >= 0)

    def _room(self, badges: Sequence[Badge]) -> int:
        """Pixels that are free beside these; below 0 where they do not fit in."""
        return self.width() - sum(b.sizeHint().width() + self._layout.spacing() for b in badges if b.text())

    def show_idle(self, text: str) -> None:
        """No run: what is there instead."""
        self.state.show_text(text)
        self._recorded = ("", "")
        for badge in self._badges[1:]:
            badge.show_text("")
        self._fit()

    def show_run(self, state: LiveState, recording: str | None, media: Sequence[str] = ()) -> None:
        """recording: name of the session that is recorded; media: which of `pictures` and `sound` are recorded too."""
        self.state.show_text(tr("PAUSED") if state.paused else tr("LIVE"), "warning" if state.paused else "good")
        long, tip = _recorded(media)
        paused = tr("REC PAUSED")
        self._recorded = ("", "") if recording is None else (paused, paused) if state.paused else (long, tr("REC"))
        tip = tip.format(name=recording) if recording is not None else ""
        self.record.show_text(self._recorded[0], "warning" if state.paused else "alarm", tip)
        self.rate.show_text(
            tr("{rate} fps").format(rate=number(state.rate, 0)), tip=tr("Pictures a second that the camera gives")
        )
        late = None if state.paused else state.latency_ms
        self.lag.show_text(
            "" if late is None else tr("lag {lag} ms").format(lag=number(late, 0)),
            "warning" if (late or 0) > LATE else "plain",
            tr("From the newest sound and picture to the point on the plot"),
        )
        self._show_drops(state)
        engine = state.engine
        if state.preparing:
            engine = tr("{engine}, preparing {next}").format(engine=engine, next=state.preparing)
        self.engine.show_text(engine, tip=tr("What runs the network"))
        recognizer, behind = state.recognizer or tr("no speech model"), state.behind > BEHIND
        if behind:
            recognizer = tr("{recognizer}, {seconds} s behind").format(
                recognizer=recognizer, seconds=number(state.behind, 0)
            )
        self.speech.show_text(recognizer, "warning" if behind else "plain", tr("What hears the words"))
        self._fit()

    def _show_drops(self, state: LiveState) -> None:
        """A newer picture that takes an older one's place is no loss: more pictures come than are needed."""
        lost = {name: count for name, count in state.drops.items() if name in LOSSES and count}
        if lost != self._lost:
            self._lost, self._lost_at = lost, state.t
        told = [_loss(name, round(count)) for name, count in lost.items()]
        text = tr("lost {what}").format(what=told[0]) if told else tr("no losses")
        if len(told) > 1:
            text = tr("%n kind(s) of loss", "", len(told))
        replaced = tr("%Ln picture(s) were replaced by newer ones", "", round(state.drops.get("camera", 0.0)))
        tip = tr("Lost: {what}; {replaced}").format(what=", ".join(told) or tr("nothing"), replaced=replaced)
        if told:
            slow = tr("The machine does not keep up: close other programs, or choose a smaller speech model.")
            tip = f"{tip}\n{slow}"
        fresh = bool(lost) and state.t - self._lost_at < FRESH
        self.drops.show_text(text, "warning" if fresh else "plain", tip)


def _recorded(media: Sequence[str]) -> tuple[str, str]:
    """What a badge and its tip say of a recording with this media; the tip names it."""
    if len(media) > 1:
        return tr("REC pictures and sound"), tr("Recording {name}, with pictures and sound")
    if "pictures" in media:
        return tr("REC pictures"), tr("Recording {name}, with pictures")
    if media:
        return tr("REC sound"), tr("Recording {name}, with sound")
    return tr("REC measures only"), tr("Recording {name}, neither pictures nor sound")


def _loss(name: str, count: int) -> str:
    """How much of what, one of LOSSES."""
    if name == "microphone":
        return tr("%Ln sample(s) of sound", "", count)
    return tr("%Ln point(s)", "", count) if name == "points" else tr("%Ln second(s) of speech", "", count)
