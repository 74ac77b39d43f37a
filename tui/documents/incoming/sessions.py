"""往年活动: sessions that were held, from a spreadsheet, with who came and what was said; they enter as 补录, in state writing.

A session is known by its day, form and title. What the sheet gives as a number of people only is kept as an entry of the
minutes: nobody is on a roll without a name.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from tui.i18n import t

HEADINGS: Headings = {
    "date": ("日期", "活动日期", "学习日期", "会议日期", "时间", "活动时间", "学习时间", "会议时间", "date"),
    "clock": ("起止时间", "具体时间", "钟点", "时段", "time"),
    "start": ("开始时间", "开始", "start"),
    "end": ("结束时间", "结束", "end"),
    "form": ("形式", "学习形式", "活动形式", "会议类型", "类型", "form"),
    "title": ("主题", "题目", "学习主题", "活动主题", "会议主题", "活动名称", "title", "theme"),
    "place": ("地点", "活动地点", "学习地点", "会议地点", "place"),
    "host": ("主持人", "主持", "host"),
    "recorders": ("记录人", "记录", "recorder"),
    "present": ("出席人员", "参加人员", "参会人员", "到会人员", "实到人员", "present"),
    "late": ("迟到人员", "迟到", "late"),
    "leave": ("请假人员", "请假", "leave"),
    "absent": ("缺席人员", "缺席", "absent"),
    "observer": ("列席人员", "列席", "observer"),
    "expected_count": ("应到", "应到人数", "expected"),
    "present_count": ("实到", "实到人数", "人数", "参加人数"),
    "materials": ("学习材料", "学习资料", "材料", "学习篇目", "materials"),
    "content": ("内容", "学习内容", "会议内容", "活动内容", "会议记录", "content"),
    "paper": ("档案", "存放", "原件存放", "原件", "paper"),
    "remark": ("备注", "remark"),
}

NEEDED = ("date", "form")

FORMS = {
    "集体学习": "collective_study", "理论学习": "collective_study", "学习会": "collective_study",
    "交流": "exchange", "讨论": "exchange", "交流会": "exchange", "交流研讨": "exchange", "研讨": "exchange", "集中讨论": "exchange",
    "专题": "special_topic", "专题学习": "special_topic", "专题会": "special_topic",
    "动员": "mobilisation", "动员大会": "mobilisation", "上党课": "lecture", "微党课": "lecture",
    "主题党日活动": "theme_day", "党日活动": "theme_day", "支部党员大会": "general_meeting", "支部大会": "general_meeting",
    "支部委员会": "committee_meeting", "支委会议": "committee_meeting", "支部委员会议": "committee_meeting",
    "小组会": "group_meeting", "党小组会议": "group_meeting",
}  # fmt: skip

ROLL = ("present", "late", "leave", "absent", "observer")
"""Columns of names, each a mark of the roll."""

HELD = ("running", "writing")
"""The states a session that was held is taken through."""

OPEN = ("planned", "running", "writing", "returned")
"""States in which a session may still be filled in."""


def judge(place: Workplace, columns: Columns, clock: str | None = None, progress: Progress = silent) -> Judgement:
    """The whole list judged; `clock`, HH:MM, is when sessions began of which the sheet says only the day."""
    return judged_all("sessions", columns, Rows(place, clock).judge, progress)


class Rows:
    """Judges row by row; remembers which sessions were named before."""

    def __init__(self, place: Workplace, clock: str | None) -> None:
        self._known = Known(place)
        self._clock = clock
        self._place = place
        self._named: dict[tuple[str, str, str], int] = {}
        self._held: dict[tuple[str, str, str], list[View]] = {}
        for view in place.repository.find("session"):
            key = (str(view.get("start") or "")[:10], str(view.get("form")), plain(str(view.get("title") or "")))
            self._held.setdefault(key, []).append(view)

    def judge(self, entry: Entry) -> Judged:
        """One row; raises NotSo."""
        said = checked(entry)
        form = reading.choice(KINDS["session"], "form", said.get("form", ""), FORMS)
        start, end = self._when(said)
        title = " ".join(said.get("title", "").split())
        until = f"—{end[11:]}" if end else ""
        shown = f"{start.replace('T', ' ')}{until} {title or said['form']}"
        key = (start[:10], form, plain(title))
        earlier = self._named.get(key)
        if earlier is not None:
            raise NotSo("twice", row=earlier)
        fields = self._fields(said, form, title, start, end)
        roll = self._roll(said)
        held = self._held.get(key, [])
        if len(held) > 1:
            raise NotSo("several_sessions")
        if held:
            found = self._changed(entry.number, shown, held[0], fields, roll, said)
        else:
            found = self._new(entry.number, shown, fields, roll, said)
        # A row that was refused stands in nobody's way.
        self._named[key] = entry.number
        return found

    # what the row says

    def _when(self, said: Mapping[str, str]) -> tuple[str, str | None]:
        """Start and end; raises NotSo where the sheet has no time and nobody gave one."""
        if not said.get("date"):
            raise NotSo("no_date", text="")
        given = reading.without_weekday(said["date"])
        date, _, rest = given.partition(" ")
        whole = reading.moment(given) if not said.get("clock") and not said.get("start") else None
        if whole is not None:
            day, times = whole[:10], [whole[11:]]
        else:
            written = given if not rest or said.get("clock") or said.get("start") else date
            day = reading.day(written.split(" ")[0] if rest and reading.CLOCK.match(rest) else written)
            clock = said.get("clock") or said.get("start") or rest or self._clock
            if not clock:
                raise NotSo("without_time")
            times = reading.clocks(clock)
        if said.get("end"):
            times = [times[0], reading.clocks(said["end"])[-1]]
        if day > self._known.today:
            raise NotSo("in_future", day=day)
        if len(times) > 1 and times[1] <= times[0]:
            raise NotSo("ends_before", start=times[0], end=times[1])
        return f"{day}T{times[0]}", f"{day}T{times[1]}" if len(times) > 1 else None

    def _fields(self, said: Mapping[str, str], form: str, title: str, start: str, end: str | None) -> dict[str, Any]:
        fields: dict[str, Any] = {"form": form, "start": start}
        fields |= {name: value for name, value in (("title", title), ("end", end)) if value}
        fields |= {name: said[name] for name in ("place", "paper") if said.get(name)}
        if said.get("host"):
            fields["host"] = self._known.person(said["host"]).id
        if said.get("recorders"):
            found = self._known.persons(self._names(said["recorders"]))
            fields["recorders"] = sorted({each.id for each in found})
        return reading.fitting(KINDS["session"], fields)

    def _names(self, text: str) -> list[str]:
        return reading.names(text, lambda name: bool(self._known.people(name)))

    def _roll(self, said: Mapping[str, str]) -> dict[str, str]:
        """Person -> mark; raises NotSo for somebody in two columns, or where names and numbers differ."""
        found: dict[str, str] = {}
        for status in ROLL:
            for name in self._names(said.get(status, "")):
                person = self._known.person(name)
                if found.setdefault(person.id, status) != status:
                    raise NotSo("two_marks", name=name)
        came = sum(status in ("present", "late") for status in found.values())
        if found and said.get("present_count") and reading.number(said["present_count"]) != came:
            raise NotSo("other_number", said=reading.number(said["present_count"]), named=came)
        return found

    # what becomes of it

    def _new(
        self, number: int, shown: str, fields: dict[str, Any], roll: dict[str, str], said: Mapping[str, str]
    ) -> Judged:
        name = f"session {number}"
        day = str(fields["start"])[:10]
        edits: list[Edit] = [New(name, "session", fields, HELD), *self._rows(name, Ref(name), roll, day)]
        edits += self._said(name, Ref(name), str(fields["start"]), said)
        return Judged(number, "new", shown, None, (*self._notes(roll, said), *self._strangers(roll, day)), tuple(edits))

    def _changed(
        self,
        number: int,
        shown: str,
        session: View,
        fields: dict[str, Any],
        roll: dict[str, str],
        said: Mapping[str, str],
    ) -> Judged:
        different = {name: (session.get(name), value) for name, value in fields.items() if session.get(name) != value}
        rows = {
            str(row.get("member")): row for row in self._place.repository.linked("attendance", "session", session.id)
        }
        missing = {member: status for member, status in roll.items() if member not in rows}
        edits: list[Edit] = [Change(session.id, "session", different)] if different else []
        edits += self._rows(f"session {number}", session.id, missing, str(fields["start"])[:10])
        if not edits:
            return Judged(number, "same", shown)
        if session.state not in OPEN:
            raise NotSo("closed_session", state=session.state)
        notes = tuple(
            Reason("field", {"kind": "session", "field": name, "before": before, "after": after})
            for name, (before, after) in different.items()
        )
        notes = (*notes, *self._strangers(missing, str(fields["start"])[:10]))
        return Judged(number, "changed", shown, None, notes, tuple(edits))

    def _strangers(self, roll: Mapping[str, str], day: str) -> tuple[Reason, ...]:
        """Who is named although they came to the branch later, or had left before: worth a look, and taken as it is written."""
        found = [
            str(person.get("name"))
            for member in roll
            if self._known.stations(member)
            and self._known.sits(member, day) is None
            and (person := self._place.repository.get(member)) is not None
        ]
        return (Reason("not_there", {"names": t("list.comma").join(found), "day": day}),) if found else ()

    def _rows(self, name: str, session: Any, roll: Mapping[str, str], day: str) -> list[Edit]:
        """A row of the roll for each person, with the section they were in that day."""
        found: list[Edit] = []
        for member, status in roll.items():
            sits = self._known.sits(member, day)
            row = {"session": session, "member": member, "expected": status != "observer", "status": status}
            row |= {"section": sits.get("section")} if sits is not None else {}
            found.append(New(f"{name} {member}", "attendance", row))
        return found

    def _said(self, name: str, session: Any, at: str, said: Mapping[str, str]) -> list[Edit]:
        """What was studied as materials; content, numbers and remarks as entries of the minutes."""
        spec = KINDS["material"]
        edits: list[Edit] = [
            New(f"{name} material {place}", "material", {"target": session, **reading.fitting(spec, {"title": title})})
            for place, title in enumerate(_titles(said.get("materials", "")), 1)
        ]
        texts = [said.get("content", ""), self._numbers(said), said.get("remark", "")]
        for place, text in enumerate(filter(None, texts), 1):
            entry = {"at": at, "entry": "note", "pos": f"a{place}", "text": text}
            edits.append(
                New(f"{name} minute {place}", "minute", {"session": session, **reading.fitting(KINDS["minute"], entry)})
            )
        return edits

    def _numbers(self, said: Mapping[str, str]) -> str:
        """What the sheet says of numbers where it names nobody."""
        if any(said.get(status) for status in ROLL):
            return ""
        found = [
            t(f"import.session.{name}", n=reading.number(said[name]))
            for name in ("expected_count", "present_count")
            if said.get(name)
        ]
        return t("import.session.numbers", numbers="，".join(found)) if found else ""

    def _notes(self, roll: Mapping[str, str], said: Mapping[str, str]) -> tuple[Reason, ...]:
        return () if roll else (Reason("only_numbers" if self._numbers(said) else "no_roll"),)


def _titles(text: str) -> list[str]:
    """Materials a line, or in 《》 marks, else by semicolons."""
    lines = [part.strip() for line in text.splitlines() for part in line.replace("；", ";").split(";")]
    return [line for line in lines if line]
