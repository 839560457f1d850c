"""The transcript of a session: all of it is there, but only what is near the moment is written into the view."""

from __future__ import annotations

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QTextCursor

from app.gui.theme import Theme
from app.gui.timeline import Timeline
from app.gui.transcript import TranscriptView
from app.gui.translation import tr

WRITTEN = 600  # words in the view: some minutes of speech, written within a few milliseconds
NEAR_EDGE = 0.02  # of the text: scrolled so close to its end, more of it is written
FOLLOWED = 1 / 3  # of the height, at which a word is put that was out of sight


class ReplayTranscript(TranscriptView):
    """Follows the moment while its word is in sight; who scrolls away reads on in peace, until the next jump."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self.without_words = tr("No words were heard in this session.")
        # Told before the bar has moved, but only of a person.
        self.verticalScrollBar().actionTriggered.connect(lambda _: QTimer.singleShot(0, self._scrolled))

    def set_theme(self, theme: Theme) -> None:
        top = self.verticalScrollBar().value()
        super().set_theme(theme)  # writes the words anew
        self.verticalScrollBar().setValue(top)

    def show_time(self, t: float) -> None:
        """Mark the word that is being spoken, and keep it in sight."""
        state = self._timeline.words_until(t), self._timeline.word_at(t)
        if state == self._state:
            return
        followed = self._in_sight(self._state[0] - 1) or abs(state[0] - self._state[0]) > 1
        self._state = state
        word = max(state[0] - 1, 0)
        if followed and not self._first <= word < self._first + len(self._ends):
            self._write(word - WRITTEN // 2)
        self._mark()
        if followed:
            self._reveal(word)

    def _clear(self) -> None:
        super()._clear()
        self._write(0)

    def _write(self, first: int) -> None:
        """Write the words from index `first` on in place of those that are there."""
        words = len(self._timeline.words)
        self.clear()
        self._ends.clear()
        self._first = max(min(first, words - WRITTEN), 0)
        self._write_words(min(self._first + WRITTEN, words))
        self.moveCursor(QTextCursor.MoveOperation.Start)  # it went along to the end, and the view follows it later
        self._mark()

    def _scrolled(self) -> None:
        """Near an end of what is written, the text moves on by half of it and what is read stays where it is."""
        bar = self.verticalScrollBar()
        edge = round(bar.maximum() * NEAR_EDGE)
        more = len(self._timeline.words) - self._first - len(self._ends)
        up, down = bar.value() <= edge and self._first > 0, bar.value() >= bar.maximum() - edge and more > 0
        if not (up or down):
            return
        kept = self._first if up else self._first + len(self._ends) - 1
        before = self._rect(kept).top()
        self._write(self._first + (-WRITTEN // 2 if up else WRITTEN // 2))
        bar.setValue(bar.value() + self._rect(kept).top() - before)

    def _rect(self, word: int) -> QRect:
        """Where a word that is written stands in the view."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._ends[word - self._first])
        return self.cursorRect(cursor)

    def _in_sight(self, word: int) -> bool:
        if not self._first <= word < self._first + len(self._ends):
            return word < self._first and self._first == 0  # before the first word, the beginning is followed
        rect = self._rect(word)
        return rect.bottom() >= 0 and rect.top() <= self.viewport().height()

    def _reveal(self, word: int) -> None:
        if not self._first <= word < self._first + len(self._ends):
            return
        rect, height = self._rect(word), self.viewport().height()
        if rect.top() < 0 or rect.bottom() > height - rect.height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - round(height * FOLLOWED))
