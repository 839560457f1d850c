"""The person's settings: one typed file, which programs that run at once may all change.

JSON with what differs from the defaults, in the folder for configuration or where UCRN_LIVE_SETTINGS says. The command
line takes of it the folder of the library alone; everything else is for the window.
"""

from __future__ import annotations

import json
import operator
import os
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app import colours
from engines.private import make_folder, replace_file
from ucrn_core.errors import SettingsError

VERSION = 1
LOCKED, LOCKED_AT_END = 0.01, 1.0  # s to wait for another program that writes the file, which takes milliseconds
GLANCE = 0.002  # s between two looks whether it is done
KEYS = range(1, 10)  # that put markers
LONGEST = 60  # characters of a marker's label
LONGEST_NOTE = 10_000  # characters of a note on consent
RECENT = 8  # clips and sessions remembered
FAR = 100_000  # pixels: no screen is so far

# What a value of another type should have been, by pydantic's name of the error.
EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "string_unicode": "text in Unicode",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a JSON object",
    "model_type": "a JSON object",
}

Appearance = Literal["system", "light", "dark"]
Palette = Literal["standard", "colour-blind", "high-contrast"]
Scale = Literal[100, 125, 150, 175, 200]
Track = Literal["sentiment", "difference", "quality", "presence", "influence"]
Format = Literal["csv", "parquet", "jsonl", "srt", "vtt", "textgrid", "eaf", "png", "svg", "html"]
Coordinate = Annotated[int, Field(ge=-FAR, le=FAR)]
Extent = Annotated[int, Field(ge=1, le=FAR)]


def _kept(place: object) -> object:
    """A path that is no Unicode, as some systems allow, cannot be kept."""
    return "" if isinstance(place, str) and place != place.encode("utf-8", "ignore").decode() else place


Place = Annotated[str, BeforeValidator(_kept)]


def _is_recognizer(name: str) -> str:
    from engines.catalogue import CATALOGUE

    known = ("pocketsphinx", *(entry.name for entry in CATALOGUE.values() if entry.modality == "speech"))
    if name and name not in known:
        raise ValueError(f"must be empty or one of {', '.join(known)}, not {name!r}")
    return name


def _is_absolute(folder: str) -> str:
    if folder and not Path(folder).is_absolute():
        raise ValueError(f"must be empty or a whole path, as {Path.home() / 'Sessions'}, not {folder!r}")
    return folder


class Section(BaseModel):
    """Settings that belong together; they are what the file says, nothing is converted."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class MarkerKind(Section):
    """What the key puts: a marker with this label and colour, `#rrggbb`."""

    key: int = Field(ge=KEYS[0], le=KEYS[-1])
    label: str = Field(min_length=1, max_length=LONGEST)
    colour: str = Field(pattern="^#[0-9a-f]{6}$")


def _have_own_keys(kinds: tuple[MarkerKind, ...]) -> tuple[MarkerKind, ...]:
    if len({kind.key for kind in kinds}) < len(kinds):
        raise ValueError("must have a key of their own each")
    return kinds


KINDS = tuple(
    MarkerKind(key=key, label=label, colour=colour)
    for key, label, colour in zip(
        KEYS, ("Note", "Highlight", "Problem", "Question", "Task"), colours.MARKERS, strict=False
    )
)


class View(Section):
    """What curves and pictures show; `part`: 30 seconds of it. smoothing: seconds of the mean, 0 for none."""

    smoothing: float = Field(default=0.0, ge=0.0, le=30.0)
    clip: Literal["whole", "part"] = "whole"
    live: Literal["whole", "part"] = "part"
    outline: bool = True


class Live(Section):
    """Of live runs. microphone, camera: name and address, `none`, or empty for the first; speech, engine: empty for the
    best; media: whether pictures and sound are recorded; consent: the note that recordings keep."""

    microphone: str = Field(default="", max_length=500)
    camera: str = Field(default="", max_length=500)
    speech: Annotated[str, AfterValidator(_is_recognizer)] = ""
    engine: Literal["", "eager", "onnxruntime", "cuda-graph", "tensorrt"] = ""
    media: bool = True
    consent: str = Field(default="", max_length=LONGEST_NOTE)


class Library(Section):
    """folder: of the sessions, empty for the usual one; copy_media: whether imports copy media into the sessions."""

    folder: Annotated[str, AfterValidator(_is_absolute)] = ""
    copy_media: bool = False


class Replay(Section):
    """tracks: that are shown; None: as many as the screen has room for."""

    tracks: tuple[Track, ...] | None = Field(default=None, strict=False)


class Export(Section):
    """folder: empty for that of the session."""

    formats: tuple[Format, ...] = Field(default=("csv",), strict=False)
    folder: Place = ""


class Markers(Section):
    kinds: Annotated[tuple[MarkerKind, ...], AfterValidator(_have_own_keys)] = Field(default=KINDS, strict=False)


class Window(Section):
    """How the window was left. x, y, width, height: in pixels, without its frame and where it is not maximized, None
    before the first time; splitters: sizes by name; recent: clips and sessions, newest first; media, sessions: folders
    in which files and sessions were opened last."""

    x: Coordinate | None = None
    y: Coordinate | None = None
    width: Extent = 1320
    height: Extent = 820
    maximized: bool = False
    splitters: dict[str, list[Annotated[int, Field(ge=0, le=FAR)]]] = {}
    recent: tuple[Place, ...] = Field(default=(), strict=False, max_length=RECENT)
    media: Place = ""
    sessions: Place = ""


class Settings(Section):
    """All settings. scale: percent; guide_seen: the guide of the first run was finished or skipped."""

    appearance: Appearance = "system"
    palette: Palette = "standard"
    scale: Scale = 100
    language: Literal["system", "en", "de"] = "system"
    guide_seen: bool = False
    view: View = View()
    live: Live = Live()
    library: Library = Library()
    replay: Replay = Replay()
    export: Export = Export()
    markers: Markers = Markers()
    window: Window = Window()


def settings_path() -> Path:
    """The settings file: UCRN_LIVE_SETTINGS, else in the person's folder for configuration."""
    import platformdirs

    named = os.environ.get("UCRN_LIVE_SETTINGS")
    usual = platformdirs.user_config_path("ucrn-live", appauthor=False) / "settings.json"
    return Path(named).expanduser().absolute() if named else usual


class SettingsStore:
    """The settings in a file, read when it is made and again before each change, so that programs which run at once
    keep each other's. Damaged fields have their defaults.

    now: the settings of this moment; told: sentences for the person, for whoever shows them to take away; trouble: the
    one that tells why the file cannot be written, while that is so, else empty.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_path()
        self.told: list[str] = []
        self._listeners: list[Callable[[Settings, Settings], None]] = []
        self.trouble = ""
        self._unwritten: dict[str, object] = {}  # values of settings that are not in the file yet, by name
        self.now = Settings()
        try:
            self.now, damage = self._read()
        except OSError as error:
            why = _reason(error)
            self.told.append(f"The settings file {self.path}: it cannot be read ({why}), the defaults are used.")
        else:
            self.told += [f"The settings file {self.path}: {damage}."] if damage else []

    def listen(self, listener: Callable[[Settings, Settings], None]) -> Callable[[], None]:
        """`listener` is called with the settings before and after each change; returned is what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def change(self, section: str = "", /, **values: object) -> None:
        """Give fields of a section, by default those outside of sections, other values, and write the file.

        SettingsError: there is no such field, or it cannot have that value; nothing is changed then. What cannot be
        written holds until the program ends, and is written with the next change, or by `close`, if that can be; it is
        told, once. Another program that writes is hardly waited for.
        """
        self._update(lambda settings: _changed(settings, section, values))

    def reset(self, *names: str) -> None:
        """Give these sections and fields outside of sections their defaults; without a name all of them.

        SettingsError: there is no such one.
        """
        defaults, known = Settings(), ", ".join(Settings.model_fields)
        for name in names:
            if name not in Settings.model_fields:
                raise SettingsError(f"There is no setting {name} to reset; there are {known}.")
        values = {name: getattr(defaults, name) for name in names or Settings.model_fields}
        self._update(lambda settings: settings.model_copy(update=values))

    def close(self) -> None:
        """Write what could not be written before; what still cannot be is told."""
        if self._unwritten:
            self._update(lambda settings: settings, LOCKED_AT_END)

    def _update(self, change: Callable[[Settings], Settings], patience: float = LOCKED) -> None:
        import filelock

        settings = change(self.now)  # before anything is touched
        try:
            make_folder(self.path.parent)
            with filelock.FileLock(f"{self.path}.lock", timeout=patience, poll_interval=GLANCE, mode=0o600):
                settings = self._rewrite(change)
            self._unwritten.clear()
            self.trouble = ""
        except filelock.Timeout:
            self._keep(settings)
            if patience == LOCKED_AT_END:  # before, it is tried again
                self._tell("another program holds it")
        except (OSError, NotImplementedError) as error:
            self._keep(settings)
            self._tell(_reason(error))
        before, self.now = self.now, settings
        for listener in tuple(self._listeners):
            listener(before, settings)

    def _keep(self, settings: Settings) -> None:
        """What is other than before could not be written."""
        before = _values(self.now)
        self._unwritten |= {name: value for name, value in _values(settings).items() if value != before[name]}

    def _tell(self, why: str) -> None:
        why = f"The settings file {self.path} cannot be written ({why}): changes are forgotten when the program ends."
        self.told += [] if self.trouble else [why]
        self.trouble = why

    def _rewrite(self, change: Callable[[Settings], Settings]) -> Settings:
        """Change what is in the file at this moment."""
        stored, damage = self._read()
        settings = change(_with(stored, self._unwritten))
        target = _target(self.path)
        if damage:
            os.replace(target, _beside(target))
        if damage or settings != stored:
            document = {"version": VERSION, **settings.model_dump(mode="json", exclude_defaults=True)}
            replace_file(target, json.dumps(document, indent=2) + "\n")
        return settings

    def _read(self) -> tuple[Settings, str]:
        """The settings of the file, and what is wrong with it; empty: nothing. OSError: it cannot be read."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return Settings(), ""
        kept = _beside(_target(self.path)).name
        remedy = f"correct it, or change a setting, and the file as it was stays beside as {kept}"
        try:
            document = json.loads(content)
            if not isinstance(document, dict):
                return Settings(), f"it must hold a JSON object, the defaults are used; {remedy}"
            version = document.pop("version", VERSION)
            settings, wrong = _checked(document)
        except (ValueError, RecursionError):
            return Settings(), f"it is not JSON, the defaults are used; {remedy}"
        if isinstance(version, int) and version > VERSION:
            newer = (
                f"it is of a newer UCRN Live (version {version}, this one knows {VERSION}) and not all of it is used"
            )
            return settings, f"{newer}; update the program. Once a setting changes, {remedy.rpartition(', and ')[2]}"
        if version != VERSION or isinstance(version, bool):
            wrong.append(f"version must be {VERSION}, not {version!r}")
        return settings, f"{', '.join(wrong)}; the default is used there; {remedy}" if wrong else ""


def _changed(settings: Settings, section: str, values: dict[str, object]) -> Settings:
    """SettingsError: that cannot be."""
    place: Any = getattr(settings, section, None) if section else settings
    for name in values:
        if not isinstance(place, Section) or name not in type(place).model_fields:
            known = ", ".join(setting_names())
            raise SettingsError(f"There is no setting {section}{'.' if section else ''}{name}; there are {known}.")
    document = settings.model_dump()
    (document[section] if section else document).update(values)
    try:
        return Settings.model_validate(document)
    except ValidationError as error:
        raise SettingsError(f"The setting {_wrong(error.errors()[0])}.") from error


def setting_names() -> list[str]:
    """`section.field` of every setting, or `field` outside of sections."""
    sections = {name: getattr(Settings(), name) for name in Settings.model_fields}
    return [
        f"{name}.{field}" if field else name
        for name, value in sections.items()
        for field in (type(value).model_fields if isinstance(value, Section) else [""])
    ]


def _values(settings: Settings) -> dict[str, object]:
    """Of every setting, by its name."""
    return {name: operator.attrgetter(name)(settings) for name in setting_names()}


def _with(settings: Settings, values: dict[str, object]) -> Settings:
    """Settings with other values, by their names."""
    for name, value in values.items():
        section, _, field = name.rpartition(".")
        changed = getattr(settings, section).model_copy(update={field: value}) if section else value
        settings = settings.model_copy(update={section or field: changed})
    return settings


def _checked(document: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Settings of the fields that are good, and what is wrong with each of the others, which are removed.
    UnicodeError: the name of a field is no Unicode, as JSON's must be; pydantic does not say which."""
    wrong: dict[tuple[str, ...], str] = {}
    while True:
        try:
            return Settings.model_validate(document), list(wrong.values())
        except ValidationError as error:
            for found in error.errors():
                if not found["loc"]:
                    raise UnicodeError("the name of a setting is no Unicode") from error
                section, *field = (str(part) for part in found["loc"][:2])
                wrong.setdefault((section, *field), _wrong(found))
                if field:
                    document[section].pop(field[0], None)
                else:
                    document.pop(section)


def _wrong(found: Any) -> str:
    """What is wrong where, in words: section, field and, in a list, the number of the value. found: pydantic's details
    of an error."""
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"]).removeprefix(".")
    if found["type"] == "extra_forbidden":
        return f"{where} is no setting"
    if found["type"] == "value_error":  # of our own
        return f"{where} {found['msg'].removeprefix('Value error, ')}"
    message = re.sub(r"^\w+ should ", "", found["msg"])
    said = f"be {EXPECTED[found['type']]}" if found["type"] in EXPECTED else message
    shown = repr(found["input"])
    return f"{where} must {said}, not {shown if len(shown) < 80 else 'what is there'}"


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _beside(path: Path) -> Path:
    """Where a damaged file is kept; those that were kept before stay."""
    return next(kept for n in count() if not (kept := path.with_name(f"{path.name}.damaged{n or ''}")).exists())


def _target(path: Path) -> Path:
    """The file itself: `path` may be a link to where the person keeps such files."""
    return Path(os.path.realpath(path))
