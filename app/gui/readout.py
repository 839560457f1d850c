"""The present moment in numbers and words: sentiment, its interval, and what each modality contributes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.gui import translation
from app.gui.layout import NamedLabel, plain_tip
from app.gui.messages import left_out
from app.gui.theme import MARKS, Theme, legend
from app.gui.timeline import Timeline
from app.gui.translation import number, percent, tr
from ucrn_core.features import MODALITIES

ROOMY = 680  # pixels of width, below which there are no bars


def in_words(sentiment: float) -> str:
    """The name of a sentiment in [-3, 3], as the scale's authors name its whole steps: `slightly positive`."""
    words = (
        tr("strongly negative"), tr("negative"), tr("slightly negative"), tr("neutral"),
        tr("slightly positive"), tr("positive"), tr("strongly positive"),
    )  # fmt: skip
    return words[3 + round(max(-3.0, min(sentiment, 3.0)))]


def signed(value: float) -> str:
    """With its sign and one decimal."""
    return number(value, 1, sign=True)


def _interval(low: float, high: float, roomy: bool) -> str:
    """In one line, or in two where there is no room."""
    between = tr("{low} to {high}").format(low=signed(low), high=signed(high))
    return (" " if roomy else "\n").join((tr("80 % interval"), between))


def _headings() -> tuple[str, str, str]:
    """Of presence, quality and influence."""
    return tr("Presence (%)"), tr("Quality (0 to 1)"), tr("Influence")


class Bar(QWidget):
    """A share 0..1 as a bar; None is drawn as an empty groove."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.value: float | None = None
        self._colours = QColor(), QColor(), QColor()

    def sizeHint(self) -> QSize:
        return QSize(110, 8)

    def set_colours(self, fill: str, groove: str, edge: str) -> None:
        self._colours = QColor(fill), QColor(groove), QColor(edge)
        self.update()

    def set_value(self, value: float | None) -> None:
        if value != self.value:
            self.value = value
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill, groove, edge = self._colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(edge)
        painter.setBrush(groove)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        self._paint_value(painter)
        painter.end()

    def _paint_value(self, painter: QPainter) -> None:
        """On the groove, in the colour of the fill."""
        if self.value:
            rect = QRectF(self.rect())
            rect.setWidth(max(rect.width() * min(self.value, 1.0), 8.0))
            painter.drawRoundedRect(rect, 4, 4)


class InfluenceBar(Bar):
    """A signed number as a bar from the middle to the left or right, full at MOST."""

    MOST = 2.0  # of sentiment

    def _paint_value(self, painter: QPainter) -> None:
        middle = self.width() / 2
        if self.value:
            length = middle * max(-1.0, min(1.0, self.value / self.MOST))
            painter.drawRect(QRectF(middle, 0, length, self.height()).normalized())
        painter.drawRect(QRectF(middle - 0.5, -2, 1, self.height() + 4))


class ModalityRow:
    """Name, presence, quality and influence of one modality in a row of the grid."""

    def __init__(self, modality: str, grid: QGridLayout, row: int) -> None:
        self.modality = modality
        self.name = QLabel(translation.modality(modality).capitalize())
        self.presence, self.quality, self.influence = Bar(), Bar(), InfluenceBar()
        # The bars have no names: they show what the texts say.
        self.presence_text, self.quality_text, self.influence_text = (
            NamedLabel(name.format(modality=translation.modality(modality)))
            for name in (
                tr("Presence of {modality}"),
                tr("Quality of {modality}"),
                tr("Influence of {modality} on the sentiment"),
            )
        )
        for label, longest in (
            (self.presence_text, max(tr("missing"), tr("left out"), tr("not yet"), key=len)),
            (self.quality_text, "0.00"),
            (self.influence_text, "+0.0"),
        ):
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(longest) + 6)
        self.widgets = (
            self.name, self.presence, self.presence_text, self.quality, self.quality_text, self.influence,
            self.influence_text,
        )  # fmt: skip
        for column, widget in enumerate(self.widgets):
            grid.addWidget(widget, row, column)

    def set_theme(self, theme: Theme) -> None:
        colour = theme.modality[self.modality]
        self.name.setText(
            legend(
                colour, translation.modality(self.modality).capitalize(), theme.text, MARKS[theme.lines[self.modality]]
            )
        )
        self.quality.set_colours(colour, theme.fill, theme.border)
        self.presence.set_colours(theme.muted, theme.fill, theme.border)
        self.influence.set_colours(theme.text, theme.fill, theme.border)

    def show(
        self,
        presence: float | None,
        quality: float | None,
        influence: float | None,
        why: str | None,
        hearing: bool = False,
    ) -> None:
        """presence and quality 0..1, None before the first point; why: the reason where it is missing, of which the
        window may still hold some seconds; hearing: words are heard that do not count yet."""
        self.presence.set_value(presence)
        self.quality.set_value(quality if presence else None)
        self.influence.set_value(influence)
        tip = ""
        if presence is None:
            texts = "–", "–", "–"
        elif presence == 0:
            nothing = tr("Nothing of {modality} in the last seconds.")
            nothing = nothing.format(modality=translation.modality(self.modality))
            absent = tr("left out") if why and why == left_out(self.modality) else tr("missing")
            if hearing and not why:
                absent = tr("not yet")
                nothing = tr("Words count once they are certain, a second or two after they are spoken.")
            texts, tip = (absent, "–", "–"), why or nothing
        else:
            share = tr("missing") if why else percent(presence)
            texts, tip = (share, number(quality or 0.0, 2), "–" if influence is None else signed(influence)), why or ""
        for label, text in zip((self.presence_text, self.quality_text, self.influence_text), texts, strict=True):
            label.setText(text)
        for widget in self.widgets:
            widget.setToolTip(plain_tip(tip))


class ReadoutView(QFrame):
    """The newest point at the shown time."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._timeline = timeline
        self.value, self.words, self.interval = NamedLabel(tr("Sentiment now")), QLabel(), QLabel()
        self.value.setProperty("role", "value")
        self.words.setProperty("role", "heading")
        self.interval.setProperty("role", "muted")
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addStretch()
        for label in (self.value, self.words, self.interval):
            left.addWidget(label)
        left.addStretch()
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        self._headings: list[QLabel] = []
        for column, text in zip((1, 3, 5), _headings(), strict=True):
            heading = QLabel(text)
            self._headings.append(heading)
            heading.setProperty("role", "muted")
            grid.addWidget(heading, 0, column, 1, 2)
        for bars in (1, 3, 5):
            grid.setColumnStretch(bars, 1)
        self.rows = {m: ModalityRow(m, grid, i) for i, m in enumerate(MODALITIES, 1)}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 12)
        layout.setSpacing(26)
        layout.addLayout(left)
        layout.addLayout(grid, 1)
        self.show_time(0.0)

    @property
    def _roomy(self) -> bool:
        return self.width() >= ROOMY

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, numbers without bars and units."""
        roomy = self._roomy
        self.interval.setWordWrap(not roomy)
        longest = max(_interval(-3.0, 3.0, roomy).split("\n"), key=len)
        self.interval.setMinimumWidth(self.interval.fontMetrics().horizontalAdvance(longest) + 12)
        for heading, text in zip(self._headings, _headings(), strict=True):
            heading.setText(text if roomy else text.partition(" (")[0])
        for row in self.rows.values():
            for bar in (row.presence, row.quality, row.influence):
                bar.setVisible(roomy)

    def set_theme(self, theme: Theme) -> None:
        for row in self.rows.values():
            row.set_theme(theme)

    def _first_window(self) -> str:
        points = self._timeline.points
        return tr("the first window ends at {t} s").format(t=number(points[0].t, 2)) if points else ""

    def show_time(self, t: float, hearing: bool = False) -> None:
        """Show the point that holds at `t` seconds. hearing: words are heard that are not certain yet."""
        point = self._timeline.point_at(t)
        if point is None or point.sentiment is None or point.low is None or point.high is None:
            self.value.setText("–")
            self.words.setText(tr("no estimate") if point else tr("no estimate yet"))
            self.interval.setText(tr("nothing to see, hear or read") if point else self._first_window())
        else:
            self.value.setText(signed(point.sentiment))
            self.words.setText(in_words(point.sentiment))
            self.interval.setText(_interval(point.low, point.high, self._roomy))
        for m, row in self.rows.items():
            if point is None:
                row.show(None, None, None, None)
            else:
                why = self._timeline.why_missing(m, t)
                row.show(point.presence[m], point.quality[m], point.influence[m], why, hearing and m == "text")
