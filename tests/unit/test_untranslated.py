"""No text a user sees stands in the code: Chinese only where it is data, and nothing in English given to a screen or a printer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from textual import widgets

from tui import i18n

TUI = i18n.FOLDER.parent

CHINESE = re.compile("[\u3400-\u9fff]")

DATA = {
    "app.py": "the name of the terminal's window before a language is known",
    "commandline/asking.py": "what means yes, typed",
    "takeover.py": "what means yes, typed",
    "due_words.py": "days as people type them",
    "past_words.py": "days as people type them",
    "plain_days.py": "days as people type them",
    "preparing.py": "agendas as people paste them",
    "finding/": "conditions, days and persons as people type them into the search",
    "graphemes.py": "from which sign to which a word is Chinese",
    "input_method.py": "from which sign to which an input method writes",
    "said_dates.py": "days as people type them",
    "said_months.py": "months as people type them",
    "beginning.py": "a sign of two cells, to see whether the terminal takes Chinese",
    "probe.py": "a sign of two cells, to see how wide the terminal draws it",
    "frame.py": "which signs surely take one cell or two",
    "wrapping.py": "between which signs a line may break",
    "study_words.py": "channels and lengths as people type them",
    "year/audience.py": "audiences as branches write them, with both languages beside each other",
    "year/isbn.py": "what stands before a number on a book",
    "documents/fonts.py": "names of typefaces",
    "documents/governing.py": "how paragraphs of Chinese documents are numbered",
    "documents/paper.py": "Chinese numerals of Chinese documents",
    "documents/incoming/": "headings and values of the office's own spreadsheets, read and proposed as they are written there",
    "samples/": "what the people of the sample branch wrote",
}
"""Files, or folders, whose Chinese is data and not a message -> why."""

SHOWN = frozenset(
    {
        "say",
        "notify",
        "Static",
        "Content",
        "Label",
        "Option",
        "Choice",
        "ConfirmDialog",
        "AskDialog",
        "PickDialog",
        "WorkingDialog",
        "PathDialog",
        "Said",
        "styled",
        "Message",
        "Usage",
        "Refused",
        "update",
        "print",
        "line",
    }
)
"""What puts the text it is given on a screen, or prints it."""

NAMED = frozenset(
    [
        "placeholder",
        "title",
        "label",
        "help",
        "description",
        "epilog",
        "tooltip",
        "border_title",
        "border_subtitle",
        "yes",
        "no",
    ]
)
"""Arguments that are shown."""

WORD = re.compile("[A-Za-z]{2,}")

NAME = re.compile(r"[a-z0-9_:]+")
"""What is no text but the name of something: an id, a code, a choice."""

SAME_EVERYWHERE = frozenset({"Enter", "Esc", "id", "xinde"})
"""Keys as they are engraved, and what is typed."""

NO_TEXT = {
    "i18n/": "says which line of a catalog is wrong, to whoever writes one",
    "year/audience.py": "audiences as branches write them, with both languages beside each other",
}
"""Files, or folders, whose English nobody reads as a message -> why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one module holds: (line, text) of literals that are Chinese, and of those it shows; widgets and arguments of Textual."""

    chinese: list[tuple[int, str]] = field(default_factory=list)
    english: list[tuple[int, str]] = field(default_factory=list)
    widgets: set[str] = field(default_factory=set)
    arguments: set[str] = field(default_factory=set)


@cache
def modules() -> dict[str, Seen]:
    """The app's modules by their path below tui/."""
    return {path.relative_to(TUI).as_posix(): seen(path.read_text("utf-8")) for path in sorted(TUI.rglob("*.py"))}


def seen(code: str) -> Seen:
    """Everything of a module in one walk."""
    found = Seen()
    spoken: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Expr():
                # A docstring; its literal comes after it.
                spoken.add(id(node.value))
            case ast.Constant(value=str(text)) if id(node) not in spoken and CHINESE.search(text):
                found.chinese.append((node.lineno, text))
            case ast.Call():
                found.english.extend((node.lineno, words) for each in shown(node) for words in literal_words(each))
                found.arguments.update(each.arg for each in node.keywords if each.arg)
            case ast.ImportFrom(module="textual.widgets"):
                found.widgets.update(alias.name for alias in node.names)
    return found


def excused(path: str, reasons: dict[str, str]) -> bool:
    """True for a file with a reason, its own or its folder's."""
    return any(path == each or (each.endswith("/") and path.startswith(each)) for each in reasons)


def shown(call: ast.Call) -> Iterator[ast.expr]:
    """What a call gives to be shown."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in SHOWN:
        yield from call.args[:1] if name == "styled" else call.args
    yield from (each.value for each in call.keywords if each.arg in NAMED)


def literal_words(shown_one: ast.expr) -> Iterator[str]:
    """The words a literal says, also one put together of several; what is looked up by name is none."""
    match shown_one:
        case ast.Constant(value=str(text)) if WORD.search(text):
            if not NAME.fullmatch(text) and text.strip() not in SAME_EVERYWHERE:
                yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from literal_words(part)
        case ast.BinOp(left=left, right=right):
            yield from literal_words(left)
            yield from literal_words(right)
        case ast.IfExp(body=body, orelse=other):
            yield from literal_words(body)
            yield from literal_words(other)
        case ast.List(elts=several) | ast.Tuple(elts=several):
            for each in several:
                yield from literal_words(each)


def test_chinese_stands_in_the_code_only_where_it_is_data() -> None:
    found = [(path, *each) for path, held in modules().items() if not excused(path, DATA) for each in held.chinese]
    assert found == []


def test_nothing_is_shown_that_was_not_looked_up() -> None:
    found = [(path, *each) for path, held in modules().items() if not excused(path, NO_TEXT) for each in held.english]
    assert found == []


def test_the_scan_sees_what_it_is_to_see() -> None:
    found = seen(
        """
class Page:
    def body(self):
        "A docstring, 文档."
        yield Static("Nothing here yet")
        self.say(f"saved {n} records" if n else t("none"))
        yield Input(placeholder="type a name")
        yield Content.styled(t("a.b"), "bold")
        raise Usage("没有")
"""
    )
    assert {words for _, words in found.english} == {"Nothing here yet", "saved ", " records", "type a name"}
    assert found.chinese == [(9, "没有")]


def test_every_excuse_is_needed() -> None:
    for reasons, name in ((DATA, "chinese"), (NO_TEXT, "english")):
        paths = [path for path, held in modules().items() if getattr(held, name)]
        assert [each for each in reasons if not any(excused(path, {each: ""}) for path in paths)] == []


# what Textual says itself

WITHOUT_WORDS = frozenset(["DataTable", "Input", "OptionList", "Static", "TextArea", "Label", "RichLog"])
"""Widgets of Textual that say nothing by themselves: prompts, buttons, footers, panels and loading signs do, in English."""

OVERRIDDEN = frozenset({"action_help_quit"})
"""Methods of Textual's app that tell something, which the app has its own of."""


SCREENSHOTS = frozenset({"_on_delivery_complete", "_on_delivery_failed"})
"""Those of a screenshot, which Textual's own palette alone takes."""


def test_no_widget_of_textual_is_used_that_has_words_of_its_own() -> None:
    for path, held in modules().items():
        assert held.widgets <= WITHOUT_WORDS, path
        assert not held.arguments & {"validators", "loading", "suggester"}, path


def test_what_textual_tells_by_itself_is_told_in_the_readers_language() -> None:
    """Found in its source, so that a new version that tells more is noticed."""
    from tui.app import XindeApp

    base = Path(widgets.__file__).parent.parent
    telling = {
        method.name
        for file in (base / "app.py", base / "screen.py", base / "widget.py", *(base / "widgets").glob("_*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in ast.walk(method)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "notify"
        if any(isinstance(arg, ast.JoinedStr | ast.Constant) for arg in call.args)
    }
    assert telling == OVERRIDDEN | SCREENSHOTS
    assert all(name in vars(XindeApp) for name in OVERRIDDEN)
    assert not XindeApp.ENABLE_COMMAND_PALETTE, "its commands, screenshots among them, are Textual's own in English"
    assert "_fatal_error" in vars(XindeApp), "a traceback in English, with the values around it"
