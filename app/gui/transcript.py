"""The transcript: words appear as they are spoken, coloured by the sentiment then; a click on one goes there."""

from __future__ import annotations

import bisect
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from app.gui.keys import ALONG
from app.gui.shortcuts import tell_keys
from app.gui.theme import Theme
from app.gui.timeline import Timeline
from app.gui.translation import tr

PAUSE = 1.2  # s of silence that begins a new paragraph
MARKED = 0.5  # absolute sentiment from which words are underlined in some palettes: it is at least slight then
POSITIVE, NEGATIVE = QTextCharFormat.UnderlineStyle.SingleUnderline, QTextCharFormat.UnderlineStyle.DashUnderline


class TranscriptView(QTextBrowser):
    """Words of the timeline up to the furthest time shown; those after the present moment are dimmed. Behind them may
    stand words that are not certain yet."""

    seek_requested = Signal(float)
    own_keys = ALONG

    def __init__(self, timeline: Timeline) -> None:
        super().__init__()
        self.setAccessibleName(tr("Transcript"))
        self.without_words = tr("Words appear here as they are spoken.")
        self.setToolTip(
            tr(
                "Each word has the colour of the sentiment at its end, which is that of the 8 seconds before and not "
                "of the word alone. A click goes there"
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tell_keys(self, tr("Left, Right: Go to the word before or after"), tr("Up, Down: Scroll"))
        self.viewport().setAcceptDrops(False)  # files are dropped on the window
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.document().setDocumentMargin(10)
        self.document().contentsChanged.connect(self.viewport().update)  # with what stood there without words
        self.setUndoRedoEnabled(False)
        self._timeline = timeline
        self._first = 0  # index of the first word in the text
        self._ends: list[int] = []  # position in the text after each word
        self._partial = ""  # behind the words, after a space
        self._heard = 0.0
        self._state: tuple[int, int | None] = (0, None)
        self._current, self._later, self._uncertain = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        self._uncertain.setFontItalic(True)
        self._theme: Theme | None = None
        timeline.cleared.connect(self._clear)
        timeline.words_changed.connect(self._cut)

    def set_theme(self, theme: Theme) -> None:
        self._current.setBackground(current_word(theme))
        self._later.setForeground(QColor(theme.muted))
        self._uncertain.setForeground(QColor(theme.muted))
        self._theme = theme
        until = self._first + len(self._ends)
        self._cut(self._first)
        self._append(until)
        self._mark()

    def show_partial(self, text: str) -> None:
        """What is being heard and may still change, in grey behind the words."""
        if text != self._partial:
            self._keep_end(lambda: self._write_partial(text))

    def show_time(self, t: float) -> None:
        """Show the words up to `t` seconds and mark the one that is being spoken."""
        self._heard = max(self._heard, t)
        self._append(self._timeline.words_until(self._heard))
        state = self._timeline.words_until(t), self._timeline.word_at(t)
        if state != self._state:
            self._state = state
            self._mark()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What to say without words is written here, as Qt cuts a placeholder at the end of its first line."""
        super().paintEvent(event)
        if self.document().isEmpty():
            margin = round(self.document().documentMargin())
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            area = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
            painter.drawText(area, Qt.TextFlag.TextWordWrap, self.without_words)
            painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.textCursor().hasSelection() or event.button() != Qt.MouseButton.LeftButton:
            return
        word = bisect.bisect_left(self._ends, self.cursorForPosition(event.position().toPoint()).position())
        if word < len(self._ends):
            self.seek_requested.emit(self._timeline.words[self._first + word].start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the word before, or the one after."""
        sideways = {Qt.Key.Key_Left: -2, Qt.Key.Key_Right: 0}.get(Qt.Key(event.key()))
        if sideways is None:
            super().keyPressEvent(event)
        elif 0 <= (word := max(self._state[0] + sideways, 0)) < len(self._timeline.words):
            self.seek_requested.emit(self._timeline.words[word].start)

    def _clear(self) -> None:
        self.clear()
        self._first = 0
        self._ends.clear()
        self._partial = ""
        self._heard, self._state = 0.0, (0, None)
        self._mark()

    def _cut(self, first: int) -> None:
        """Words from index `first` on have changed: take them out, `show_time` writes them anew."""
        kept = max(first - self._first, 0)
        if kept < len(self._ends):
            self._write_partial("")
            cursor = self._selection(kept, len(self._ends))
            cursor.removeSelectedText()
            del self._ends[kept:]

    def _append(self, until: int) -> None:
        if until > self._first + len(self._ends):
            self._keep_end(lambda: self._write_words(until))

    def _write_words(self, until: int) -> None:
        """The words up to index `until` behind those that are there."""
        partial = self._partial
        self._write_partial("")
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()  # else the text would be laid out after each word
        words = self._timeline.words
        for i in range(self._first + len(self._ends), until):
            if i > self._first:
                cursor.insertText("\n" if words[i].start - words[i - 1].end >= PAUSE else " ")
            cursor.insertText(words[i].text, self._coloured(words[i].end))
            self._ends.append(cursor.position())
        cursor.endEditBlock()
        self._write_partial(partial)

    def _write_partial(self, text: str) -> None:
        """In place of what stood behind the words."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._ends[-1] if self._ends else 0)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if text:
            cursor.insertText(f" {text}" if self._ends else text, self._uncertain)
        self._partial = text

    def _keep_end(self, write: Callable[[], None]) -> None:
        """Someone who scrolled up to read is left there; else the end stays in sight."""
        bar = self.verticalScrollBar()
        follow = bar.value() >= bar.maximum() - 4
        write()
        if follow:
            bar.setValue(bar.maximum())

    def _coloured(self, t: float) -> QTextCharFormat:
        """The look of a word that ends at `t`, by the sentiment at its end."""
        form = QTextCharFormat()
        point = self._timeline.point_at(t)
        if self._theme is not None:
            sentiment = point.sentiment if point and point.sentiment is not None else 0.0
            form.setForeground(self._theme.of_sentiment(sentiment))
            if self._theme.marked and abs(sentiment) >= MARKED:
                form.setUnderlineStyle(POSITIVE if sentiment > 0 else NEGATIVE)
        return form

    def _selection(self, first: int, until: int) -> QTextCursor:
        """The text of the words first..until-1 of those that are written."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._ends[first - 1] if first else 0)
        cursor.setPosition(self._ends[until - 1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _mark(self) -> None:
        begun, current = self._state
        begun = max(begun - self._first, 0)
        marks = []
        if begun < len(self._ends):
            marks.append((self._selection(begun, len(self._ends)), self._later))
        if current is not None and 0 <= current - self._first < len(self._ends):
            cursor = self._selection(current - self._first, current - self._first + 1)
            text = cursor.selectedText()
            start, end = cursor.selectionEnd() - len(text.lstrip()), cursor.selectionEnd()
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            marks.append((cursor, self._current))
        selections = []
        for cursor, form in marks:
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = cursor, form
            selections.append(selection)
        self.setExtraSelections(selections)


def current_word(theme: Theme) -> QColor:
    """What is laid behind the word that is being spoken; its own colour can be read on it."""
    mark = QColor(theme.accent)
    mark.setAlphaF(0.15)
    return mark
