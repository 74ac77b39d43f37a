"""Lists stand in the order of a column as a reader expects it, and no list with people in it by a figure."""

from __future__ import annotations

from pathlib import Path

from sync.records.registry import KINDS
from tests.screens.stage import ME, OTHER, alone, joined
from tui.list_order import FIGURES, Order, columns_to_order_by, in_order
from tui.readings import order_key
from tui.terminal import FINE, PLAIN


def test_chinese_stands_by_its_sound_syllable_by_syllable() -> None:
    wanted = ["abc", "阿明", "李四", "西安", "先", "张三", "章三", "Zed"]
    said = [each for each in sorted(wanted, key=order_key) if not each.isascii()]
    assert said == ["阿明", "李四", "西安", "先", "张三", "章三"]


def test_days_and_numbers_stand_by_value_choices_as_declared_and_nothing_last(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk", "librarian") as place:
        create = place.desk.create
        rids = {
            "a": create("session", {"form": "special_topic", "title": "第10讲", "start": "2026-03-05T09:00"}),
            "b": create("session", {"form": "collective_study", "title": "第9讲", "host": OTHER}),
            "c": create("session", {"form": "exchange", "title": "第9讲", "start": "2025-12-05T09:00", "host": ME}),
        }
        rows = [(rid, ["", str(place.desk.record(rid).get("title"))]) for rid in rids.values()]

        def order(column: str, at: int = 1, *, down: bool = False) -> str:
            names = {rid: name for name, rid in rids.items()}
            return "".join(names[rid] for rid, _ in in_order(place, rows, at, Order(column, down)))

        assert order("title") == "bca", "numbers in words by value, equal ones as they were"
        assert order("title", down=True) == "abc"
        assert order("start") == "cab"
        assert order("start", down=True) == "acb", "what has no day stands last either way"
        assert order("form") == "bca", "by the order in which forms are declared"
        assert order("host", 0) == "abc", "an empty cell is nothing"
        people = [(rids["b"], ["张三"]), (rids["c"], ["王五"])]
        assert [rid for rid, _ in in_order(place, people, 0, Order("host"))] == [rids["c"], rids["b"]]
        place.desk.set(OTHER, {"pinyin_override": "a san"})
        assert [rid for rid, _ in in_order(place, people, 0, Order("host"))] == [rids["b"], rids["c"]]


def test_no_list_with_people_is_ordered_by_a_number_or_a_figure() -> None:
    for spec in KINDS:
        for names in (spec.columns, tuple(spec.fields), (*spec.fields, *FIGURES, "member", "comments")):
            allowed = columns_to_order_by(spec, names)
            people = [name for name in names if (f := spec.fields.get(name)) is not None and f.target == "member"]
            if spec.name == "member":
                assert allowed == []
            elif people or "member" in names:
                assert not {name for name in allowed if name in spec.fields and spec.fields[name].type == "int"}
                assert not set(allowed) & FIGURES, spec.name
                assert "comments" not in allowed
                assert set(people) <= set(allowed), "by name they may stand"
    assert "minutes" not in columns_to_order_by(KINDS["study"], ("on", "member", "minutes"))
    assert "minutes" in columns_to_order_by(KINDS["study"], ("on", "what", "minutes")), "of one person"
    assert "due_on" not in columns_to_order_by(KINDS["loan"], ("book", "member", "due_on"))


def test_the_sign_of_an_order_is_ascii_in_the_plain_style() -> None:
    assert [Order("x", down).sign(FINE) for down in (False, True)] == ["▲", "▼"]
    assert [Order("x", down).sign(PLAIN) for down in (False, True)] == ["^", "v"]


def test_several_records_are_deleted_or_moved_as_one_action_or_not_at_all(tmp_path: Path) -> None:
    from sync.problems import EditRefused
    from sync.undo import undo

    with alone(tmp_path) as place:
        desk = place.desk
        rids = [desk.create("session", {"form": "exchange", "title": str(n)}) for n in range(3)]
        actions = len(desk.last)
        assert desk.change_state_all(rids, "cancelled", with_fields={"reason": "停电"}) == 3
        assert desk.change_state_all(rids, "cancelled") == 0
        assert desk.delete_all(rids) == 3
        assert desk.delete_all(rids) == 0
        assert len(desk.last) == actions + 2
        undo(desk)
        assert [desk.record(rid).deleted for rid in rids] == [False] * 3
        undo(desk)
        assert [desk.record(rid).state for rid in rids] == ["planned"] * 3
        desk.change_state_all(rids[:1], "running")
        try:
            desk.change_state_all([rids[1], rids[0]], "postponed", with_fields={"reason": "停电"})
        except EditRefused:
            assert desk.record(rids[1]).state == "planned", "none of them moved"
        else:
            raise AssertionError("a running session cannot be postponed")
