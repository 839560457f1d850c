"""The settings in a dialog: looks, defaults of live runs, the library, and where everything lies."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

import platformdirs
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import logs
from app.gui import theme as themes
from app.gui.consent_note import NoteEdit, too_long
from app.gui.device_bar import DeviceBar
from app.gui.error_line import ErrorLine
from app.gui.folders import open_folder, typed_folder
from app.gui.layout import GAP, fit_screen, scrolled
from app.gui.translation import LANGUAGES, SYSTEM, percent, tr
from app.sessions import library
from app.settings import Scale, Settings, SettingsStore
from engines.fusion import ENGINES
from engines.models import ModelStore
from engines.speech_trial import POCKETSPHINX, whisper_names
from ucrn_core.errors import SettingsError

SIZE = QSize(640, 520)  # pixels
WRITTEN = 400  # ms without a key until a text is taken
OWN = ("appearance", "palette", "scale", "language", "live", "library")  # what the dialog shows


class SettingsDialog(QDialog):
    """What is chosen holds at once, and follows where it is changed elsewhere. began: the settings with which the
    program was started; install: shows where models are installed."""

    def __init__(
        self,
        settings: SettingsStore,
        began: Settings,
        parent: QWidget | None = None,
        install: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings, self._began = settings, began
        self._shown: list[Callable[[Settings], None]] = []  # what brings each control up to date
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget in (self.tabs, self.tabs.tabBar()):
            widget.setAccessibleName(tr("Settings"))
        for name, form in (
            (tr("&Appearance"), self._appearance()),
            (tr("&Live"), self._live(install)),
            (tr("L&ibrary"), self._library()),
            (tr("&Privacy"), self._privacy()),
        ):
            self.tabs.addTab(_tab(form), name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.reset_button = buttons.addButton(tr("Reset to defaults…"), QDialogButtonBox.ButtonRole.ResetRole)
        self.reset_button.clicked.connect(self.ask_reset)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.tabs, 1)
        self.unwritable = ErrorLine()
        layout.addWidget(self.unwritable)
        layout.addWidget(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # the return key takes a text
        fit_screen(self, SIZE)
        end = settings.listen(lambda _, now: self._show(now))
        self.finished.connect(end)
        self.finished.connect(self._take_consent)
        self.finished.connect(self.devices.stop)
        self._show(settings.now)

    def ask_reset(self) -> None:
        """Ask whether all that is shown here shall have its defaults again, and give them."""
        question = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Reset to defaults"),
            tr("Give everything in this dialog its default again?"),
            QMessageBox.StandardButton.Cancel,
            self,
        )
        question.setInformativeText(tr("Sessions stay where they are, and so do markers and what was opened lately."))
        question.addButton(tr("Reset"), QMessageBox.ButtonRole.AcceptRole).clicked.connect(self.reset)
        question.setDefaultButton(QMessageBox.StandardButton.Cancel)  # what is reset cannot be had back
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()

    def reset(self) -> None:
        self._typing.stop()
        self._settings.reset(*OWN)

    # --- tabs --------------------------------------------------------------------------------------------------

    def _appearance(self) -> QFormLayout:
        form = _form()
        self.appearance = self._choice(form, tr("&Theme"), "", "appearance", themes.appearances())
        self.palette_box = self._choice(form, tr("&Colours"), "", "palette", themes.palettes())
        sizes = {scale: percent(scale / 100) for scale in get_args(Scale)}
        self.scale = self._choice(form, tr("&Size of everything"), "", "scale", sizes)
        languages = {SYSTEM: tr("As the system"), **LANGUAGES}
        self.language = self._choice(form, tr("La&nguage"), "", "language", languages)
        self.restart = _note(tr("Size and language change when the program is started again."))
        form.addRow("", self.restart)

        def show(now: Settings) -> None:
            running = self._began.scale, self._began.language
            self.restart.setVisible((now.scale, now.language) != running)

        self._shown.append(show)
        return form

    def _live(self, install: Callable[[], None] | None) -> QFormLayout:
        form = _form()
        self.devices = DeviceBar(self._settings)
        self.devices.meter.hide()
        for label, text in zip(self.devices.labels, (tr("Micr&ophone"), tr("Ca&mera")), strict=True):
            label.setText(text)
            label.setProperty("role", None)  # as those below
        form.addRow(self.devices)
        speech = {"": tr("The best that is fast enough"), **{name: name for name in (POCKETSPHINX, *whisper_names())}}
        self.speech = self._choice(form, tr("&Speech model"), "live", "speech", speech)
        self.install = QPushButton(tr("Install models…"))
        self.install.setProperty("role", "small")
        self.install.setVisible(install is not None)
        if install is not None:
            self.install.clicked.connect(install)
            self.install.clicked.connect(self.close)
            form.addRow("", self.install)
        engines = {"": tr("The fastest"), **{name: name for name in ENGINES}}
        self.engine = self._choice(form, tr("&Engine"), "live", "engine", engines)
        form.addRow("", _note(tr("Model and engine are those of the next run.")))
        self.media = self._check(form, tr("&Record pictures and sound with what is measured"), "live", "media")
        self.consent = NoteEdit()
        self.consent.setMaximumHeight(84)
        self.consent.setPlaceholderText(tr("What the people who are recorded agreed to"))
        form.addRow(tr("&Consent note"), self.consent)
        labels = (form.labelForField(field) for field in (self.speech, self.engine, self.consent))
        grid = self.devices.layout()
        assert isinstance(grid, QGridLayout)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(form.horizontalSpacing())
        grid.setColumnMinimumWidth(0, max(label.sizeHint().width() for label in labels if label))
        self.consent_error = ErrorLine()
        self.consent.full.connect(lambda full: self.consent_error.tell(too_long() if full else ""))
        form.addRow("", self.consent_error)
        self._typing = QTimer(self, singleShot=True, interval=WRITTEN)
        self._typing.timeout.connect(self._take_consent)
        self.consent.textChanged.connect(self._typing.start)

        def show(now: Settings) -> None:
            self.devices.follow(self._before.live, now.live)
            if not self._typing.isActive() and self.consent.note != now.live.consent:
                self.consent.setPlainText(now.live.consent)
                self._typing.stop()

        self._before = self._settings.now
        self._shown.append(show)
        return form

    def _library(self) -> QFormLayout:
        form = _form()
        self.folder = QLineEdit()
        self.choose = QPushButton(tr("Choose…"))
        self.choose.setProperty("role", "small")
        self.choose.setAccessibleName(tr("Choose the folder of the library"))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        label = QLabel(tr("&Folder of sessions"))
        label.setBuddy(self.folder)
        form.addRow(label, row)
        self.folder_error = ErrorLine()
        form.addRow("", self.folder_error)
        named = os.environ.get("UCRN_LIVE_SESSIONS")
        self.folder.setEnabled(not named)
        self.choose.setEnabled(not named)
        self.folder.setPlaceholderText(str(library.home(Settings().library)))
        told = tr("Recordings and imports go there. Sessions that lie elsewhere stay there, and are not listed.")
        if named:
            told = tr("The variable UCRN_LIVE_SESSIONS names it: {folder}").format(folder=library.home())
        form.addRow("", _note(told))
        self.copy_media = self._check(
            form, tr("&Copy media into the sessions that are imported"), "library", "copy_media"
        )
        self.folder.editingFinished.connect(self._take_folder)
        self.choose.clicked.connect(self._choose_folder)

        def show(now: Settings) -> None:
            if not self.folder.hasFocus() or now.library.folder != self._before.library.folder:
                self.folder.setText(now.library.folder)
                self.folder_error.tell("")

        self._shown.append(show)
        return form

    def _privacy(self) -> QFormLayout:
        form = _form()
        explained = tr(
            "Everything is computed on this machine; no picture, sound or word leaves it. What is recorded lies where "
            "you see below, readable to your account and not encrypted: encrypt the disk where that matters."
        )
        form.addRow(_note(explained))
        self.places: dict[str, QLabel] = {}
        self.open_buttons: dict[str, QPushButton] = {}
        for name, place in (
            (tr("Sessions"), lambda: library.home(self._settings.now.library)),
            (tr("Models"), lambda: ModelStore().root),
            (tr("Settings"), lambda: self._settings.path),
            (tr("Logs"), logs.folder),
            (tr("Thumbnails, prepared engines"), lambda: platformdirs.user_cache_path("ucrn-live", appauthor=False)),
        ):
            self._place(form, name, place)
        self.open_error = ErrorLine()
        form.addRow("", self.open_error)
        self.forget = QPushButton(tr("Forget what was opened lately"))
        self.forget.setProperty("role", "small")
        self.forget.clicked.connect(lambda: self._settings.change("window", recent=(), media="", sessions=""))
        form.addRow("", self.forget)
        self._shown.append(
            lambda now: self.forget.setEnabled(bool(now.window.recent or now.window.media or now.window.sessions))
        )
        return form

    # --- controls ----------------------------------------------------------------------------------------------

    def _choice(self, form: QFormLayout, label: str, section: str, field: str, options: Mapping[Any, str]) -> QComboBox:
        box = QComboBox()
        values = list(options)
        box.addItems(list(options.values()))
        box.activated.connect(lambda index: self._settings.change(section, **{field: values[index]}))
        self._shown.append(lambda now: box.setCurrentIndex(values.index(_value(now, section, field))))
        form.addRow(label, box)
        return box

    def _check(self, form: QFormLayout, text: str, section: str, field: str) -> QCheckBox:
        box = QCheckBox(text)
        box.clicked.connect(lambda checked: self._settings.change(section, **{field: checked}))
        self._shown.append(lambda now: box.setChecked(_value(now, section, field)))
        form.addRow("", box)
        return box

    def _place(self, form: QFormLayout, name: str, place: Callable[[], Path]) -> None:
        told = self.places[name] = QLabel()
        told.setWordWrap(True)
        told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        button = self.open_buttons[name] = QPushButton(tr("Open"))
        button.setProperty("role", "small")
        button.setAccessibleName(tr("Open the folder: {name}").format(name=name))
        button.clicked.connect(lambda: self.open_error.tell(open_folder(_folder_of(place()))))
        row = QHBoxLayout()
        row.addWidget(told, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        label = QLabel(name)
        label.setBuddy(told)
        form.addRow(label, row)

        def show(_: Settings) -> None:
            path = place()
            told.setText(str(path))
            button.setEnabled(os.path.isdir(_folder_of(path)))  # not made before there is something to keep
            button.setToolTip("" if button.isEnabled() else tr("It is made when there is something to keep"))

        self._shown.append(show)

    # --- inside ------------------------------------------------------------------------------------------------

    def _show(self, now: Settings) -> None:
        for show in self._shown:
            show(now)
        self.unwritable.tell(self._settings.trouble)  # the notice of the window lies below the dialog
        self._before = now

    def _take_consent(self) -> None:
        self._typing.stop()
        self._settings.change("live", consent=self.consent.note)

    def _take_folder(self) -> None:
        written, wrong = self.folder.text().strip(), ""
        try:
            folder = str(typed_folder(written)) if written else ""
        except SettingsError as error:
            wrong = str(error)
        else:
            if os.path.isfile(folder):
                wrong = tr("{path} is a file: choose a folder.").format(path=folder)
        self.folder_error.tell(wrong)
        if not wrong:
            self._settings.change("library", folder=folder)

    def _choose_folder(self) -> None:
        shown = str(library.home(self._settings.now.library))
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of sessions"), shown)
        if folder:
            self.folder.setText(folder)
            self._take_folder()


def _value(now: Settings, section: str, field: str) -> Any:
    return getattr(getattr(now, section) if section else now, field)


def _folder_of(path: Path) -> Path:
    return path.parent if os.path.isfile(path) else path


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(10, 14, 10, 10)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(9)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return form


def _tab(form: QFormLayout) -> QScrollArea:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(form)
    column.addStretch(1)
    return scrolled(content)


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label
