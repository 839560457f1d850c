"""What the person should know, one sentence each, until it is dismissed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.gui import icons
from app.gui import theme as themes
from app.gui.error_line import CopyDetails
from app.gui.messages import needs_install, said
from app.gui.theme import Theme
from app.gui.translation import tr

Action = tuple[str, Callable[[], object]]  # name of a button, and what it does
SHOWN = 3  # at most this many at once; the oldest gives way


class Notice(QFrame):
    """One sentence with a button that dismisses it, and others for what may follow. told: as it was raised; kind:
    `warning`, `error` or `info`; engine: tells what runs the network."""

    def __init__(
        self,
        told: str,
        kind: str,
        modality: str,
        theme: Theme,
        actions: Sequence[Action] = (),
        engine: Callable[[], str] | None = None,
    ) -> None:
        super().__init__()
        text = said(told)
        self.setProperty("role", "notice")
        self.setAccessibleName(text)
        self.text, self.kind, self.modality = text, kind, modality
        self.stays = False
        self._mark = QLabel()
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.dismiss = QToolButton()
        self.dismiss.setIconSize(QSize(14, 14))
        self.dismiss.setToolTip(tr("Dismiss"))
        self.dismiss.setAccessibleName(tr("Dismiss notice"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(10)
        layout.addWidget(self._mark)
        layout.addWidget(label, 1)
        self.buttons = [QPushButton(name) for name, _ in actions]
        for button in self.buttons:
            layout.addWidget(button)
        self.copy = CopyDetails(engine)
        layout.addWidget(self.copy)
        self.copy.show_for(told if kind == "error" else "")
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        colour = {"error": theme.error, "info": theme.muted}.get(self.kind, theme.warning)
        self._mark.setPixmap(icons.icon("attention", colour).pixmap(QSize(18, 18)))
        self.dismiss.setIcon(icons.icon("close", theme.muted))


class NoticeBar(QWidget):
    """The notices that are shown now; empty it takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self.engine: Callable[[], str] | None = None  # what runs the network, for reports
        self.install: Callable[[], object] | None = None  # shows where models are installed
        self._theme = themes.LIGHT
        self.notices: list[Notice] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.hide()

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self.notices]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for notice in self.notices:
            notice.set_theme(theme)

    def add(
        self,
        text: str,
        kind: str = "warning",
        modality: str = "",
        actions: Sequence[Action] = (),
        *,
        stays: bool = False,
    ) -> None:
        """Show a sentence, once, the newest last. text: may be one of app.gui.messages; modality: what it is about, if
        that may become well again; actions: what the person may do about it, after which it is dismissed; stays: also
        when another page is shown."""
        if needs_install(text) and self.install is not None:
            actions = (*actions, (tr("Install models…"), self.install))
        for notice in [n for n in self.notices if n.text == said(text)]:
            self.remove(notice)
        if len(self.notices) == SHOWN:
            self.remove(self.notices[0])
        notice = Notice(text, kind, modality, self._theme, actions, self.engine)
        notice.stays = stays or (kind == "info" and bool(actions))
        notice.dismiss.clicked.connect(lambda: self.remove(notice))
        for button, (_, call) in zip(notice.buttons, actions, strict=True):
            button.clicked.connect(lambda _=False, call=call: self._act(notice, call))
        self.notices.append(notice)
        self._layout.addWidget(notice)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))

    def _act(self, notice: Notice, call: Callable[[], object]) -> None:
        self.remove(notice)
        call()

    def settle(self, modality: str) -> None:
        """What was said of `modality` is over."""
        for notice in [n for n in self.notices if modality and n.modality == modality]:
            self.remove(notice)

    def remove(self, notice: Notice) -> None:
        self.notices.remove(notice)
        self._layout.removeWidget(notice)
        notice.deleteLater()
        self.setVisible(bool(self.notices))

    def clear(self) -> None:
        """All but those that stay until the person has acted, as those that offer something new do."""
        for notice in [n for n in self.notices if not n.stays]:
            self.remove(notice)
