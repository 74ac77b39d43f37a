"""The years of a device are counted once between two changes of records, and never from what was before."""

from __future__ import annotations

import threading
from pathlib import Path

from sync.workplace import open_workplace
from tui.page import Page
from tui.year.study_year import StudyYear
from tui.year_book import YearBook
from tui.year_pages import LEADS


def test_a_question_is_worked_out_once_until_a_record_changes(tmp_path: Path) -> None:
    asked = []

    def people(year: StudyYear) -> int:
        asked.append(year.year)
        return len(year.people)

    with open_workplace(tmp_path, "app") as place:
        place.start_alone("测试支部")
        place.desk.create("member", {"name": "张三"})
        book = YearBook(place)
        assert book.known(2025, people) is None
        assert book.of(2025, people) == book.of(2025, people) == book.known(2025, people) == 1
        assert asked == [2025]
        note = place.desk.create("note", {"title": "x"})
        place.unsaved.keep(note, "body", None, "字", kind="note")
        rid = place.desk.create("member", {"name": "李四"})
        assert book.known(2025, people) is None
        assert book.of(2025, people) == 2
        place.unsaved.keep(rid, "name", None, "字", kind="member")
        assert book.known(2025, people) == 2, "keystrokes change no figure"


def test_two_who_ask_at_once_wait_for_one_counting(tmp_path: Path) -> None:
    asked = []

    def slow(year: StudyYear) -> int:
        asked.append(threading.current_thread().name)
        return year.year

    with open_workplace(tmp_path, "app") as place:
        place.start_alone("测试支部")
        book = YearBook(place)
        threads = [threading.Thread(target=lambda: book.of(2025, slow)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(asked) == 1


def test_every_page_the_year_leads_to_is_there() -> None:
    assert len({lead.name for lead in LEADS}) == len(LEADS) >= 3
    assert len({key for lead in LEADS for key in lead.keys.split(",")}) == sum(
        len(lead.keys.split(",")) for lead in LEADS
    )
    for lead in LEADS:
        assert isinstance(lead.opened(2025), Page), lead.name
