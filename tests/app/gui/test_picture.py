"""The picture and the outline on it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage

from app.gui.picture import PictureView
from tests.app.gui.shown import shown


def greenish(picture: QImage) -> np.ndarray:
    """(x, y) of the pixels in which the face colour stands out, (n, 2)."""
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())[:, : rgb.width() * 3]
    pixels = rows.reshape(rgb.height(), rgb.width(), 3).astype(int)
    return np.argwhere(pixels[..., 1] > pixels[..., 0] + 60)[:, ::-1]


class TestPicture:
    @pytest.fixture
    def picture(self, qtbot) -> PictureView:
        view = shown(qtbot, PictureView("Picture"), 400, 400)
        view.clear("Loading", QSize(200, 100))  # shown 400 x 200, with 100 pixels free above and below
        black = QImage(200, 100, QImage.Format.Format_RGB32)
        black.fill(Qt.GlobalColor.black)
        view.set_picture(black)
        return view

    def test_outline_and_box_lie_on_the_face(self, picture, make_face):
        outline = make_face(0.0, 0.5, 0.5).outline
        picture.set_outline(outline)
        found = greenish(picture.grab().toImage())
        # The face is 80 x 80 pixels with its middle at (200, 200); the box is 8 % of its width wider on each side.
        margin = 80 * 0.08
        np.testing.assert_allclose(found.min(0), (160 - margin, 160 - margin), atol=2)
        np.testing.assert_allclose(found.max(0), (240 + margin, 240 + margin), atol=2)
        assert any(abs(x - 160) <= 1 and 170 < y < 230 for x, y in found)

    def test_no_face_no_outline(self, picture, make_face):
        picture.set_outline(make_face(0.0, 0.5, 0.5).outline)
        picture.set_outline(None)
        assert greenish(picture.grab().toImage()).size == 0

    def test_before_a_mirror_left_and_right_change_places(self, picture, make_face):
        picture.set_outline(make_face(0.0, 0.25, 0.5).outline)
        assert greenish(picture.grab().toImage())[:, 0].max() < 200
        picture.mirrored = True
        picture.update()
        assert greenish(picture.grab().toImage())[:, 0].min() > 200

    def test_the_outline_can_be_hidden(self, picture, make_face):
        picture.set_outline(make_face(0.0, 0.5, 0.5).outline)
        picture.show_outline(False)
        assert greenish(picture.grab().toImage()).size == 0

    def test_a_message_takes_the_place_of_a_picture(self, picture):
        picture.clear("No picture in this file")
        pixels = picture.grab().toImage()
        assert QColor(pixels.pixel(200, 150)) != QColor("black")
