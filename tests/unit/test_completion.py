"""When minutes were completed: what a device knows of it by itself, its clock's error included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.cache.repository import as_document
from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.answering import revision
from tests.screens.stage import ME, OTHER, alone, envelope, joined
from tui.assembling import assembled
from tui.cautions import cautions
from tui.completion import late_line, late_words, saved_here, saved_in, verdict
from tui.paragraph_book import ParagraphBook
from tui.year.late_entry import LateEntry

FIELDS = {"form": "exchange", "title": "交流", "start": "2026-03-05T09:00", "end": "2026-03-05T11:00", "place": "三楼"}
PARAGRAPH = "要把学到的东西用到办文办会办事里去，" * 5


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with joined(tmp_path / "home", "clerk") as opened:
        yield opened


def submitted(place: Workplace) -> str:
    """A session that this device has submitted, not sent yet."""
    rid = place.desk.create("session", {**FIELDS, "host": OTHER, "recorders": [ME]})
    for state in ("running", "writing", "submitted"):
        place.desk.change_state(rid, state)
    return rid


def test_an_edit_that_waits_counts_by_this_clock_and_its_error(place: Workplace) -> None:
    rid = submitted(place)
    place.shadow.take_in([place.shadow.progress_change(skew=3600)])
    saved = saved_here(place, place.desk.record(rid))
    assert saved is not None
    assert saved.at is not None
    assert abs(saved.at - place.clock.now() - dt.timedelta(hours=1)) < dt.timedelta(minutes=1)
    assert saved.by_server is None


def test_an_accepted_edit_counts_by_its_first_save(place: Workplace) -> None:
    rid = submitted(place)
    [op] = [each.op for each in place.queue.waiting() if each.op.ch.get("state", [None, None])[1] == "submitted"]
    place.queue.withdraw([op.id])
    old = {**as_document(op), "at": "2026-03-06T09:00:00+08:00"}
    place.repository.commit(
        [("archive", op.id, {"op": old, "at": "2026-03-20T01:00:00+00:00", "o": 1, "out": "applied"})]
    )
    late = verdict(place, place.desk.record(rid))
    assert late.verdict == "in_time"
    assert late_line(late) == "记录完成于 2026-03-06 09:00（按设备时间）；服务器收到 2026-03-20 09:00"
    assert "按时（2026-03-06 09:00 完成" in late_words(late)
    assert "服务器收到 2026-03-20 09:00" in late_words(late)


def accepted(place: Workplace, claimed: str, at: str) -> str:
    """A session this device submitted by its own clock at `claimed`, which the server took at `at`."""
    rid = submitted(place)
    [op] = [each.op for each in place.queue.waiting() if each.op.ch.get("state", [None, None])[1] == "submitted"]
    place.queue.withdraw([each.op.id for each in place.queue.waiting()])
    document = {"op": {**as_document(op), "at": claimed}, "at": at, "o": 1, "out": "applied"}
    place.repository.commit([("archive", op.id, document)])
    return rid


def came_back(rid: str, claimed: str, at: str, dev: str) -> Record:
    record = envelope("session", rid, 4, by=ME, **FIELDS, host=OTHER, recorders=[ME])
    record["f"]["state"] = "submitted"
    record["updated"] = {"at": at, "claimed": claimed, "by": ME, "dev": dev}
    return record


def test_a_slow_clock_that_was_put_right_hides_nothing_on_either_device(tmp_path: Path) -> None:
    claimed, at = "2026-03-05T12:00:00+08:00", "2026-03-24T04:00:00+00:00"
    said = []
    for name in ("recorder", "approver"):
        with joined(tmp_path / name, "clerk") as place:
            own = name == "recorder"
            rid = accepted(place, claimed, at) if own else "s-1"
            record = came_back(rid, claimed, at, "d:1" if own else "d:2")
            place.shadow.take_in(place.shadow.records_changes([record]))
            session = place.desk.record(rid)
            ch = {"state": ["writing", "submitted"]}
            known = saved_in(place, [revision(4, ME, at, ch=ch, claimed=claimed, dev="d:1" if own else "d:2")])
            said += [late_line(verdict(place, session, each)) for each in (None, known)]
            said.append(next(line.text for line in assembled(place, session) if "服务器收到" in line.text))
    assert set(said) == {"记录完成于 2026-03-05 12:00（按设备时间）；服务器收到 2026-03-24 12:00"}


def test_an_own_edit_that_came_back_counts_once_by_the_corrected_clock(place: Workplace) -> None:
    claimed, at = "2026-03-05T12:00:00+08:00", "2026-03-24T04:00:00+00:00"
    place.shadow.take_in([place.shadow.progress_change(skew=19 * 24 * 3600)])
    rid = accepted(place, claimed, at)
    place.shadow.take_in(place.shadow.records_changes([came_back(rid, claimed, at, "d:1")]))
    late = verdict(place, place.desk.record(rid))
    assert (late.verdict, late_line(late)) == ("late", "补录于 2026-03-24 12:00")
    place.repository.commit([("archive", key, None) for key, _ in place.repository.documents("archive")])
    assert verdict(place, place.desk.record(rid)).verdict == "late", "the record names this device"


def test_the_last_edit_of_the_record_tells_when_it_was_the_submission(place: Workplace) -> None:
    record = envelope("session", "s-1", 4, by=OTHER, **FIELDS)
    record["f"]["state"] = "submitted"
    record["updated"] = {"at": "2026-03-20T01:00:00+00:00", "claimed": "2026-03-20T09:00:00+08:00", "by": OTHER}
    place.shadow.take_in(place.shadow.records_changes([record]))
    late = verdict(place, place.desk.record("s-1"))
    assert late.verdict == "late"
    assert late_line(late) == "补录于 2026-03-20 09:00"
    record = {**record, "rev": 5, "seq": 5, "fv": {**record["fv"], "state": [4, OTHER]}}
    place.shadow.take_in(place.shadow.records_changes([record]))
    assert verdict(place, place.desk.record("s-1")).verdict == "unknown", "something else was edited since"


def test_of_the_history_the_first_submission_counts(place: Workplace) -> None:
    ch = {"state": ["writing", "submitted"]}
    revisions = [
        revision(9, OTHER, "2026-03-19T01:00:00+00:00", ch={"state": ["submitted", "approved"]}),
        revision(8, OTHER, "2026-03-18T01:00:00+00:00", ch=ch, claimed="2026-03-18T09:00:00+08:00"),
        revision(4, ME, "2026-03-09T01:00:00+00:00", ch=ch, claimed="2026-03-09T08:00:00+08:00", dev="d:1"),
    ]
    place.shadow.take_in([place.shadow.progress_change(skew=3600)])
    saved = saved_in(place, revisions)
    assert saved is not None
    assert saved.at == dt.datetime.fromisoformat("2026-03-09T09:00:00+08:00"), (
        "of this device the clock's error is known"
    )
    assert saved_in(place, revisions[:1]) is None


def test_a_session_that_was_not_held_is_never_late(place: Workplace) -> None:
    rid = place.desk.create("session", {**FIELDS, "host": OTHER, "recorders": [ME]})
    assert verdict(place, place.desk.record(rid)).verdict == "overdue"
    place.desk.change_state(rid, "cancelled", with_fields={"reason": "另有任务"})
    late = verdict(place, place.desk.record(rid))
    assert (late.verdict, late_words(late)) == ("none", "/")


def test_an_unknown_year_says_so() -> None:
    late = LateEntry("overdue", dt.date(2031, 1, 7), by_weekdays=(2030,))
    assert late_words(late) == "还没提交，已过最迟 2031-01-07，将记为补录；2030 年节假日安排不详，按周一至周五算"
    both = LateEntry("overdue", dt.date(2031, 1, 7), by_weekdays=(2030, 2031))
    assert late_words(both).endswith("；2030、2031 年节假日安排不详，按周一至周五算")
    assert late_words(LateEntry("unknown")) == "待补（填了结束时间，才知道最迟哪天提交）"


def test_the_paragraph_book_keeps_up_with_what_is_written_and_deleted(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        book = ParagraphBook(place.repository)
        rid = place.desk.create("session", {"form": "exchange", "title": "交流"})
        entry = {"session": rid, "at": "2026-03-05T09:00", "pos": "a", "entry": "quote"}
        first = place.desk.create("minute", {**entry, "text": PARAGRAPH})
        view = place.desk.record(first)
        assert book.equals([view]) == []
        second = place.desk.create("minute", {**entry, "text": f"开头\n{PARAGRAPH}"})
        later = place.desk.record(second)
        found = {(each.record, each.earlier) for each in book.equals([view, later])}
        assert found == {(max(first, second), min(first, second))}, "made in one second: the id decides"
        place.desk.delete(first)
        assert book.equals([later]) == []


def test_of_a_deleted_session_and_a_cancelled_one_nothing_is_warned(place: Workplace) -> None:
    times = {"start": "2026-03-05T09:00", "end": "2026-03-05T11:00"}
    gone, off, here = (place.desk.create("session", {**FIELDS, **times, "place": where}) for where in "一二三")
    for rid in (gone, off, here):
        place.desk.create("attendance", {"session": rid, "member": OTHER, "expected": True, "status": "present"})
    entry = {"at": "2026-03-05T09:00", "pos": "a", "entry": "quote", "text": PARAGRAPH}
    made = [place.desk.create("minute", {**entry, "session": rid}) for rid in (gone, here)]
    # Made in one second, as nearly always, the smaller id counts as the earlier one.
    first, second = sorted(made, key=lambda rid: (str(place.desk.record(rid).created.get("claimed")), rid))
    earlier, later = (str(place.desk.record(rid).get("session")) for rid in (first, second))
    book = ParagraphBook(place.repository)

    def codes() -> list[str]:
        return sorted(each.code for each in cautions(place, place.desk.record(later), book))

    assert codes() == ["equal", "two_places", "two_places"]
    place.desk.change_state(off, "cancelled", with_fields={"reason": "停开"})
    assert codes() == ["equal", "two_places"]
    place.desk.delete(earlier)
    assert codes() == []
