"""`ucrn-live evaluate`: the field's metrics of a checkpoint on labelled text, voice or faces, and its robustness."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import complain, counted

if TYPE_CHECKING:
    from ucrn_core.checkpoint import Checkpoint

evaluate_app = typer.Typer(
    no_args_is_help=True, help="Measure a checkpoint on labelled text, voice or faces, or its robustness."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
CheckpointFile = Annotated[
    Path | None, typer.Option("--checkpoint", readable=False, help="Checkpoint to measure; default: the one shipped.")
]


@evaluate_app.command("text")
def text(
    file: Annotated[Path, typer.Argument(readable=False, help="CSV with the columns text,label.")],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, mae, r, acc2, acc7 and f1 of sentences with labels in -3 to 3."""
    from engines.evaluation import evaluate_text
    from engines.models import ModelStore
    from ucrn_core.corpora.text import read_labelled

    rows = read_labelled(file)
    _measure(as_json, checkpoint, lambda c, tick: evaluate_text(rows, c, ModelStore(), tick))


@evaluate_app.command("voice")
def voice(
    folder: Annotated[Path, typer.Argument(readable=False, help="Folder of sound files with RAVDESS names.")],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, r and auc (happy against sad, fearful, angry and disgust) of acted sentences."""
    from engines.evaluation import evaluate_voice
    from ucrn_core.corpora.voice import read_ravdess

    rows = read_ravdess(folder)
    _measure(as_json, checkpoint, lambda c, tick: evaluate_voice(rows, c, tick))


@evaluate_app.command("face")
def face(
    file: Annotated[Path, typer.Argument(readable=False, help="npz with the arrays image and label.")],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, r and auc (happy against sad, fear, angry and disgust) of posed faces."""
    from engines.evaluation import evaluate_faces
    from engines.models import ModelStore
    from ucrn_core.corpora.faces import read_faces

    rows = read_faces(file)
    _measure(as_json, checkpoint, lambda c, tick: evaluate_faces(rows, c, ModelStore(), tick))


@evaluate_app.command("clip")
def clip(
    media: Annotated[Path, typer.Argument(readable=False, help="Video or sound file.")],
    segments: Annotated[
        Path, typer.Argument(readable=False, help="CSV: split, segment_id as VIDEO[N], start_s, end_s, label, text.")
    ],
    video: Annotated[str | None, typer.Option(help="Name of the clip in the CSV; default: the media file's.")] = None,
    true_words: Annotated[bool, typer.Option("--true-words", help="The CSV's words, not recognized ones.")] = False,
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, mae, r and mean sentiment of each modality alone and of all three over a clip's labelled segments."""
    import assets
    from engines.clip_evaluation import evaluate_clip
    from engines.models import ModelStore
    from ucrn_core.checkpoint import load
    from ucrn_core.corpora.text import read_segments
    from ucrn_core.errors import CorpusError

    name = video or media.stem
    chosen = [s for s in read_segments(segments) if s.video == name]
    if not chosen:
        raise CorpusError(f"{segments} has no timed segments of {name}; name the clip as the file does with --video.")
    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    _tell_by_modality(evaluate_clip(media, chosen, loaded, ModelStore(), true_words=true_words), as_json)


@evaluate_app.command("clips")
def clips(
    labels: Annotated[
        Path,
        typer.Argument(metavar="LABELS", readable=False, help="CSV: clip, start, end, label; optional text, speaker."),
    ],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, mae, r and mean sentiment of each modality alone and of all three over your own labelled clips."""
    import assets
    from engines.clip_evaluation import evaluate_clips
    from engines.models import ModelStore
    from ucrn_core.checkpoint import load
    from ucrn_core.corpora.clips import read_clips

    labelled = read_clips(labels)
    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    with counted("measuring clips") as progress:
        numbers = evaluate_clips(labelled, loaded, ModelStore(), complain, progress)
    _tell_by_modality(numbers, as_json)


@evaluate_app.command("robustness")
def robustness(
    corpora: Annotated[
        Path, typer.Argument(readable=False, help="Folder with text/, ravdess/, natural/ and fer2013/.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for robustness.json and robustness.png.", readable=False)
    ],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
    rows: Annotated[int, typer.Option(min=20, help="Rows of each corpus, at most.")] = 800,
    clips: Annotated[int, typer.Option(min=1, help="Clips of each modality that are damaged, at most.")] = 40,
) -> None:
    """Subsets, lost steps, damaged input, quality and intervals on the rows that training sets aside: ten minutes."""
    from rich.console import Console

    import assets
    from app.sessions.results import prepare
    from engines.models import ModelStore
    from engines.robustness import measure
    from engines.robustness_report import plain, write_report
    from ucrn_core.checkpoint import load

    prepare(output)
    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    console = Console(stderr=True)
    with console.status("reading") as status:
        numbers = measure(loaded, corpora, ModelStore(), rows, clips, report=status.update)
    write_report(output, numbers)
    if as_json:
        typer.echo(json.dumps(plain(numbers)))
    else:
        typer.echo("\n".join(_robustness_table(numbers)))
        typer.echo(f"wrote {output / 'robustness.json'} and {output / 'robustness.png'}")


def _robustness_table(numbers: dict[str, Any]) -> list[str]:
    """The short of it, line by line."""

    def between(told: dict[str, float]) -> str:
        return f"{told['value']:.3f} ({told['low']:.3f} to {told['high']:.3f})"

    lines = [f"{'composed rows':<34}{'mae':>7}{'r':>7}{'acc2':>7}"]
    for name, told in numbers["composed"]["subsets"].items():
        lines.append(f"  {name:<32}{told['mae']:>7.3f}{told['r']:>7.3f}{told['acc2']:>7.3f}")
    lines.append(f"  all less text, mae: {between(numbers['composed']['all_less_text_mae'])}")
    lines.append(f"{'AUILC of dropped steps':<34}{'mae':>7}{'r':>7}{'acc2':>7}")
    for name, curve in numbers["dropping"].items():
        lines.append(f"  {name:<32}" + "".join(f"{curve['auilc'][m]:>7.3f}" for m in ("mae", "r", "acc2")))
    for name, alone in numbers["alone"].items():
        lines.append(f"{name} alone, r: {between(alone['r'])}")
    for name, told in numbers["natural"].items():
        claimed = f"|sentiment| {told['mean']:.3f}, 95th percentile {told['percentile95']:.3f}"
        lines.append(f"natural {name} of {told['speakers']} speakers: {claimed}")
    lines.append(f"coverage of the 80 % interval: {between(numbers['coverage']['overall'])}")
    lines.append(f"{'damage':<34}{'clips':>7}{'rho':>7}{'pooled':>8}{'clean':>7}")
    for modality, kinds in numbers["damage"].items():
        for kind, told in kinds.items():
            name = f"{modality}, {kind.replace('_', ' ')}{', unseen' if told['held_out'] else ''}"
            rho = told["rho"]
            lines.append(
                f"  {name:<32}{told['clips']:>7}{rho['median']:>7.2f}{rho['pooled']:>8.2f}{told['clean']:>7.2f}"
            )
    return lines


def _measure(
    as_json: bool,
    checkpoint: Path | None,
    evaluate: Callable[[Checkpoint, Callable[[int, int], None]], dict[str, float]],
) -> None:
    """Evaluates with a progress bar on a terminal and prints the numbers."""
    import assets
    from ucrn_core.checkpoint import load

    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    with counted("evaluating") as report:
        numbers = evaluate(loaded, report)
    if as_json:
        typer.echo(json.dumps(_without_nan(numbers)))
    else:
        for name, value in numbers.items():
            typer.echo(f"{name:>5}  {value:.4g}")


def _tell_by_modality(numbers: dict[str, dict[str, float]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({m: _without_nan(values) for m, values in numbers.items()}))
        return
    typer.echo(f"{'':<6}{'n':>4}{'mae':>8}{'r':>8}{'mean':>8}")
    for m, told in numbers.items():
        typer.echo(f"{m:<6}{told['n']:>4}{told['mae']:>8.3f}{told['r']:>8.3f}{told['mean']:>8.3f}")


def _without_nan(numbers: dict[str, float]) -> dict[str, float | None]:
    """JSON has no nan: a number that cannot be told (no variation, one class only) is null."""
    return {k: v if v == v else None for k, v in numbers.items()}
