"""The languages of the window: every text is collected, translated and shown."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

import app.gui
import assets
from app.gui import translation
from app.gui.help_menu import about
from app.gui.licences_dialog import LicencesDialog
from app.gui.marker_kinds import KindsDialog
from app.gui.messages import SENTENCES, said
from app.gui.reanalysis import ReanalysisDialog
from app.gui.shortcuts import ShortcutsDialog
from app.gui.span_edit import SpanEdit
from app.gui.translation import install, tr
from app.gui.window import MainWindow
from app.sessions.exporters.exported import Span
from app.settings import KINDS, SettingsStore

ROOT = Path(__file__).parents[3]
GUI = Path(app.gui.__file__).parent
GERMAN, ENGLISH = (assets.path(assets.TRANSLATIONS) / f"ucrn_live_{language}.ts" for language in ("de", "en"))
TELLERS = (
    "engines",
    "app/sessions",
    "app/batch",
    "app/settings.py",
    "app/licences.py",
    "app/manual.py",
    "app/settings.py",
    "app/gui/analysis.py",
)  # whose sentences SENTENCES hold
TEXT_IS = {  # where calls take the text that they show
    "addAction": 0, "addButton": 0, "addItem": 0, "addMenu": 0, "addRow": 0, "addTab": 1, "menu_action": 1,
    "QCheckBox": 0, "QLabel": 0, "QPushButton": 0, "QRadioButton": 0, "setAccessibleDescription": 0,
    "setAccessibleName": 0, "setHeaderLabels": 0, "setInformativeText": 0, "setPlaceholderText": 0, "setTabText": 1,
    "setText": 0, "setTitle": 0, "setToolTip": 0, "setWindowTitle": 0, "show_text": 0, "showMessage": 0,
    "tell_keys": 1,
}  # fmt: skip
NAMES = {"UCRN Live", "UCRN"}  # the same in every language
WORD = re.compile(r"[^\W\d_]{2}")


def tool(name: str, *arguments: object) -> None:
    found = shutil.which(f"pyside6-{name}", path=str(Path(sys.executable).parent))
    assert found
    subprocess.run([found, *map(str, arguments)], check=True, capture_output=True)


def messages(file: Path) -> dict[tuple[str, str], ElementTree.Element]:
    """By text and comment."""
    found = ElementTree.parse(file).getroot().iter("message")
    return {(m.findtext("source", ""), m.findtext("comment", "")): m for m in found}


def translations(message: ElementTree.Element) -> list[str]:
    """One, or one for each plural form."""
    translated = message.find("translation")
    assert translated is not None
    return [form.text or "" for form in translated.iter("numerusform")] or [translated.text or ""]


def trees() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(GUI.rglob("*.py")):
        yield file.name, ast.parse(file.read_text(encoding="utf-8"))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.fixture
def make_window(qtbot: QtBot, settings: SettingsStore) -> Callable[[], MainWindow]:
    def make() -> MainWindow:
        window = MainWindow(settings)
        qtbot.addWidget(window)
        return window

    return make


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    install(qapp, "de")
    yield
    install(qapp, "en")


# --- the files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "options"), [(GERMAN, ()), (ENGLISH, ("-pluralonly",))])
def test_the_files_hold_what_the_window_says(tmp_path: Path, file: Path, options: tuple[str, ...]) -> None:
    """Else: `make translations`."""
    fresh = tmp_path / file.name
    tool("lupdate", *sorted(GUI.rglob("*.py")), "-source-language", "en", *options, "-ts", fresh)
    assert messages(file).keys() == messages(fresh).keys()


@pytest.mark.parametrize("file", [GERMAN, ENGLISH])
def test_everything_is_translated(file: Path) -> None:
    unfinished = ElementTree.parse(file).getroot().findall(".//translation[@type]")
    assert not unfinished
    assert all(all(translations(message)) for message in messages(file).values())


@pytest.mark.parametrize("file", [GERMAN, ENGLISH])
def test_what_is_compiled_is_what_is_written(tmp_path: Path, file: Path) -> None:
    compiled = tmp_path / "compiled.qm"
    tool("lrelease", file, "-qm", compiled)
    assert file.with_suffix(".qm").read_bytes() == compiled.read_bytes()


@pytest.mark.parametrize("file", [GERMAN, ENGLISH])
def test_translations_have_the_same_places_for_names_and_letters_for_keys(file: Path) -> None:
    for (source, _), message in messages(file).items():
        for text in translations(message):
            for places in (r"\{\w+\}", r"%L?n", r"&(?=\w)"):
                assert Counter(re.findall(places, source)) == Counter(re.findall(places, text)), source
            assert source.count("\n") == text.count("\n"), source
            assert source.endswith("…") == text.endswith("…"), source
            assert source.endswith(".") == text.endswith("."), source


# --- the code ------------------------------------------------------------------------------------------------


def literals(value: ast.expr) -> Iterator[str]:
    """The texts that an argument may be, as they stand in the code."""
    match value:
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr(parts):
            yield from (part.value for part in parts if isinstance(part, ast.Constant))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*literals(body), *literals(orelse))
        case ast.BoolOp(values=several) | ast.List(elts=several) | ast.Tuple(elts=several):
            for one in several:
                yield from literals(one)
        case ast.BinOp(left=left, right=right):
            yield from (*literals(left), *literals(right))


def test_no_text_is_shown_as_it_stands_in_the_code() -> None:
    bare = [
        f"{name}:{node.lineno} {text!r}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (first := TEXT_IS.get(called(node))) is not None
        for value in node.args[first:]
        for text in literals(value)
        if WORD.search(re.sub(r"<[^>]*>", "", text))
        and not any(own in text for own in NAMES)
        and not is_key(text, node)
    ]
    assert not bare


def is_key(text: str, call: ast.Call) -> bool:
    """Whether it is no text: the level of a badge, the role of a button, a value that an entry stands for."""
    return called(call) in ("show_text", "addItem") and text == text.lower() and " " not in text


def test_what_is_translated_is_one_literal() -> None:
    """An f-string would be collected as it stands, and its values never found again."""
    calls = [
        (name, node)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in ("tr", "QT_TR_NOOP")
    ]
    assert len(calls) > 500
    wrong = [f"{name}:{node.lineno}" for name, node in calls if not isinstance(node.args[0], ast.Constant)]
    assert wrong == [f"messages.py:{node.lineno}" for name, node in calls if ast.unparse(node) == "tr(sentence)"]
    inside = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and called(node) == "tr"
    ]
    assert not inside


# --- sentences of parts without Qt ---------------------------------------------------------------------------


def test_every_sentence_is_one_that_is_told() -> None:
    files = [
        file for place in TELLERS for file in ([ROOT / place] if place.endswith("py") else (ROOT / place).rglob("*.py"))
    ]
    told = []
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                told.append(node.value)
            elif isinstance(node, ast.JoinedStr):  # neighbouring pieces are one text
                told.append("".join(p.value if isinstance(p, ast.Constant) else "" for p in node.values))
    all_told = "\n".join(told)
    for sentence in SENTENCES:
        longest = max(re.split(r"\{\w+\}|; ", sentence), key=len)
        assert longest.strip(" .") in all_told, sentence


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Text is left out by hand.", "Text: von Hand weggelassen."),
        ("Voice is used again.", "Stimme: wird wieder verwendet."),
        ("tone.wav has no picture: face is missing.", "tone.wav hat kein Bild: Das Gesicht fehlt."),
        (
            "Speech recognition falls behind: the words of 12.5 s are skipped.",
            "Die Spracherkennung kommt nicht nach: Die Wörter aus 12,5 s werden übersprungen.",
        ),
        (
            "Face analysis is back. There is no camera: connect one, or allow this program to use it.",
            "Die Gesichtsanalyse läuft wieder. Es gibt keine Kamera: Schließen Sie eine an oder erlauben Sie diesem "
            "Programm den Zugriff.",
        ),
        (
            "The camera A is well again. The camera B is well again.",
            "Die Kamera A ist wieder in Ordnung. Die Kamera B ist wieder in Ordnung.",
        ),
        ("A sentence that nobody knows.", "A sentence that nobody knows."),
        ("", ""),
    ],
)
def test_messages_of_engines_are_told_in_german(german: None, message: str, shown: str) -> None:
    assert said(message) == shown
    assert said(shown) == shown


def test_english_messages_stay(qapp: QApplication) -> None:
    for sentence in SENTENCES:
        message = re.sub(r"\{\w*odality\}", "voice", sentence)
        message = message[0].upper() + message[1:] if sentence.startswith("{Modality}") else message
        assert said(message) == message


# --- what is shown -------------------------------------------------------------------------------------------


def test_numbers_and_days_are_written_as_the_language_does(german: None) -> None:
    assert translation.number(-1234.5, 1, sign=True) == "−1.234,5"
    assert translation.number(0.04, 1, sign=True) == "0,0"
    assert translation.number(0.5, None) == "0,5"
    assert translation.percent(0.25) == "25 %"
    assert translation.date_time(datetime(2026, 1, 2, 3, 4)) == "02.01.2026 03:04"
    assert tr("%Ln point(s)", "", 1) == "1 Punkt"
    assert tr("%Ln point(s)", "", 1234) == "1.234 Punkte"


def test_english_counts_one_and_many(qapp: QApplication) -> None:
    assert tr("%Ln point(s)", "", 1) == "1 point"
    assert tr("%Ln point(s)", "", 1234) == "1,234 points"


def test_times_can_be_typed_as_they_are_shown(german: None, qtbot: QtBot) -> None:
    edit = SpanEdit("", "", Span(61.5, 90.25))
    qtbot.addWidget(edit)
    assert edit.start.text() == "1:01,5"
    edit.end.setText("1:30,5")
    assert edit.span == Span(61.5, 90.5)


def test_an_unknown_language_is_that_of_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_of_the_system", lambda: ["fr-FR", "de-AT", "en"])
    install(qapp, "system")
    try:
        assert tr("Library") == "Bibliothek"
        monkeypatch.setattr(translation, "_of_the_system", lambda: ["fr-FR"])
        install(qapp, "system")
        assert tr("Library") == "Library"
    finally:
        install(qapp, "en")


def menus(menu: QMenu) -> Iterator[QMenu]:
    yield menu
    for action in menu.actions():
        if isinstance(action.menu(), QMenu):
            yield from menus(action.menu())


@pytest.mark.parametrize("language", ["de", "en"])
def test_underlined_letters_of_a_menu_differ(
    qapp: QApplication, make_window: Callable[[], MainWindow], language: str
) -> None:
    install(qapp, language)
    try:
        window = make_window()
    finally:
        install(qapp, "en")
    tops = [action.menu() for action in window.menuBar().actions()]
    for actions in (window.menuBar().actions(), *(menu.actions() for top in tops for menu in menus(top))):
        letters = Counter(
            found[1].lower() for a in actions if (found := re.search(r"&(\w)", a.text().replace("&&", "")))
        )
        assert max(letters.values(), default=1) == 1, letters


def shown_texts(window: MainWindow) -> Iterator[str]:
    """All that a person reads or hears of widgets, seen or not."""
    for widget in window.findChildren(QWidget):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QMenu):
            yield from (widget.title(), *(action.text() for action in widget.actions()))
        elif isinstance(widget, QTabWidget):
            yield from map(widget.tabText, range(widget.count()))


def test_a_german_window_is_german(
    german: None, make_window: Callable[[], MainWindow], sample_session: Path, qtbot: QtBot
) -> None:
    window = make_window()
    window.show()
    for show in (window.show_live, window.show_library, window.show_settings):
        show()
    window.opening.open_session(sample_session)
    qtbot.waitUntil(window.replay.isVisible, timeout=20_000)
    for dialog in (
        LicencesDialog(window), ShortcutsDialog(window), KindsDialog(KINDS, window), ReanalysisDialog([], window),
    ):  # fmt: skip
        dialog.show()
    about(window).show()
    window.show_guide()
    assert window.guide is not None
    for number in range(len(window.guide.steps)):
        window.guide.go_to(number)
    qtbot.waitUntil(lambda: window.guide is not None and bool(window.guide.end.findings), timeout=60_000)
    english = {
        re.sub(r"&(?=\w)", "", source) for (source, _), m in messages(GERMAN).items() if source not in translations(m)
    }
    shown = {re.sub(r"&(?=\w)", "", text) for text in shown_texts(window)}
    for each in QApplication.topLevelWidgets():  # none keeps the focus from other tests
        each.close()
    assert not shown & english
    assert {"Live-Analyse", "Bibliothek", "Transkript", "Präsenz (%)", "Stimme verwenden", "Einfluss"} <= shown
