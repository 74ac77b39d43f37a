"""Documents chosen, looked at and written by keys."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from sync.workplace import Workplace
from tests.documents.branch import YEAR, small_year
from tests.documents.small import ABOUT_ALL, SmallBuilders
from tests.screens.meeting import show
from tests.screens.stage import Stage, alone, joined, play
from tui.documents import kinds
from tui.documents.kinds import Made, Subject
from tui.documents.office import Office
from tui.export_folder import KEPT, kept_folder
from tui.screens.ask import AskDialog
from tui.screens.export import ExportPage
from tui.screens.exporting import ExportingDialog
from tui.screens.person_year import PersonYearPage
from tui.screens.plan import PlanPage
from tui.screens.preview import PreviewPage
from tui.screens.sessions import SessionsPage
from tui.screens.submission import SubmissionPage
from tui.screens.year import YearPage


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of three pages are made by the small builders."""
    monkeypatch.setattr(kinds, "import_module", lambda name: SmallBuilders(name, pages=3))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """The small branch on a device of an account whose home is a folder of the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    (tmp_path / "me").mkdir()
    with alone(tmp_path / "home") as found:
        small_year(found)
        yield found


def keep(place: Workplace, folder: Path) -> None:
    """The folder is known from before."""
    place.repository.commit([("meta", KEPT, {"folder": str(folder)})])


async def page(on: Stage, year: int = YEAR) -> ExportPage:
    """The page of all documents of a year."""
    on.app.push_screen(ExportPage(year))
    await on.settle()
    assert isinstance(on.app.screen, ExportPage)
    return on.app.screen


async def done(on: Stage) -> None:
    """Wait until what is written is written."""
    await on.until(lambda: not isinstance(on.app.screen, ExportingDialog))
    await on.settle()


async def previewed(on: Stage) -> PreviewPage:
    """The preview, once it is made."""
    await on.until(lambda: isinstance(on.app.screen, PreviewPage) and "第 " in on.lines()[0])
    assert isinstance(on.app.screen, PreviewPage)
    return on.app.screen


async def proposed(on: Stage) -> str:
    """What stands in the question for the folder."""
    await on.until(lambda: isinstance(on.app.screen, AskDialog) and isinstance(on.app.focused, Input))
    assert isinstance(on.app.focused, Input)
    return on.app.focused.value


def go_to(on: Stage, name: str) -> None:
    """The cursor on a document."""
    screen = on.app.screen
    assert isinstance(screen, ExportPage)
    screen.table.go_to(name)


def test_one_key_leads_from_home_to_all_documents_of_the_year(place: Workplace) -> None:
    async def act(on: Stage) -> None:
        await on.keys("equals_sign")
        assert isinstance(on.app.screen, ExportPage)
        await on.keys("escape")
        await on.keys("fullwidth_equals_sign")
        assert isinstance(on.app.screen, ExportPage), "with an input method on"
        shown = on.text()
        for words in ("会议记录", "学习台账", "Word", "Excel", "第一次导出时会问放在哪个文件夹"):
            assert words in shown
        this = on.app.screen.year
        await on.keys("comma")
        assert f"{this - 1} 学习年度" in on.lines()[0]
        await on.keys("full_stop", "full_stop")
        assert f"{this + 1} 学习年度" in on.lines()[0]

    play(place, act)


SCREENS = 6
"""Screens no page of these documents has."""


async def read(on: Stage, key: str, heading: str) -> None:
    """Read on with a key until another page is there."""
    for _ in range(SCREENS):
        if heading in on.lines()[0]:
            return
        await on.keys(key)
    raise AssertionError(f"never {heading}: {on.text()}")


def test_a_document_is_picked_turned_page_by_page_and_written(place: Workplace, tmp_path: Path) -> None:
    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "minutes")
        await on.keys("enter")
        await on.type("2026-02")
        await on.keys("enter")
        await previewed(on)
        assert "第 1 页，共 3 页" in on.lines()[0]
        assert "2026-02-05 核心价值观学习" in on.text()
        seen = on.text()
        await on.keys("pagedown")
        assert "第 1 页，共 3 页" in on.lines()[0], "the rest of a page comes before the next one"
        assert on.text() != seen
        await read(on, "pagedown", "第 2 页，共 3 页")
        await read(on, "full_stop", "第 3 页，共 3 页")
        assert "已是最后一页。" not in on.said()
        for _ in range(SCREENS):
            await on.keys("pagedown")
        assert "第 3 页，共 3 页" in on.lines()[0]
        assert "已是最后一页。" in on.said()
        await read(on, "pageup", "第 2 页，共 3 页")
        seen = on.text()
        await on.keys("pageup")
        assert "第 2 页，共 3 页" in on.lines()[0], "one comes back to the end of a page"
        assert on.text() != seen
        await on.keys("ctrl+s")
        assert await proposed(on) == str(tmp_path / "me"), "the account's home is proposed the first time"
        await on.keys("enter")
        await done(on)
        assert any(f"{ABOUT_ALL}.docx" in words for words in on.said())
        assert f"{ABOUT_ALL}.docx" in on.text()

    play(place, act)
    assert (tmp_path / "me" / f"{ABOUT_ALL}.docx").is_file()
    assert kept_folder(place) == str(tmp_path / "me")


def test_the_folder_is_asked_for_once_and_can_be_changed(place: Workplace, tmp_path: Path) -> None:
    (tmp_path / "me" / "Documents").mkdir()

    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "ledger")
        await on.keys("ctrl+s")
        assert await proposed(on) == str(tmp_path / "me" / "Documents")
        await on.keys("escape")
        assert kept_folder(place) is None
        await on.keys("f2")
        await on.type("~/导出/台账")
        await on.keys("enter")
        assert "导出到：~/导出/台账" in on.text()
        await on.keys("ctrl+s")
        await done(on)

    play(place, act)
    assert [each.name for each in (tmp_path / "me" / "导出" / "台账").iterdir()] == [f"{YEAR}年 ledger.xlsx"]


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (("enter",), [f"{ABOUT_ALL}.docx"]),
        (("down", "enter"), [f"{ABOUT_ALL}.docx", f"{ABOUT_ALL}（2）.docx"]),
        (("down", "down", "enter"), [f"{ABOUT_ALL}.docx"]),
        (("escape",), [f"{ABOUT_ALL}.docx"]),
    ],
    ids=["replace", "keep both", "leave", "escape"],
)
def test_a_file_in_the_way_is_asked_about(
    place: Workplace, tmp_path: Path, keys: tuple[str, ...], names: list[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / f"{ABOUT_ALL}.docx").write_bytes(b"old")
    keep(place, out)

    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "summary")
        await on.keys("enter")
        await previewed(on)
        await on.keys("ctrl+s")
        await on.until(lambda: "两份都留" in on.text())
        await on.keys(*keys)
        await done(on)
        assert isinstance(on.app.screen, PreviewPage)

    play(place, act)
    assert sorted(each.name for each in out.iterdir()) == names
    assert ((out / f"{ABOUT_ALL}.docx").read_bytes() == b"old") is (keys != ("enter",))


def test_all_minutes_of_a_year_and_the_pack_are_written_in_one_go(place: Workplace, tmp_path: Path) -> None:
    keep(place, tmp_path / "out")

    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "minutes")
        await on.keys("ctrl+s")
        await done(on)
        assert any("3 个文件" in words for words in on.said())
        go_to(on, "pack")
        await on.keys("enter")
        await done(on)
        assert f"{YEAR}年度学习检查包.zip" in on.flat()

    play(place, act)
    assert len(list((tmp_path / "out").iterdir())) == 4


class Held(SmallBuilders):
    """Builders that wait before the calendar, which comes last."""

    go_on = threading.Event()

    def _calendar(self, office: Office, subject: Subject) -> Made:
        self.go_on.wait(60)
        return super()._calendar(office, subject)


def test_the_bar_moves_and_esc_stops_a_pack_and_nothing_is_left(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(place, tmp_path / "out")
    monkeypatch.setattr(kinds, "import_module", Held)

    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "pack")
        await on.keys("ctrl+s")
        await on.until(lambda: "学习日历" in on.text() and "####." in on.text(), 2000)
        assert len(list((tmp_path / "out").iterdir())) == 1, "what is on its way"
        await on.keys("escape")
        assert "停止" in on.text(), "it says so at once, or that it has stopped"
        Held.go_on.set()
        await done(on)
        assert any("已停止导出" in words for words in on.said())

    play(place, act)
    assert not list((tmp_path / "out").iterdir())


def test_a_disk_that_does_not_take_it_is_told_with_what_to_do(place: Workplace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    keep(place, tmp_path / "file")

    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "ledger")
        await on.keys("ctrl+s")
        await done(on)
        assert any("不是文件夹" in words and "请换一个文件夹" in words for words in on.said())

    play(place, act)


def test_a_workbook_is_shown_as_tables_and_a_calendar_as_a_list(place: Workplace) -> None:
    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "ledger")
        await on.keys("enter")
        await previewed(on)
        for words in ("姓名", "张三", "李四"):
            assert words in on.text()
        await on.keys("pagedown")
        assert "第 2 页，共 2 页" in on.lines()[0]
        await on.keys("escape")
        go_to(on, "calendar")
        await on.keys("enter")
        await previewed(on)
        assert "2026-03-05 09:00-11:00" in on.text()

    play(place, act)


def test_a_sheet_wider_than_the_screen_says_how_to_see_its_last_columns(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "import_module", importlib.import_module)

    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "hours")
        await on.keys("enter")
        await previewed(on)
        await on.until(lambda: "比屏幕宽，按左右键看两边。" in on.text())
        assert "备注" not in on.text()
        await on.keys(*["right"] * 6)
        await on.until(lambda: "备注" in on.text())
        await on.keys(*["left"] * 6)
        await on.until(lambda: "备注" not in on.text())
        await on.keys("escape")
        go_to(on, "calendar")
        await on.keys("enter")
        await previewed(on)
        await on.settle()
        assert "比屏幕宽" not in on.text(), "nothing to say of one that fits"

    play(place, act)


def test_a_sheet_comes_as_excel_and_as_word_and_in_english(place: Workplace) -> None:
    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "sign_in")
        await on.keys("enter", "enter")
        await previewed(on)
        assert "姓名" in on.text()
        await on.keys("f3")
        await previewed(on)
        assert ABOUT_ALL in on.text()
        assert "待补" in on.text()
        await on.keys("f9")
        await on.until(
            lambda: "not known yet" in on.text() or "to be supplied" in on.text().lower() or "待补" not in on.text()
        )
        await previewed(on)
        assert "待补" not in on.text()

    play(place, act)


def test_the_documents_of_what_is_at_hand_are_one_key_away(place: Workplace) -> None:
    session = place.repository.find("session")[0].id
    submission = place.repository.find("submission")[0].id
    member = place.repository.find("member")[0].id
    plan = place.desk.create("plan", {"year": YEAR})

    async def act(on: Stage) -> None:
        for pane in ("overview", "agenda", "record"):
            await show(on, session, pane)
            assert "= 导出" in on.lines()[-1], "in sight where somebody looks for it"
            await on.keys("equals_sign")
            assert "会议记录" in on.text()
            assert "签到表" in on.text()
            if pane == "record":
                await on.type("纪要")
                assert "签到表" not in on.text(), "what most people call it finds it too"
                await on.keys("enter")
                await previewed(on)
                waits = "主持人张三、记录人待补；在“记录稿”按 ^S 签"
                assert f"还没签名（{waits}）、还没提交：导出的是草稿。" in on.flat()
            await on.keys("escape", "1")
        for opened, words in (
            (SubmissionPage(submission), ("心得体会",)),
            (PersonYearPage("hours", member, YEAR), ("个人学习档案", "学习情况考核表")),
            (PlanPage(plan), ("年度学习计划",)),
        ):
            on.app.push_screen(opened)
            await on.settle()
            await on.keys("equals_sign")
            for each in (*words, "其他文件"):
                assert each in on.text(), (opened, on.text())
            await on.keys("enter")
            await previewed(on)
            await on.keys("escape", "1")
        on.app.push_screen(YearPage(YEAR - 3))
        await on.settle()
        await on.keys("equals_sign")
        assert isinstance(on.app.screen, ExportPage)
        assert on.app.screen.year == YEAR - 3

    play(place, act)


def test_where_something_is_typed_the_sign_is_typed(place: Workplace) -> None:
    async def act(on: Stage) -> None:
        await on.keys("3", "ctrl+f", "equals_sign")
        assert not isinstance(on.app.screen, ExportPage)
        assert isinstance(on.app.focused, Input)
        assert on.app.focused.value == "="

    play(place, act)


def test_a_member_sees_what_cannot_be_had_and_why(tmp_path: Path) -> None:
    with joined(tmp_path / "home") as place:

        async def act(on: Stage) -> None:
            await page(on)
            row = next(line for line in on.lines() if "学习台账" in line)
            assert "全支部的文件由" in row
            go_to(on, "ledger")
            await on.keys("enter")
            assert any("学习秘书" in words for words in on.said())
            assert isinstance(on.app.screen, ExportPage)

        play(place, act)


def test_a_private_document_is_covered_before_a_room(place: Workplace) -> None:
    async def act(on: Stage) -> None:
        await page(on)
        go_to(on, "file")
        await on.keys("enter", "enter")
        await previewed(on)
        assert ABOUT_ALL in on.text()
        await on.keys("f10")
        assert ABOUT_ALL not in on.text()
        assert "张三" not in on.text()
        await on.keys("f10")
        assert ABOUT_ALL in on.text()

    play(place, act)


def test_marked_records_become_a_document_each_in_one_go(place: Workplace, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    keep(place, folder)

    async def scene(on: Stage) -> None:
        await on.keys("3", "ctrl+a", "equals_sign")
        page = on.app.screen_stack[-2]
        assert isinstance(page, SessionsPage)
        many = len(page.marked)
        assert many > 1
        assert f"标记的 {many} 条" in on.text()
        assert f"{many}/{many} 条可以" in on.text()
        await on.keys("enter")
        await done(on)
        assert len([each for each in folder.rglob("*") if each.is_file()]) == many
        assert len(page.marked) == many, "they stay marked: a second document may follow"
        # A session of another year has a document of that year.
        place.desk.create("session", {"form": "exchange", "title": "往年", "start": "2001-03-05T09:00"})
        await on.until(lambda: page.table.shown == many + 1)
        await on.keys("ctrl+a", "equals_sign")
        await on.hears("不在同一学习年度")

    play(place, scene)
