"""Drafts and notes never leave their device in any form; after submitting, exactly the submitted text does."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.note_lines import lines_of_note, take
from sync.workplace import open_workplace
from tests.cli.branch import Branch
from tests.cli.device import Device
from tests.e2e.traces import files, mentions
from tests.e2e.wiretap import Wiretap

NOTE = "紫藤花架下的私人笔记"
TITLE = "读书心得的私下题目"
DRAFT = "蓝鲸一般的草稿心事"
LEFT_OUT = "写了又删的半句真话"
TYPED = "还没保存的键入文字"
OTHER_DRAFT = "另一份不交的草稿"
SECRETS = (NOTE, TITLE, DRAFT, LEFT_OUT, TYPED, OTHER_DRAFT)

HIDING: list[Callable[[str], bytes]] = [
    str.encode,
    lambda text: json.dumps(text).encode(),
    lambda text: json.dumps(text).upper().replace("\\U", "\\u").encode(),
    lambda text: b"before" + gzip.compress(text.encode() * 3) + b"after",
    lambda text: b"before" + zlib.compress(json.dumps({"body": text}).encode(), 9) + b"after",
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("gb18030"),
]


@pytest.mark.parametrize("hidden", HIDING)
def test_the_search_finds_a_text_however_it_is_hidden(hidden: Callable[[str], bytes], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(hidden(NOTE))
    assert mentions(files(tmp_path), NOTE)
    assert not mentions(files(tmp_path), DRAFT)


def test_the_search_finds_a_text_in_a_database(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("create table t (c)")
    database.execute("insert into t values (?)", (zlib.compress(("长" * 9000 + NOTE).encode()),))
    database.commit()
    database.close()
    assert mentions(files(tmp_path), NOTE)


@pytest.fixture
def line() -> Iterator[Wiretap]:
    with Wiretap() as tapped:
        yield tapped


@pytest.fixture
def branch(tmp_path: Path, line: Wiretap) -> Iterator[Branch]:
    with Branch(tmp_path / "branch", address=line.address) as serving:
        line.relay_to(serving.port)
        yield serving


def outside(branch: Branch, line: Wiretap) -> list[bytes]:
    """Everything that is not on the author's own device: the server's files, its log, and all that went over the line."""
    return [*files(branch.data), branch.log.read_bytes(), *line.everything()]


def test_nothing_private_leaves_and_just_the_submitted_text_does(tmp_path: Path, branch: Branch, line: Wiretap) -> None:
    author = branch.device(tmp_path / "author", branch.invite("张三"), "zhangsan")
    clerk = branch.device(tmp_path / "clerk", branch.first_invite, "clerk", "王五")
    colleague = branch.device(tmp_path / "colleague", branch.invite("李四"), "lisi")

    session = author.ok("new", "session", "form=exchange", "title=公开的活动", "recorders=me")
    note = author.ok("new", "note", f"title={NOTE}", f"body={NOTE}。第二行。", f"session={session}")
    draft = author.ok("new", "reflection", f"title={TITLE}", f"body={DRAFT}。{LEFT_OUT}。")
    author.ok("new", "reflection", "title=二", f"body={OTHER_DRAFT}")
    with open_workplace(author.home) as place:
        place.unsaved.keep(draft, "use_at_work", None, TYPED, kind="reflection")
    author.ok("sync")
    _try_hard(author, colleague, note, draft)
    assert mentions(outside(branch, line), "公开的活动"), "what is shared does go over the line"
    for secret in SECRETS:
        assert not mentions(outside(branch, line), secret), secret

    submitted = f"{DRAFT}。这是要交的话。"
    author.ok("edit", draft, f"body={submitted}")
    author.ok("submit", draft, "--yes")
    for device in (author, clerk, colleague):
        device.ok("sync")
    [seen] = clerk.json("list", "submission")
    assert {name: value for name, value in seen["fields"].items() if value is not None} == {
        "author": author.json("status")["member"]["id"],
        "title": TITLE,
        "body": submitted,
        "state": "submitted",
    }
    assert mentions(outside(branch, line), submitted)
    assert colleague.json("list", "submission") == [], "only the author and those in charge read it"
    assert not mentions(files(colleague.home), DRAFT)
    for secret in (NOTE, LEFT_OUT, TYPED, OTHER_DRAFT):
        assert not mentions(outside(branch, line), secret), secret
    log = [branch.log.read_bytes()]
    for text in (DRAFT, TITLE, "张三", "zhangsan", "公开的活动", (author.home / "token").read_text()):
        assert not mentions(log, text), text


def _try_hard(author: Device, colleague: Device, note: str, draft: str) -> None:
    """What goes wrong must not carry private text either: refusals, conflicts, history, parked edits, other people's ids."""
    for rid in (note, draft):
        assert colleague.run("why", rid, "body").code == 1
    author.ok("edit", note, f"body={NOTE}。改过。")
    author.ok("delete", note)
    author.ok("restore", note)
    role = author.run("new", "appointment", "member=me", "role=clerk", "from=2020-01-01")
    assert role.code == 1
    author.ok("sync")
    colleague.ok("sync")


def test_of_notes_just_the_chosen_lines_go_over_the_line(tmp_path: Path, branch: Branch, line: Wiretap) -> None:
    author = branch.device(tmp_path / "author", branch.invite("张三"), "zhangsan")
    clerk = branch.device(tmp_path / "clerk", branch.first_invite, "clerk", "王五")
    body = f"要一文一事。\n{LEFT_OUT}。\n报告不夹请示。"
    note = author.ok("new", "note", f"title={NOTE}", f"body={body}", f"tags={TITLE}")
    author.ok("new", "reflection", "title=二", f"body={OTHER_DRAFT}")
    draft = author.ok("new", "reflection", "title=读后", "body=开头。")
    with open_workplace(author.home) as place:
        first, _, third = lines_of_note(place.desk.record(note))
        take(place.desk, [first, third], draft)
        assert len(place.queue) == 0, "a draft is never queued"
    author.ok("sync")
    assert not mentions(outside(branch, line), "要一文一事"), "what was chosen is still private"
    author.ok("submit", draft, "--yes")
    for device in (author, clerk):
        device.ok("sync")
    [seen] = clerk.json("list", "submission")
    assert seen["fields"]["body"] == "开头。\n要一文一事。\n报告不夹请示。"
    assert mentions(outside(branch, line), "报告不夹请示")
    for secret in (NOTE, LEFT_OUT, TITLE, OTHER_DRAFT):
        assert not mentions(outside(branch, line), secret), secret
    assert author.json("show", note)["fields"]["body"] == body, "the note stays as it is"
