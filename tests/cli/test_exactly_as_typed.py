"""What is typed into any field of any kind stands there, in its list, and on another device, exactly as it was typed.

One branch, one scene: every kind that has a form, each of its text fields, with what other programs garble.
"""

from __future__ import annotations

import asyncio
import unicodedata
from pathlib import Path
from typing import Any

from textual.events import Key, Paste
from textual.keys import _character_to_key

from sync.records.registry import KINDS
from sync.workplace import Workplace, open_workplace
from tests.cli.branch import Branch
from tests.cli.device import Device
from tests.screens.stage import Stage, no_notice, play
from tui.choices import choices_for
from tui.positions import stamped
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.widgets.editors import ChoiceEditor, FieldEditor, LineEditor, ProseEditor

MARKUP = "[TODO] [/] [b]"
PHRASE = "党支部集中学习会议记录整理完毕请审阅批示"
"""Twenty characters, as an input method commits them at once."""

HARD = f"{MARKUP} བོད་ཡིག 👩\u200d💻🇨🇳 مرحبا שלום 𠀀𪚥 "
LONG = ("\t  " + HARD + PHRASE + "\n\n") * 200
PASTED = 10_000

PARENTS = ("session", "plan", "target")

MADE = (
    *("section", "member", "membership", "away", "document", "plan", "task", "session", "material", "agenda_item"),
    *("attendance", "leave_request", "minute", "action", "vote", "reflection", "note", "study", "book", "loan"),
    *("improvement", "assessment", "appraisal"),
)
"""Kinds a form makes, those that others name before them."""

NOT_TYPED = {
    "appointment": "has no text",
    "settings": "is edited, not made",
    "amendment": "needs signed minutes",
    **dict.fromkeys(("plan_version", "assessment_result", "signature", "conflict"), "made by the program"),
    **dict.fromkeys(("submission", "publication"), "copies of a draft"),
    **dict.fromkeys(("comment", "grade", "recommendation"), "written on pages of their own"),
}

LATER = {("plan", "remark"), ("task", "progress"), ("study", "reason")}
"""Fields that are written in a later state, or by its owner, in forms like these."""

WRITTEN = {"date": "2026-03-05", "time": "2026-03-05 09:00", "int": "7"}


def test_every_kind_is_made_by_a_form_or_for_a_reason_not() -> None:
    assert {spec.name for spec in KINDS} == {*MADE, *NOT_TYPED}


def test_what_is_typed_comes_back_from_the_server_as_it_was(branch: Branch, zhang: Device, tmp_path: Path) -> None:
    made: dict[str, tuple[str, dict[str, str]]] = {}
    with open_workplace(zhang.home, "app") as place:
        no_notice(place)

        async def act(on: Stage) -> None:
            for kind in MADE:
                made[kind] = await make(on, place, kind, made)
            for kind, (rid, fields) in made.items():
                await listed(on, place, kind, rid, fields)
            await refused(on, place)

        play(place, act, size=(160, 50))
    zhang.ok("sync")
    second = branch.another(tmp_path / "second", "zhang")
    with open_workplace(second.home) as there, open_workplace(zhang.home) as here:
        for kind, (rid, fields) in made.items():
            own = here.repository.get(rid)
            assert own is not None, kind
            assert {name: own.get(name) for name in fields} == fields, kind
            if KINDS[kind].audience != "u":
                came = there.repository.get(rid)
                assert came is not None, kind
                assert {name: came.get(name) for name in fields} == fields, kind


async def make(on: Stage, place: Workplace, kind: str, made: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Fill a form by typing and save it; the record's id and its texts."""
    spec = KINDS[kind]
    preset = {name: made[name][0] for name in PARENTS if name in spec.fields and name in made}
    if "target" in spec.fields:
        preset["target"] = made["session"][0]
    if kind == "minute":
        preset["pos"] = stamped(None, int(place.clock.now().timestamp()))
    page = FormPage(kind, None, preset)
    on.app.push_screen(page)
    await on.settle()
    typed: dict[str, str] = {}
    for editor in page.editors():
        declared = spec.fields[editor.field_name]
        if (kind, editor.field_name) in LATER:
            continue
        if declared.type in ("str", "text"):
            first = not any(spec.fields[name].multiline for name in typed)
            typed[editor.field_name] = await write(on, editor, declared.limit, PASTED if first else 300)
        elif isinstance(editor, ChoiceEditor):
            if declared.needed or declared.once:
                ids = [each.id for each in choices_for(place, spec, editor.field_name) if each.id]
                editor.choose(place.desk.member if place.desk.member in ids else ids[0])
        elif isinstance(editor, LineEditor) and declared.type in WRITTEN:
            editor.write("2026" if editor.field_name == "year" else WRITTEN[declared.type])
    assert {name: shown(page, name) for name in typed} == typed, kind
    await on.keys("ctrl+s")
    record = place.repository.get(page.rid)
    assert record is not None, (kind, on.said(), on.text())
    assert {name: record.get(name) for name in typed} == typed, kind
    assert {name: shown(page, name) for name in typed} == typed, kind
    await on.keys("escape")
    return page.rid, typed


async def write(on: Stage, editor: FieldEditor, limit: int, length: int) -> str:
    """Type into a field: a committed phrase key by key, the rest pasted; the text it must hold then."""
    on.app.screen.set_focus(editor)
    text = (HARD + PHRASE)[:limit].rstrip() if limit else LONG[:length]
    phrase = PHRASE[: max(0, limit - len(text))] if limit else PHRASE
    on.app.post_message(Paste(text))
    for character in phrase:
        on.app.post_message(Key(_character_to_key(character), character))
    # Not until the app is idle: that would take a tenth of a second for each of a hundred fields.
    for _ in range(1000):
        if editor.written() == text + phrase:
            break
        await asyncio.sleep(0.005)
    assert unicodedata.is_normalized("NFC", text)
    return text + phrase


def shown(page: FormPage, name: str) -> str:
    """What an editor holds."""
    editor = page.editor(name)
    assert isinstance(editor, LineEditor | ProseEditor)
    return editor.written()


async def listed(on: Stage, place: Workplace, kind: str, rid: str, fields: dict[str, str]) -> None:
    """The list of the kind shows the record by the beginning of its text, in the columns that hold one."""
    page = RecordsPage(kind)
    page.at = rid
    on.app.push_screen(page)
    await on.settle()
    columns = set(page.column_names()) & set(fields)
    if columns:
        assert MARKUP in on.text(), (kind, on.text())
    if any(KINDS[kind].fields[name].limit >= 80 for name in columns):
        assert "བོད་ཡིག" in on.text(), (kind, on.text())
    on.app.pop_screen()
    await on.settle()


async def refused(on: Stage, place: Workplace) -> None:
    """Signs that turn a text around are refused with a word, and the text stays."""
    before = {view.id for view in place.repository.find("book")}
    page = FormPage("improvement", None)
    on.app.push_screen(page)
    await on.settle()
    for name in ("title", "problem"):
        editor = page.editor(name)
        assert editor is not None
        editor.focus()
        await on.settle()
        await on.type(f"左\u202e{MARKUP}右")
        await on.keys("ctrl+s")
        assert "U+202E" in on.text()
        assert shown(page, name) == f"左\u202e{MARKUP}右"
        await on.keys("home", "right", "delete")
    assert {view.id for view in place.repository.find("book")} == before
