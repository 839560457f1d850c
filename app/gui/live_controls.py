"""What a person does with a live run: start, pause, stop, record, and leave a modality out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from app.colours import readable_on
from app.gui.layout import NamedLabel, plain_tip
from app.gui.plots import clock_text
from app.gui.theme import Theme
from app.gui.translation import modality, tr
from ucrn_core.features import MODALITIES


class LiveControls(QFrame):
    """Buttons and switches; they ask, the page does."""

    start_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    record_requested = Signal()
    save_requested = Signal()
    dropped = Signal(object)  # frozenset of modalities that are left out

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.start, self.pause = QPushButton(tr("Start")), QPushButton(tr("Pause"))
        self.stop, self.record = QPushButton(tr("Stop")), QPushButton(tr("Record"))
        self.save = QPushButton(tr("Save run"))
        self.start.setProperty("role", "go")
        for button, tip in (
            (self.start, tr("Begin a run with these devices (Ctrl+Return)")),
            (self.pause, tr("Give the devices back for a while, or take them again (P)")),
            (self.stop, tr("End the run (Ctrl+.)")),
            (
                self.save,
                tr(
                    "Store the points, words and events of the run that ended as a session. It holds neither pictures, "
                    "sound nor feature steps: it can be replayed and exported, and not be analysed anew"
                ),
            ),
        ):
            button.setToolTip(tip)
        self.time = NamedLabel(tr("Time since the start"))
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setProperty("role", "muted")
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a path may be long
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        for button, signal in (
            (self.start, self.start_requested),
            (self.pause, self.pause_requested),
            (self.stop, self.stop_requested),
            (self.record, self.record_requested),
            (self.save, self.save_requested),
        ):
            button.clicked.connect(signal)
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addWidget(self.time)
        layout.addWidget(self.message, 1)
        self.switches: dict[str, QPushButton] = {}
        for m in MODALITIES:
            switch = self.switches[m] = QPushButton(modality(m).capitalize())
            switch.setCheckable(True)
            switch.setChecked(True)
            switch.setAccessibleName(tr("Use {modality}").format(modality=modality(m)))
            switch.setToolTip(tr("Leave {modality} out, or use it again").format(modality=modality(m)))
            switch.toggled.connect(lambda _: self.dropped.emit(self.drop))
            layout.addWidget(switch)

    @property
    def drop(self) -> frozenset[str]:
        """The modalities that are switched off."""
        return frozenset(m for m, switch in self.switches.items() if not switch.isChecked())

    def set_drop(self, drop: frozenset[str]) -> None:
        for m, switch in self.switches.items():
            switch.setChecked(m not in drop)

    def set_theme(self, theme: Theme) -> None:
        for m, switch in self.switches.items():
            colour = theme.modality[m]
            switch.setStyleSheet(
                f"QPushButton {{ color: {theme.muted}; border-color: {theme.border}; font-weight: 600; }}"
                f"QPushButton:checked {{ background: {colour}; color: {readable_on(colour)}; border-color: {colour}; }}"
                f"QPushButton:focus {{ border-color: {theme.text}; }}"
            )

    def show_state(
        self,
        *,
        running: bool,
        ready: bool,
        recordable: bool,
        stopping: bool,
        paused: bool,
        recording: bool,
        savable: bool,
    ) -> None:
        """ready: the run can be paused, or resumed; recordable: a recording may begin or end; savable: a run has ended
        that was not recorded."""
        self.start.setVisible(not running)
        self.pause.setVisible(running)
        self.stop.setVisible(running)
        self.record.setVisible(running)
        self.save.setVisible(savable)
        self.stop.setEnabled(not stopping)
        self.pause.setEnabled(ready and not stopping)
        self.record.setEnabled(recordable and not stopping)
        self.pause.setText(tr("Resume") if paused else tr("Pause"))
        self.record.setText(tr("End recording") if recording else tr("Record"))

    def show_media(self, wanted: bool) -> None:
        """Whether a recording holds pictures and sound."""
        self.record.setToolTip(
            tr("Store pictures, sound and what is measured (Ctrl+R)")
            if wanted
            else tr("Store what is measured, neither pictures nor sound (Ctrl+R)")
        )

    def say(self, message: str) -> None:
        self.message.setText(message)
        self.message.setToolTip(plain_tip(message))

    def show_time(self, t: float | None) -> None:
        """t: seconds since the start."""
        self.time.setText("" if t is None else clock_text(t))
