"""The picture of the clip with the face that was measured drawn over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.colours import contrast
from app.gui.theme import Theme
from ucrn_core.features import OUTLINE_PATHS

SEEN = 3.0  # contrast of a line to its halo


class PictureView(QWidget):
    """Shows a picture as large as fits, letterboxed, with the face outline and its box over it."""

    def __init__(self, name: str) -> None:
        """name: what it is called to those who do not see it."""
        super().__init__()
        self.mirrored = False  # left and right change places on screen, as before a mirror
        self.setMinimumSize(QSize(200, 130))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self._size = QSize(16, 9)
        self._image: QImage | None = None
        self.outline: NDArray[np.float16] | None = None
        self._outline_shown = True
        self.message = ""
        self._line, self._muted = QColor(), QColor()

    def set_theme(self, theme: Theme) -> None:
        face = theme.modality["face"]
        bright = contrast(face, "#000000") >= SEEN  # as the halo is dark
        self._line, self._muted = QColor(face).lighter(125) if bright else QColor("#ffffff"), QColor(theme.muted)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, 360)

    def clear(self, message: str, size: QSize | None = None) -> None:
        """Show `message` in place of a picture. size: of the upright pictures to come, with square pixels."""
        self._image, self.outline, self.message = None, None, message
        self._size = size or QSize(16, 9)
        self.update()

    def set_picture(self, image: QImage) -> None:
        self._image = image
        self.update()

    def set_camera_picture(self, image: QImage) -> None:
        """One whose size tells the size of all: a camera's pixels are square."""
        self._size = image.size()
        self.set_picture(image)

    def set_outline(self, outline: NDArray[np.float16] | None) -> None:
        """outline (points, 2) in 0..1 of the picture, along OUTLINE_PATHS, or None for no face."""
        if outline is not self.outline:
            self.outline = outline
            self.update()

    @property
    def shows_picture(self) -> bool:
        """Whether there is a picture, beside the outline."""
        return self._image is not None

    def show_outline(self, shown: bool) -> None:
        self._outline_shown = shown
        self.update()

    def picture_rect(self) -> QRectF:
        """Where the picture lies in the widget."""
        scaled = self._size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - scaled.width()) // 2, (self.height() - scaled.height()) // 2
        return QRectF(left, top, scaled.width(), scaled.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = self.picture_rect()
        outlined = self._outline_shown and self.outline is not None
        if self._image is None and not outlined:
            painter.setPen(self._muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)
        elif self._image is not None:
            clip = QPainterPath()
            clip.addRoundedRect(rect, 8, 8)
            painter.setClipPath(clip)
            if self.mirrored:
                painter.translate(self.width(), 0)  # the picture lies in the middle
                painter.scale(-1, 1)
            painter.drawImage(rect, self._image)
        if self._outline_shown and self.outline is not None:
            path = outline_path(self.outline, rect)
            box = path.boundingRect()
            margin = box.width() * 0.08
            path.addRoundedRect(box.adjusted(-margin, -margin, margin, margin), 6, 6)
            # A dark halo keeps the line visible on bright skin.
            for colour, width in ((QColor(0, 0, 0, 80), 2.6), (self._line, 1.2)):
                painter.strokePath(path, QPen(colour, width))
        painter.end()


def outline_path(outline: NDArray[np.float16], rect: QRectF) -> QPainterPath:
    """The outline (points, 2), in 0..1 of the picture, as a path on the picture shown at `rect`."""
    points = outline.astype(np.float64) * (rect.width(), rect.height()) + (rect.left(), rect.top())
    path = QPainterPath()
    start = 0
    for count, closed in OUTLINE_PATHS:
        first, *others = points[start : start + count].tolist()
        path.moveTo(*first)
        for point in others:
            path.lineTo(*point)
        if closed:
            path.closeSubpath()
        start += count
    return path
