"""Sphinx extension: parts of the manual that are read from the program, so that they cannot go stale.

A line that begins with `<!-- generated: NAME -->` becomes what the function of that name in PARTS writes, in Markdown;
one that begins with `<!-- included: FILE -->` the text of that file of the repository, its links leading to the pages.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer.main
from sphinx.application import Sphinx

from app.cli import app as command_line
from app.sessions.exporters import columns, jsonl, tiers
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
LONGEST_DEFAULT = 60  # characters
LIMITS = {"minimum": "from", "maximum": "to"}
INCLUDED = re.compile(r"^<!-- included: (\S+) -->.*$", re.MULTILINE)
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#]+)")
PAGES = {  # of files of the repository that are pages too
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "PRIVACY.md": "privacy.md",
    "SECURITY.md": "security.md",
    "assets/MODEL_CARD.md": "model-card.md",
}
OPTION = re.compile(r"(?<![\w`-])(--?[a-z][a-z-]*)(?![\w`])")
MARK = re.compile(r"^<!-- generated: (\w+) -->.*$", re.MULTILINE)


def commands(command: Any = None, parent: typer.Context | None = None) -> Iterator[typer.Context]:
    """Every command of `ucrn-live`, groups included, each in its context: a group before its own."""
    command = command or typer.main.get_command(command_line)
    context = typer.Context(command, info_name=command.name if parent else "ucrn-live", parent=parent)
    yield context
    for below in getattr(command, "commands", {}).values():
        yield from commands(below, context)


def command_reference() -> str:
    """A section for each command: what it does, how it is called, its arguments and options."""
    lines: list[str] = []
    for context in commands():
        depth = context.command_path.count(" ")
        group = hasattr(context.command, "commands")
        lines += [f"{'#' * (2 + min(depth, 2))} `{context.command_path}`", "", _prose(context.command.help or ""), ""]
        if not group:
            lines += ["```text", context.command.get_usage(context).removeprefix("Usage: "), "```", ""]
        records = [record for p in context.command.params if (record := p.get_help_record(context)) is not None]
        if records:
            lines += ["| argument or option | meaning |", "| --- | --- |"]
            # That an argument is a path is said by what it means.
            names = [re.sub(r"^(\w\S*) <.*>$", r"\1", name) for name, _ in records]
            meanings = [meaning for _, meaning in records]
            lines += [f"| `{_cell(n)}` | {_prose(_cell(m))} |" for n, m in zip(names, meanings, strict=True)]
            lines.append("")
    return "\n".join(lines)


def column_dictionary() -> str:
    """The columns of csv and parquet, as the exporters write them into their files."""
    rows = [f"| `{name}` | {unit} | {meaning} |" for name, (unit, meaning) in columns.MEANINGS.items()]
    return "\n".join(["| column | unit | meaning |", "| --- | --- | --- |", *rows])


def jsonl_lines() -> str:
    return _table_of(jsonl)


def tier_list() -> str:
    return _table_of(tiers)


def settings_file() -> str:
    """Every setting of the settings file: what it may be, and its default."""
    schema = Settings.model_json_schema()
    lines: list[str] = []
    for name, told in schema["properties"].items():
        section = schema["$defs"].get(told.get("$ref", "").rpartition("/")[2], {})
        fields = section.get("properties", {"": told})
        values = Settings().model_dump(mode="json")[name]
        for field, kind in fields.items():
            default = json.dumps(values[field] if field else values, ensure_ascii=False)
            place = f"{name}.{field}" if field else name
            shown = f"`{_cell(default)}`" if len(default) < LONGEST_DEFAULT else "as in the window at first"
            lines.append(f"| `{place}` | {_cell(_allowed(kind, schema['$defs']))} | {shown} |")
    return "\n".join(["| setting | may be | default |", "| --- | --- | --- |", *lines])


def _allowed(kind: dict[str, Any], known: dict[str, Any]) -> str:
    """What a value of a JSON schema may be, in words."""
    if "anyOf" in kind:
        return " or ".join(_allowed(each, known) for each in kind["anyOf"])
    if "$ref" in kind:
        return ", ".join(f"`{field}`" for field in known[kind["$ref"].rpartition("/")[2]]["properties"])
    if "enum" in kind:
        return ", ".join(f"`{json.dumps(value)}`" for value in kind["enum"])
    if kind["type"] == "array":
        return f"list of {_allowed(kind['items'], known)}"
    if kind["type"] == "object":
        return f"by name: {_allowed(kind['additionalProperties'], known)}"
    names = {"boolean": "`true`, `false`", "null": "`null`", "string": "text", "integer": "whole number"}
    limits = [f"{word} {kind[key]:g}" for key, word in LIMITS.items() if key in kind]
    return " ".join([names.get(kind["type"], kind["type"]), *limits])


def _table_of(module: Any) -> str:
    """The table in a module's docstring."""
    return "\n".join(line for line in inspect.cleandoc(module.__doc__).splitlines() if line.startswith("|"))


def _prose(text: str) -> str:
    """Help as the terminal shows it -> Markdown: options as code, and what looks like a tag is none."""
    return OPTION.sub(r"`\1`", re.sub(r"<(\w+)>", r"&lt;\1&gt;", text).replace("*", r"\*"))


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part for part in (command_reference, column_dictionary, jsonl_lines, tier_list, settings_file)
}
SOURCES = ("app/cli.py", "app/settings.py", "app/commands/*.py", "app/sessions/exporters/*.py")


def included(name: str) -> str:
    """A file of the repository, its links written as from docs/."""
    path = ROOT / name

    def from_docs(link: re.Match[str]) -> str:
        target = (path.parent / link[1]).resolve().relative_to(ROOT).as_posix()
        return PAGES.get(target) or os.path.relpath(ROOT / target, ROOT / "docs")

    return LINK.sub(from_docs, path.read_text(encoding="utf-8"))


def fill(app: Sphinx, page: str, source: list[str]) -> None:
    """Writes the generated parts into a page before it is read."""
    for found in INCLUDED.finditer(source[0]):
        app.env.note_dependency(str(ROOT / found[1]))
    source[0] = INCLUDED.sub(lambda found: included(found[1]), source[0])
    if MARK.search(source[0]):
        source[0] = MARK.sub(lambda found: PARTS[found[1]](), source[0])
        for path in (path for pattern in SOURCES for path in ROOT.glob(pattern)):
            app.env.note_dependency(str(path))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
