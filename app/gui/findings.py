"""What an examination found, in the words of the window: without commands, and in its language."""

from __future__ import annotations

from app.examination import Finding
from app.gui.messages import said
from app.gui.translation import number, tr
from engines.models import State
from engines.speech_trial import POCKETSPHINX

LIVE_WINDOWS = 4  # a second


def told(subject: str, finding: Finding) -> str:
    """A sentence on a subject of app.examination.CHECKS that the guide shows."""
    details = finding.details
    if finding.state == "missing" and not details:  # whatever is broken says so itself
        return said(finding.found)
    match subject:
        case "engine":
            return _engine(details["serves"], details["engines"])
        case "speech":
            return _speech(details["live"], details["files"])
        case "models":
            if _faceless(details):
                return tr("The face stays missing: its model is not installed. Words and voice count.")
            return tr("The face counts: its model is installed.")
        case "microphone":
            names = _names(details["microphones"])
            return tr("Microphones: {names}.").format(names=names) if names else tr("No microphone is there.")
        case "camera" if not details:
            return tr("Which cameras are there is seen when they are opened, as in the second step of this guide.")
        case "camera":
            names = _names(details["cameras"])
            return tr("Cameras: {names}.").format(names=names) if names else tr("No camera is there.")
        case "free disk space":
            least = number(min(details.values()) / 1e9, 1)
            return tr("{size} GB are free for models and recordings.").format(size=least)
    return finding.found


def works(subject: str, finding: Finding) -> bool:
    """Whether nothing is left to be done about it: no model is needed, and yet without one a modality is missing."""
    return finding.state == "ok" and not (subject == "models" and _faceless(finding.details))


def _faceless(models: dict[str, dict[str, object]]) -> bool:
    return models["face-landmarker"]["state"] in (State.MISSING, State.DAMAGED)


def _names(devices: list[dict[str, str]]) -> str:
    return ", ".join(device["name"] for device in devices)


def _engine(serves: str | None, engines: list[dict[str, object]]) -> str:
    if serves is None:
        return tr("How the network runs is not tried yet; the first run picks the fastest way.")
    speed = engines[0]["median_ms"]
    if not isinstance(speed, float):
        return tr("The network runs with {engine}.").format(engine=serves)
    return tr("The network runs with {engine}: {time} ms for each of the {count} points a second.").format(
        engine=serves, time=number(speed, 1), count=LIVE_WINDOWS
    )


def _speech(live: str | None, files: str) -> str:
    if files == POCKETSPHINX:
        return tr("Words are heard by the built-in recognizer, {name}; a Whisper model hears far better.").format(
            name=files
        )
    if live is None:
        return tr("Words are heard by {files} in files; for live speech it is not tried yet.").format(files=files)
    return tr("Words are heard by {live} live, and by {files} in files.").format(live=live, files=files)
