"""The indexes of the repository after commits that made no view of what they changed."""

from __future__ import annotations

from pathlib import Path

from sync.cache.repository import Changed
from sync.workplace import Workplace, open_workplace
from tests.screens.stage import OTHER, envelope, joined


def queued(place: Workplace, plan: str) -> str:
    return place.desk.create("task", {"plan": plan, "number": 1, "topic": "保密", "track": "professional"})


def test_what_was_made_here_is_found_by_the_link_it_got_later(tmp_path: Path) -> None:
    """As when a branch is joined and the plan of its year has another id there."""
    with open_workplace(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "计划"})
        task = queued(place, plan)
        repository = place.repository
        assert [view.id for view in repository.linked("task", "plan", plan)] == [task]
        [op] = repository.ops_of(task)
        changed = type(op)(
            **{**{name: getattr(op, name) for name in op.__struct_fields__}, "ch": {**op.ch, "plan": [None, "p-2"]}}
        )
        document = repository.document("queue", op.id)
        assert document is not None
        repository.commit([("queue", op.id, {**document})], {task: [changed]})
        assert [view.id for view in repository.linked("task", "plan", "p-2")] == [task]
        assert repository.linked("task", "plan", plan) == []


def test_what_goes_without_having_been_looked_at_leaves_and_is_told(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        repository = place.repository
        rows = [envelope("attendance", f"a{n}", session="x", member=OTHER) for n in range(4)]
        place.shadow.take_in(place.shadow.records_changes(rows))
        heard: list[Changed] = []
        repository.watch(heard.append)
        place.shadow.take_in([("shadow", f"a{n}", None) for n in range(3)])
        assert heard[-1].kinds == {"attendance"}
        assert repository.ids("attendance") == ["a3"]
        assert [view.id for view in repository.linked("attendance", "session", "x")] == ["a3"]


def test_an_edit_of_what_is_gone_keeps_nothing_in_the_indexes(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        repository = place.repository
        place.shadow.take_in(place.shadow.records_changes([envelope("study", "s1", member=OTHER, what="读书")]))
        place.repository.commit(
            [("meta", "x", {})], {"s1": [place.desk.change("study", "s1", "b:x", {"what": ["读书", "写字"]})]}
        )
        assert repository.ids("study") == ["s1"]
        place.shadow.take_in([("shadow", "s1", None)])
        assert repository.get("s1") is None
        assert repository.ids("study") == []


def test_all_documents_are_read_without_the_lock_of_the_screen(tmp_path: Path) -> None:
    import threading

    with joined(tmp_path, "clerk") as place:
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(len(place.repository.documents("shadow"))))
        with place.repository._memory:
            thread.start()
            thread.join(10)
            assert found == [3]
