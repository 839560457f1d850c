"""`ucrn-live analyze`: what it writes, what it keeps, what it says, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.sessions.session import Session
from app.sessions.store import Editor
from tests.app.commands.conftest import Run
from tests.media_files import flat, tone, write_media
from ucrn_core.features import MODALITIES
from ucrn_core.points import csv_header


def listed(folder: Path = Path(".")) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_clip_becomes_a_session_and_a_timeline(
    shared: Path, checkpoint: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    file = shared / "clips" / "grid_swiz3n.mpg"
    assert run(file, "-o", "results", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["session"], said["timeline"]) == ("results/grid_swiz3n.ucrn", "results/grid_swiz3n.timeline.csv")
    assert (said["points"], said["kept"], said["events"], said["recognizer"]) == (12, False, [], "pocketsphinx")
    assert said["duration"] == pytest.approx(3.0, abs=0.1)
    assert said["speed"] == pytest.approx(said["duration"] / said["wall_seconds"], rel=0.01)
    assert {"decode", "face", "voice", "speech", "fusion"} <= set(said["stage_seconds"])
    table = rows(said["timeline"])
    assert list(table[0]) == csv_header()
    assert [row["t"] for row in table] == [f"{(i + 1) / 4:.3f}" for i in range(12)]
    for modality in MODALITIES:
        mean = sum(float(row[f"presence_{modality}"]) for row in table) / len(table)
        assert said["presence"][modality] == pytest.approx(mean, abs=1e-3)
    assert float(table[-1]["presence_face"]) > 0.3  # of the window of 8 s, 3 s are there
    with Session.open(Path(said["session"])) as session:
        assert session.info.complete
        assert session.info.settings["models"] == {
            "face": "face-landmarker",
            "text": "minilm",
            "speech": "pocketsphinx",
        }
        assert [str(p.sentiment) for p in session.points()] == [row["sentiment"] for row in table]
        assert session.steps("face").valid.mean() > 0.8
        assert session.steps("voice").values.shape[1] == len(session.info.spec.voice.channels)
        assert session.words()


def test_an_absent_modality_leaves_gaps_and_says_why_once(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copy(clip, "other.mp4"))
    assert run(clip, other) == 0
    said = capsys.readouterr()
    told = said.err.splitlines()
    assert sum("face-landmarker" in line and "models install" in line for line in told) == 1
    assert "ucrn-live: talk.mp4 has no sound: voice is missing." in told
    assert "8 points over 2.0 s" in said.out
    table = rows("talk.timeline.csv")
    assert len(table) == 8
    assert {(row["sentiment"], row["low"], row["high"]) for row in table} == {("", "", "")}
    assert {row["presence_face"] for row in table} == {"0.0"}


def test_a_clip_of_which_nothing_can_be_scored_says_so(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = "ucrn-live: nothing in {} could be scored: {}."
    assert run(clip, "--drop", "voice", "--drop", "text") == 0
    assert nothing.format(clip, "face is missing") in capsys.readouterr().err.splitlines()
    assert len(rows("talk.timeline.csv")) == 8
    quiet = write_media(Path("quiet.wav"), sounds=[tone(0.5, amplitude=0.0)], audio_codec="pcm_s16le")
    assert run(quiet, "--drop", "text") == 0
    assert nothing.format("quiet.wav", "no voice was found, face is missing") in capsys.readouterr().err.splitlines()


def test_what_can_be_scored_is_not_said_to_be_missing(
    shared: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shared / "clips" / "grid_swiz3n.mpg", "--drop", "text", "--drop", "face") == 0
    assert capsys.readouterr().err == ""


def test_the_same_result_is_kept_and_others_get_the_next_name(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(clip) == 0
    before = Path("talk.ucrn/session.sqlite").read_bytes()
    Path("talk.timeline.csv").unlink()
    capsys.readouterr()
    assert run(clip) == 0
    assert "kept" in capsys.readouterr().out
    assert Path("talk.ucrn/session.sqlite").read_bytes() == before
    assert len(rows("talk.timeline.csv")) == 8  # made again from the session
    assert run(clip, "--drop", "text") == 0
    assert listed() == ["talk-2.timeline.csv", "talk-2.ucrn", "talk.timeline.csv", "talk.ucrn"]
    assert "--force replaces it: the new result is talk-2.ucrn" in capsys.readouterr().err
    assert run(clip, "--force") == 0
    assert listed() == ["talk-2.timeline.csv", "talk-2.ucrn", "talk.timeline.csv", "talk.ucrn"]
    assert Path("talk.ucrn/session.sqlite").read_bytes() != before
    assert run(clip, "--drop", "voice", "--force") == 0  # made with other settings
    assert listed() == ["talk-2.timeline.csv", "talk-2.ucrn", "talk.timeline.csv", "talk.ucrn"]
    with Session.open(Path("talk.ucrn")) as session:
        assert session.info.settings["drop"] == ["voice"]


def test_a_kept_result_whose_report_is_gone_is_told(clip: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(clip, "--drop", "text") == 0
    editor = Editor(Path("talk.ucrn"))
    editor.note(report={})
    editor.close()
    capsys.readouterr()
    assert run(clip, "--drop", "text") == 2
    told = capsys.readouterr().err
    assert "The session talk.ucrn is damaged: its report is not whole; --force replaces it.\n" in told
    assert run(clip, "--drop", "text", "--force") == 0


def test_two_files_of_one_name_and_a_file_given_twice(clip: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("b").mkdir()
    write_media(Path("b/talk.mp4"), [flat(30)] * 3, fps=5)
    assert run(clip, "b/talk.mp4", clip, "--force", "--json") == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(s["session"], s["kept"]) for s in said] == [
        ("talk.ucrn", False),
        ("talk-2.ucrn", False),
        ("talk.ucrn", True),
    ]


def test_the_media_is_copied_when_asked(clip: Path, run: Run) -> None:
    assert run(clip, "--drop", "text") == 0
    assert listed(Path("talk.ucrn")) == ["session.sqlite"]
    assert run(clip, "--drop", "text", "--copy-media") == 0  # into the kept one
    assert run(clip, "--copy-media") == 0
    for name in ("talk.ucrn", "talk-2.ucrn"):
        assert Path(name, "media.mp4").read_bytes() == clip.read_bytes()


def test_a_paced_run_gives_the_same_timeline(clip: Path, run: Run) -> None:
    assert run(clip) == 0
    assert run(clip, "--paced", "-o", "paced") == 0
    assert Path("talk.timeline.csv").read_bytes() == Path("paced/talk.timeline.csv").read_bytes()


def test_a_bad_file_does_not_stop_the_others(clip: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("text.mp4").write_text("no video\n")
    too_long = f"{'long' * 70}.mp4"  # the system looks at it as little as into another's folder
    assert run("nothing.mp4", too_long, "text.mp4", clip, "--json") == 2
    said = capsys.readouterr()
    *failed, done = [json.loads(line) for line in said.out.splitlines()]
    assert [set(summary) for summary in failed] == [{"file", "error"}] * 3
    assert [summary["file"] for summary in failed] == ["nothing.mp4", too_long, "text.mp4"]
    assert done["session"] == "talk.ucrn"
    errors = [line for line in said.err.splitlines() if any(summary["file"] in line for summary in failed)]
    assert errors == [f"ucrn-live: {summary['error']}" for summary in failed]
    assert listed() == ["talk.timeline.csv", "talk.ucrn", "text.mp4"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_does_not_stop_the_others(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mine.mp4").touch(0)
    assert run("mine.mp4", clip) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if "mine.mp4" in line]
    assert told == ["ucrn-live: The file mine.mp4 cannot be read; give yourself permission to read it."]
    assert listed() == ["mine.mp4", "talk.timeline.csv", "talk.ucrn"]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
def test_a_name_that_is_no_text_gives_a_result_of_that_name(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(shutil.copy(clip, os.fsdecode(b"bad\xffname.mp4")))
    assert run(file, clip, "--json") == 0
    summary, other = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (summary["file"], other["session"]) == (str(file), "talk.ucrn")
    assert r"bad\udcffname.mp4 has no sound: voice is missing." in {event["message"] for event in summary["events"]}
    assert len(rows(summary["timeline"])) == 8
    with Session.open(Path(summary["session"])) as session:
        assert session.info.media_path == str(file.absolute())
    assert run(file) == 0
    assert "kept" in capsys.readouterr().out


def test_a_clip_too_short_for_a_point_gives_no_result(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    long, short = (
        write_media(Path(f"{seconds}.wav"), sounds=[tone(seconds)], audio_codec="pcm_s16le") for seconds in (0.3, 0.2)
    )
    assert run(short, long, "--drop", "text") == 2
    told = [line for line in capsys.readouterr().err.splitlines() if "0.25" in line]
    assert told == [
        "ucrn-live: The file 0.2.wav holds only 0.20 s that can be decoded, less than the 0.25 s of one point; "
        "choose a longer one."
    ]
    assert listed() == ["0.2.wav", "0.3.timeline.csv", "0.3.ucrn", "0.3.wav"]


def test_a_name_too_long_for_its_result_is_refused_before_the_work(
    clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(shutil.copy(clip, f"{'long' * 60}.mp4"))
    assert run(file) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1  # no event of an analysis
    assert "rename the file" in said[0]
    assert listed() == [file.name]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "file"], "file is a file, not a folder"),
        (["-o", "file/inside"], "cannot be made"),
        (["--drop", "text", "--drop", "voice", "--drop", "face"], "Nothing is left to analyse"),
        (["--checkpoint", "file"], "checkpoint"),
        (["--checkpoint", "nothing"], "nothing cannot be read"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(
    arguments: list[str], message: str, clip: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("x")
    assert run(clip, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("ucrn-live: ")
    assert message in said.err
    assert listed() == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches whole consoles there")
@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_analysis_that_is_ended_leaves_nothing_that_looks_complete(
    ended_by: signal.Signals, checkpoint: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_media(Path("long.mp4"), [flat(90)] * 60, fps=1)
    start = "import sys; from app.cli import main; sys.exit(main())"
    arguments = ["analyze", str(clip), "--checkpoint", str(checkpoint), "-o", "results"]
    with subprocess.Popen(
        [sys.executable, "-c", start, *arguments, "--paced"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert "missing" in process.stderr.readline()  # told when the analysis begins
        assert run(clip, "-o", "results") == 2
        assert "by another program already" in capsys.readouterr().err
        process.send_signal(ended_by)
        killed = ended_by == signal.SIGKILL
        assert process.wait() == (-ended_by if killed else 128 + ended_by)
        told = process.stderr.read().splitlines()
        assert all(line.startswith("ucrn-live: ") for line in told)
        assert (told[-1:] == [f"ucrn-live: stopped; no result of {clip} was written."]) != killed
    left = listed(Path("results"))
    assert all(name.startswith(".") for name in left)
    assert len(left) == killed
    assert run(clip, "-o", "results", "--drop", "face") == 0  # another result, which does not take the leftover over
    assert listed(Path("results")) == ["long.timeline.csv", "long.ucrn"]
