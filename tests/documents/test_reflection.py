"""心得体会 as a document: the text as it was handed in, and the commentary it got."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sync.workplace import Workplace
from tests.documents.held_session import table_of, words
from tests.screens.stage import ME, OTHER, envelope, joined
from tui.documents import reflection
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.paper import Paper, Paragraph, Title, plain

BRANCH = "0198c0de-0000-7000-8000-000000000001"
SCOPE = f"r:{BRANCH}:{OTHER}"
BODY = "第一段，写公文。\n\n第二段 Word 2010。"


def paper(place: Workplace, state: str = "accepted", how: Any = None, *more: Any, **fields: Any) -> Paper:
    """The paper of a submission of 张三; `more`: other records."""
    record = envelope("submission", "su", 3, by=ME, scope=SCOPE, author=OTHER, title="学以致用", body=BODY, **fields)
    record["f"]["state"] = state
    record["fv"]["state"] = [3, ME, *([how] if how else [])]
    place.shadow.take_in(place.shadow.records_changes([record, *more]))
    return reflection.paper(Office(place, 2026), Subject(place.desk.record("su")))


def texts(paper: Paper) -> list[str]:
    return [plain(block.text) for block in paper.blocks if isinstance(block, Paragraph)]


def test_title_author_text_facts_length_and_date(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        section = envelope("section", "k", name="秘书科")
        seat = envelope("membership", "ms", member=OTHER, section="k", **{"from": "2020-01-01"})
        book = envelope("book", "bk", title="公文写作")
        found = paper(
            place, "accepted", None, section, seat, book, book="bk", knowledge_point="抓要点", use_at_work="改模板"
        )
        assert found.blocks[0] == Title("学以致用")
        assert texts(found) == [
            "秘书科　张三",
            "第一段，写公文。",
            "第二段 Word 2010。",
            "知识点：抓要点",
            "学用转化：改模板",
            "书目：《公文写作》",
            "字数：14（不含标题）",
            "2026年3月5日",
        ]
        assert found.marks == ()


def test_without_commentary_there_is_room_to_write(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        found = paper(place, "submitted")
        head, box = table_of(found).rows
        assert words(head) == ["点评"]
        assert (words(box), box.height) == ([""], 60.0)
        assert found.marks == ("待审阅",)


def test_commentary_grade_and_decision_with_names_and_days(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        comment = envelope("comment", "c1", by=ME, scope=SCOPE, target="su", author=OTHER, text="写得实。")
        comment["fv"]["author"] = [1, ME, {"for": OTHER, "basis": "paper"}]
        grade = envelope("grade", "g1", by=ME, scope=SCOPE, target="su", of=OTHER, author=ME, grade="good")
        how = {"for": OTHER, "basis": "spoken"}
        found = paper(place, "accepted", how, comment, grade, remark="同意")
        assert [words(row) for row in table_of(found).rows] == [
            ["点评"],
            ["写得实。 ——张三（书面，代录：王五），2026年3月5日"],
            ["等次：好（王五）"],
            ["已通过　张三（口头，代录：王五） 同意"],
        ]


@pytest.mark.parametrize(("state", "mark"), [("returned", "已退回"), ("withdrawn", "已撤回")])
def test_what_is_not_accepted_says_so_on_every_page(tmp_path: Path, state: str, mark: str) -> None:
    with joined(tmp_path, "clerk") as place:
        found = paper(place, state)
        assert found.marks == (mark,)
        assert any(mark in cell for row in table_of(found).rows for cell in words(row))


def test_a_sample_is_marked(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        assert paper(place, "accepted", None, sample=True).sample
