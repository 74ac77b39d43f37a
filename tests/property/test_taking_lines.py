"""Whatever lines are taken into whatever draft: they stand behind it in order, the notes stay, and one undo takes them out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.note_lines import lines_of_note, take
from sync.undo import undo
from tests.screens.stage import joined

TEXT = st.text(st.sampled_from("公文请示报告。\n \nab"), max_size=30)


@given(st.lists(TEXT, min_size=1, max_size=4), TEXT, st.data())
@settings(max_examples=40, deadline=None)
def test_lines_go_behind_the_draft_and_come_out_again(bodies: list[str], before: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, joined(Path(folder)) as place:
        desk = place.desk
        notes = [desk.create("note", {"body": body}) for body in bodies]
        lines = [line for rid in notes for line in lines_of_note(desk.record(rid))]
        chosen = [line for line in lines if data.draw(st.booleans())]
        if not chosen:
            return
        draft = desk.create("reflection", {"title": "题", "body": before})
        held = [desk.record(rid).get("body") for rid in notes]
        stood = str(desk.record(draft).get("body") or "")
        assert take(desk, chosen, draft) == draft
        body = str(desk.record(draft).get("body"))
        assert body.split("\n")[-len(chosen) :] == [line.text for line in chosen]
        assert body.startswith(stood.rstrip())
        assert [desk.record(rid).get("body") for rid in notes] == held
        assert len(place.queue) == 0
        undo(desk)
        assert str(desk.record(draft).get("body") or "") == stood
