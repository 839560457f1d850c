"""Models that analyses of one file after the other share: loading them takes longer than a short clip does."""

from __future__ import annotations

from pathlib import Path

from engines.fusion.choice import ServingEngine
from engines.models import ModelStore
from engines.speech import Speech, recognizer_for
from engines.text import LoadingTextEncoder
from ucrn_core.checkpoint import Checkpoint


class LoadedModels:
    """The fusion engine, and from the first words on the text encoder and the recognizer. For one analysis at a time.

    What a face was before belongs to its clip: the face landmarker is not among them.
    """

    def __init__(self, checkpoint: Checkpoint, engine: str | None = None) -> None:
        """engine: the name of one, None for the fastest here. EngineError: it cannot be had here."""
        self.engine = ServingEngine(checkpoint, engine)
        self._adapters = checkpoint.adapters
        self._encoder: LoadingTextEncoder | None = None
        self._speech: Speech | None = None

    def encoder(self, folder: Path) -> LoadingTextEncoder:
        """The text encoder of that folder, or the one that is there."""
        if self._encoder is None or self._encoder.failure:
            self._encoder = LoadingTextEncoder(folder, self._adapters)
        return self._encoder

    def speech(self, store: ModelStore) -> Speech:
        """The recognizer, which has heard nothing yet. ModelStoreError: its model is damaged."""
        if self._speech is None or not self._speech.renew():
            self._speech = recognizer_for(store)
        return self._speech

    def close(self) -> None:
        """Ends threads and processes."""
        self.engine.close()
        if self._speech:
            self._speech.close()
