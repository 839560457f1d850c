"""The dialog that exports sessions: the same formats and choices as `ucrn-live export`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.analysis import Task
from app.gui.error_line import ErrorLine
from app.gui.folders import open_folder, typed_folder
from app.gui.layout import fit_screen, scrolled
from app.gui.messages import said
from app.gui.plots import clock_text
from app.gui.span_edit import FIELD, SpanEdit
from app.gui.translation import number, tr
from app.sessions.exporters import FORMATS, TABLES, Format
from app.sessions.exporters.exported import Span
from app.sessions.exporters.files import FilesThere
from app.sessions.exporters.many import export_each
from app.sessions.exporters.selection import HIGHEST_RATE, Selection
from app.sessions.schema import LIVE, SETTLED
from app.sessions.session import Session
from app.settings import SettingsStore
from ucrn_core.errors import SessionError, SettingsError

TICK = 50  # ms between looks whether the files are written
MOST_TOLD = 3  # sessions of which it is told why they were not exported
OUTCOME = 64  # pixels that are kept for what became of the files


@dataclass
class Outcome:
    """Files that were written; those that are in the way, and the sessions whose files are not written for that; what
    else went wrong, in sentences."""

    written: list[Path] = field(default_factory=list)
    there: list[Path] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def export(
    sessions: Sequence[Path],
    timeline: str | None,
    selection: Selection,
    formats: Sequence[Format],
    folder: Path,
    replace: bool,
) -> Outcome:
    """Write the formats of each session into `folder` under their usual names."""
    outcome = Outcome()
    for session, made in export_each(sessions, timeline, selection, formats, folder, replace=replace):
        if isinstance(made, FilesThere):
            outcome.there += made.paths
            outcome.left.append(session)
        elif isinstance(made, SessionError):
            outcome.troubles.append(str(made))
        else:
            outcome.written += made
    return outcome


class ExportDialog(QDialog):
    """Choices, and what was written. Files are written by a task; the dialog may be closed meanwhile."""

    told_late = Signal(str, str)  # what became of the files after the dialog was closed, and its kind: `info`, …

    def __init__(
        self,
        sessions: Sequence[Path],
        opened: Session | None,
        parent: QWidget | None,
        settings: SettingsStore,
        *,
        timeline: str | None = None,
        selected: Span | None = None,
        baseline: Span | None = None,
    ) -> None:
        """opened: the only session. What is shown of it at this moment is offered: the timeline, the selected range,
        the baseline. SessionError: it holds no timeline."""
        super().__init__(parent)
        self._settings, self._sessions = settings, list(sessions)
        self._task: Task[Outcome] | None = None
        self._written_to = Path()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)
        self.finished.connect(lambda: self.deleteLater() if self._task is None else None)
        title = tr("Export %n sessions", "", len(sessions))
        if opened is not None:
            title = tr("Export {session}").format(session=opened.folder.name.removesuffix(".ucrn"))
        self.setWindowTitle(title)
        self.formats = {name: QCheckBox(name) for name in FORMATS}
        self.timeline = QComboBox()
        self.timeline.setAccessibleDescription(tr("Timeline"))
        self._offer_timelines(opened, timeline)
        self.whole, self.selection = QRadioButton(tr("The whole session")), QRadioButton()
        self.part = QRadioButton(tr("Only"))
        self.span = SpanEdit(tr("Beginning of the range"), tr("End of the range"), selected)
        self._selected = selected
        excluded = None if opened is None else len(opened.exclusions())  # None: of many sessions it is not known
        self.exclude = QCheckBox(tr("Leave excluded ranges out") + (f" ({excluded})" if excluded else ""))
        self.exclude.setEnabled(excluded != 0)
        self.exclude.setChecked(excluded != 0)
        self.on_grid = QCheckBox(tr("Tables ({formats}) on a regular grid").format(formats=TABLES))
        self.rate = QLineEdit("4")
        self.rate.setMaximumWidth(FIELD)
        self.rate.setAccessibleName(tr("Rows a second"))
        self.with_baseline = QCheckBox(tr("Sentiment against a baseline, as z-scores"))
        self.baseline = SpanEdit(tr("Beginning of the baseline"), tr("End of the baseline"), baseline)
        self.with_baseline.setChecked(baseline is not None)
        self.folder = QLineEdit(settings.now.export.folder or str(sessions[0].absolute().parent))
        self.folder.setAccessibleName(tr("Folder"))
        self.told = ErrorLine()
        self.show_folder = QPushButton(tr("Show in folder"))
        self.show_folder.setProperty("role", "link")
        self.show_folder.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_folder.hide()
        self.show_folder.clicked.connect(self._show_folder)
        self._build()
        for name, box in self.formats.items():
            box.setChecked(name in settings.now.export.formats)
            box.toggled.connect(self._show_state)
        for toggle in (self.on_grid, self.with_baseline, self.whole, self.selection, self.part):
            toggle.toggled.connect(self._show_state)
        (self.whole if selected is None else self.selection).setChecked(True)
        self._show_state()

    @property
    def chosen(self) -> list[str]:
        """Names of the formats."""
        return [name for name, box in self.formats.items() if box.isChecked()]

    @property
    def selected(self) -> Selection:
        """SessionError: a field holds no range, or no rate."""
        selected = self._selected if self.selection.isChecked() and self._selected else Span()
        return Selection(
            span=self.span.span if self.part.isChecked() else selected,
            rate=_rate(self.rate.text()) if self.on_grid.isChecked() else None,
            exclude_marked=self.exclude.isChecked(),
            baseline=self.baseline.span if self.with_baseline.isChecked() else None,
        )

    def start(self, left: Sequence[Path] | None = None) -> None:
        """Write the files of all sessions; of `left` only, where given, whatever is there already."""
        try:
            folder, selection = typed_folder(self.folder.text()), self.selected
        except (SessionError, SettingsError) as error:
            self._tell(str(error), "error")
            return
        if not folder.is_dir():
            self._tell(tr("There is no folder {folder}: choose another one.").format(folder=folder), "error")
            return
        self._settings.change("export", formats=self.chosen, folder=str(folder))
        formats = [FORMATS[name] for name in self.chosen]
        sessions, timeline = left or self._sessions, self.timeline.currentData()
        self._written_to = folder
        self._task = Task("export", lambda: export(sessions, timeline, selection, formats, folder, left is not None))
        self._tell(tr("Writing…"))
        self._timer.start()
        self._show_state()

    def _look(self) -> None:
        """Whether the files are written."""
        if self._task is None or not self._task.done:
            return
        task, self._task = self._task, None
        self._timer.stop()
        self._show_state()
        if task.error is not None or task.result is None:
            self._tell(task.error or "", "error")
        else:
            self._tell_of(task.result)
        if self.isHidden():
            self.deleteLater()

    def _tell_of(self, outcome: Outcome) -> None:
        told = [tr("Wrote {files}.").format(files=_listed(outcome.written))] if outcome.written else []
        if outcome.there and self.isHidden():
            there = _there(outcome.there)
            told.append(there if told else tr("Nothing was exported: {why}").format(why=there))
        told += map(said, outcome.troubles[:MOST_TOLD])
        if (more := len(outcome.troubles) - MOST_TOLD) > 0:
            told.append(tr("%n more session(s) could not be exported.", "", more))
        kind = "error" if outcome.troubles else "warning" if outcome.there else "info"
        self._tell("\n".join(told), kind)
        self.show_folder.setVisible(bool(outcome.written))
        if outcome.there and not self.isHidden():
            self._ask(outcome)

    def join(self, timeout: float) -> None:
        """Wait for files that are being written."""
        if self._task is not None:
            self._task.join(timeout)

    def _ask(self, outcome: Outcome) -> None:
        """Whether files may be replaced."""
        question = QMessageBox(QMessageBox.Icon.Question, tr("Replace files"), _there(outcome.there), parent=self)
        question.setTextFormat(Qt.TextFormat.PlainText)
        replace = question.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        replace.clicked.connect(lambda: self.start(outcome.left))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()

    def _tell(self, text: str, kind: str = "info") -> None:
        self.told.tell(text, kind)
        self.show_folder.hide()
        if self.isHidden():
            self.told_late.emit(text, kind)

    def _show_folder(self) -> None:
        if trouble := open_folder(self._written_to):
            self._tell(trouble, "error")

    def _show_state(self) -> None:
        self.span.setEnabled(self.part.isChecked())
        self.rate.setEnabled(self.on_grid.isChecked())
        self.baseline.setEnabled(self.with_baseline.isChecked())
        self._export.setEnabled(bool(self.chosen) and self._task is None)

    def _offer_timelines(self, opened: Session | None, wanted: str | None) -> None:
        kinds = {True: tr("as it was known at the moment"), False: tr("in media time")}
        if opened is None:
            self.timeline.addItem(tr("live where there is one, else settled"), None)
            for name in (LIVE, SETTLED):
                self.timeline.addItem(f"{name}: {kinds[name == LIVE]}", name)
            return
        shown = opened.timeline(wanted)
        for made in opened.timelines():
            self.timeline.addItem(f"{made.name}: {kinds[made.live]}", made.name)
            if made.name == shown.name:
                self.timeline.setCurrentIndex(self.timeline.count() - 1)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the export"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _build(self) -> None:
        formats = QGridLayout()
        formats.setHorizontalSpacing(14)
        formats.setColumnStretch(1, 1)
        for row, (name, box) in enumerate(self.formats.items()):
            described = QLabel(said(FORMATS[name].description))
            described.setProperty("role", "muted")
            described.setBuddy(box)
            box.setAccessibleDescription(described.text())
            formats.addWidget(box, row, 0)
            formats.addWidget(described, row, 1)
        choices = QGridLayout()
        choices.setColumnStretch(1, 1)
        choices.setVerticalSpacing(6)
        group = QButtonGroup(self)
        for button in (self.whole, self.selection, self.part):
            group.addButton(button)
        if self._selected is not None:
            span = self._selected
            selected = tr("The selection, {start} to {end}")
            self.selection.setText(selected.format(start=clock_text(span.start, 1), end=clock_text(span.end, 1)))
        self.selection.setVisible(self._selected is not None)
        rate = QWidget()
        for row, widgets in enumerate(
            (
                (self.whole,),
                (self.selection,),
                (self.part, self.span),
                (self.exclude,),
                (self.on_grid, rate),
                (self.with_baseline, self.baseline),
            )
        ):
            for column, widget in enumerate(widgets):
                choices.addWidget(widget, row, column, 1, 1 if len(widgets) == 2 else 2)
        rate_row = QHBoxLayout(rate)
        rate_row.setContentsMargins(0, 0, 0, 0)
        rate_row.addWidget(self.rate)
        rate_row.addWidget(QLabel(tr("rows a second")))
        rate_row.addStretch(1)
        browse = QPushButton(tr("Browse…"))
        browse.clicked.connect(self._choose_folder)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(browse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._export = buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.ActionRole)
        self._export.setProperty("role", "go")
        self._export.setDefault(True)
        self._export.clicked.connect(lambda: self.start())
        buttons.rejected.connect(self.reject)
        choices_made = QWidget()
        layout = QVBoxLayout(choices_made)
        layout.setContentsMargins(18, 16, 18, 0)
        layout.setSpacing(8)
        for heading, content in (
            (tr("Formats"), formats),
            (tr("Timeline"), self.timeline),
            (tr("What", "is exported"), choices),
            (tr("Folder"), place),
        ):
            label = QLabel(heading)
            label.setProperty("role", "heading")
            layout.addWidget(label)
            layout.addWidget(content) if isinstance(content, QWidget) else layout.addLayout(content)
            layout.addSpacing(6)
        layout.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 0, 18, 14)
        foot.addWidget(self.told)
        foot.addWidget(self.show_folder, 0, Qt.AlignmentFlag.AlignLeft)
        foot.addWidget(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(choices_made), 1)
        outer.addLayout(foot)
        self.setMinimumWidth(560)
        fit_screen(self, self.sizeHint() + QSize(0, OUTCOME))


def export_dialog(
    sessions: Session | Sequence[Path],
    parent: QWidget | None,
    settings: SettingsStore,
    *,
    timeline: str | None = None,
    selected: Span | None = None,
    baseline: Span | None = None,
) -> ExportDialog:
    """Show the dialog over `parent`. sessions: their folders, or the only one where it is open; timeline, selected,
    baseline: what is shown of an only one. SessionError: an only one cannot be read."""
    folders = [sessions.folder] if isinstance(sessions, Session) else list(sessions)
    with ExitStack() as stack:
        opened = sessions if isinstance(sessions, Session) else None
        if opened is None and len(folders) == 1:
            opened = stack.enter_context(Session.open(folders[0]))
        dialog = ExportDialog(
            folders, opened, parent, settings, timeline=timeline, selected=selected, baseline=baseline
        )
    dialog.open()
    return dialog


def _rate(text: str) -> float:
    """Rows a second. SessionError: it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        why = tr("{text} is no rate; write rows a second, up to {most}.")
        raise SessionError(why.format(text=text, most=number(HIGHEST_RATE, None))) from None


def _listed(paths: Sequence[Path]) -> str:
    """The first few names."""
    names = [path.name for path in paths[:4]]
    more = len(paths) - len(names)
    listed = ", ".join(names)
    return tr("{files} and %n more", "", more).format(files=listed) if more else listed


def _there(paths: Sequence[Path]) -> str:
    return tr("{files} is/are there already.", "", len(paths)).format(files=_listed(paths))
