"""The dialog that exports a session: the same formats and choices as `ucrn-live export`."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
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
from app.gui.translation import number, tr
from app.sessions.exporters import FORMATS, Format
from app.sessions.exporters.exported import Span
from app.sessions.exporters.files import default_name, write, written_to
from app.sessions.exporters.gathering import gather
from app.sessions.exporters.selection import HIGHEST_RATE, Selection, parse_span, select
from app.sessions.session import Session
from app.settings import SettingsStore
from ucrn_core.errors import SessionError, SettingsError

TICK = 50  # ms between looks whether the files are written
FIELD = 90  # pixels of a time or a number
OUTCOME = 64  # pixels that are kept for what became of the files
TABLES = ("csv", "parquet", "jsonl")  # what has a row a point


@dataclass(frozen=True)
class Outcome:
    """Files that were written, or those that are in the way, whereupon none was."""

    written: Sequence[Path] = ()
    there: Sequence[Path] = ()


def export(
    session: Path, timeline: str, selection: Selection, formats: Sequence[Format], folder: Path, replace: bool
) -> Outcome:
    """Write the formats into `folder` under their usual names. SessionError: that cannot be done."""
    with Session.open(session) as opened:
        exported = select(gather(opened, timeline), selection)
    outputs = [(folder / default_name(exported, format), format) for format in formats]
    there = [path for path in written_to(outputs) if os.path.lexists(path)]
    if there and not replace:
        return Outcome(there=there)
    return Outcome(written=write(exported, outputs, replace))


class SpanEdit(QWidget):
    """Two times, from and to; an empty one leaves that side open."""

    def __init__(self, beginning: str, ending: str, span: Span | None) -> None:
        """beginning, ending: what the fields are called to those who do not see them."""
        super().__init__()
        self._given: Span | None = None  # finer than what is written, until a field is edited
        self.start, self.end = QLineEdit(), QLineEdit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, edit, name in ((tr("from"), self.start, beginning), (tr("to"), self.end, ending)):
            edit.setPlaceholderText(tr("m:ss"))
            edit.setMaximumWidth(FIELD)
            edit.setAccessibleName(name)
            layout.addWidget(QLabel(label))
            layout.addWidget(edit)
            edit.textChanged.connect(self._edited)
        layout.addStretch(1)
        if span is not None:
            self.set_span(span)

    def set_span(self, span: Span) -> None:
        for edit, t in ((self.start, span.start), (self.end, span.end)):
            edit.setText(clock_text(t, 3).rstrip("0").rstrip(".,") if math.isfinite(t) else "")
        self._given = span

    def _edited(self) -> None:
        self._given = None

    @property
    def span(self) -> Span:
        """SessionError: it is none."""
        if self._given is not None:
            return self._given
        start, end = self.start.text().strip(), self.end.text().strip()
        span = Span(_time(start, -math.inf), _time(end, math.inf))
        if span.start >= span.end:
            empty = tr("The range from {start} to {end} is empty: its end must be later than its start.")
            raise SessionError(empty.format(start=start, end=end))
        return span


class ExportDialog(QDialog):
    """Choices, and what was written. Files are written by a task; the dialog may be closed meanwhile."""

    told_late = Signal(str, str)  # what became of the files after the dialog was closed, and its kind: `info`, …

    def __init__(
        self,
        session: Session,
        parent: QWidget | None,
        settings: SettingsStore,
        *,
        timeline: str | None = None,
        selected: Span | None = None,
        baseline: Span | None = None,
    ) -> None:
        """What is shown at this moment is offered: the timeline, the selected range, the baseline. SessionError: the
        session holds no timeline."""
        super().__init__(parent)
        self._settings, self._session = settings, session.folder
        self._task: Task[Outcome] | None = None
        self._written_to = Path()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)
        self.finished.connect(lambda: self.deleteLater() if self._task is None else None)
        self.setWindowTitle(tr("Export {session}").format(session=session.folder.name.removesuffix(".ucrn")))
        self.formats = {name: QCheckBox(name) for name in FORMATS}
        self.timeline = QComboBox()
        self.timeline.setAccessibleDescription(tr("Timeline"))
        shown = session.timeline(timeline)
        for made in session.timelines():
            kind = tr("as it was known at the moment") if made.live else tr("in media time")
            self.timeline.addItem(f"{made.name}: {kind}", made.name)
            if made.name == shown.name:
                self.timeline.setCurrentIndex(self.timeline.count() - 1)
        self.whole, self.selection = QRadioButton(tr("The whole session")), QRadioButton()
        self.part = QRadioButton(tr("Only"))
        self.span = SpanEdit(tr("Beginning of the range"), tr("End of the range"), selected)
        self._selected = selected
        excluded = len(session.exclusions())
        self.exclude = QCheckBox(tr("Leave excluded ranges out") + (f" ({excluded})" if excluded else ""))
        self.exclude.setEnabled(excluded > 0)
        self.exclude.setChecked(excluded > 0)
        self.on_grid = QCheckBox(tr("Tables ({formats}) on a regular grid").format(formats=", ".join(TABLES)))
        self.rate = QLineEdit("4")
        self.rate.setMaximumWidth(FIELD)
        self.rate.setAccessibleName(tr("Rows a second"))
        self.with_baseline = QCheckBox(tr("Sentiment against a baseline, as z-scores"))
        self.baseline = SpanEdit(tr("Beginning of the baseline"), tr("End of the baseline"), baseline)
        self.with_baseline.setChecked(baseline is not None)
        self.folder = QLineEdit(settings.now.export.folder or str(session.folder.absolute().parent))
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

    def start(self, replace: bool = False) -> None:
        """Write the files."""
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
        session, timeline = self._session, str(self.timeline.currentData())
        self._written_to = folder
        self._task = Task("export", lambda: export(session, timeline, selection, formats, folder, replace))
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
        elif task.result.there and self.isHidden():
            self._tell(tr("Nothing was exported: {why}").format(why=_there(task.result.there)), "warning")
        elif task.result.there:
            self._ask(task.result.there)
        else:
            self._tell(tr("Wrote {files}.").format(files=_listed(task.result.written)))
            self.show_folder.show()
        if self.isHidden():
            self.deleteLater()

    def join(self, timeout: float) -> None:
        """Wait for files that are being written."""
        if self._task is not None:
            self._task.join(timeout)

    def _ask(self, there: Sequence[Path]) -> None:
        """Whether files may be replaced."""
        self._tell("")
        question = QMessageBox(QMessageBox.Icon.Question, tr("Replace files"), _there(there), parent=self)
        question.setTextFormat(Qt.TextFormat.PlainText)
        replace = question.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        replace.clicked.connect(lambda: self.start(replace=True))
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
    session: Path | Session,
    parent: QWidget | None,
    settings: SettingsStore,
    *,
    timeline: str | None = None,
    selected: Span | None = None,
    baseline: Span | None = None,
) -> ExportDialog:
    """Show the dialog over `parent`. session: its folder, or the session where it is open. SessionError: it cannot be
    read."""
    with nullcontext(session) if isinstance(session, Session) else Session.open(session) as opened:
        dialog = ExportDialog(opened, parent, settings, timeline=timeline, selected=selected, baseline=baseline)
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


def _time(text: str, without: float) -> float:
    """Seconds; `without` where nothing is written. SessionError: it is no time."""
    try:
        return parse_span(f"{text.replace(',', '.')}:").start if text else without
    except SessionError:
        why = tr("{text} is no time; write seconds (90), m:ss (1:30) or h:mm:ss.")
        raise SessionError(why.format(text=text)) from None
