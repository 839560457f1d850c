"""Second step of the guide: the camera and the microphone, seen and heard before anything is analysed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QSizePolicy

from app.gui.analysis import Task
from app.gui.device_bar import DeviceBar
from app.gui.error_line import ErrorLine
from app.gui.guide_step import GuideStep, paragraph
from app.gui.layout import card
from app.gui.live_session import Preview
from app.gui.messages import said
from app.gui.picture import PictureView
from app.gui.theme import Theme
from app.gui.translation import tr
from app.settings import SettingsStore
from engines.sources.microphone import FLOOR_DBFS

HEARD = -50.0  # dB of full scale: louder than a quiet room


class DevicesStep(GuideStep):
    """Devices are open while it is shown. The choice is kept for live runs."""

    released = Signal(object)  # Task that ends when the devices are free again

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__(tr("Camera and microphone"))
        self.preview: Preview | None = None
        self.before: Task[None] | None = None  # what holds devices yet
        self._loudest, self._seen = FLOOR_DBFS, False  # since the devices were opened
        self._troubles: dict[str, str] = {}  # by modality
        self.picture = PictureView(tr("Picture of the camera"))
        self.picture.mirrored = True
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # what the lists leave
        self.devices = DeviceBar(settings)
        self.said = ErrorLine()
        self.column.addWidget(
            paragraph(
                tr(
                    "Choose what live analysis looks at and listens to. Sit so that your face is well lit and seen "
                    "from the front, and say a few words: the bar beside the microphone moves."
                ),
                "reading",
            )
        )
        self.column.addWidget(card(self.devices))
        self.column.addWidget(self.said)
        self.column.addWidget(card(self.picture), 1)
        self.column.addWidget(paragraph(tr("Nothing is analysed or stored here."), "muted"))
        self.devices.chosen.connect(self._choose)
        self.devices.plugged.connect(self._retry)

    def set_theme(self, theme: Theme) -> None:
        self.picture.set_theme(theme)
        self.devices.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        if self.preview is None:
            self._open()

    def hideEvent(self, event: QHideEvent) -> None:
        self._close()

    def tick(self) -> None:
        if self.preview is None:
            return
        frame, level = self.preview.look()
        self.devices.meter.show_level(level)
        self._loudest = max(self._loudest, level)
        if frame is not None:
            height, width = frame.image.shape[:2]
            image = QImage(frame.image.data, width, height, 3 * width, QImage.Format.Format_RGB888)
            self._frame = frame  # the image shares its memory
            self.picture.set_camera_picture(image)
            self._seen = True
        for event in self.preview.events():
            if event.kind == "back":
                self._troubles.pop(event.modality, None)
            else:
                self._troubles[event.modality] = event.message
                if not self._seen:
                    self.picture.clear(tr("No picture"))
        self._tell()

    def close_step(self, wait: float) -> None:
        self.devices.stop()
        self._close()
        if self.before is not None:
            self.before.join(wait)

    def _tell(self) -> None:
        assert self.preview is not None
        if self.preview.opening:
            self.said.tell(tr("Opening the devices…"), "muted")
        elif self._troubles:
            self.said.tell(" ".join(map(said, self._troubles.values())), told="\n".join(self._troubles.values()))
        elif not self.devices.choice.use_microphone:
            self.said.tell(tr("No microphone"), "muted")
        else:
            heard = self._loudest > HEARD
            self.said.tell(tr("The microphone hears you.") if heard else tr("Say something…"), "muted")

    def _open(self) -> None:
        choice = self.devices.choice
        self._loudest, self._seen = FLOOR_DBFS, False
        self._troubles.clear()
        self.picture.clear(tr("Opening the camera…") if choice.use_camera else tr("No camera"))
        self.preview = Preview(choice, self.before)

    def _close(self) -> None:
        if self.preview is not None:
            self.before = self.preview.close()
            self.preview = None
            self.released.emit(self.before)

    def _choose(self) -> None:
        """Other devices, here or on another page."""
        if self.preview is not None:
            self._close()
            self._open()

    def _retry(self) -> None:
        """Other devices are there: perhaps those that could not be opened."""
        if self.preview is not None and self.preview.failed:
            self._choose()
