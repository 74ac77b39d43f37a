"""The plan, what can still be reached, and what speaks for a person, worked out a second time from DOMAIN.md section 4 alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from sync.cache.view import View
from tests.property.slow_figures import SlowFigures, characters
from tests.property.slow_year import HELD, NO_ACCESS, NOT_APPLICABLE

TO_COME = {"planned", "running", "postponed"}


class Slow(SlowFigures):
    """All of the slow calculation."""

    # the plan

    def tasks(self) -> list[View]:
        plans = [each.id for each in self.kind("plan", year=self.year)]
        return sorted((v for v in self.kind("task") if v.get("plan") in plans), key=lambda v: v.get("number"))

    def of_task(self, task: View) -> list[View]:
        """Its sessions of the year; a meeting of the committee only under a task that is one."""
        committee = task.get("form") == "committee_meeting"
        own = [v for v in self.kind("session", task=task.id) if self.mine(v)]
        return [v for v in own if committee or v.get("form") != "committee_meeting"]

    def months(self, task: View) -> list[str]:
        """The months of a task, YYYY-MM."""
        known = [each[:7] for each in (task.get("month_from"), task.get("month_to")) if each]
        if not known or known[0] > known[-1]:
            return []
        found, (year, month) = [], map(int, known[0].split("-"))
        while f"{year:04}-{month:02}" <= known[-1]:
            found.append(f"{year:04}-{month:02}")
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return found

    def task(self, task: View) -> tuple[Any, ...]:
        """Held, missing, state, and the signs of the twelve months."""
        if "b" not in self.scopes or (task.get("form") == "committee_meeting" and "c" not in self.scopes):
            return 0, None, NO_ACCESS, ["nothing"] * 12
        sessions, months = self.of_task(task), self.months(task)
        held, wanted = sum(v.state in HELD for v in sessions), task.get("times") or 1
        short, today = max(0, wanted - held), self.today.isoformat()
        over = bool(months) and months[-1] < today[:7]
        missing = None if not months else short if over and task.state == "planned" else 0
        state = {"closed": "done", "planned": "open"}.get(str(task.state), str(task.state))
        if state == "open":
            state = "done" if not short else "unknown" if not months else "missing" if over else "open"
        signs = {self.month(n)[0][:7]: "nothing" for n in range(12)}
        for month in signs:
            inside = {v.state for v in sessions if (v.get("start") or "")[:7] == month}
            for sign, states in (("held", HELD), ("planned", {"planned", "running"})):
                if inside & states and signs[month] == "nothing":
                    signs[month] = sign
            for sign in ("postponed", "cancelled"):
                if sign in inside and signs[month] == "nothing":
                    signs[month] = sign
        due = [month for month in signs if month in months]
        if task.state in ("postponed", "cancelled"):
            signs |= {month: task.state for month in due if signs[month] == "nothing"}
        elif task.state == "planned":
            past = [month for month in signs if month < today[:7]]
            set_down = [v for v in sessions if v.state in ("planned", "running")]
            left = max(0, short - sum((v.get("start") or "")[:7] not in past for v in set_down))
            for month in due:
                if left and month not in past and signs[month] == "nothing":
                    signs[month], left = "planned", left - 1
                elif month not in past and signs[month] == "nothing":
                    break
            for month in reversed(due):
                if left and month in past and signs[month] in ("nothing", "planned"):
                    signs[month], left = "missing", left - 1
        return held, missing, state, list(signs.values())

    # what can still be reached

    def days_of(self, what: View) -> list[str]:
        """On which days something may still be held."""
        if what.kind == "session" and what.get("start") and what.state != "postponed":
            return [what.get("start")[:10]]
        rest = list(self.days(self.now, self.last))
        months = self.months(what) if what.kind == "task" and what.state == "planned" else []
        return [day for day in rest if day[:7] in months] or rest

    def concerns(self, what: View, member: str) -> bool:
        if what.get("form") == "committee_meeting" and not self.sits(member):
            return False
        if what.kind == "session" and self.kind("attendance", session=what.id, member=member):
            return True
        return any(self.expected_on(day, what, member) for day in self.days_of(what))

    def to_come(self, member: str) -> list[tuple[set[str], int | None, int | None]] | None:
        """Forms, how often, how long; None where there is no plan to say it."""
        if self.over:
            return []
        if not self.tasks():
            return None
        found: list[tuple[set[str], int | None, int | None]] = []
        planned = {task.id: task for task in self.tasks()}
        for session in self.kind("session"):
            if self.mine(session) and session.state in TO_COME and self.concerns(session, member):
                task = planned.get(session.get("task"))
                long = self.length(session)
                found.append((self.forms(session), 1, task.get("minutes_planned") if long is None and task else long))
        for task in planned.values():
            if task.state not in ("planned", "postponed") or not self.concerns(task, member):
                continue
            once = task.get("month_from") and task.get("month_to") in (None, task.get("month_from"))
            times = task.get("times") or (1 if once else None)
            made = sum(v.state in HELD | TO_COME for v in self.of_task(task))
            if times is None or times > made:
                form = {task.get("form")} - {None}
                found.append((form, times and times - made, task.get("minutes_planned")))
        return found

    def forms(self, session: View) -> set[str]:
        return {session.get("form"), *session.get("also")}

    def hours_reach(self, member: str, collective: int | str, least: int) -> str:
        """reached, missed, short, open, unknown or none; `least` is what is known of hours of which not all is."""
        target = self.target(member)
        if isinstance(target, str):
            return "none" if target == NOT_APPLICABLE else "unknown"
        if isinstance(collective, str):
            return "reached" if collective != NO_ACCESS and least >= target else "unknown"
        if collective >= target or self.over:
            return "reached" if collective >= target else "missed"
        more = self.possible(member)
        return "short" if more is not None and collective + more < target else "open"

    def possible(self, member: str) -> int | None:
        """Minutes of collective study that may still come, None where that is not known."""
        counting, step = set(self.rules.words("H-7", "forms")), self.rules.number("H-1", "step") or 0
        coming = self.to_come(member)
        if coming is None:
            return None
        shares: list[int | None] = []
        for forms, times, minutes in coming:
            if not forms or forms & counting:
                each = minutes if minutes is None or not step else minutes // step * step
                shares.append(None if times is None or each is None else times * each)
        for session, said, made_up in self.at(member):
            if not self.forms(session) & counting:
                continue
            approved = replace(session, fields={**session.fields, "state": "approved"})
            now, then = self.worth(session, said, made_up, step), self.worth(approved, said, True, step)
            if now != then:
                shares.append(then)
        return None if None in shares else sum(share or 0 for share in shares)

    def rate_reach(self, member: str) -> str:
        percent, counts = self.rules.number("P-1", "percent"), self.counts(member)
        away = self.belonged(member, self.first, self.now) and not self.there(member, self.first, self.now)
        if percent is None:
            return "none"
        if counts == NO_ACCESS:
            return "unknown"
        if away:
            return "none"
        if isinstance(counts, str):
            return "unknown"
        came = counts["present"] + counts["late"] + counts["left_early"]
        asked = came + counts["leave"] + counts["absent"]
        if asked and came * 100 >= percent * asked:
            return "reached"
        if self.over:
            return "missed" if asked else "none"
        coming = self.to_come(member)
        if coming is None or None in [times for _, times, _ in coming] or not asked:
            return "open"
        more = sum(times or 0 for _, times, _ in coming)
        return "short" if (came + more) * 100 < percent * (asked + more) else "open"

    # what speaks for a person

    def evidence(self, member: str) -> dict[str, int | str]:
        """The counts of a person's year that are neither hours nor a rate."""
        reads = self.can_see_sessions(member) and self.can_see_own(member)
        counts = {
            "makeups": len(list(self.owed(member))),
            "led": sum(self.led(session, member) for session in self.seen(member)),
            "improvements": len(list(self.improvements(member))),
            "commentary": self.commentary(member),
        }
        found: dict[str, int | str] = {name: n if reads else NO_ACCESS for name, n in counts.items()}
        if self.rules.rule("A-3") is None:
            found["makeups"] = NOT_APPLICABLE
        accepted = sum(each.state == "accepted" for each in self.submitted(member))
        found["reflections"] = accepted if self.can_see_own(member) else NO_ACCESS
        found["rounds"] = self.rounds(member)
        return found

    def seen(self, member: str) -> list[View]:
        """Held sessions that are not of a committee the person has no part in."""
        return [v for v in self.held() if v.get("form") != "committee_meeting" or self.sits(member)]

    def owed(self, member: str) -> Iterator[View]:
        for session in self.seen(member):
            for row in self.kind("attendance", session=session.id, member=member):
                begun = (session.get("start") or "")[:10] <= self.today.isoformat()
                if row.get("status") in ("leave", "absent") and begun and not row.get("makeup_verified"):
                    yield row

    def led(self, session: View, member: str) -> bool:
        items = self.kind("agenda_item", session=session.id, presenter=member)
        return bool(items or self.kind("material", target=session.id, presenter=member))

    def improvements(self, member: str) -> Iterator[View]:
        for each in self.kind("improvement", owner=member):
            if self.first <= (each.get("started") or each.created["at"][:10]) <= self.last and each.state != "proposed":
                yield each

    def commentary(self, member: str) -> int:
        """What others wrote of the person's texts, and what minutes say of the person in other words."""
        texts = [v.id for v in self.submitted(member)]
        texts += [
            v.id for v in self.kind("publication", author=member) if self.first <= v.created["at"][:10] <= self.last
        ]
        written = [v for v in self.kind("comment") if v.get("target") in texts and v.get("author") != member]
        same = [(v.get("session"), v.get("text")) for v in written]
        seen = [session.id for session in self.seen(member)]
        said = [v for v in self.kind("minute", about=member, entry="commentary") if v.get("session") in seen]
        return len(written) + sum((v.get("session"), v.get("text")) not in same for v in said)

    def rounds(self, member: str) -> int | str:
        """Periods in which a book, a knowledge point and an accepted, long enough reflection about a book come together."""
        if self.rules.rule("B-1") is None:
            return NOT_APPLICABLE
        spans = [each for each in self.spans(self.rules.word("B-1", "per") or "half") if self.there(member, *each)]
        if "b" not in self.scopes or (spans and not self.can_see_own(member)):
            return NO_ACCESS
        return sum(self.round(member, *each) for each in spans)

    def round(self, member: str, first: str, last: str) -> bool:
        texts = [v for v in self.submitted(member) if first <= v.created["at"][:10] <= last]
        about = [v for v in texts if v.get("book")]
        loans = [v for v in self.kind("loan", member=member) if first <= v.get("out_on") <= last]
        least = self.rules.number("R-1", "characters") or 0
        good = [v for v in about if v.state == "accepted" and characters(v.get("body")) >= least]
        return bool((about or loans) and good and any((v.get("knowledge_point") or "").strip() for v in texts))
