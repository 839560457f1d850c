"""Third step of the guide: the models that are not bundled, installed from the network or from a folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPushButton

from app.examination import free_space
from app.gui.analysis import Task
from app.gui.error_line import ErrorLine
from app.gui.folders import begin_in
from app.gui.guide_step import GuideStep, paragraph
from app.gui.model_row import ModelRow
from app.gui.translation import number, tr
from engines.models import CATALOGUE, ModelStore, Status

RECOMMENDED = ("face-landmarker", "whisper-base.en")


class ModelsStep(GuideStep):
    """A row for each model. Nothing is downloaded before its button is pressed; what was begun goes on when another
    step or page is shown."""

    def __init__(self) -> None:
        super().__init__(tr("Models"))
        self._looking: Task[dict[str, tuple[Status, int]]] | None = None
        self._offering: Task[list[str]] | None = None
        self._folder = Path()  # that is looked into
        self.rows = {entry.name: ModelRow(entry, entry.name in RECOMMENDED) for entry in CATALOGUE.values()}
        self.all = QCheckBox(tr("Show models for other languages as well"))
        self.all.toggled.connect(self._show_rows)
        self.folder = QPushButton(tr("Install from a &folder…"))
        self.folder.setToolTip(
            tr("For a machine without a network: bring the folder of models of another installation, or their files")
        )
        self.folder.clicked.connect(self.choose_folder)
        self.space = paragraph("", "muted")
        self.said = ErrorLine()
        self.column.addWidget(
            paragraph(
                tr(
                    "Words and voice work at once; the built-in recognizer gets about two words in three right. The "
                    "face needs the first model below. A Whisper model hears far better: the larger it is, the better "
                    "and the slower. The next step tries what this machine can do. Nothing is downloaded before you "
                    "press Install, and what comes is compared with the published checksum."
                ),
                "reading",
            )
        )
        self.column.addWidget(self.space)  # above the models, whose errors would push it out of sight
        self.column.addSpacing(4)
        for row in self.rows.values():
            row.ended.connect(self._look)
            self.column.addWidget(row)
        under = QHBoxLayout()
        under.addWidget(self.all)
        under.addStretch()
        under.addWidget(self.folder)
        self.column.addLayout(under)
        self.column.addWidget(self.said)
        self.column.addStretch()
        self._show_rows()

    @property
    def status(self) -> str:
        """What is being installed, for the status bar."""
        runs = [(name, row.installation) for name, row in self.rows.items() if row.installation is not None]
        return ", ".join(
            tr("Installing {name}: {part} %").format(name=name, part=number(100 * run.done / run.total, 0))
            for name, run in runs
        )

    def showEvent(self, event: QShowEvent) -> None:
        self._look()

    def tick(self) -> None:
        if self._looking is not None and self._looking.done:
            looked, self._looking = self._looking, None
            for name, (status, there) in (looked.result or {}).items():
                self.rows[name].show_status(status, there)
            if looked.error is not None:
                self.said.tell(looked.error)
            self._show_rows()
        if self._offering is not None and self._offering.done:
            task, self._offering = self._offering, None
            if task.error is not None:
                self.said.tell(task.error)
            else:
                self._take(task.result or [])
        for row in self.rows.values():
            row.tick()

    def close_step(self, wait: float) -> None:
        runs = [row.installation for row in self.rows.values() if row.installation is not None]
        for run in runs:
            run.stop()
        for run in runs:
            run.task.join(wait)

    def choose_folder(self) -> None:
        """Ask for a folder, and install the models that it holds."""
        name = QFileDialog.getExistingDirectory(self, tr("A folder that holds models"), begin_in(""))
        if name:
            self.install_from(Path(name))

    def install_from(self, folder: Path) -> None:
        """The models that `folder` holds, and that are not here yet."""
        self._folder = folder
        self._offering = Task(f"look into {folder.name}", lambda: ModelStore().offered(folder))

    def _take(self, names: list[str]) -> None:
        for name in names:
            if not self.rows[name].usable:
                self.rows[name].install(self._folder)
        wanted = CATALOGUE["face-landmarker"].files[0].name
        none = tr(
            "{folder} holds none of these models: choose the folder of models of another installation, or one with "
            "their files, as {file}."
        ).format(folder=self._folder, file=wanted)
        self.said.tell("" if names else none)
        self._show_rows()

    def _look(self) -> None:
        """See what is there, in another thread: a model that was not verified yet is read whole."""
        self._looking = Task("look at the models", _found)
        store = ModelStore()
        free = number(free_space(store.root.absolute()) / 1e9, 1)
        self.space.setText(tr("{size} GB are free for models, in {folder}.").format(size=free, folder=store.root))

    def _show_rows(self) -> None:
        for name, row in self.rows.items():
            many = row.entry.modality == "speech" and not name.endswith((".en", "turbo"))
            row.setVisible(not many or self.all.isChecked() or row.usable or row.installation is not None)


def _found() -> dict[str, tuple[Status, int]]:
    """State of each model, and the bytes of it that are in the store."""
    store = ModelStore()
    return {name: (store.status(name), _size(store.root / name)) for name in CATALOGUE}


def _size(folder: Path) -> int:
    """Bytes of the files in it."""
    size = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # an installation has just ended, or it is a link to nothing
            size += path.stat().st_size
    return size
