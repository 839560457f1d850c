"""`ucrn-live analyze`: score media files, and write a session and a timeline for each."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import Modality, complain, counted
from app.commands.signals import end, handled, interruptible

if TYPE_CHECKING:
    from app.batch.one_file import Outcome
    from app.batch.tasks import Task


def analyze(
    # readable=False: what cannot be read is for our own errors, one for each file
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|FOLDER",
            help="Audio or video files. A folder stands for those in it and its sub-folders, whose results go to the "
            "same sub-folders of -o.",
            show_default=False,
            readable=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Where the results go; made where it is not there.",
            readable=False,
        ),
    ] = Path("."),
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Files analysed at once, each in a process of its own, which keeps about two cores busy; default: 1, "
            "with --ray as many as the cluster has cores.",
            show_default=False,
        ),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Hand the files to the Ray cluster there; 'local' starts one on this machine. Files are read and "
            "results written where the tasks run: this folder, the media and -o must be shared by all its machines.",
            show_default=False,
        ),
    ] = None,
    drop: Annotated[
        list[Modality] | None,
        typer.Option("--drop", help="Leave this modality out; may be given several times.", show_default=False),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print one JSON object per file, one per line. speed: times as fast as real time. "
            "Of a file that fails: file and error.",
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Analyse again, and replace the result of the same file once the new one is complete; one with "
            "markers, excluded ranges, a note on consent or further timelines is kept, and the new one is named "
            "<stem>-2.",
        ),
    ] = False,
    copy_media: Annotated[
        bool, typer.Option("--copy-media", help="Put a copy of the media file into the session.")
    ] = False,
    paced: Annotated[bool, typer.Option("--paced", help="Run at the speed of the clip; same results.")] = False,
    engine: Annotated[
        str | None,
        typer.Option(help="eager, onnxruntime, cuda-graph or tensorrt; default: the fastest here.", show_default=False),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Another checkpoint than the one that comes with the program.", readable=False
        ),
    ] = None,
) -> None:
    """Score media files: write <stem>.ucrn/ and <stem>.timeline.csv for each.

    A complete result with the same media, checkpoint and settings is kept: stopped, the same command goes on.
    Any other with that name stays, the new one becomes <stem>-2, and why is said.

    A file that fails does not stop the others; of several a table follows at the end.
    """
    from app.batch.cluster import run_on_cluster
    from app.batch.one_file import FileAnalysis, Request, Stopped, failure
    from app.batch.table import table
    from app.batch.tasks import Queue, tasks_of
    from app.batch.workers import run_apart, run_here
    from app.sessions.results import prepare

    tasks, failed = tasks_of(paths, output)
    for place in dict.fromkeys([output, *(task.folder for task in tasks)]):
        prepare(place)
    request = Request(frozenset(m.value for m in drop or ()), force, copy_media, paced, engine, checkpoint)
    jobs = jobs and min(jobs, len(tasks) or 1)
    with handled(end, signal.SIGTERM):
        analysis = FileAnalysis(request)  # tells at once what cannot be
        many = f"{len(tasks)} files" if len(tasks) > 1 else tasks[0].file.name if tasks else ""
        with counted(many) as show, interruptible() as stop:
            reporter = Reporter(len(tasks), as_json, show)
            refused = [failure(folder, error) for folder, error in failed.items()]
            for outcome in refused:
                reporter.report(outcome)
            queue = Queue(tasks)
            try:
                if ray:
                    run_on_cluster(request, queue, ray, jobs, reporter, stop)
                elif jobs and jobs > 1:
                    analysis.choose_engine()
                    run_apart(request, queue, jobs, reporter, stop)
                else:
                    run_here(analysis, queue, reporter, stop)
            except Stopped:
                done = f"{len(reporter.outcomes)} of {many} are done; the same command goes on with the others."
                one = f"no result of {tasks[0].file} was written."
                complain(f"stopped: {done}" if len(tasks) > 1 else f"stopped; {one}")
                raise typer.Exit(stop.status) from None
            finally:
                analysis.close()
    outcomes = [*refused, *(outcome for _, outcome in sorted(reporter.outcomes.items()))]
    if len(outcomes) > 1 and not as_json:
        typer.echo(f"\n{table(outcomes)}")
    if any("error" in outcome for outcome in outcomes):
        raise typer.Exit(2)


class Reporter:
    """Listener that tells the person. outcomes: by the number of the task."""

    def __init__(self, total: int, as_json: bool, show: Callable[[float, float], None]) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._total, self._as_json, self._show = total, as_json, show
        self._shares: dict[int, float] = {}  # of the files at work
        self._told: set[str] = set()  # many files may have the same to tell

    def tell(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            complain(message)

    def advance(self, task: Task, share: float) -> None:
        self._shares[task.number] = share
        self._show(len(self.outcomes) + sum(self._shares.values()), self._total)

    def finish(self, task: Task, outcome: Outcome) -> None:
        self._shares.pop(task.number, None)
        self.outcomes[task.number] = outcome
        self.report(outcome)
        self._show(len(self.outcomes) + sum(self._shares.values()), self._total)

    def report(self, outcome: Outcome) -> None:
        """Print what came of a file."""
        from app.batch.table import describe

        if "error" in outcome:
            complain(outcome["error"])
        if self._as_json:
            typer.echo(json.dumps(outcome))
        elif "error" not in outcome:
            typer.echo(describe(outcome))
