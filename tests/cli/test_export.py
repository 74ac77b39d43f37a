"""`export`: what there is, one document, all of a year, the pack; offline, without the folder's lock, never over a file unasked."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device
from tests.documents.branch import YEAR, small_year
from tests.documents.small import ABOUT_ALL, SmallBuilders
from tests.screens.stage import alone, joined
from tui.cli import main
from tui.documents import kinds


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are made by the small builders."""
    monkeypatch.setattr(kinds, "import_module", SmallBuilders)


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    """A branch of this device alone; commands run in an empty folder."""
    with alone(tmp_path / "home") as place:
        small_year(place)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Device(tmp_path / "home")


def record(device: Device, kind: str, number: int = 0) -> str:
    """The id of a record."""
    return str(device.json("list", kind)[number]["id"])


def test_the_list_says_what_there_is(device: Device) -> None:
    found = {each["document"]: each for each in device.json("export", "list", "--year", str(YEAR))}
    assert found["minutes"] == {
        "document": "minutes",
        "label": "会议记录",
        "about": "session",
        "endings": ["docx"],
        "count": 3,
        "allowed": 3,
        "why_not": None,
    }
    assert (found["file"]["count"], found["reflection"]["count"], found["governing"]["count"]) == (4, 2, 1)
    assert found["pack"]["endings"] == ["zip"]
    words = device.ok("export", "list", "--year", str(YEAR))
    assert "会议记录" in words
    assert "3 次会议" in words


def test_the_list_says_why_a_member_may_not(tmp_path: Path) -> None:
    with joined(tmp_path / "home"):
        pass
    found = {each["document"]: each for each in Device(tmp_path / "home").json("export", "list")}
    assert "学习秘书" in found["ledger"]["why_not"]
    assert "学习秘书" in found["pack"]["why_not"]
    assert found["books"]["why_not"] is None
    refused = Device(tmp_path / "home").refused(1, "export", "pack", "--to", str(tmp_path / "out"))
    assert refused["code"] == "export_refused"
    assert not (tmp_path / "out").exists()


def test_one_document_is_written_where_one_is_or_into_a_folder(device: Device, tmp_path: Path) -> None:
    session = record(device, "session")
    assert device.ok("export", "minutes", session) == str(tmp_path / "here" / f"{ABOUT_ALL}.docx")
    told = device.json("export", "minutes", session[:-2], "--to", str(tmp_path / "a" / "b"))
    assert told == {
        "files": [{"document": "minutes", "about": session, "path": str(tmp_path / "a" / "b" / f"{ABOUT_ALL}.docx")}],
        "left_out": [],
    }
    text = "\n".join(each.text for each in docx.Document(told["files"][0]["path"]).paragraphs)
    assert "核心价值观学习" in text


def test_people_are_named_and_a_quarter_and_an_ending_are_given(device: Device, tmp_path: Path) -> None:
    path = device.ok("export", "file", "张三", "--year", str(YEAR), "--to", str(tmp_path / "x"))
    assert "张三" in "\n".join(each.text for each in docx.Document(path).paragraphs)
    path = device.ok("export", "quarter", "--quarter", "1", "--year", str(YEAR), "--to", str(tmp_path / "q"))
    assert "第1季度" in "\n".join(each.text for each in docx.Document(path).paragraphs)
    path = device.ok("export", "sign_in", record(device, "session"), "--as", "docx", "--to", str(tmp_path / "s"))
    assert path.endswith(".docx")
    assert device.ok("export", "ledger", "--year", "2011", "--to", str(tmp_path / "l")).endswith("2011年 ledger.xlsx")


def test_english_is_written_where_it_is_asked_for(device: Device, tmp_path: Path) -> None:
    path = device.ok("export", "minutes", record(device, "session"), "--lang", "en", "--to", str(tmp_path))
    assert "待补" not in "\n".join(each.text for each in docx.Document(path).paragraphs)


def test_a_file_that_is_there_is_left_unless_something_else_is_said(device: Device, tmp_path: Path) -> None:
    words = ("export", "minutes", record(device, "session"))
    device.ok(*words)
    refused = device.refused(1, *words)
    assert refused["code"] == "export_exists"
    assert "--replace" in refused["message"]
    assert "--keep-both" in refused["message"]
    assert device.ok(*words, "--keep-both").endswith("（2）.docx")
    (tmp_path / "here" / f"{ABOUT_ALL}.docx").write_bytes(b"old")
    device.ok(*words, "--replace")
    assert (tmp_path / "here" / f"{ABOUT_ALL}.docx").read_bytes() != b"old"
    assert len(list((tmp_path / "here").iterdir())) == 2


def test_a_preview_prints_the_pages_and_writes_nothing(device: Device, tmp_path: Path) -> None:
    words = ("export", "minutes", record(device, "session"), "--preview")
    printed = device.ok(*words)
    assert "核心价值观学习" in printed
    assert "第 1 页，共 1 页" in printed
    pages = device.json(*words)["pages"]
    assert len(pages) == 1
    assert any(ABOUT_ALL in line for line in pages[0]["lines"])
    assert "张三" in device.ok("export", "ledger", "--year", str(YEAR), "--preview")
    assert "2026-03-05 09:00-11:00" in device.ok("export", "calendar", "--year", str(YEAR), "--preview")
    assert not list((tmp_path / "here").iterdir())


def test_all_of_a_year_goes_into_numbered_folders(device: Device, tmp_path: Path) -> None:
    told = device.json("export", "all", "--year", str(YEAR), "--to", str(tmp_path / "all"))
    paths = [Path(each["path"]) for each in told["files"]]
    assert len(paths) == len(set(paths)) == len([each for each in (tmp_path / "all").rglob("*") if each.is_file()])
    assert {each.parent.name for each in paths} >= {"01 制度文件", "03 会议", "05 个人学习档案"}


def test_the_pack_is_written_and_opens(device: Device, tmp_path: Path) -> None:
    path = device.ok("export", "pack", "--year", str(YEAR), "--to", str(tmp_path / "out"))
    assert path == str(tmp_path / "out" / f"{YEAR}年度学习检查包.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert "SHA256SUMS" in archive.namelist()


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("minutes",),
        ("quarter",),
        ("quarter", "--quarter", "5"),
        ("summary", "张三"),
        ("minutes", "x", "--as", "xlsx"),
        ("summary", "--lang", "fr"),
        ("summary", "--year", "12"),
        ("summary", "--replace", "--keep-both"),
        ("pack", "--preview"),
        ("all", "--as", "docx"),
    ],
    ids=" ".join,
)
def test_wrong_usage_says_so_and_writes_nothing(device: Device, tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = device.refused(2, "export", *words)
    assert refused["message"]
    assert not list((tmp_path / "here").iterdir())


@pytest.mark.parametrize(
    "words", [("minutes", "nothing-like-it"), ("file", "无此人"), ("reflection", "0190aaaa")], ids=" ".join
)
def test_what_is_not_here_is_not_found(device: Device, words: tuple[str, ...]) -> None:
    assert device.refused(1, "export", *words)["code"] == "not_found"


def test_the_folder_is_only_read_also_while_the_app_is_open(device: Device, tmp_path: Path) -> None:
    session = record(device, "session")

    def files() -> dict[str, bytes]:
        return {str(each): each.read_bytes() for each in device.home.rglob("*") if each.is_file()}

    with open_workplace(device.home, "app"):
        before = files()
        device.ok("export", "minutes", session, "--to", str(tmp_path / "out"))
        assert files() == before


def test_a_folder_that_cannot_be_written_to_says_what_to_do(device: Device, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused = device.refused(1, "export", "ledger", "--to", str(tmp_path / "file"))
    assert refused["code"] == "export_not_a_folder"
    assert str(tmp_path / "file") in refused["message"]


@pytest.mark.parametrize(("typed", "names"), [("r\n", 1), ("k\n", 2), ("\n", 1)], ids=["replace", "keep both", "skip"])
def test_at_a_terminal_a_file_that_is_there_is_asked_about(
    device: Device, tmp_path: Path, typed: str, names: int
) -> None:
    words = ["export", "minutes", record(device, "session")]
    device.ok(*words)
    there = tmp_path / "here" / f"{ABOUT_ALL}.docx"
    there.write_bytes(b"old")
    asked = at_a_terminal(device, words, typed)
    assert f"{ABOUT_ALL}.docx" in asked
    assert len(list((tmp_path / "here").iterdir())) == names
    assert (there.read_bytes() == b"old") is (typed != "r\n")


def at_a_terminal(device: Device, words: list[str], typed: str) -> str:
    """Run a command in a terminal of its own, answer its question, and return what stood on it."""
    child, terminal = pty.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as own:
            for name, value in device.environ.items():
                own.setenv(name, value)
            # What pytest put in their place is no terminal.
            sys.stdin, sys.stdout, sys.stderr = (
                io.TextIOWrapper(io.FileIO(n, mode), encoding="utf-8", line_buffering=True)
                for n, mode in enumerate("rww")
            )
            os._exit(main(words))
    shown = b""
    answered = False
    # The terminal says that its other end has gone by an error.
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 1000):
            shown += chunk
            if not answered and "跳过".encode() in shown:
                os.write(terminal, typed.encode())
                answered = True
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    return shown.decode()
