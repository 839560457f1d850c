"""Errors that are for the person: what happened, to which file or device, what to do."""

from __future__ import annotations


class UCRNLiveError(Exception):
    """Base of every error whose text is shown to the person as one sentence (exit status 2)."""


class CheckpointError(UCRNLiveError):
    """A checkpoint cannot be read, is damaged, or was trained on another FeatureSpec."""


class ClusterError(UCRNLiveError):
    """Ray is not installed, or its cluster cannot be reached or used."""


class CorpusError(UCRNLiveError):
    """Labelled data is missing, malformed or holds labels out of range."""


class DeviceError(UCRNLiveError):
    """A microphone or a camera is missing, busy, forbidden or gone."""


class DisplayError(UCRNLiveError):
    """There is no screen to show the window on."""


class EngineError(UCRNLiveError):
    """A fusion engine is not installed, does not work here, or gives other numbers than the checkpoint."""


class MediaError(UCRNLiveError):
    """A media file cannot be read or holds nothing to analyse."""


class ModelStoreError(UCRNLiveError):
    """A downloadable model is unknown, not installed, damaged or cannot be fetched."""


class InstallError(ModelStoreError):
    """A model was not installed. trouble: what happened, without what to do on the command line."""

    def __init__(self, trouble: str, remedy: str) -> None:
        super().__init__(f"{trouble}: {remedy}.")
        self.trouble = trouble


class SessionError(UCRNLiveError):
    """A session folder cannot be made, read or written."""


class SettingsError(UCRNLiveError):
    """A setting is unknown, or cannot have that value."""


class TrainingError(UCRNLiveError):
    """A training run is configured wrongly, diverges, or cannot be kept or gone on with."""


def first_line(error: BaseException) -> str:
    """What a library's error says, without the pages of advice for programmers that some have after it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
