"""The manual: it builds, loads nothing from elsewhere, and says what the program does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer.main

from app import manual
from app.cli import app as command_line
from app.sessions.exporters.columns import MEANINGS
from app.sessions.exporters.tiers import tiers
from tests.made_sessions import exported

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("assets/*.md")]
SOURCES = [path for room in ("app", "engines", "ucrn_core", "assets") for path in (ROOT / room).rglob("*.py")]
PLACEHOLDER = "…"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual")
    strict = ["-W", "-n", "--keep-going", "-q", "-d", str(folder / "doctrees")]
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", *strict, str(ROOT / "docs"), str(folder / "html")],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return folder / "html"


class Loaded(HTMLParser):
    """What a browser fetches for a page, and where its links lead."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.fetched += [told[key] or "" for key in ("src", "srcset", "data") if key in told]
        if "href" in told:
            (self.fetched if tag == "link" else self.links).append(told["href"] or "")
        self.ids.add(told.get("id") or "")


def test_every_page_loads_from_its_own_folder_alone(built: Path) -> None:
    pages = list(built.glob("*.html"))
    assert len(pages) > 20
    for page in pages:
        for address in Loaded(page).fetched:
            assert "//" not in address, f"{page.name} loads {address}"
            assert (page.parent / address.partition("?")[0].partition("#")[0]).exists(), f"{page.name}: {address}"
    for path in [*built.rglob("*.css"), *built.rglob("*.js")]:
        content = path.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(['\"]?(https?:)?//|\.src ?= ?['\"]https?:", content), path.name


def test_every_column_and_tier_is_explained(built: Path) -> None:
    page = (built / "export.html").read_text(encoding="utf-8")
    cells = " ".join(re.findall(r"<td><p>(.*?)</p></td>", page))
    for name in [*MEANINGS, *tiers(exported()), "markers", "provenance"]:
        assert re.search(rf"\b{name}\b", cells), name


def test_every_link_between_pages_leads_somewhere(built: Path) -> None:
    anchors = {page.name: Loaded(page).ids for page in built.glob("*.html")}
    for page in built.glob("*.html"):
        for link in Loaded(page).links:
            if re.match(r"https?:|mailto:|javascript:", link):
                continue
            target, _, anchor = link.partition("#")
            path = page.parent / target if target else page
            assert path.exists(), f"{page.name} links to {link}"
            if anchor and path.suffix == ".html":
                assert anchor in anchors[path.name], f"{page.name} links to {link}"


def test_the_search_knows_what_is_generated(built: Path) -> None:
    index = (built / "searchindex.js").read_text(encoding="utf-8")
    assert '"measured_at"' in index
    assert '"reanalyz"' in index  # stemmed


def leaves(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from leaves(below, (*words, name))


COMMANDS = dict(leaves(typer.main.get_command(command_line)))


def options(words: tuple[str, ...]) -> set[str]:
    """The options of a command, with what every command has."""
    parameters = COMMANDS[words].params  # type: ignore[attr-defined]
    names = {name for p in parameters for name in (*p.opts, *p.secondary_opts)}
    return {"-h", "--help"} | {name for name in names if name.startswith("-")}


def test_every_command_and_option_is_in_the_reference(built: Path) -> None:
    text = unescape(re.sub(r"<[^>]+>", "", (built / "commands.html").read_text(encoding="utf-8")))
    for words in COMMANDS:
        assert " ".join(("ucrn-live", *words)) in text
        for option in options(words) - {"-h", "--help"}:
            assert option in text, f"{words} {option}"


def written_commands() -> Iterator[tuple[str, str]]:
    """Page and line of every `ucrn-live ...` in fences and in code of a sentence."""
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        fenced = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", content, re.MULTILINE | re.DOTALL)
        lines = [line.partition(" #")[0] for block in fenced for line in block.splitlines()]
        for code in (*lines, *re.findall(r"`([^`\n]+)`", content)):
            if found := re.match(r"(?:\.venv/bin/)?ucrn-live( .*)?$", code.strip()):
                yield page.name, found[1] or ""


@pytest.mark.parametrize(("page", "line"), sorted(set(written_commands())))
def test_what_a_page_writes_can_be_called(page: str, line: str) -> None:
    tokens = re.findall(r"[^\s\[\]]+", line)
    words: tuple[str, ...] = ()
    while tokens and tokens[0].split("|")[0] in getattr(COMMANDS[words], "commands", {}):
        words = (*words, tokens.pop(0).split("|")[0])
    if hasattr(COMMANDS[words], "commands") and words:
        assert not tokens, f"{line}: there is no such command"
    unknown = {token for token in tokens if token.startswith("-")} - options(words)
    assert not unknown, f"{line}: {words} has no {unknown}"


def test_every_environment_variable_is_told() -> None:
    read = {name for path in SOURCES for name in re.findall(r"UCRN_LIVE_[A-Z_]+", path.read_text(encoding="utf-8"))}
    told = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert {name for name in read if f"| `{name}` |" not in told} == set()


def sentences(path: Path) -> Iterator[str]:
    """The strings of a module, with PLACEHOLDER for what is put into them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else PLACEHOLDER for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"\{\w*\}", PLACEHOLDER, node.value)


def test_the_messages_in_troubleshooting_are_the_program_s() -> None:
    said = [sentence for path in SOURCES for sentence in sentences(path)]
    page = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^> (.+)$", page, re.MULTILINE)
    assert len(quoted) > 30
    unsaid = [message for message in quoted if not any(message in sentence for sentence in said)]
    assert unsaid == []


def test_the_manual_is_found_where_it_was_built(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "PAGES", built)
    assert manual.page() == built / "index.html"
    assert manual.page("troubleshooting") == built / "troubleshooting.html"
    monkeypatch.setattr(manual, "PAGES", tmp_path)
    assert manual.page() is None
