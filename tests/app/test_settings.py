"""The settings file: what is kept, what a damaged one still gives, and programs that change it at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import time
import typing
from itertools import pairwise
from pathlib import Path
from typing import Any

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import (
    KEYS,
    Format,
    Live,
    MarkerKind,
    Settings,
    SettingsStore,
    Track,
    View,
    setting_names,
    settings_path,
)
from tests.halts import Halts
from ucrn_core.errors import SettingsError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
COLOUR = st.from_regex("#[0-9a-f]{6}", fullmatch=True)
KIND = st.builds(MarkerKind, key=st.sampled_from(KEYS), label=TEXT.filter(bool), colour=COLOUR)
SIZES = st.lists(st.integers(0, 5000), max_size=4)
FIELDS = {
    "appearance": st.sampled_from(["system", "light", "dark"]),
    "palette": st.sampled_from(["standard", "colour-blind", "high-contrast"]),
    "scale": st.sampled_from([100, 125, 150, 175, 200]),
    "language": st.sampled_from(["system", "en", "de"]),
    "guide_seen": st.booleans(),
    "view": {"smoothing": st.floats(0, 30), "outline": st.booleans(), "live": st.sampled_from(["whole", "part"])},
    "live": {
        **dict.fromkeys(["microphone", "camera", "consent"], TEXT),
        "speech": st.sampled_from(["", "pocketsphinx", "whisper-tiny.en"]),
        "engine": st.sampled_from(["", "eager", "onnxruntime"]),
        "media": st.booleans(),
    },
    "library": {"folder": TEXT.map(lambda name: f"/{name}"), "copy_media": st.booleans()},
    "replay": {"tracks": st.none() | st.lists(st.sampled_from(typing.get_args(Track)))},
    "export": {"formats": st.lists(st.sampled_from(typing.get_args(Format))), "folder": TEXT},
    "markers": {"kinds": st.lists(KIND.map(MarkerKind.model_dump), unique_by=lambda kind: kind["key"])},
    "window": {
        **dict.fromkeys(["x", "y"], st.none() | st.integers(-20_000, 20_000)),
        **dict.fromkeys(["width", "height"], st.integers(1, 20_000)),
        "maximized": st.booleans(),
        "splitters": st.dictionaries(TEXT, SIZES, max_size=3),
        "recent": st.lists(TEXT, max_size=8),
    },
}
NOTHING_IS_THAT = [{"no": "setting is this"}]  # a value that no field can have
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        name: st.fixed_dictionaries({}, optional=fields) if isinstance(fields, dict) else fields
        for name, fields in FIELDS.items()
    },
)


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@given(document=DOCUMENTS)
def test_whatever_is_set_is_read_back(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("kept") / "settings.json"
    store = SettingsStore(path)
    for name, value in document.items():
        store.change(name, **value) if isinstance(value, dict) else store.change(**{name: value})
    assert store.now == Settings.model_validate(document)
    again = SettingsStore(path)
    assert again.now == store.now
    assert store.told == again.told == []


@given(document=DOCUMENTS, spoilt=st.sets(st.sampled_from(setting_names())), unknown=st.booleans())
def test_a_bad_field_costs_no_other(
    document: dict[str, Any], spoilt: set[str], unknown: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("spoilt") / "settings.json"
    good = json.loads(json.dumps(document))
    bad = json.loads(json.dumps(document))
    for name in spoilt:
        section, _, field = name.rpartition(".")
        (bad.setdefault(section, {}) if section else bad)[field] = NOTHING_IS_THAT
        (good.get(section, {}) if section else good).pop(field, None)
    if unknown:
        bad["colour_of_the_sky"] = "blue"
    path.write_text(json.dumps(bad))
    store = SettingsStore(path)
    assert store.now == Settings.model_validate(good)
    assert len(store.told) == bool(spoilt or unknown)
    for name in spoilt:
        assert name in store.told[0]
        assert str(path) in store.told[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is not JSON"),
        (b"\xff\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b'["scale"]', "it must hold a JSON object"),
        (b'{"\\ud800": 1}', "it is not JSON"),
        (b'{"scale": 150, "\\ud800": 1}', "it is not JSON"),
        (b'{"version": "one"}', "version must be 1, not 'one'"),
        (b'{"live": 3}', "live must be a JSON object, not 3"),
        (b'{"live": {"camera": "\\ud800"}}', "live.camera must be text in Unicode"),
        (b'{"scale": 130}', "scale must be 100, 125, 150, 175 or 200, not 130"),
        (b'{"library": {"folder": "here"}}', "library.folder must be empty or a whole path"),
    ],
)
def test_a_damaged_file_is_told_in_a_sentence_and_kept(store: SettingsStore, content: bytes, why: str) -> None:
    store.path.write_bytes(content)
    damaged = SettingsStore(store.path)
    assert damaged.now == Settings()
    (sentence,) = damaged.told
    assert sentence.startswith(f"The settings file {store.path}: {why}")
    assert "settings.json.damaged" in sentence
    assert store.path.read_bytes() == content  # until there is something to write
    damaged.change(scale=200)
    assert store.path.with_name("settings.json.damaged").read_bytes() == content
    assert SettingsStore(store.path).told == []
    assert SettingsStore(store.path).now == Settings(scale=200)
    store.path.write_text("damaged again")
    SettingsStore(store.path).change(scale=150)
    assert store.path.with_name("settings.json.damaged").read_bytes() == content
    assert store.path.with_name("settings.json.damaged1").read_text() == "damaged again"


def test_a_newer_file_is_used_as_far_as_it_is_known(store: SettingsStore) -> None:
    store.path.write_text('{"version": 2, "scale": 150, "hologram": true}')
    newer = SettingsStore(store.path)
    assert newer.now == Settings(scale=150)
    assert "version 2" in newer.told[0]
    assert "update the program" in newer.told[0]
    newer.change(guide_seen=True)
    assert "hologram" in store.path.with_name("settings.json.damaged").read_text()


@pytest.mark.parametrize(
    ("section", "values", "why"),
    [
        ("", {"scale": 110}, "The setting scale must be 100, 125, 150, 175 or 200, not 110."),
        ("live", {"media": "yes"}, "The setting live.media must be true or false, not 'yes'."),
        ("live", {"consent": "a" * 10_001}, "The setting live.consent must have at most 10000 characters, not what is"),
        ("window", {"recent": 3}, "The setting window.recent must be a list, not 3."),
        ("live", {"speech": "whisper-gigantic"}, "The setting live.speech must be empty or one of pocketsphinx, "),
        ("live", {"hologram": True}, "There is no setting live.hologram; there are appearance, "),
        ("scale", {"live": True}, "There is no setting scale.live; there are "),
        ("markers", {"kinds": [{"key": 1, "label": "a", "colour": "#000000"}] * 2}, "The setting markers.kinds must"),
        ("export", {"formats": ["doc"]}, "The setting export.formats[0] must be 'csv', 'parquet', "),
    ],
)
def test_what_cannot_be_is_refused(store: SettingsStore, section: str, values: dict[str, object], why: str) -> None:
    with pytest.raises(SettingsError) as refused:
        store.change(section, **values)
    assert str(refused.value).startswith(why)
    assert store.now == Settings()
    assert not store.path.exists()


def test_the_file_is_the_persons_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = SettingsStore(tmp_path / "home" / "config" / "settings.json")
        store.change(scale=125)
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    for folder in (store.path.parent, store.path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in store.path.parent.iterdir()) == ["settings.json", "settings.json.lock"]


def test_a_link_to_the_file_stays_one(store: SettingsStore, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.json"
    real.write_text("{}")
    store.path.symlink_to(real)
    store.change(scale=125)
    assert store.path.is_symlink()
    assert json.loads(real.read_text()) == {"version": 1, "scale": 125}
    real.write_text("damaged")
    damaged = SettingsStore(store.path)
    assert "stays beside as elsewhere.json.damaged" in damaged.told[0]
    damaged.change(scale=150)
    assert store.path.is_symlink()
    assert json.loads(real.read_text()) == {"version": 1, "scale": 150}
    assert (tmp_path / "elsewhere.json.damaged").read_text() == "damaged"


def test_who_listens_is_told_until_the_end(store: SettingsStore) -> None:
    heard: list[tuple[Settings, Settings]] = []
    end = store.listen(lambda *both: heard.append(both))
    store.change(appearance="dark")
    store.change("live", media=False)
    end()
    end()
    store.change(scale=200)
    steps = [Settings(), Settings(appearance="dark"), Settings(appearance="dark", live=Live(media=False))]
    assert heard == list(pairwise(steps))


def test_reset_takes_all_or_what_is_named(store: SettingsStore) -> None:
    store.change(scale=150, appearance="dark")
    store.change("live", camera="none")
    store.reset("live", "scale")
    assert store.now == Settings(appearance="dark")
    with pytest.raises(SettingsError, match="There is no setting nothing to reset; there are appearance, "):
        store.reset("live", "nothing")
    store.reset()
    assert SettingsStore(store.path).now == Settings()


def test_two_programs_keep_each_others_changes(store: SettingsStore) -> None:
    other = SettingsStore(store.path)
    store.change("live", camera="none")
    other.change("live", microphone="Studio")
    other.change(scale=150)
    store.change("view", outline=False)
    expected = Settings(scale=150, live=Live(camera="none", microphone="Studio"), view=View(outline=False))
    assert store.now == SettingsStore(store.path).now == expected


def _change_often(path: Path, name: str, times: int) -> None:
    store = SettingsStore(path)
    for i in range(times):
        store.change("window", splitters={**store.now.window.splitters, f"{name} {i}": [i]})
    store.change("live", **{name: "changed"})
    store.close()


def test_programs_that_write_at_once_leave_a_whole_file(store: SettingsStore) -> None:
    context = multiprocessing.get_context("spawn")
    names = ("microphone", "camera", "consent")
    programs = [context.Process(target=_change_often, args=(store.path, name, 50)) for name in names]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert [program.exitcode for program in programs] == [0, 0, 0]
    after = SettingsStore(store.path)
    assert after.told == []
    assert after.now.live == Live(microphone="changed", camera="changed", consent="changed")
    assert [path.name for path in store.path.parent.glob(".settings*")] == []


def test_where_nothing_can_be_written_a_change_holds_and_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("no folder")
    store = SettingsStore(tmp_path / "config" / "settings.json")
    heard: list[Settings] = []
    store.listen(lambda _, now: heard.append(now))
    store.told.clear()
    store.change(appearance="dark")
    store.change(scale=125)
    assert store.now == heard[-1] == Settings(appearance="dark", scale=125)
    (sentence,) = store.told
    assert sentence.startswith(f"The settings file {store.path} cannot be written (")
    assert store.trouble == sentence
    (tmp_path / "config").unlink()
    store.change(scale=150)
    assert store.trouble == ""


def test_who_holds_the_file_is_hardly_waited_for_and_nothing_is_lost(
    store: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.change(language="de", scale=125)
    with filelock.FileLock(f"{store.path}.lock"):
        with Halts() as halts:
            began = time.monotonic()
            store.change("view", outline=False)
            took = time.monotonic() - began
        assert took < 0.2 + halts.longest  # a second is waited for at the end only
        store.change(language="system", scale=200)
    assert SettingsStore(store.path).now == Settings(language="de", scale=125)
    other = SettingsStore(store.path)
    other.change("live", media=False)
    store.change(appearance="dark")
    assert store.told == []
    everything = Settings(appearance="dark", scale=200, view=View(outline=False), live=Live(media=False))
    assert SettingsStore(store.path).now == store.now == everything
    with filelock.FileLock(f"{store.path}.lock"):
        store.change(scale=100)
        monkeypatch.setattr("app.settings.LOCKED_AT_END", 0.1)
        store.close()
        assert "cannot be written (another program holds it)" in store.told.pop()
    store.close()
    assert SettingsStore(store.path).now.scale == 100


def test_the_file_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_SETTINGS", str(tmp_path / "mine.json"))
    assert settings_path() == tmp_path / "mine.json"
    monkeypatch.delenv("UCRN_LIVE_SETTINGS")
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "config")
    assert settings_path() == tmp_path / "config" / "settings.json"


def test_the_names_are_those_of_the_program() -> None:
    from app.gui.tracks import LANES
    from app.sessions.exporters import FORMATS
    from engines.fusion import ENGINES

    assert typing.get_args(Track) == LANES
    assert list(typing.get_args(Format)) == list(FORMATS)
    assert typing.get_args(Live.model_fields["engine"].annotation) == ("", *ENGINES)


def test_a_path_that_cannot_be_written_down_is_not_kept(store: SettingsStore) -> None:
    store.change("window", recent=["/clips/a\udcff.mp4", "/clips/b.mp4"], media="/clips\udcff")
    assert store.now.window == SettingsStore(store.path).now.window
    assert store.now.window.recent == ("", "/clips/b.mp4")
    assert store.now.window.media == ""
