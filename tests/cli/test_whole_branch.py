"""Nobody is locked in: a branch out as JSON lines, into a device alone, and onto another server with the same ids and authors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.records.interchange import NotABranch, read
from sync.records.registry import KINDS
from tests.cli.branch import Branch, me, shared
from tests.cli.device import Device

CANARY = "只有我自己看的一句话"

KINDS_HERE = ("section", "member", "membership", "appointment", "book", "plan", "task", "session", "study")


@pytest.fixture
def filled(zhang: Device, li: Device) -> Path:
    """A branch with something in it, as its clerk exports it."""
    zhang.ok("sync")
    zhang.ok("new", "book", "title=公文写作", "copies=2")
    plan = zhang.ok("new", "plan", "year=2026", "title=年度计划", "goals=第一条\n第二条")
    zhang.ok("new", "task", f"plan={plan}", "number=1", "topic=学习", "track=political", "form=collective_study")
    zhang.ok("new", "session", "form=collective_study", "start=2026-03-05T09:00", "title=引号“”与\\反斜杠")
    zhang.ok("new", "note", f"body={CANARY}")
    li.ok("new", "study", "on=2026-03-05", "minutes=60", "what=读书", "channel=book")
    for device in (li, zhang, li):
        device.ok("sync")
    path = zhang.home.parent / "branch.jsonl"
    answer = zhang.json("branch", "export", str(path))
    assert answer["missing"] == [], "secretary and clerk read everything"
    assert answer["records"] == len(path.read_text("utf-8").splitlines()) - 2
    return path


def test_a_device_alone_takes_the_branch_in_and_gives_the_same_out_again(filled: Path, tmp_path: Path) -> None:
    alone = Device(tmp_path / "alone")
    alone.ok("branch", "import", str(filled))
    assert [each["fields"]["title"] for each in alone.json("list", "book")] == ["公文写作"]
    alone.ok("branch", "export", str(tmp_path / "again.jsonl"))
    before, after = (path.read_text("utf-8").splitlines()[1:-1] for path in (filled, tmp_path / "again.jsonl"))
    assert before == after
    alone.ok("new", "book", "title=新书")
    assert alone.refused(1, "branch", "import", str(filled))["code"] == "folder_in_use"


def test_another_server_takes_it_in_beside_the_branch_it_has(filled: Path, zhang: Device, tmp_path: Path) -> None:
    new = Branch(tmp_path / "new", name="原有的支部")
    with pytest.raises(AssertionError):
        new.admin("import", str(filled))
    taken = new.admin("import", "--further", str(filled))
    assert [each["name"] for each in taken["invites"]] == ["张三"]
    names = {each["name"] for each in new.admin("branch list")["branches"]}
    assert names == {"原有的支部", zhang.json("status")["branch"]["name"]}
    with pytest.raises(AssertionError):
        new.admin("import", "--further", str(filled))
    with new:
        mine = new.device(tmp_path / "mine", taken["invites"][0]["invite"], "zhang2")
        theirs = new.device(tmp_path / "theirs", new.first_invite, "wang", "王五")
        assert me(mine) == me(zhang)
        assert shared(mine, "book").keys() == shared(zhang, "book").keys()
        assert [each["fields"]["name"] for each in theirs.json("list", "member")] == ["王五"]
        assert theirs.json("list", "book") == []


def test_another_server_takes_it_in_and_people_go_on_there(
    filled: Path, zhang: Device, tmp_path: Path, li: Device
) -> None:
    new = Branch(tmp_path / "new", name="临时")
    Path(new.data / "branch.db").unlink()
    taken = new.admin("import", "--address", new.address, str(filled))
    assert [each["name"] for each in taken["invites"]] == ["张三"]
    with new:
        there = new.device(tmp_path / "there", taken["invites"][0]["invite"], "zhang2")
        assert me(there) == me(zhang), "the same person"
        assert shared(there, *KINDS_HERE).keys() == shared(zhang, *KINDS_HERE).keys()
        for rid, record in shared(zhang, *KINDS_HERE).items():
            assert shared(there, *KINDS_HERE)[rid]["fields"] == record["fields"]
        [study] = there.json("list", "study")
        assert study["created"]["by"] == me(li), "what she wrote stays hers"
        there.ok("edit", there.json("list", "book")[0]["id"], "copies=5")
        there.ok("sync")
        other = new.device(tmp_path / "other", new.invite("李四"), "li2")
        assert me(other) == me(li)
        assert [each["fields"]["copies"] for each in other.json("list", "book")] == [5]
        assert "healed" not in json.dumps(there.json("status")) or not there.json("status").get("healed")


def test_what_a_person_does_not_read_is_not_in_the_file_and_the_file_says_so(
    filled: Path, li: Device, tmp_path: Path
) -> None:
    assert CANARY not in filled.read_text("utf-8"), "notes are nobody's but the device's"
    answer = li.json("branch", "export", str(tmp_path / "mine.jsonl"))
    assert [scope[0] for scope in answer["missing"]] == ["c", "r"]
    head = json.loads((tmp_path / "mine.jsonl").read_text("utf-8").splitlines()[0])
    assert head["missing"] == answer["missing"]
    assert li.refused(1, "branch", "export", str(tmp_path / "mine.jsonl"))["code"] == "file_exists"
    part = Device(tmp_path / "part").run("branch", "import", str(tmp_path / "mine.jsonl"))
    assert part.code == 2, "on a device alone what is not there would count as nothing"
    assert li.ok("branch", "export", str(tmp_path / "mine.jsonl"), "--force")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source year of a device alone, as a file."""
    folder = tmp_path_factory.mktemp("source")
    alone = Device(folder / "home")
    alone.ok("load", "source-year")
    alone.ok("branch", "export", str(folder / "branch.jsonl"))
    return folder / "branch.jsonl"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda lines: [], "empty"),
        (lambda lines: lines[:-1], "cut_off"),
        (lambda lines: lines[1:], "no_head"),
        (lambda lines: [*lines, lines[1]], "after_the_end"),
        (lambda lines: [*lines[:2], *lines[3:]], "changed"),
        (lambda lines: [*lines[:2], *lines[1:]], "twice"),
        (lambda lines: [lines[0], lines[1].replace(b'"rev":', b'"rev":9'), *lines[2:]], "changed"),
        (lambda lines: [lines[0].replace(b'"format":1', b'"format":2'), *lines[1:]], "newer"),
        (lambda lines: [lines[0], b'{"kind":"wish","id":"x"}\n', *lines[1:]], "unknown_kind"),
        (lambda lines: [lines[0], b"[" * 5000 + b"\n", *lines[1:]], "no_json"),
        (lambda lines: [lines[0], b"not json\n", *lines[1:]], "no_json"),
        (lambda lines: [lines[0], b"1" * 6000 + b"\n", *lines[1:]], "no_json"),
        (lambda lines: [lines[0].replace(b'"schema":1', b'"schema":"x"'), *lines[1:]], "no_head"),
        (lambda lines: [lines[0].replace(b'"missing":[]', b'"missing":5'), *lines[1:]], "no_head"),
        (lambda lines: [lines[0], lines[1].replace(b'"set":{', b'"set":{"title":5,'), *lines[2:]], "no_record"),
    ],
)
def test_a_spoilt_file_is_refused_whole_and_says_where(source: Path, tmp_path: Path, spoil: object, code: str) -> None:
    assert callable(spoil)
    lines = spoil(source.read_bytes().splitlines(keepends=True))
    with pytest.raises(NotABranch) as raised:
        read(lines, KINDS)
    assert raised.value.code == code
    path = tmp_path / "spoilt.jsonl"
    path.write_bytes(b"".join(lines))
    alone = Device(tmp_path / "alone")
    assert alone.run("branch", "import", str(path)).code == 2
    assert alone.json("list", "member") == [], "nothing of half a file"


def test_the_schema_names_every_shared_kind(zhang: Device) -> None:
    assert set(zhang.json("branch", "schema")) == {spec.name for spec in KINDS if spec.shared}
