"""`ucrn-live doctor`: what works on this machine, what is missing, and what to do about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from app.examination import examine


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """Say what works on this machine, what is missing, and what to do about it."""
    findings = examine()
    if as_json:
        typer.echo(json.dumps([{"subject": name, **asdict(finding)} for name, finding in findings.items()], indent=2))
        return
    for subject, finding in findings.items():
        typer.echo(f"{finding.state:8} {subject + ':':17} {finding.found}")
        if finding.remedy:
            typer.echo(f"{'':26} -> {finding.remedy}")
