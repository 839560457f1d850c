"""Which recognizer live speech uses: models timed on real speech, once a machine, and what the person asks for."""

from __future__ import annotations

import json
import multiprocessing
import threading
from pathlib import Path

import platformdirs
import pytest

from engines import speech_trial
from engines.catalogue import CATALOGUE
from engines.models import ModelStore
from engines.speech_trial import FITS, HOPELESS, Trial, best, choose, measure, remembered, trials
from tests.random_whisper import whisper_entry
from ucrn_core.errors import ModelStoreError

SIZES = ("whisper-tiny.en", "whisper-base.en", "whisper-small.en")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of remembered trials, which is not there yet."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache" / "speech_trial.json"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """With no Whisper model."""
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    return ModelStore(tmp_path / "models")


@pytest.fixture
def installed(store: ModelStore, cache: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """With SIZES, of a few bytes each."""
    for name in SIZES:
        folder = store.root / name
        folder.mkdir(parents=True)
        (folder / "model.bin").write_text(name)
        monkeypatch.setitem(CATALOGUE, name, whisper_entry(name, folder))
    return store


def times(monkeypatch: pytest.MonkeyPatch, *seconds: float | None) -> list[str]:
    """Models take so long, in the order of SIZES; returns the list of those that are measured from now on."""
    measured: list[str] = []

    def timed(name: str, folder: Path, stop: threading.Event) -> Trial:
        measured.append(name)
        return Trial(name, seconds[SIZES.index(name)])

    monkeypatch.setattr(speech_trial, "measure", timed)
    return measured


@pytest.mark.slow
def test_a_model_is_timed_on_speech_in_a_process_that_ends(tiny_whisper: Path) -> None:
    trial = measure("whisper-tiny.en", tiny_whisper)
    assert trial.seconds is not None, trial.note
    assert 0 < trial.seconds < 60
    assert trial.note == ""
    assert not [child for child in multiprocessing.active_children() if child.name == "speech trial"]


@pytest.mark.slow
def test_a_real_trial_is_remembered(
    tiny_whisper: Path, store: ModelStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CATALOGUE, SIZES[0], whisper_entry(SIZES[0], tiny_whisper))
    store.install(SIZES[0], lambda _: False, from_folder=tiny_whisper)
    monkeypatch.setattr(speech_trial, "FITS", 60.0)  # a loaded machine is slow, not wrong
    assert choose(store) == SIZES[0]
    ((key, seconds),) = json.loads(cache.read_text("utf-8")).items()
    assert remembered(store) == [Trial(SIZES[0], seconds)]
    sha256, cpu, *_, ctranslate2, faster_whisper = key.split(", ")
    assert sha256 in {file.sha256 for file in CATALOGUE[SIZES[0]].files}
    assert " x " in cpu
    assert ctranslate2.startswith("ctranslate2 4.")
    assert faster_whisper.startswith("faster-whisper 1.")


def test_a_model_that_cannot_be_loaded_does_not_fit_and_says_why(tmp_path: Path) -> None:
    trial = measure("whisper-tiny.en", tmp_path)
    assert trial.seconds is None
    assert not trial.fits
    assert "tokenizer.json" in trial.note


def test_a_model_that_does_not_answer_is_given_up(tiny_whisper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_trial, "PATIENCE", 0.0)
    assert measure("whisper-tiny.en", tiny_whisper) == Trial("whisper-tiny.en", None, "no answer within 0 s")
    assert not [child for child in multiprocessing.active_children() if child.name == "speech trial"]


def test_a_model_whose_process_dies_does_not_fit(tiny_whisper: Path) -> None:
    def kill() -> None:
        pause = threading.Event()
        while not (found := [child for child in multiprocessing.active_children() if child.name == "speech trial"]):
            pause.wait(0.01)
        found[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    trial = measure("whisper-tiny.en", tiny_whisper)
    killer.join()
    assert trial == Trial("whisper-tiny.en", None, "its process died")


def test_a_trial_can_be_stopped(tiny_whisper: Path, installed: ModelStore) -> None:
    stop = threading.Event()
    stop.set()
    assert measure("whisper-tiny.en", tiny_whisper, stop) == Trial("whisper-tiny.en", None, "stopped")
    assert not [child for child in multiprocessing.active_children() if child.name == "speech trial"]


def test_trials_that_are_stopped_keep_what_was_measured_before(
    installed: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, begun = threading.Event(), []

    def timed(name: str, folder: Path, stop: threading.Event) -> Trial:
        if name == SIZES[1]:
            stop.set()
            return Trial(name, None, "stopped")
        return Trial(name, 0.1)

    monkeypatch.setattr(speech_trial, "measure", timed)
    assert trials(installed, stop=stop, begin=begun.append) == [Trial(SIZES[0], 0.1)]
    assert begun == list(SIZES[:2])
    assert remembered(installed) == [Trial(SIZES[0], 0.1)]


def test_the_most_accurate_that_fits_is_chosen(installed: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = times(monkeypatch, 0.1, FITS, FITS + 0.01)
    assert choose(installed) == "whisper-base.en"
    assert measured == list(SIZES)
    assert choose(installed) == "whisper-base.en"
    assert measured == list(SIZES)  # remembered
    trials(installed, anew=True)
    assert measured == [*SIZES, *SIZES]


def test_models_after_a_hopeless_one_are_not_tried(installed: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = times(monkeypatch, 0.1, HOPELESS + 0.1, 0.1)
    assert choose(installed) == "whisper-tiny.en"
    assert measured == list(SIZES[:2])


def test_where_none_fits_or_none_is_there_pocketsphinx_is_chosen(
    installed: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times(monkeypatch, FITS + 0.01, None, 0.1)
    assert choose(installed) is None
    assert [trial.seconds for trial in remembered(installed)] == [FITS + 0.01, None]
    assert choose(ModelStore(tmp_path / "empty")) is None
    assert best([]) is None


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", '{"%s": "fast"}', '{"%s": -1.0}', '{"%s": NaN}'])
def test_what_a_damaged_file_remembers_is_measured_anew(
    installed: ModelStore, cache: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    times(monkeypatch, 0.1, 0.2, 0.3)
    trials(installed)
    key = next(iter(json.loads(cache.read_text("utf-8"))))
    cache.write_text(content % key if "%s" in content else content, "utf-8")
    measured = times(monkeypatch, 0.1, 0.2, 0.3)
    assert choose(installed) == "whisper-small.en"
    assert measured == list(SIZES)
    assert len(remembered(installed)) == 3


def test_another_machine_is_measured_anew(installed: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = times(monkeypatch, 0.1, 0.2, 0.3)
    trials(installed)
    monkeypatch.setattr("os.cpu_count", lambda: 1000)
    assert remembered(installed) == []
    trials(installed)
    assert measured == [*SIZES, *SIZES]


def test_a_cache_that_cannot_be_written_costs_a_trial_and_no_more(
    installed: ModelStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.write_text("a file where the folder should be")
    measured = times(monkeypatch, 0.1, 0.2, 0.3)
    assert choose(installed) == choose(installed) == "whisper-small.en"
    assert measured == [*SIZES, *SIZES]


def test_what_is_asked_for_is_chosen_unmeasured(installed: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = times(monkeypatch, 9.0, 9.0, 9.0)
    assert choose(installed, "pocketsphinx") is None
    assert choose(installed, "whisper-small.en") == "whisper-small.en"
    assert measured == []


def test_what_cannot_be_chosen_is_told(installed: ModelStore) -> None:
    with pytest.raises(ModelStoreError, match="ucrn-live models install whisper-base`"):
        choose(installed, "whisper-base")
    for name in ("minilm", "whisper-enormous"):
        with pytest.raises(ModelStoreError, match=f"{name} is no speech recognizer: choose one of pocketsphinx, wh"):
            choose(installed, name)
