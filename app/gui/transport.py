"""Play, pause, seek and mute below the clip."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton

from app.gui import icons
from app.gui import theme as themes
from app.gui.plots import clock_text
from app.gui.shortcuts import tell_keys
from app.gui.theme import Theme
from app.gui.translation import tr

HANDLE = 14  # pixels
ARROW, PAGE = 1000, 10_000  # ms that a key goes
SHORT = 10.0  # s: the times of a shorter clip are shown with tenths


class SeekSlider(QSlider):
    """Position in the clip in milliseconds; also shows how far the analysis is. A press goes to where it is."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(tr("Position in the clip"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSingleStep(ARROW)
        self.setPageStep(PAGE)
        self.actionTriggered.connect(lambda _: self.sliderMoved.emit(self.sliderPosition()))
        tell_keys(self, tr("Left, Right: Go a second back or forward"), tr("Page Up, Page Down: Go ten seconds"))
        self.setMinimumHeight(22)
        self._analysed = 0
        self._marks: list[tuple[int, QColor]] = []
        self._colours = QColor(), QColor(), QColor()
        self._edge = QColor()

    def set_theme(self, theme: Theme) -> None:
        analysed = QColor(theme.muted)
        analysed.setAlpha(120)
        self._colours = QColor(theme.fill), analysed, QColor(theme.accent)
        self._edge = QColor(theme.border)
        self.update()

    def set_analysed(self, milliseconds: int) -> None:
        if milliseconds != self._analysed:
            self._analysed = milliseconds
            self.update()

    def set_marks(self, marks: Iterable[tuple[float, str]]) -> None:
        """Ticks at times in seconds, in colours `#rrggbb`."""
        self._marks = [(round(t * 1000), QColor(colour)) for t, colour in marks]
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def _go(self, event: QMouseEvent) -> None:
        share = (event.position().x() - HANDLE / 2) / max(self.width() - HANDLE, 1)
        self.setValue(round(min(max(share, 0.0), 1.0) * self.maximum()))
        self.sliderMoved.emit(self.value())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._edge)
        length = self.width() - HANDLE
        groove = QRectF(HANDLE / 2, self.height() / 2 - 2.5, length, 5)
        shares = (1.0, min(self._analysed / max(self.maximum(), 1), 1.0), self.value() / max(self.maximum(), 1))
        for share, colour in zip(shares, self._colours, strict=True):
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(groove.left(), groove.top(), length * share, groove.height()), 2.5, 2.5)
            painter.setPen(Qt.PenStyle.NoPen)  # only the whole has an edge
        for t, colour in self._marks:
            painter.setBrush(colour)
            painter.drawRect(QRectF(HANDLE / 2 + length * t / max(self.maximum(), 1) - 1, 0, 2, self.height() / 2 - 4))
        painter.setBrush(self._colours[2])
        painter.drawEllipse(QRectF(length * shares[2], (self.height() - HANDLE) / 2, HANDLE, HANDLE))
        painter.end()


class PlayButton(QToolButton):
    """The space bar plays wherever the focus is."""

    own_keys: frozenset[Qt.Key] = frozenset()


class TransportBar(QFrame):
    """The controls. Times in seconds."""

    play_toggled = Signal()
    mute_toggled = Signal()
    seek_requested = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = themes.LIGHT
        self._icons: dict[QToolButton, str] = {}
        self.play, self.mute = PlayButton(), QToolButton()
        for button, size in ((self.play, 22), (self.mute, 18)):
            button.setIconSize(QSize(size, size))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play.clicked.connect(self.play_toggled)
        self.mute.clicked.connect(self.mute_toggled)
        self.slider = SeekSlider()
        self.slider.sliderMoved.connect(lambda ms: self.seek_requested.emit(ms / 1000))
        self.time, self.state = QLabel(), QLabel()
        self.state.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 10, 4)
        layout.setSpacing(10)
        layout.addWidget(self.play)
        layout.addWidget(self.time)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.state)
        layout.addWidget(self.mute)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.slider.set_theme(theme)
        self._icons.clear()

    def show_state(self, wanted: bool, running: bool, muted: bool, has_device: bool) -> None:
        """wanted: it should play; running: it does, or else waits for the analysis."""
        self._set(self.play, "pause" if wanted else "play", tr("Pause (Space)") if wanted else tr("Play (Space)"))
        self._set(
            self.mute,
            "muted" if muted or not has_device else "sound",
            tr("No sound device") if not has_device else tr("Sound on (M)") if muted else tr("Mute (M)"),
        )
        self.mute.setEnabled(has_device)
        self.state.setText(tr("analysing…") if wanted and not running else "")

    def show_time(self, position: float, analysed: float, duration: float) -> None:
        decimals = int(0 < duration < SHORT)
        self.time.setText(f"{clock_text(position, decimals)} / {clock_text(duration, decimals)}")
        self.slider.setMaximum(round(duration * 1000))
        self.slider.set_analysed(round(analysed * 1000))
        if not self.slider.isSliderDown():
            self.slider.setValue(round(position * 1000))

    def _set(self, button: QToolButton, icon: str, name: str) -> None:
        if self._icons.get(button) != icon:
            self._icons[button] = icon
            button.setIcon(icons.icon(icon, self._theme.text))
        button.setToolTip(name)
        button.setAccessibleName(name)
