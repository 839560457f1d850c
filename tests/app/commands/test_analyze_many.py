"""`ucrn-live analyze` over many files: the same results however they are shared out, and whatever goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.app.commands.conftest import Run
from tests.media_files import flat, tone, write_media

ROOT = Path(__file__).parents[3]
START = "import sys; from app.cli import main; sys.exit(main())"


@pytest.fixture
def media(shared: Path, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of real clips and damaged ones, on a machine that has the models."""
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    folder = tmp_path / "media"
    (folder / "sub").mkdir(parents=True)
    for name in ("grid_swiz3n.mpg", "LJ001-0002.wav"):
        shutil.copy(shared / "clips" / name, folder)
    shutil.copy(shared / "clips" / "LJ001-0002.wav", folder / "sub" / "same.wav")
    shutil.copy(shared / "clips" / "LJ001-0002.wav", folder / "sub" / "same too.wav")
    shutil.copy(shared / "clips" / "LJ001-0008.wav", folder / "grid_swiz3n.wav")  # wants the name of the first
    whole = (shared / "clips" / "grid_lbax4n.mpg").read_bytes()
    (folder / "sub" / "cut.mpg").write_bytes(whole[: len(whole) // 2])
    (folder / "broken.mp4").write_bytes(whole[:3] + bytes(5000))
    return folder


def timelines(folder: str) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in Path(folder).rglob("*.timeline.csv")}


def summaries(text: str) -> dict[str, dict[str, object]]:
    """What --json printed, by file."""
    return {Path(said["file"]).name: said for said in map(json.loads, text.splitlines())}


def test_one_by_one_at_once_and_on_a_cluster_the_results_are_the_same(
    media: Path, run: Run, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # where the cluster's processes find the program
    assert run("media", "-o", "one", "--json") == 2
    one = summaries(capfd.readouterr().out)
    before = psutil.Process().children()
    assert sorted(timelines("one")) == [
        "LJ001-0002.timeline.csv",
        "grid_swiz3n-2.timeline.csv",
        "grid_swiz3n.timeline.csv",
        "sub/cut.timeline.csv",
        "sub/same too.timeline.csv",
        "sub/same.timeline.csv",
    ]
    assert (one["grid_swiz3n.mpg"]["points"], one["grid_swiz3n.wav"]["points"]) == (12, 7)
    assert one["grid_swiz3n.wav"]["session"] == "one/grid_swiz3n-2.ucrn"
    assert set(one["broken.mp4"]) == {"file", "error"}
    for name, options in (("jobs", ["--jobs", "2"]), ("cluster", ["--ray", "local", "--jobs", "2"])):
        assert run("media", "-o", name, "--json", *options) == 2
        other = summaries(capfd.readouterr().out)
        assert timelines(name) == timelines("one")
        assert other["broken.mp4"] == one["broken.mp4"]
        for file in one.keys() - {"broken.mp4"}:
            same = ("points", "duration", "presence", "sentiment", "recognizer", "engine", "events", "kept")
            assert {key: other[file][key] for key in same} == {key: one[file][key] for key in same}
            assert other[file]["timeline"] == str(one[file]["timeline"]).replace("one/", f"{name}/")
    assert psutil.Process().children() == before


def test_several_files_end_in_a_table(clip: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sound = write_media(Path("tone [b].wav"), sounds=[tone(1.0)], audio_codec="pcm_s16le")
    Path("empty").mkdir()
    assert run(clip, sound, "empty", "--drop", "text") == 2
    told = capsys.readouterr()
    empty = "The folder empty holds no audio or video files; name another one."
    assert told.err.splitlines()[0] == f"ucrn-live: {empty}"
    heads, *rows = [line.split() for line in told.out.split("\n\n")[1].splitlines()]
    assert heads == "file duration points sentiment text voice face speed result".split()
    assert rows[0] == f"empty failed: {empty}".split()
    assert rows[1][:4] == [str(clip), "2.0", "s", "8"]
    assert rows[2][:5] == ["tone", "[b].wav", "1.0", "s", "4"]
    assert [row[-1] for row in rows[1:]] == ["done", "done"]
    assert run(clip, sound, "--drop", "text") == 0
    assert [row.split()[-1] for row in capsys.readouterr().out.splitlines()[-2:]] == ["kept", "kept"]
    assert run(sound, "--drop", "text") == 0
    assert "duration" not in capsys.readouterr().out


def test_a_file_given_twice_is_made_once_also_by_two_processes(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copy(clip, "other.mp4"))
    assert run(clip, other, clip, "--force", "--json", "--jobs", "2") == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted((s["session"], s["kept"]) for s in said) == [
        ("other.ucrn", False),
        ("talk.ucrn", False),
        ("talk.ucrn", True),
    ]


def started(checkpoint: Path, *arguments: object) -> subprocess.Popen[str]:
    """The command in a process of its own, with two workers and at the speed of the clips."""
    options = ["--checkpoint", str(checkpoint), "-o", "results", "--jobs", "2", "--paced", "--json"]
    return subprocess.Popen(
        [sys.executable, "-c", START, "analyze", *map(str, arguments), *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def at_work(process: subprocess.Popen[str], count: int) -> list[psutil.Process]:
    """Its workers, once so many of them write a session."""
    assert process.stderr is not None
    told = 0
    while told < count:
        told += "has no sound: voice" in process.stderr.readline()  # told when the analysis of a file begins
    return [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if any(".ucrn.part" in file.path for file in child.open_files())
    ]


def ended(process: psutil.Process) -> bool:
    """Whether it ends within a minute. One whose parent was killed may wait for whoever takes orphans in."""
    try:
        process.wait(60)
    except psutil.TimeoutExpired:
        return process.status() == psutil.STATUS_ZOMBIE
    return True


@pytest.fixture
def long(tmp_path: Path) -> list[Path]:
    """Two clips of a minute, which are analysed in no time but for --paced."""
    return [write_media(tmp_path / name, [flat(90)] * 60, fps=1) for name in ("long 1.mp4", "long 2.mp4")]


def test_a_worker_that_is_killed_fails_only_its_file(
    long: list[Path], clip: Path, checkpoint: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with started(checkpoint, *long, clip) as process:
        workers = at_work(process, 2)
        assert len(workers) == 2
        for worker in workers:
            worker.kill()
        out, err = process.communicate()
        assert process.returncode == 2
    said = summaries(out)
    crashed = "The analysis of {} crashed (its process ended with status -9)."
    assert [said[file.name].get("error") for file in long] == [crashed.format(file) for file in long]
    assert (said["talk.mp4"]["points"], said["talk.mp4"]["kept"]) == (8, False)  # by a new one
    assert all(line.startswith("ucrn-live: ") for line in err.splitlines())
    assert sorted(os.listdir("results")) == ["talk.timeline.csv", "talk.ucrn"]


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches whole consoles there")
@pytest.mark.parametrize(
    "ended_by", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow), signal.SIGKILL]
)
def test_what_was_stopped_goes_on_with_the_same_command(
    ended_by: signal.Signals,
    long: list[Path],
    clip: Path,
    checkpoint: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with started(checkpoint, clip, *long) as process:
        assert process.stdout is not None
        assert summaries(process.stdout.readline())["talk.mp4"]["kept"] is False
        children = psutil.Process(process.pid).children(recursive=True)
        killed = ended_by == signal.SIGKILL
        if killed:
            process.kill()
        else:  # as a terminal does it, and who ends a service
            os.killpg(process.pid, ended_by)
        _, err = process.communicate()
        assert process.returncode == (-ended_by if killed else 128 + ended_by)
    assert children
    assert all(ended(child) for child in children)
    told = err.splitlines()[-1:]
    stopped = ["ucrn-live: stopped: 1 of 3 files are done; the same command goes on with the others."]
    assert (told == stopped) != killed
    assert sorted(os.listdir("results")) == ["talk.timeline.csv", "talk.ucrn"]
    assert run(clip, *long, "-o", "results", "--json", "--jobs", "2") == 0
    said = summaries(capsys.readouterr().out)
    assert {name: (s["points"], s["kept"]) for name, s in said.items()} == {
        "talk.mp4": (8, True),
        "long 1.mp4": (240, False),
        "long 2.mp4": (240, False),
    }


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("127.0.0.1:1", "There is no Ray cluster at 127.0.0.1:1 (Connection refused)."),
        ("auto", "The Ray cluster auto cannot be used ("),
    ],
)
def test_a_cluster_that_is_not_there_is_one_line(
    address: str, message: str, clip: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(clip, "--ray", address) == 2
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith(f"ucrn-live: {message}")
    assert os.listdir() == []


def test_without_ray_the_extra_is_named(
    clip: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert run(clip, "--ray", "local") == 2
    assert capsys.readouterr().err == (
        "ucrn-live: --ray needs Ray, which is not installed: run pip install 'ucrn-live[ray]'.\n"
    )
