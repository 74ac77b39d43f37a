"""A scope read again beside the old copy: the view stays until it is whole, and much does not vanish without somebody's word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync import parking
from sync.cache.shadow import Identity, sum_of
from sync.engine import WOULD_VANISH, Call, Fault
from sync.wire import NewDevice, Problem, PullAnswer, PushAnswer, PushRequest, Record, Result, ScopeSum
from sync.workplace import Workplace, open_workplace

BRANCH = "0198c0de-0000-7000-8000-000000000001"
ME = "0198c0de-0000-7000-8000-0000000000aa"
SCOPE = f"b:{BRANCH}"
TIME = "2026-03-05T01:00:00Z"


def record(rid: str, rev: Any = 1, seq: Any = 1, kind: Any = "section", **f: Any) -> Record:
    """A record as a server sends it."""
    stamp = {"at": TIME, "by": ME}
    known = {"id": rid, "type": kind, "scope": SCOPE, "rev": rev, "seq": seq, "owner": None, "v": 1, "f": f, "fv": {}}
    return {**known, "created": stamp, "updated": stamp, "del": None}


def section(number: int, rev: int = 1) -> Record:
    return record(f"s{number:02}", rev, number + 10, name=f"科室{number:02}")


ROLE = [
    record(ME, kind="member", seq=1, name="王五", state="active"),
    record("ap", kind="appointment", seq=2, member=ME, role="clerk", **{"from": "2020-01-01"}),
]


class Server:
    """Answers what a test tells it to."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.epoch = "e1"
        self.page = 1000
        self.reset: list[str] = []
        self.pushed: list[Any] = []
        self.calls: list[str] = []
        self.devices = 0
        self.acked = 0

    def sums(self) -> dict[str, ScopeSum]:
        return {SCOPE: sum_of(self.records)}

    def serve(self, place: Workplace, *, stop_after: int = 1000) -> None:
        """One round, or its first calls."""
        engine = place.engine
        engine.begin()
        for _ in range(stop_after):
            call = engine.next_call()
            if call is None:
                return
            self.calls.append(call.to)
            self.one(place, call)

    def one(self, place: Workplace, call: Call) -> None:
        """Answer one call."""
        engine, body = place.engine, call.body
        if isinstance(body, NewDevice):
            self.devices += 1
            self.acked = 0
            engine.answered(call, NewDevice(device=f"d:{self.devices}", epoch=self.epoch))
        elif body.epoch is not None and body.epoch != self.epoch:
            engine.refused(call, Problem(status=409, code="epoch_mismatch", title=""))
        elif isinstance(body, PushRequest):
            self.pushed += body.ops
            self.acked = body.ops[-1].n
            results = [Result(n=op.n, id=op.id, out="applied") for op in body.ops]
            engine.answered(
                call, PushAnswer(results=results, last_n=body.ops[-1].n, records=[], epoch=self.epoch, time=TIME)
            )
        else:
            self.pull(place, call, body.cursors.get(SCOPE, 0), SCOPE in body.reading)

    def pull(self, place: Workplace, call: Call, cursor: int, reading: bool) -> None:
        """A page."""
        found = sorted((each for each in self.records if each["seq"] > cursor), key=lambda each: each["seq"])
        reset = [] if reading or not cursor else self.reset
        page = [] if reset else found[: self.page]
        more = len(page) < len(found) and not reset
        head = max((each["seq"] for each in self.records), default=0)
        at = page[-1]["seq"] if more else max(head, cursor)
        sums = {} if more or reset else self.sums()
        place.engine.answered(
            call,
            PullAnswer(
                epoch=self.epoch,
                scopes=[SCOPE],
                changes=page,
                cursors={} if reset else {SCOPE: at},
                more=more,
                acked_n=self.acked,
                time=TIME,
                sums=sums,
                reset=reset,
            ),
        )


@pytest.fixture
def server() -> Server:
    made = Server()
    made.records = [*ROLE, *(section(number) for number in range(40))]
    return made


@pytest.fixture
def place(tmp_path: Path, server: Server) -> Iterator[Workplace]:
    """A clerk's device that has read forty sections."""
    with open_workplace(tmp_path / "home") as opened:
        identity = Identity(BRANCH, "支部", ME, "王五", "a:1", "wangwu", "http://127.0.0.1:9")
        opened.repository.commit([opened.shadow.identity_change(identity), opened.shadow.progress_change(device="d:0")])
        server.serve(opened)
        assert names(opened) == 40
        yield opened


def names(place: Workplace) -> int:
    return len(place.repository.find("section"))


def fault_of(server: Server, place: Workplace) -> Fault | None:
    server.serve(place)
    return place.engine.round.fault


def replaying(place: Workplace) -> bool:
    return place.shadow.progress.replay is not None


def test_much_that_vanishes_by_a_reset_waits_for_somebodys_word(place: Workplace, server: Server) -> None:
    server.reset = [SCOPE]
    server.records = [*ROLE, *(section(number) for number in range(5)), section(50)]
    assert fault_of(server, place) is Fault.STOPPED
    assert place.shadow.progress.stopped == WOULD_VANISH
    assert names(place) == 40, "nothing has vanished"
    assert place.engine.would_vanish() == 35
    assert fault_of(server, place) is Fault.STOPPED
    assert names(place) == 40
    place.engine.allow_vanishing()
    server.reset = []
    assert fault_of(server, place) is None
    assert names(place) == 6
    assert place.shadow.progress.healed == 0


def test_a_few_that_vanish_by_a_reset_vanish(place: Workplace, server: Server) -> None:
    server.reset = [SCOPE]
    server.records = [each for each in server.records if each["id"] not in ("s01", "s02")]
    assert fault_of(server, place) is None
    assert names(place) == 38


def test_the_view_stays_while_pages_come_in(place: Workplace, server: Server) -> None:
    server.epoch, server.page = "e2", 7
    server.records = [*ROLE, *(section(number, rev=2) for number in range(40))]
    server.serve(place, stop_after=5)
    assert replaying(place)
    assert names(place) == 40
    assert all(view.rev == 1 for view in place.repository.find("section")), "the old copy, whole"
    server.serve(place)
    assert not replaying(place)
    assert all(view.rev == 2 for view in place.repository.find("section"))


def test_a_replay_survives_a_restart_and_goes_on(place: Workplace, server: Server, tmp_path: Path) -> None:
    first = place.desk.create("section", {"name": "重放"})
    server.records.append(record(first, seq=90, name="重放"))
    server.serve(place)
    server.epoch, server.page = "e2", 9
    server.pushed = []
    server.serve(place, stop_after=4)
    place.close()
    with open_workplace(tmp_path / "home") as again:
        assert replaying(again)
        assert again.desk.record(first).get("name") == "重放"
        server.serve(again)
        assert not replaying(again)
        assert names(again) == 41
    assert [op.rec for op in server.pushed] == [first], "once, and with its own id"


def test_what_is_written_during_a_replay_goes_after_it(place: Workplace, server: Server) -> None:
    done = place.desk.create("section", {"name": "以前做的"})
    server.records.append(record(done, seq=90, name="以前做的"))
    server.serve(place)
    server.epoch, server.page, server.pushed = "e2", 9, []
    server.serve(place, stop_after=4)
    assert replaying(place)
    late = place.desk.create("section", {"name": "重放中写的"})
    place.desk.edit("s03", {"name": ("科室03", "重放中改的")})
    assert place.desk.record("s03").get("name") == "重放中改的"
    place.engine.begin()
    while (call := place.engine.next_call()) is not None:
        if isinstance(call.body, PushRequest) and replaying(place):
            assert late not in [op.rec for op in call.body.ops]
        server.one(place, call)
    assert [op.rec for op in server.pushed] == [done, late, "s03"]
    assert [op.n for op in server.pushed] == [1, 2, 3], "numbers without a gap under the new device id"


def test_a_server_that_forgot_what_it_had_taken_in_gets_it_again(place: Workplace, server: Server) -> None:
    made = place.desk.create("section", {"name": "送到过的"})
    server.records.append(record(made, seq=90, name="送到过的"))
    server.serve(place)
    server.pushed, server.acked = [], 0
    server.records.pop()
    server.records.append(record("s99", seq=91, name="别人的"))
    server.serve(place)
    assert [op.rec for op in server.pushed] == [made]


def purge_due(place: Workplace) -> bool:
    return place.shadow.progress.purge_due


def refuse_next(place: Workplace, code: str) -> Call:
    """Begin a round whose first call is refused; returns the call after it."""
    place.engine.begin()
    call = place.engine.next_call()
    assert call is not None
    place.engine.refused(call, Problem(status=409, code=code, title=""))
    following = place.engine.next_call()
    assert following is not None
    return following


def test_a_server_that_does_not_know_the_device_gets_everything_again(place: Workplace, server: Server) -> None:
    """Its backup may be of the day before the device was made."""
    made = place.desk.create("section", {"name": "送到过的"})
    server.records.append(record(made, seq=90, name="送到过的"))
    server.serve(place)
    server.pushed = []
    following = refuse_next(place, "device_unknown")
    assert following.to == "devices"
    assert replaying(place)
    server.one(place, following)
    server.serve(place)
    assert [op.rec for op in server.pushed] == [made]
    assert not replaying(place)


def test_a_copied_folder_asks_for_a_device_id_until_it_has_one(
    place: Workplace, server: Server, tmp_path: Path
) -> None:
    """The old id dies when it is asked for; that the answer is lost is no sign that the server went back."""
    place.desk.create("section", {"name": "写好的"})
    following = refuse_next(place, "device_forked")
    place.engine.unreachable(following)
    place.close()
    with open_workplace(tmp_path / "home") as again:
        server.calls = []
        server.serve(again)
        assert server.calls[0] == "devices"
        assert not replaying(again)
        assert again.shadow.progress.device == "d:1"
    assert [op.n for op in server.pushed] == [1]


def test_a_discarded_edit_of_a_lost_scope_leaves_no_bytes(place: Workplace, server: Server, tmp_path: Path) -> None:
    """It may quote what others wrote there (PROTOCOL.md section 12)."""
    place.desk.edit("s03", {"name": ("科室03", "引用了别人的话")})
    engine = place.engine
    engine.begin()
    while (call := engine.next_call()) is not None:
        if isinstance(call.body, PushRequest):
            engine.refused(call, Problem(status=503, code="busy", title=""))
    place.shadow.take_in(place.shadow.scope_removal([SCOPE]))
    waiting = [each.op for each in place.queue.waiting()]
    changes, rest = place.queue.parking(waiting, "scope_lost", TIME)
    place.repository.commit(changes, rest)
    (item,) = place.queue.parked()
    parking.discard(place.desk, item)
    assert purge_due(place)
    engine.begin()
    assert not purge_due(place)
    said = "引用了别人的话".encode()
    assert all(said not in each.read_bytes() for each in (tmp_path / "home").rglob("*") if each.is_file())


def test_records_the_server_no_longer_knows_are_offered_and_go_when_they_are_back(
    place: Workplace, server: Server
) -> None:
    session = record("x1", seq=95, kind="session", form="exchange", title="交流", state="running", recorders=[ME])
    minute = record(
        "x2", seq=96, kind="minute", session="x1", at="2026-03-05T09:00", entry="note", pos="a", text="一条记录。"
    )
    server.records += [session, minute]
    server.serve(place)
    server.epoch = "e2"
    server.records = server.records[:-2]
    server.serve(place)
    assert place.repository.find("session") == []
    (item,) = place.queue.parked()
    assert (item.code, [op.rec for op in item.ops]) == ("unknown_after_restore", ["x1", "x2"])
    assert "state" not in item.first.ch
    server.records += [session, minute]
    server.serve(place)
    assert place.queue.parked() == []
    assert place.desk.record("x2").get("text") == "一条记录。"


def test_somebody_elses_row_under_the_same_natural_key_brings_nothing_back(place: Workplace, server: Server) -> None:
    """A row of the roll call is one record on every device, whoever makes it; what it said before the restore stays offered."""
    session = record("x1", seq=95, kind="session", form="exchange", title="交流", state="running", recorders=[ME])
    row = record("x2", seq=96, kind="attendance", session="x1", member=ME, status="leave", remark="值班")
    server.records += [session, row]
    server.serve(place)
    server.epoch = "e2"
    server.records.remove(row)
    server.serve(place)
    [item] = place.queue.parked()
    assert item.code == "unknown_after_restore"
    server.records.append(record("x2", seq=97, kind="attendance", session="x1", member=ME, status="late"))
    server.serve(place)
    assert [each.id for each in place.queue.parked()] == [item.id]
    server.records[-1] = record(
        "x2", rev=2, seq=98, kind="attendance", session="x1", member=ME, status="leave", remark="值班"
    )
    server.serve(place)
    assert place.queue.parked() == []


def test_a_refusal_of_a_replay_goes_again_by_itself(place: Workplace, server: Server) -> None:
    session = record("x1", seq=95, kind="session", form="exchange", title="交流", state="planned", recorders=[ME])
    server.records.append(session)
    server.serve(place)
    fields = {"session": "x1", "at": "2026-03-05T09:00", "entry": "note", "pos": "a", "text": "我的一条。"}
    mine = place.desk.create("minute", fields)
    server.serve(place)
    server.epoch = "e2"
    server.records.remove(session)
    place.engine.begin()
    while (call := place.engine.next_call()) is not None:
        server.calls.append(call.to)
        if isinstance(call.body, PushRequest) and call.body.epoch == "e2":
            refused = [
                Result(n=op.n, id=op.id, out="rejected", code="no_such_record", field="session") for op in call.body.ops
            ]
            server.acked = refused[-1].n
            told = PushAnswer(results=refused, last_n=refused[-1].n, records=[], epoch="e2", time=TIME)
            place.engine.answered(call, told)
        else:
            server.one(place, call)
    parked = {item.code: item for item in place.queue.parked()}
    assert [op.rec for op in parked["no_such_record"].ops] == [mine]
    assert parked["no_such_record"].again
    assert parking.resubmit(place.desk) == 0, "the session is not back yet"
    server.pushed = []
    server.records.append(session)
    server.serve(place)
    assert [op.rec for op in server.pushed] == [mine]
    assert place.queue.parked() == []
