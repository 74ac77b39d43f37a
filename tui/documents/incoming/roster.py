"""花名册: people with section, title and standing, from a spreadsheet. A person is known by name; of two of one name the section decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sync.cache.view import View
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.documents.incoming import reading
from tui.documents.incoming.columns import Columns, Entry, Headings
from tui.documents.incoming.judging import Change, Edit, Judged, Judgement, New, NotSo, Reason, Ref, checked, judged_all
from tui.documents.incoming.known import Known, plain

HEADINGS: Headings = {
    "name": ("姓名", "名字", "人员", "职工姓名", "党员姓名", "name"),
    "section": ("科室", "部门", "所在科室", "所在部门", "处室", "股室", "section", "department"),
    "title": ("职务", "现任职务", "岗位", "职务职称", "title", "position"),
    "level": ("职级", "级别", "level", "rank"),
    "standing": ("身份", "政治面貌", "standing"),
    "group": ("党小组", "小组", "group"),
    "from": ("到岗日期", "到岗时间", "入职日期", "进入本单位时间", "任现职时间", "自", "from", "since"),
    "pinyin_override": ("拼音", "pinyin"),
    "sort": ("排序", "顺序", "order", "sort"),
}

NEEDED = ("name",)

STANDINGS = {
    "中共党员": "full", "党员": "full", "中共正式党员": "full", "中共预备党员": "probationary", "积极分子": "applicant",
    "入党申请人": "applicant", "群众": "staff", "共青团员": "staff", "团员": "staff", "干部": "staff", "民主党派": "staff", "无党派": "staff",
}  # fmt: skip

PLAIN = ("title", "level", "group", "pinyin_override")
"""Fields that are taken as they are written."""


def judge(place: Workplace, columns: Columns) -> Judgement:
    """The whole roster judged."""
    return Judgement("roster", judged_all(columns, Rows(place).judge), columns.unused, columns.sheets)


class Rows:
    """Judges row by row; remembers who was named before."""

    def __init__(self, place: Workplace) -> None:
        self._known = Known(place)
        self._named: dict[tuple[str, str], int] = {}
        self._made: set[str] = set()

    def judge(self, entry: Entry) -> Judged:
        """One row; raises NotSo."""
        said = checked(entry)
        name = "".join(said.get("name", "").split())
        if not name:
            raise NotSo("no_name")
        section = " ".join(said.get("section", "").split())
        earlier = self._named.setdefault((plain(name), plain(section)), entry.number)
        if earlier != entry.number:
            raise NotSo("twice", row=earlier)
        fields = self._fields(said)
        since = reading.day(said["from"]) if said.get("from") else None
        member = self._member(name, section)
        if member is None:
            return self._new(entry.number, {"name": name, **fields}, section, since)
        return self._changed(entry.number, member, fields, section, since)

    def _fields(self, said: dict[str, str]) -> dict[str, Any]:
        spec = KINDS["member"]
        found: dict[str, Any] = {name: said[name] for name in PLAIN if said.get(name)}
        if said.get("standing"):
            found["standing"] = reading.choice(spec, "standing", said["standing"], STANDINGS)
        if said.get("sort"):
            found["sort"] = reading.number(said["sort"])
        return reading.fitting(spec, found)

    def _member(self, name: str, section: str) -> View | None:
        """Who is meant; raises NotSo where the section does not decide between several."""
        found = self._known.people(name)
        here = [view for view in found if view.state != "left"]
        if not here and found:
            raise NotSo("has_left", name=name)
        if len(here) < 2:
            return here[0] if here else None
        wanted = self._known.section(section) if section else None
        sitting = [
            view
            for view in here
            if wanted is not None
            and (sits := self._known.sits(view.id)) is not None
            and sits.get("section") == wanted.id
        ]
        if len(sitting) != 1:
            raise NotSo("several_people", name=name)
        return sitting[0]

    def _new(self, number: int, fields: dict[str, Any], section: str, since: str | None) -> Judged:
        spec = KINDS["member"]
        name = f"member {number}"
        edits: list[Edit] = [New(name, "member", reading.fitting(spec, fields))]
        notes: list[Reason] = []
        if section:
            into, made = self._section(section, notes)
            edits = [*made, *edits, self._membership(Ref(name), into, since or self._known.today, number)]
        else:
            notes.append(Reason("without_section"))
        return Judged(number, "new", str(fields["name"]), None, tuple(notes), tuple(edits))

    def _changed(self, number: int, member: View, fields: dict[str, Any], section: str, since: str | None) -> Judged:
        different = {name: (member.get(name), value) for name, value in fields.items() if member.get(name) != value}
        edits: list[Edit] = [Change(member.id, "member", different)] if different else []
        notes: list[Reason] = []
        if section:
            into, made = self._section(section, notes)
            sits = self._known.sits(member.id)
            if sits is None or into != sits.get("section"):
                edits += [*made, *self._moved(member, sits, into, since, number)]
        said = [
            Reason("field", {"kind": "member", "field": name, "before": before, "after": after})
            for name, (before, after) in different.items()
        ]
        return Judged(
            number, "changed" if edits else "same", str(member.get("name")), None, (*said, *notes), tuple(edits)
        )

    def _section(self, name: str, notes: list[Reason]) -> tuple[Any, list[Edit]]:
        """The section of that name, or one that is made with it."""
        found = self._known.section(name)
        if found is not None:
            return found.id, []
        made = f"section {plain(name)}"
        if made not in self._made:
            notes.append(Reason("new_section", {"name": name}))
            self._made.add(made)
        return Ref(made), [New(made, "section", reading.fitting(KINDS["section"], {"name": name}))]

    def _moved(self, member: View, sits: View | None, into: Any, since: str | None, number: int) -> list[Edit]:
        """Out of the old section on the day before, into the new one from then on."""
        first = since or self._known.today
        edits: list[Edit] = []
        if sits is not None:
            if first <= str(sits.get("from") or ""):
                raise NotSo("moved_before", day=first, since=sits.get("from"))
            last = (dt.date.fromisoformat(first) - dt.timedelta(days=1)).isoformat()
            edits.append(Change(sits.id, "membership", {"to": (sits.get("to"), last)}))
        return [*edits, self._membership(member.id, into, first, number)]

    def _membership(self, member: Any, section: Any, first: str, number: int) -> New:
        return New(f"membership {number}", "membership", {"member": member, "section": section, "from": first})
