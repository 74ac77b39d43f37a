"""Hours, attendance, frequency and reflections, worked out a second time from DOMAIN.md section 4 alone."""

from __future__ import annotations

import datetime as dt
import re

from sync.cache.view import View
from tests.property.slow_year import NO_ACCESS, NOT_APPLICABLE, TO_SUPPLY, SlowYear


class SlowFigures(SlowYear):
    """What is counted of a person, and what each period is asked for."""

    # hours

    def hours(self, member: str) -> dict[str, int | str]:
        """Minutes, or why there are none."""
        found: dict[str, int | str] = {}
        step = self.rules.number("H-1", "step")
        for name in ("collective", "other"):
            found[name] = NOT_APPLICABLE if step is None else NO_ACCESS
        if step is not None and self.can_see_sessions(member):
            sums: dict[str, list[int | None]] = {"collective": [], "other": []}
            for session, said, made_up in self.at(member):
                forms = [session.get("form"), *(session.get("also") or [])]
                counts = any(form in self.rules.words("H-7", "forms") for form in forms)
                sums["collective" if counts else "other"].append(self.worth(session, said, made_up, step))
            for name, shares in sums.items():
                found[name] = TO_SUPPLY if None in shares else sum(share or 0 for share in shares)
        if self.rules.rule("H-7") is None:
            found["collective"] = NOT_APPLICABLE
        for name, rule in (("online", "H-3"), ("study", "H-2"), ("writing", "H-8")):
            if self.rules.rule(rule) is None:
                found[name] = NOT_APPLICABLE
            elif not self.can_see_own(member):
                found[name] = NO_ACCESS
            else:
                found[name] = self.writing(member) if name == "writing" else self.alone(member, name)
        parts = [value for value in found.values() if value != NOT_APPLICABLE]
        for why in (NO_ACCESS, TO_SUPPLY):
            if why in parts:
                found["total"] = why
                break
        else:
            found["total"] = sum(value for value in parts if isinstance(value, int)) if parts else NOT_APPLICABLE
        return found

    def worth(self, session: View, said: str | None, made_up: bool, step: int) -> int | None:
        """What one session adds; None where that is not known."""
        if said is None:
            return None
        there = said == "present" or (said in ("late", "left_early") and self.rules.rule("H-4"))
        again = said in ("leave", "absent") and made_up and self.rules.rule("H-5")
        if not there and not again:
            return 0
        if session.state != "approved" and not self.rules.rule("H-6"):
            return 0
        minutes, counted = self.length(session), 0
        if minutes is None:
            return None
        while step and counted + step <= minutes:
            counted += step
        return counted if step else minutes

    def length(self, session: View) -> int | None:
        """Minutes from start to end, where both are known and in order."""
        if not session.get("start") or not session.get("end") or session.get("end") < session.get("start"):
            return None
        begin, end = (dt.datetime.fromisoformat(session.get(name)) for name in ("start", "end"))
        return int((end - begin).total_seconds() // 60)

    def alone(self, member: str, name: str) -> int | str:
        """Self-study or online courses, capped."""
        counted = 0
        for each in self.kind("study", member=member):
            if not self.first <= each.get("on") <= self.last or each.state in ("refused", "withdrawn"):
                continue
            if (each.get("channel") == "course") != (name == "online"):
                continue
            since = [each.fv.get(field, [0])[0] for field in ("on", "minutes", "what", "channel")]
            confirmed = each.state == "confirmed" and max(since) <= each.fv.get("state", [0])[0]
            if self.rules.rule("S-1") and not confirmed:
                continue
            minutes = each.get("minutes")
            if name == "online":
                counted += 60 if minutes >= 30 else 30 if minutes >= 15 else 15
            else:
                counted += minutes // 30 * 30
        most = self.rules.number("H-9", name)
        return counted if most is None or counted < most else most

    def submitted(self, member: str) -> list[View]:
        """Handed in in the year and neither withdrawn nor replaced since, were it in another year."""
        own = [each for each in self.kind("submission", author=member) if each.state != "withdrawn"]
        gone = [each.get("replaces") for each in own]
        return [v for v in own if v.id not in gone and self.first <= v.created["at"][:10] <= self.last]

    def writing(self, member: str) -> int:
        return sum(
            self.rules.number("H-8", "minutes") or 0 for each in self.submitted(member) if each.state == "accepted"
        )

    def target(self, member: str) -> int | str:
        """The target of collective study, or why there is none."""
        if None in (self.rules.rule("T-1"), self.rules.rule("H-1"), self.rules.rule("H-7")):
            return NOT_APPLICABLE
        if "b" not in self.scopes:
            return NO_ACCESS
        if self.belonged(member, self.first, self.now) and not self.there(member, self.first, self.now):
            return NOT_APPLICABLE
        higher = self.committee(member, self.now, self.now, ("secretary", "committee"))
        return self.rules.number("T-1", "committee" if higher else "member") or 0

    # attendance

    def counts(self, member: str) -> dict[str, int] | str:
        """How often expected and how: or why that cannot be said."""
        if not self.can_see_sessions(member):
            return NO_ACCESS
        names = ("present", "late", "left_early", "leave", "absent")
        found = dict.fromkeys((*names, "makeup"), 0)
        for _, said, made_up in self.at(member):
            if said is None:
                return TO_SUPPLY
            if said in names:
                found[said] += 1
                found["makeup"] += made_up and said in ("leave", "absent")
        return found

    # frequency and reflections

    def groups(self) -> list[str]:
        """The party groups of everybody of the year."""
        people = self.people()
        return sorted({v.get("group") for v in self.kind("member") if v.id in people and v.get("group")})

    def had_people(self, group: str, per: str, first: str, last: str) -> bool:
        """In those days somebody of the group was a member, or stood on a roll that is not the committee's."""
        for each in self.kind("member", group=group):
            if self.belonged(each.id, first, last):
                return True
            for session in self.held():
                open_to_all = session.get("form") != "committee_meeting"
                inside = per == "year" or (session.get("start") and first <= session.get("start")[:10] <= last)
                if open_to_all and inside and self.kind("attendance", session=session.id, member=each.id):
                    return True
        return False

    def records_begin(self) -> str:
        """The first day of anything: the branch entered, a session others may read; empty where nothing says when it was entered."""
        entered = [v.created["at"][:10] for v in self.views if v.kind in ("settings", "member") and v.created]
        open_ones = [v for v in self.kind("session") if v.get("form") != "committee_meeting" and v.state != "cancelled"]
        dated = [v.get("start")[:10] for v in open_ones if v.get("start")]
        named = [f"{v.get('year')}-{self.starts:02}-01" for v in open_ones if v.get("year") and not v.get("start")]
        return min([*entered, *dated, *named]) if entered else ""

    def sessions_of(self, form: str, group: str | None) -> list[View]:
        found = []
        for session in self.held():
            same = session.get("form") == form or form in (session.get("also") or [])
            if session.get("form") == "committee_meeting" and form != "committee_meeting":
                same = False
            groups = [each.get("group") for each in self.kind("member")]
            meant = session.get("audience") if session.get("audience") in groups else None
            if same and (group is None or meant in (None, group)):
                found.append(session)
        return found

    def state_of(self, form: str, group: str | None, per: str, times: int, first: str, last: str) -> str:
        """met, open, missed, unknown or no_access."""
        if "b" not in self.scopes or (form == "committee_meeting" and "c" not in self.scopes):
            return NO_ACCESS
        sessions = self.sessions_of(form, group)
        inside = [s for s in sessions if per == "year" or (s.get("start") and first <= s.get("start")[:10] <= last)]
        if len(inside) >= times:
            return "met"
        if self.today.isoformat() <= last:
            return "open"
        undated = [session for session in sessions if session.get("start") is None]
        if per != "year" and len(inside) + len(undated) >= times:
            return "unknown"
        return "before" if last < self.records_begin() else "missed"

    def written(self, member: str, rule: str, first: str, last: str) -> str | None:
        """met, open, missed or no_access; None where nothing is asked of the person."""
        if not self.there(member, first, last):
            return None
        if not self.can_see_own(member):
            return NO_ACCESS
        times = self.rules.number(rule, "times") or 0
        good = waiting = 0
        for each in self.submitted(member):
            if not first <= each.created["at"][:10] <= last:
                continue
            if rule == "R-1" and characters(each.get("body")) < (self.rules.number("R-1", "characters") or 0):
                continue
            if rule == "R-2" and not (each.get("use_at_work") or "").strip():
                continue
            good += each.state == "accepted"
            waiting += each.state == "submitted"
        if good >= times:
            return "met"
        return "open" if self.today.isoformat() <= last or good + waiting >= times else "missed"


def characters(text: str) -> int:
    """As Word counts: each Chinese character one, each run of letters or digits one."""
    return len(re.findall(r"[\u4e00-\u9fff，。]", text)) + len(re.findall(r"[A-Za-z0-9]+", text))
