"""Which microphone and camera: two lists that follow what is plugged in, and a meter of the sound."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QInputDialog, QLabel, QSizePolicy, QWidget

from app.gui.theme import Theme
from app.gui.translation import number, tr
from app.settings import Live, SettingsStore
from engines.live_inputs import DeviceChoice
from engines.sources.camera import camera_name
from engines.sources.devices import DeviceList, Devices
from engines.sources.microphone import FLOOR_DBFS

LOOKED_EVERY = 2000  # ms between two looks for devices
QUIET, LOUD = -60.0, -6.0  # dB of full scale: what the meter shows, and where it warns of clipping
FALL = 1.5  # dB that the meter falls from one showing to the next, so that an eye can follow
NONE, ADDRESS = "none", "address…"  # entries that are no device


class Meter(QWidget):
    """The level of the sound between QUIET and 0 dB of full scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Level of the microphone"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.level = FLOOR_DBFS
        self._colours = QColor(), QColor(), QColor(), QColor()

    def sizeHint(self) -> QSize:
        return QSize(110, 8)

    def set_theme(self, theme: Theme) -> None:
        self._colours = QColor(theme.modality["voice"]), QColor(theme.error), QColor(theme.fill), QColor(theme.border)
        self.update()

    def show_level(self, level: float) -> None:
        """level: dB of full scale."""
        self.level = max(level, self.level - FALL)
        told = tr("{level} dB of full scale").format(level=number(level, 0)) if level > FLOOR_DBFS else tr("No sound")
        if told != self.toolTip():
            self.setToolTip(told)
            self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        usual, loud, groove, edge = self._colours
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(edge)
        painter.setBrush(groove)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.level > QUIET:
            rect.setWidth(rect.width() * min(1.0, 1 - self.level / QUIET))
            painter.setBrush(loud if self.level > LOUD else usual)
            painter.drawRoundedRect(rect, 4, 4)
        painter.end()


class DeviceBar(QWidget):
    """Emits `chosen` when the person picks another device. The choice is kept, by name, for the next time."""

    chosen = Signal(object)  # DeviceChoice
    plugged = Signal()  # there are other devices than before

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__()
        self._settings = settings
        self._list = DeviceList()
        self._found = Devices([], [])
        self.microphones, self.cameras = QComboBox(), QComboBox()
        self.meter = Meter()
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        self.labels: list[QLabel] = []
        for row, (box, name) in enumerate(((self.microphones, tr("Microphone")), (self.cameras, tr("Camera")))):
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setBuddy(box)
            self.labels.append(label)
            box.setAccessibleName(name)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(self._picked)
            layout.addWidget(label, row, 0)
            layout.addWidget(box, row, 1)
        layout.addWidget(self.meter, 0, 2)
        layout.setColumnStretch(1, 1)
        self._microphone = settings.now.live.microphone
        self._camera = settings.now.live.camera
        self._delay = 0.0
        self._fill()
        self._timer = QTimer(self, interval=LOOKED_EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def choice(self) -> DeviceChoice:
        return DeviceChoice(
            self._microphone if self._microphone not in ("", NONE) else None,
            self._camera if self._camera not in ("", NONE) else None,
            self._microphone != NONE,
            self._camera != NONE,
            self._delay,
        )

    def set_choice(self, choice: DeviceChoice) -> None:
        """Another choice, which is not kept."""
        self._microphone = (choice.microphone or "") if choice.use_microphone else NONE
        self._camera = (choice.camera or "") if choice.use_camera else NONE
        self._delay = choice.camera_delay
        self._fill()

    def follow(self, before: Live, now: Live) -> None:
        """The settings have changed: take the devices where another choice was made."""
        kept, choice = (before.microphone, before.camera), (now.microphone, now.camera)
        if choice != kept and choice != (self._microphone, self._camera):
            self._microphone, self._camera = choice
            self._fill()
            self.chosen.emit(self.choice)

    def set_theme(self, theme: Theme) -> None:
        self.meter.set_theme(theme)

    def look(self) -> None:
        """See what is plugged in; the lists change when the answer is there."""
        found = self._list.newest()
        if found is not None and found != self._found and not self._is_open():
            self._found = found
            self._fill()
            self.plugged.emit()
        self._list.ask()

    def stop(self) -> None:
        """Look for no more devices."""
        self._timer.stop()
        self._list.close()

    def showEvent(self, event: QShowEvent) -> None:
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()

    def _is_open(self) -> bool:
        return self.microphones.view().isVisible() or self.cameras.view().isVisible()

    def _fill(self) -> None:
        default = next((m.name for m in self._found.microphones if m.default), "")
        cameras = [(_named(address), address) for address in self._found.cameras]
        first = cameras[0][0] if cameras else ""
        names = [m.full_name for m in self._found.microphones]
        self._fill_one(
            self.microphones,
            [(_first(tr("System's choice"), default), ""), *((name, name) for name in names)],
            self._microphone,
            self._microphone,
            [(tr("No microphone"), NONE)],
        )
        self._fill_one(
            self.cameras,
            [(_first(tr("First camera"), first), ""), *cameras],
            self._camera,
            _named(self._camera),
            [(tr("Address of a stream…"), ADDRESS), (tr("No camera"), NONE)],
        )

    @staticmethod
    def _fill_one(
        box: QComboBox, devices: list[tuple[str, str]], chosen: str, called: str, others: list[tuple[str, str]]
    ) -> None:
        """By name, so that the choice stays when the list comes in another order, and when its device is away. called:
        the choice in the list where the device is away."""
        if chosen not in {value for _, value in (*devices, *others)}:
            devices = [*devices, (called, chosen)]
        box.clear()
        for text, value in (*devices, *others):
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(chosen))

    def _picked(self) -> None:
        microphone, camera = str(self.microphones.currentData()), str(self.cameras.currentData())
        if camera == ADDRESS:
            typed, given = QInputDialog.getText(
                self, tr("Camera"), tr("Address of the stream, as http://192.168.1.20/video:")
            )
            camera = typed.strip() if given and typed.strip() else self._camera
        changed = (microphone, camera) != (self._microphone, self._camera)
        self._microphone, self._camera = microphone, camera
        self._fill()
        if changed:
            self._settings.change("live", microphone=microphone, camera=camera)
            self.chosen.emit(self.choice)


def _named(address: str) -> str:
    """What a person calls the camera; some systems know but numbers."""
    name = camera_name(address)
    return tr("Camera {number}").format(number=name) if name.isdigit() else name


def _first(text: str, device: str) -> str:
    """What is used where nothing is chosen, and which device that is now."""
    return f"{text} ({device})" if device else text
