"""What is shown while nothing is open: what the program does and what to do next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.icons import window_icon
from app.gui.layout import in_order, plain_tip
from app.gui.translation import tr

WIDTH = 640  # pixels of the column of text


class StartPage(QWidget):
    """Five big buttons, a sentence on dropping a file, and the clips opened last."""

    live_requested = Signal()
    open_requested = Signal()
    session_requested = Signal()
    sample_requested = Signal()
    library_requested = Signal()
    recent_requested = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        mark = QLabel()
        mark.setPixmap(window_icon().pixmap(QSize(72, 72)))
        title = QLabel("UCRN Live")
        title.setProperty("role", "title")
        lead = QLabel(
            tr(
                "See the sentiment of a speaker from words, voice and face, moment by moment, "
                "with how far each of the three can be trusted."
            )
        )
        lead.setProperty("role", "lead")
        self.live_button = QPushButton(tr("Live analysis"))
        self.live_button.setProperty("role", "primary")
        self.open_button = QPushButton(tr("Open a video or sound file…"))
        self.open_button.setProperty("role", "big")
        self.session_button = QPushButton(tr("Open session…"))
        self.session_button.setProperty("role", "big")
        self.session_button.clicked.connect(self.session_requested)
        self.sample_button = QPushButton(tr("Play the sample"))
        self.sample_button.setProperty("role", "big")
        self.library_button = QPushButton(tr("Library"))
        self.library_button.setProperty("role", "big")
        self.library_button.clicked.connect(self.library_requested)
        self.live_button.clicked.connect(self.live_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.sample_button.clicked.connect(self.sample_requested)
        hint = QLabel(
            tr(
                "Live analysis uses your camera and microphone, and writes nothing to disk unless you record. "
                "Or drop a file anywhere on this window; the sample is an 18-second clip that comes along."
            )
        )
        privacy = QLabel(tr("Everything is computed on this machine; no picture, sound or word leaves it."))
        self._recent_heading = QLabel(tr("Opened lately"))
        self._recent_heading.setProperty("role", "heading")
        self.recent_buttons: list[QPushButton] = []
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column = QVBoxLayout()
        column.addStretch(3)
        for label, space in ((mark, 14), (title, 6), (lead, 26)):
            column.addWidget(label)
            column.addSpacing(space)
        for row in (
            (self.live_button, self.open_button, self.sample_button),
            (self.library_button, self.session_button),
        ):
            buttons = QHBoxLayout()
            buttons.setSpacing(12)
            for button in row:
                buttons.addWidget(button)
            buttons.addStretch()
            column.addLayout(buttons)
            column.addSpacing(12)
        column.addSpacing(4)
        for label in (hint, privacy):
            label.setProperty("role", "muted")
            column.addWidget(label)
            column.addSpacing(4)
        column.addSpacing(22)
        column.addWidget(self._recent_heading)
        column.addLayout(self._recent)
        column.addStretch(4)
        for label in (lead, hint, privacy):
            label.setWordWrap(True)
            label.setMinimumWidth(WIDTH)
            label.setMaximumWidth(WIDTH)
        outer = QHBoxLayout(self)
        outer.addStretch()
        outer.addLayout(column)
        outer.addStretch()
        in_order(self.live_button, self.open_button, self.sample_button, self.library_button, self.session_button)
        self.set_recent([])

    def set_recent(self, paths: list[Path]) -> None:
        """List the clips that were opened last, newest first."""
        for button in self.recent_buttons:
            button.deleteLater()
        self.recent_buttons = []
        for path in paths[:4]:
            button = QPushButton(path.name)
            button.setProperty("role", "link")
            button.setToolTip(plain_tip(str(path)))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, p=path: self.recent_requested.emit(p))
            self.recent_buttons.append(button)
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._recent_heading.setVisible(bool(paths))
