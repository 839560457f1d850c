"""`ucrn-live`: the command line. With no command it opens the window.

Exit status: 0 done; 1 an unexpected error, or nobody reads the output any more; 2 an error that is for the person,
told in one line; 130 after Ctrl-C; 143 after SIGTERM.
Nothing heavy is imported here nor by the modules of `app.commands` before a command runs.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import datetime
from typing import Annotated, Any, TextIO

import typer

import app as package
from app.commands import complain
from app.commands.analyze import analyze
from app.commands.bench import bench_app
from app.commands.devices import devices
from app.commands.doctor import doctor
from app.commands.engine import engine_app
from app.commands.evaluate import evaluate_app
from app.commands.export import export
from app.commands.live import live
from app.commands.models import models_app
from app.commands.published import published_app
from app.commands.train import train
from ucrn_core.errors import UCRNLiveError

LOG = "ucrn-live.log"

app = typer.Typer(
    name="ucrn-live",
    help="Live sentiment from face, voice and words, on your own machine. With no command the window opens.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(live)
app.command()(analyze)
app.command()(export)
app.add_typer(evaluate_app, name="evaluate")
app.command()(train)
app.add_typer(published_app, name="published")
app.add_typer(bench_app, name="bench")
app.add_typer(engine_app, name="engine")
app.add_typer(models_app, name="models")
app.command()(devices)
app.command()(doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ucrn-live {package.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
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
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # file names need not be text
    try:
        with redirect_stdout(Output(sys.stdout)):
            typer.main.get_command(app)(arguments, prog_name="ucrn-live")
    except SystemExit as end:  # how the command line ends, also in order
        return end.code if isinstance(end.code, int) else 0
    except UCRNLiveError as error:
        complain(error)
        return 2
    except Exception as error:
        _report_unexpected(error)
        return 1
    return 0


class Output:
    """Standard output that ends the command where it cannot be written: quietly where its reader has gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return self._do(self._stream.write, text)

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


def _report_unexpected(error: Exception) -> None:
    """Tell an error that nobody foresaw: one line, and the details in the log, or here with UCRN_LIVE_DEBUG=1."""
    details = "".join(traceback.format_exception(error))
    what = f"unexpected error ({type(error).__name__}: {' '.join(str(error).split())})"
    if os.environ.get("UCRN_LIVE_DEBUG") == "1":
        print(details, file=sys.stderr, end="")
        return
    import platformdirs

    try:
        log = platformdirs.user_log_path("ucrn-live", appauthor=False, ensure_exists=True) / LOG
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            now = datetime.now().astimezone().isoformat(timespec="seconds")
            file.write(f"{now} ucrn-live {package.__version__}, Python {sys.version.split()[0]}\n{details}\n")
    except OSError:
        complain(f"{what}; set UCRN_LIVE_DEBUG=1 to see the details.")
        return
    complain(f"{what}; the details are in {log}.")


if __name__ == "__main__":
    sys.exit(main())
