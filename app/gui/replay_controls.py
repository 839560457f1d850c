"""Controls of a replay: playback with speeds, frames and jumps; which timelines are shown, and what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from app.gui.badges import Badge
from app.gui.layout import in_order
from app.gui.plots import clock_text
from app.gui.theme import Theme
from app.gui.translation import date_time, modality, number, tr
from app.gui.transport import TransportBar
from app.sessions.exporters.exported import Baseline, Span
from app.sessions.session import SessionInfo, TimelineInfo
from ucrn_core.features import MODALITIES

SPEEDS = (0.5, 0.75, 1.0, 1.5, 2.0, 4.0)
MOMENTS = ("peaks", "drops", "markers")
SHORT = 60.0  # s: the ends of a shorter selection are told with tenths
SIDES = 12  # pixels beside what is in the bar
LEAST_NAME = 15  # letters of a timeline's name


class ReplayTransport(TransportBar):
    """The transport with steps by frame, jumps and speeds."""

    step_requested = Signal(int)  # frames
    jump_requested = Signal(str, bool)  # one of MOMENTS; forward
    speed_requested = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.moment, self.speed = QComboBox(), QComboBox()
        for key, name in zip(MOMENTS, (tr("Peaks"), tr("Drops"), tr("Markers")), strict=True):
            self.moment.addItem(name, key)
        self.moment.setAccessibleName(tr("What to jump to"))
        self.moment.setToolTip(tr("What to jump to: extremes of the sentiment, losses of a modality, markers"))
        for speed in SPEEDS:
            self.speed.addItem(f"{number(speed, None)} ×", speed)
        self.speed.setAccessibleName(tr("Speed"))
        self.speed.setToolTip(tr("Speed of playback; the pitch of the sound is kept ([ and ])"))
        self.buttons: dict[str, QToolButton] = {}
        for icon, tip, call in (
            ("frame-back", tr("One frame back (,)"), lambda: self.step_requested.emit(-1)),
            ("frame-on", tr("One frame forward (.)"), lambda: self.step_requested.emit(1)),
            ("jump-back", tr("To the one before"), lambda: self.jump_requested.emit(self.moment.currentData(), False)),
            ("jump-on", tr("To the next one"), lambda: self.jump_requested.emit(self.moment.currentData(), True)),
        ):
            button = self.buttons[icon] = QToolButton()
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._set(button, icon, tip)
            button.clicked.connect(call)
        for combo in (self.moment, self.speed):
            combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.currentIndexChanged.connect(lambda i: self.speed_requested.emit(SPEEDS[i]))
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(1, self.buttons["frame-back"])
        layout.insertWidget(2, self.buttons["frame-on"])
        before_mute = layout.count() - 1
        for widget in (self.speed, self.buttons["jump-on"], self.moment, self.buttons["jump-back"]):
            layout.insertWidget(before_mute, widget)
        layout.setSpacing(6)
        back, on, before, after = self.buttons.values()
        in_order(self.play, back, on, self.slider, before, self.moment, after, self.speed, self.mute)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for icon, button in self.buttons.items():
            self._set(button, icon, button.toolTip())

    def show_speed(self, speed: float) -> None:
        with QSignalBlocker(self.speed):
            self.speed.setCurrentIndex(SPEEDS.index(speed))


class Elided(QLabel):
    """Two lines, each of which ends in dots where it has no room; whole in its tip. Always as high: nothing moves."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        lines = [
            self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width())
            for line in self.text().splitlines()
        ]
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, "\n".join(lines))
        painter.end()


class SessionBar(QFrame):
    """What the session is, which of its timelines are shown, and what the selected range holds."""

    timeline_chosen = Signal(str)
    other_chosen = Signal(str)  # empty for none
    baseline_requested = Signal()
    as_measured_requested = Signal()
    zoom_requested = Signal()
    clear_requested = Signal()
    exclude_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.timeline, self.other = QComboBox(), QComboBox()
        self.timeline.setAccessibleName(tr("Timeline"))
        self.other.setAccessibleName(tr("Compare with"))
        for combo in (self.timeline, self.other):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.timeline.setMinimumContentsLength(LEAST_NAME)
        self.state, self.sound, self.made = (
            Badge(tr("State")),
            Badge(tr("Sound output")),
            Badge(tr("What made the points")),
        )
        self.made.setMinimumWidth(1)  # it is hidden before it is cut
        self.selection = Elided(_hint())
        self.selection.setProperty("role", "muted")
        self.selection.setMinimumWidth(1)
        self.baseline, self.as_measured = QPushButton(tr("Use as baseline")), QPushButton(tr("As measured"))
        self.zoom, self.clear = QPushButton(tr("Zoom")), QPushButton(tr("Clear"))
        self.exclude = QPushButton(tr("Exclude"))
        self.exclude.setToolTip(tr("Leave the selected range out of means and, if you wish, of exports (X)"))
        self.baseline.setToolTip(tr("Show the sentiment as z-scores against the selected range"))
        self.as_measured.setToolTip(tr("Show the stored points, without a baseline"))
        self.zoom.setToolTip(tr("Show only the selected range"))
        self.clear.setToolTip(tr("Clear the selection (Esc)"))
        first = QHBoxLayout()
        self._second = second = QHBoxLayout()
        for text, combo in ((tr("Timeline"), self.timeline), (tr("Compare with"), self.other)):
            label = QLabel(text)
            label.setBuddy(combo)
            first.addWidget(label)
            first.addWidget(combo)
            first.addSpacing(10)
        first.addStretch()
        for badge in (self.state, self.sound):
            first.addWidget(badge)
        second.addWidget(self.selection, 1)
        second.addWidget(self.made, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.zoom, self.baseline, self.exclude, self.clear, self.as_measured):
            button.setProperty("role", "small")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            second.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDES, 7, SIDES, 7)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addLayout(second)
        in_order(self.timeline, self.other, self.zoom, self.baseline, self.exclude, self.clear, self.as_measured)
        self.timeline.activated.connect(lambda _: self.timeline_chosen.emit(self.timeline.currentData()))
        self.other.activated.connect(lambda _: self.other_chosen.emit(self.other.currentData()))
        self.baseline.clicked.connect(self.baseline_requested)
        self.as_measured.clicked.connect(self.as_measured_requested)
        self.zoom.clicked.connect(self.zoom_requested)
        self.clear.clicked.connect(self.clear_requested)
        self.exclude.clicked.connect(self.exclude_requested)
        self._selected, self._against = "", ""
        self.show_selection(None, None, {})
        self.show_baseline(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what one may want to know gives way to what one should."""
        self._fit()

    def _fit(self) -> None:
        self.made.hide()
        self._second.invalidate()  # else it tells its width of before
        needed = self._second.sizeHint().width() + self._second.spacing() + self.made.sizeHint().width()
        self.made.setVisible(needed <= self.contentsRect().width() - 2 * SIDES)

    def show_session(self, info: SessionInfo, timelines: Sequence[TimelineInfo]) -> None:
        """Offer the timelines; the first is the one that the session was made with."""
        self.timeline.clear()
        for i, timeline in enumerate(timelines):
            self.timeline.addItem(
                tr("As measured ({name})").format(name=timeline.name) if i == 0 else timeline.name, timeline.name
            )
        self.state.show_text(
            "" if info.complete else tr("INCOMPLETE"), "warning", tr("The recording or analysis did not reach its end")
        )
        self.state.setVisible(not info.complete)

    def show_timelines(self, shown: TimelineInfo, timelines: Sequence[TimelineInfo], other: str, engine: str) -> None:
        """shown: with what its points were made; other: name of the one that it is compared with, or empty."""
        self.timeline.setCurrentIndex([t.name for t in timelines].index(shown.name))
        self.other.clear()
        self.other.addItem(tr("nothing"), "")
        for timeline in timelines:
            if timeline.name != shown.name:
                self.other.addItem(timeline.name, timeline.name)
        self.other.setCurrentIndex(max(self.other.findData(other), 0))
        self.other.setEnabled(self.other.count() > 1)
        self.timeline.setEnabled(self.timeline.count() > 1)
        self.made.show_text(
            " · ".join([engine, shown.checkpoint[:8], *([] if shown.complete else [tr("not finished")])]),
            "plain" if shown.complete else "warning",
            tr(
                "Timeline {name}: made {date} by UCRN Live {version}, engine {engine}, a point every {hop} s, "
                "checkpoint {checkpoint}"
            ).format(
                name=shown.name,
                date=date_time(shown.made),
                version=shown.application_version,
                engine=engine,
                hop=number(shown.hop, None),
                checkpoint=shown.checkpoint,
            ),
        )
        self._fit()

    def show_sound(self, output: bool) -> None:
        """output: whether there is a device to hear it on, or nothing to hear."""
        self.sound.show_text("" if output else tr("NO SOUND"), "warning", tr("It plays silently: no sound device"))
        self.sound.setVisible(not output)

    def show_selection(self, span: Span | None, sentiment: float | None, quality: dict[str, float | None]) -> None:
        """Its length and means; None: nothing is selected."""
        self._selected = ""
        if span is not None:
            qualities = ", ".join(
                f"{modality(m)} {number(value, 2)}" for m in MODALITIES if (value := quality.get(m)) is not None
            )
            length = span.end - span.start
            self._selected = tr("mean sentiment {sentiment} · {span} · {length}\nquality {quality}").format(
                span=_clock(span),
                length=f"{number(length, 1)} s" if length < SHORT else clock_text(length),
                sentiment="–" if sentiment is None else number(sentiment, 2, sign=True),
                quality=qualities or "–",
            )
        for button in (self.baseline, self.zoom, self.exclude, self.clear):
            button.setVisible(span is not None)
        self._say()

    def show_baseline(self, baseline: Baseline | None) -> None:
        self._against = ""
        if baseline is not None:
            self._against = tr(
                "Baseline {span}: mean {mean},\ndeviation {deviation}, %Ln point(s)", "", baseline.count
            ).format(
                span=_clock(baseline.span),
                mean=number(baseline.mean, 2, sign=True),
                deviation=number(baseline.deviation, 2),
            )
        self._say()

    def _say(self) -> None:
        self.as_measured.setVisible(bool(self._against) and not self._selected)
        self.selection.setText(self._selected or self._against or _hint())
        self.selection.setToolTip("\n".join(filter(None, (self._selected, self._against))))
        self._fit()


def _hint() -> str:
    return tr("Shift and drag, or I and O, selects a range;\nthe wheel zooms, a drag pans, a click goes there.")


def _clock(span: Span) -> str:
    decimals = int(span.end - span.start < SHORT)
    return f"{clock_text(span.start, decimals)}–{clock_text(span.end, decimals)}"


def described(session: SessionInfo, timeline: TimelineInfo, points: int, words: int) -> list[str]:
    """When it was made, what heard the words, and how much there is, for the status bar."""
    made = tr("Recorded {date}") if timeline.live else tr("Analysed {date}")
    recognizer = tr("Speech: {name}").format(name=session.recognizer or tr("no recognizer"))
    heard = tr("%Ln word(s)", "", words) if words else tr("no words")
    return [
        made.format(date=date_time(session.started)),
        recognizer,
        ", ".join((tr("%Ln point(s)", "", points), heard)),
    ]


def nothing_there(kind: str, forward: bool) -> str:
    """That there is nothing to jump to."""
    if kind == "peaks":
        return tr("There is no peak after this moment.") if forward else tr("There is no peak before this moment.")
    if kind == "drops":
        return tr("There is no drop after this moment.") if forward else tr("There is no drop before this moment.")
    return tr("There is no marker after this moment.") if forward else tr("There is no marker before this moment.")
