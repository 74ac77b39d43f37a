"""花名册: people with section, title and standing, from a spreadsheet. A person is known by name; of two of one name the section decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sync.cache.view import View
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.documents.incoming import reading
from tui.documents.incoming.columns import Columns, Entry, Headings
from tui.documents.incoming.judging import (
    Change,
    Edit,
    Judged,
    Judgement,
    New,
    NotSo,
    Progress,
    Reason,
    Ref,
    checked,
    judged_all,
    silent,
)
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


def judge(place: Workplace, columns: Columns, progress: Progress = silent) -> Judgement:
    """The whole roster judged."""
    return judged_all("roster", columns, Rows(place, columns).judge, progress)


class Rows:
    """Judges row by row; remembers who was named before, and which names the file has in several sections."""

    def __init__(self, place: Workplace, columns: Columns) -> None:
        self._known = Known(place)
        self._named: dict[tuple[str, str], int] = {}
        self._sections: dict[str, set[str]] = {}
        """Name -> the sections in which the file has it: two rows of one name are two people."""
        for entry in columns.entries:
            self._sections.setdefault(plain(entry["name"]), set()).add(plain(entry["section"]))
        self._made: set[str] = set()

    def judge(self, entry: Entry) -> Judged:
        """One row; raises NotSo."""
        said = checked(entry)
        name = "".join(said.get("name", "").split())
        if not name:
            raise NotSo("no_name")
        section = " ".join(said.get("section", "").split())
        key = (plain(name), plain(section))
        earlier = self._named.get(key)
        if earlier is not None:
            raise NotSo("twice", row=earlier)
        fields = self._fields(said)
        since = reading.day(said["from"]) if said.get("from") else None
        member = self._member(name, section)
        if member is None:
            found = self._new(entry.number, {"name": name, **fields}, section, since)
        else:
            found = self._changed(entry.number, member, fields, section, since)
        # A row that was refused stands in nobody's way.
        self._named[key] = entry.number
        return found

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
        named = self._sections.get(plain(name), set())
        if not here or (len(here) == 1 and len(named) < 2):
            return here[0] if here else None
        sitting = [view for view in here if self._where(view) == plain(section)]
        if len(sitting) == 1:
            return sitting[0]
        if not sitting and len(named) > 1 and all(self._where(view) in named for view in here):
            # Everybody of that name has a row of their own, so this one is somebody new.
            return None
        raise NotSo("several_people", name=name)

    def _where(self, member: View) -> str:
        """The name of the section a person sits in, as names are compared; empty for none."""
        sits = self._known.sits(member.id)
        view = self._known.place.repository.get(str(sits.get("section"))) if sits is not None else None
        return plain(str(view.get("name") or "")) if view is not None else ""

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
            elif since is not None and sits.get("from") not in (None, since):
                notes.append(Reason("other_since", {"since": sits.get("from"), "day": since}))
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
        if sits is not None and first <= str(sits.get("from") or ""):
            raise NotSo("moved_before", day=first, since=sits.get("from"))
        edits: list[Edit] = []
        for each in self._known.stations(member.id):
            if (sits is None or each.id != sits.id) and first <= str(each.get("to") or "9999"):
                raise NotSo("moved_into", day=first, since=each.get("from"), to=each.get("to") or "")
        if sits is not None:
            last = (dt.date.fromisoformat(first) - dt.timedelta(days=1)).isoformat()
            edits.append(Change(sits.id, "membership", {"to": (sits.get("to"), last)}))
        return [*edits, self._membership(member.id, into, first, number)]

    def _membership(self, member: Any, section: Any, first: str, number: int) -> New:
        return New(f"membership {number}", "membership", {"member": member, "section": section, "from": first})
