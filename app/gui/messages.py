"""What the parts without Qt tell in English sentences, in the language of the window.

They are told by their text: a sentence here is the one in the code that tells it, with names in place of what varies. A
sentence that is not here is shown as it is: details of damaged sessions, and what the command line alone can tell.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from PySide6.QtCore import QT_TR_NOOP

from app.gui.translation import modality, number, tr
from engines.catalogue import CATALOGUE

SENTENCES = tuple(
    str(sentence)
    for sentence in (
        # A modality or a device goes and comes.
        QT_TR_NOOP("{Modality} is left out by hand."),
        QT_TR_NOOP("{Modality} is used again."),
        QT_TR_NOOP("The camera {name} gives nothing any more: check its plug."),
        QT_TR_NOOP("The camera {name} shows only black: is its lens covered?"),
        QT_TR_NOOP("The camera {name} shows the same picture again and again: connect it anew."),
        QT_TR_NOOP("The camera {name} is well again."),
        QT_TR_NOOP("The camera {name} is back."),
        QT_TR_NOOP("The microphone {name} gives nothing any more: check its plug."),
        QT_TR_NOOP("The microphone {name} gives only silence: is it muted?"),
        QT_TR_NOOP("The microphone {name} is well again."),
        QT_TR_NOOP("The microphone {name} is back."),
        QT_TR_NOOP("{name} is used now."),
        QT_TR_NOOP("There is nothing to analyse: choose a microphone or a camera."),
        QT_TR_NOOP("There is no camera: connect one, or allow this program to use it."),
        QT_TR_NOOP("There is no microphone: connect one, or allow this program to use it."),
        QT_TR_NOOP(
            "The camera {name} gives no picture: check that it is connected, that no other program holds it, and that "
            "this one may use it."
        ),
        QT_TR_NOOP("There is no microphone {name}; there are: {others}."),
        QT_TR_NOOP("No microphone can be used ({error}): run `ucrn-live doctor`."),
        QT_TR_NOOP(
            "The microphone {name} cannot be opened ({error}): another program may hold it, or this one may not be "
            "allowed to use it."
        ),
        QT_TR_NOOP("The microphone {name} is gone: connect it again."),
        QT_TR_NOOP("No sound and no picture came within {seconds} s: check the devices."),
        # What analyses.
        QT_TR_NOOP("Another face is followed now: the one before was lost for a second."),
        QT_TR_NOOP("Face analysis is back."),
        QT_TR_NOOP("Face analysis stopped ({error}) and is started again."),
        QT_TR_NOOP("Face analysis stopped: {error}."),
        QT_TR_NOOP("Face analysis cannot start: {error}."),
        QT_TR_NOOP("Speech recognition with {name} is back."),
        QT_TR_NOOP("Speech recognition does not respond."),
        QT_TR_NOOP("Speech recognition failed for a sentence ({error})."),
        QT_TR_NOOP("Speech recognition stopped: the words of {seconds} s are lost, and it is started again."),
        QT_TR_NOOP("Speech recognition falls behind: the words of {seconds} s are skipped."),
        QT_TR_NOOP("The speech recognizer {name} cannot be loaded ({error}): run `ucrn-live doctor`."),
        QT_TR_NOOP("The engine {name} failed ({error}); {other} goes on."),
        QT_TR_NOOP("The engine {name} is being prepared."),
        QT_TR_NOOP("The engine {name} does not work here ({error})."),
        QT_TR_NOOP("The machine was busy with other things: no points for {seconds} s."),
        QT_TR_NOOP("The machine slept for {seconds} s; the analysis goes on."),
        QT_TR_NOOP("Paused: the devices are closed."),
        QT_TR_NOOP("The analysis goes on after the pause."),
        # What is installed and tried.
        QT_TR_NOOP("The model {name} could not be downloaded from {url} ({error})"),
        QT_TR_NOOP("{file} is not the published file of {name} (its sha256 differs) and was not installed"),
        QT_TR_NOOP("The model {name} needs {size} MB in {folder}, where {free} MB are free"),
        QT_TR_NOOP("The model {name} cannot be written to {folder} ({error})"),
        QT_TR_NOOP("A package holds nothing for GPUs; set UCRN Live up from its source to use an NVIDIA GPU."),
        QT_TR_NOOP("This torch is built without CUDA; install the CUDA build of torch to use an NVIDIA GPU."),
        QT_TR_NOOP("There is no NVIDIA driver on this machine; with an NVIDIA GPU, install its driver."),
        # Files.
        QT_TR_NOOP("{name} has no sound: {modality} is missing."),
        QT_TR_NOOP("{name} has no picture: face is missing."),
        QT_TR_NOOP("{path} is a folder; give the path of a media file."),
        QT_TR_NOOP("The file {path} is empty; there is nothing to analyse."),
        QT_TR_NOOP("The file {path} does not exist; check its name."),
        QT_TR_NOOP("The file {path} cannot be read; give yourself permission to read it."),
        QT_TR_NOOP("The file {path} cannot be read: {error}."),
        QT_TR_NOOP("The file {path} is no audio or video file that can be read, or it is damaged ({error})."),
        QT_TR_NOOP("The file {name} cannot be read any further ({error})."),
        QT_TR_NOOP("The file {name} is damaged: {reasons}."),
        # Recordings and sessions.
        QT_TR_NOOP("Only {free} are free where it is recorded: make room, below {least} the recording ends."),
        QT_TR_NOOP("The recording ended, as less than {least} is free on its disk; it is whole up to here."),
        QT_TR_NOOP("The recording stopped, what was recorded is kept: {error}"),
        QT_TR_NOOP("Nothing is recorded into {folder}, as only {free} are free there: make room for {least} or more."),
        QT_TR_NOOP("The media file is not there"),
        QT_TR_NOOP("Only measures were recorded"),
        QT_TR_NOOP("No picture in this session: only sound"),
        QT_TR_NOOP("Picture and sound cannot be played."),
        QT_TR_NOOP(
            "{name} is not where it was ({folder}), so there is neither picture nor sound. Put it back, or tell where "
            "it is: with “Find moved media…” in the library, or with ucrn-live sessions relocate {session} FILE."
        ),
        QT_TR_NOOP(
            "The session {folder} cannot be read: {error}; `ucrn-live sessions repair` saves what can be read of it."
        ),
        QT_TR_NOOP(
            "The session {folder} is damaged: {error}; `ucrn-live sessions repair` saves what can be read of it."
        ),
        QT_TR_NOOP("The session {folder} is still being written by another program."),
        QT_TR_NOOP("The session {folder} is being written by a program: let it finish first."),
        QT_TR_NOOP("{folder} is no session: it holds no {database}."),
        QT_TR_NOOP("{folder} exists already and is not overwritten; choose another name."),
        QT_TR_NOOP("{file} is not the file that {folder} was made from: its sha256 is another."),
        QT_TR_NOOP("The file that {folder} was made from, {name}, is nowhere below {where}."),
        QT_TR_NOOP("The baseline {span} s holds {count} scored point; choose a range with two or more."),
        QT_TR_NOOP("The baseline {span} s holds {count} scored points; choose a range with two or more."),
        QT_TR_NOOP("The sentiment in the baseline {span} s never changes; choose a longer range."),
        QT_TR_NOOP(
            "{session} is not exported, as {file} holds another session of its name: export it alone, to another "
            "folder."
        ),
        QT_TR_NOOP("The session {folder} holds no timeline {name}; it holds: {there}."),
        QT_TR_NOOP("A rate of {rate} Hz cannot be exported; choose one up to {most}."),
        QT_TR_NOOP("Something unexpected went wrong ({error}); the log has details."),
        # The settings file.
        QT_TR_NOOP(
            "The settings file {path}: {problems}; the default is used there; correct it, or change a setting, and the "
            "file as it was stays beside as {name}."
        ),
        QT_TR_NOOP(
            "The settings file {path}: it is not JSON, the defaults are used; correct it, or change a setting, and the "
            "file as it was stays beside as {name}."
        ),
        QT_TR_NOOP("The settings file {path}: it cannot be read ({error}), the defaults are used."),
        QT_TR_NOOP(
            "The settings file {path} cannot be written ({error}): changes are forgotten when the program ends."
        ),
        # Licences.
        QT_TR_NOOP("The source of UCRN Live is licensed under the Apache License 2.0."),
        QT_TR_NOOP(
            "This package as a whole is conveyed under the GNU General Public License, version 3 or later, because it "
            "holds the encoders x264 and x265, which PyAV's FFmpeg is linked with."
        ),
        QT_TR_NOOP("Beside each part under the GPL or the LGPL stands where its source is to be had."),
        QT_TR_NOOP(
            "The package also holds Intel oneMKL and Intel IPP, which are not free software, and OpenSSL 1.1, whose "
            "licence is not compatible with the GPL: who passes the package on must settle that first."
        ),
        QT_TR_NOOP("The weights of the network are for non-commercial research use; see their model card."),
        # Formats of exports.
        QT_TR_NOOP("timeline, a row a point"),
        QT_TR_NOOP("timeline, a row a point, with its column dictionary"),
        QT_TR_NOOP("everything, one JSON object a line"),
        QT_TR_NOOP("subtitles with sentiment"),
        QT_TR_NOOP("subtitles with sentiment for web players"),
        QT_TR_NOOP("Praat: words, classes of sentiment and quality, markers"),
        QT_TR_NOOP("ELAN: words, classes of sentiment and quality, markers"),
        QT_TR_NOOP("figure"),
        QT_TR_NOOP("figure that scales"),
        QT_TR_NOOP("report on one page"),
    )
)
# Told with what to do at the command line; the window has a button for it.
MISSING = re.compile(r"The model (\S+) \([^)]+\) is not installed( and not in the mirror .+?)?: run `[^`]+`\.")
DAMAGED = re.compile(r"\S.* is not the published file of (\S+) \(its sha256 differs\): run `[^`]+` to [^.]+\.")
NUMBER = re.compile(r"(\d+\.?\d*)( GB)?")


def said(message: str) -> str:
    """A sentence that was told in English, or several of them."""
    message = MISSING.sub(_missing, message)
    message = DAMAGED.sub(
        lambda found: tr("The model {name} is damaged: install it again.").format(name=found[1]), message
    )
    told: list[str] = []
    parts = [(part, _said(part)) for part in re.split(r"(?<=[.!?]) ", message)]
    for unknown, run in groupby(parts, key=lambda part: part[1] is None):
        if unknown:  # one that is not here, or one that holds such an end in a name
            text = " ".join(part for part, _ in run)
            told.append(_said(text) or text)
        else:
            told += [sentence for _, sentence in run if sentence]
    return " ".join(told)


def needs_install(message: str) -> bool:
    """Whether it tells of a model that is missing or damaged."""
    return any(trouble.search(message) for trouble in (MISSING, DAMAGED))


def model_purpose(name: str) -> str:
    """What a model of the catalogue does, as it goes on after its name."""
    return {
        "face": tr("finds the face and its expression"),
        "text": tr("turns words into vectors"),
        "speech": tr("hears English words") if name.endswith(".en") else tr("hears words of many languages"),
    }[CATALOGUE[name].modality]


def _missing(found: re.Match[str]) -> str:
    return tr("The model {name} is not installed; it {purpose}.").format(name=found[1], purpose=model_purpose(found[1]))


def left_out(name: str) -> str:
    """What is told of a modality that the person leaves out."""
    return said(f"{name.capitalize()} is left out by hand.")


def _said(message: str) -> str | None:
    for sentence, pattern in _patterns():
        if (found := pattern.fullmatch(message)) is not None:
            return tr(sentence).format(**{name: _value(name, value) for name, value in found.groupdict().items()})
    return None


def _value(name: str, value: str) -> str:
    """What stands in the place of that name."""
    if name.lower() == "modality":
        return modality(value.lower()).capitalize() if name == "Modality" else modality(value)
    if (figure := NUMBER.fullmatch(value)) is not None and name != "name":
        decimals = len(figure[1].partition(".")[2])
        return number(float(figure[1]), decimals) + (figure[2] or "")
    return value


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each sentence, and what a message looks like that is one."""
    patterns = []
    for sentence in SENTENCES:
        parts = re.split(r"\{(\w+)\}", sentence)
        made = [
            re.escape(part) if i % 2 == 0 else f"(?P<{part}>{_MODALITY if part.lower() == 'modality' else '.+'})"
            for i, part in enumerate(parts)
        ]
        patterns.append((sentence, re.compile("".join(made), re.DOTALL)))
    return patterns


_MODALITY = "[Tt]ext|[Vv]oice|[Ff]ace"
