"""How the live run is going, in small: LIVE, PAUSED or REC, pictures a second, lag, losses, engine and speech model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.gui.translation import tr
from engines.live_report import LiveState

LATE = 500.0  # ms from capture to point that a person would notice
BEHIND = 4.0  # s of speech that wait
FRESH = 10.0  # s that a loss stands out
LOSSES = {  # many, one
    "microphone": ("samples of sound", "sample of sound"),
    "points": ("points", "point"),
    "speech_s": ("seconds of speech", "second of speech"),
}


class Badge(QLabel):
    """A word or two in a frame; `level`: `plain`, `good`, `warning` or `alarm`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "badge")
        self.setAccessibleName(name)
        self.level = "plain"

    def show_text(self, text: str, level: str = "plain", tip: str = "") -> None:
        self.setText(text)
        self.setToolTip(tip)
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
        """Where there is no room for all, the last ones are hidden: whole words or none."""
        room, spacing = self.width(), self._layout.spacing()
        for badge in self._badges:
            room -= badge.sizeHint().width() + spacing if badge.text() else 0
            badge.setVisible(bool(badge.text()) and room >= 0)

    def show_idle(self, text: str) -> None:
        """No run: what is there instead."""
        self.state.show_text(text)
        for badge in self._badges[1:]:
            badge.show_text("")
        self._fit()

    def show_run(self, state: LiveState, recording: str | None, media: Sequence[str] = ()) -> None:
        """recording: name of the session that is recorded; media: which of `pictures` and `sound` are recorded too."""
        self.state.show_text(tr("PAUSED") if state.paused else tr("LIVE"), "warning" if state.paused else "good")
        what = " and ".join(media) or "measures only"
        rec = ("REC PAUSED", "warning") if state.paused else (f"REC {what}", "alarm")
        tip = f"Recording {recording}, {f'with {what}' if media else 'neither pictures nor sound'}"
        self.record.show_text(rec[0] if recording else "", rec[1], tip)
        self.rate.show_text(f"{state.rate:.0f} fps", tip=tr("Pictures a second that the camera gives"))
        late = None if state.paused else state.latency_ms
        self.lag.show_text(
            "" if late is None else f"lag {late:.0f} ms",
            "warning" if (late or 0) > LATE else "plain",
            tr("From the newest sound and picture to the point on the plot"),
        )
        self._show_drops(state)
        preparing = f", preparing {state.preparing}" if state.preparing else ""
        self.engine.show_text(f"{state.engine}{preparing}", tip=tr("What runs the network"))
        behind = f", {state.behind:.0f} s behind" if state.behind > BEHIND else ""
        self.speech.show_text(
            f"{state.recognizer or 'no speech model'}{behind}",
            "warning" if behind else "plain",
            tr("What hears the words"),
        )
        self._fit()

    def _show_drops(self, state: LiveState) -> None:
        """A newer picture that takes an older one's place is no loss: more pictures come than are needed."""
        lost = {name: count for name, count in state.drops.items() if name in LOSSES and count}
        if lost != self._lost:
            self._lost, self._lost_at = lost, state.t
        told = [f"{count:.0f} {LOSSES[name][count == 1]}" for name, count in lost.items()]
        text = f"lost {told[0]}" if len(told) == 1 else f"{len(told)} kinds of loss" if told else "no losses"
        replaced = f"{state.drops.get('camera', 0.0):.0f} pictures were replaced by newer ones"
        fresh = bool(lost) and state.t - self._lost_at < FRESH
        self.drops.show_text(text, "warning" if fresh else "plain", f"Lost: {', '.join(told) or 'nothing'}; {replaced}")
