"""`ucrn-live`: the command line. With no command it opens the window.

Exit status: 0 done; 1 an unexpected error, or nobody reads the output any more; 2 an error that is for the person,
told in one line; 130 after Ctrl-C; 143 after SIGTERM.
Nothing heavy is imported here nor by the modules of `app.commands` before a command runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Annotated, Any, TextIO

import typer

import app as package
from app import logs
from app.commands import complain, unexpected, visible
from app.commands.analyze import analyze
from app.commands.bench import bench_app
from app.commands.devices import devices
from app.commands.doctor import doctor
from app.commands.engine import engine_app
from app.commands.evaluate import evaluate_app
from app.commands.export import export
from app.commands.fine_tune import fine_tune
from app.commands.live import live
from app.commands.models import models_app
from app.commands.published import published_app
from app.commands.replay import replay
from app.commands.selftest import selftest
from app.commands.sessions import sessions_app
from app.commands.settings import settings_app
from app.commands.train import train
from ucrn_core.errors import UCRNLiveError

app = typer.Typer(
    name="ucrn-live",
    help="Live sentiment from face, voice and words, on your own machine. With no command the window opens.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(live)
app.command()(analyze)
app.command()(replay)
app.command()(export)
app.add_typer(evaluate_app, name="evaluate")
app.command()(train)
app.command()(fine_tune)
app.add_typer(published_app, name="published")
app.add_typer(bench_app, name="bench")
app.add_typer(engine_app, name="engine")
app.add_typer(models_app, name="models")
app.add_typer(sessions_app, name="sessions")
app.add_typer(settings_app, name="settings")
app.command()(devices)
app.command()(doctor)
app.command()(selftest)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ucrn-live {package.__version__}")
        raise typer.Exit


def _print_licences(wanted: bool) -> None:
    if wanted:
        from app.licences import listing

        typer.echo(listing())
        raise typer.Exit


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    licences: Annotated[
        bool, typer.Option("--licences", callback=_print_licences, is_eager=True, help="Print whose work is in it.")
    ] = False,
) -> None:
    logs.started(context.invoked_subcommand or "window")
    context.call_on_close(logs.ended)
    if context.invoked_subcommand is None:
        from app.gui import open_window

        raise typer.Exit(open_window(None))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, by default with the arguments of the process, and return its exit status."""
    # A stream that was closed is opened on nothing. In this order it gets its own number, the lowest that is free;
    # else the next file opened would get it, a session perhaps, and what libraries print would go into that.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115  # until the process ends
    logs.set_up()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # file names need not be text
    try:
        with redirect_stdout(Output(sys.stdout)):
            typer.main.get_command(app)(arguments, prog_name="ucrn-live")
    except SystemExit as end:  # how the command line ends, also in order
        return end.code if isinstance(end.code, int) else 0
    except UCRNLiveError as error:
        logs.refused(error)
        complain(error)
        return 2
    except Exception as error:
        complain(unexpected(error))
        return 1
    return 0


class Output:
    """Standard output that shows what a terminal would obey, and ends the command where it cannot be written: quietly
    where its reader has gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return self._do(self._stream.write, visible(text))

    def flush(self) -> None:
        self._do(self._stream.flush)

    def _do(self, act: Callable[..., Any], *arguments: str) -> Any:
        try:
            return act(*arguments)
        except OSError as error:
            # Python would complain again when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            if isinstance(error, BrokenPipeError):
                raise SystemExit(1) from None
            complain(f"The output cannot be written ({error.strerror}); send it elsewhere.")
            raise SystemExit(2) from None  # no Exception: libraries that only try a stream swallow those


if __name__ == "__main__":
    sys.exit(main())
