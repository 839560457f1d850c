"""Two fields for a range of time, as the export dialog has them."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from app.gui.plots import clock_text
from app.gui.translation import tr
from app.sessions.exporters.exported import Span
from app.sessions.exporters.selection import parse_span
from ucrn_core.errors import SessionError

FIELD = 90  # pixels of a time or a number


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


def _time(text: str, without: float) -> float:
    """Seconds; `without` where nothing is written. SessionError: it is no time."""
    try:
        return parse_span(f"{text.replace(',', '.')}:").start if text else without
    except SessionError:
        why = tr("{text} is no time; write seconds (90), m:ss (1:30) or h:mm:ss.")
        raise SessionError(why.format(text=text)) from None
