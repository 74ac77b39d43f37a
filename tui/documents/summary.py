"""年度学习总结: the facts of a year, each figure leading to its evidence; what people have to say of them is left to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sync.cache.view import View
from sync.records.plans import TRACKS
from tui.documents import duties
from tui.documents.annual_plan import document_words
from tui.documents.branch_title import branch_title
from tui.documents.days import day as day_words
from tui.documents.figure_sentences import Sentences
from tui.documents.kinds import Subject
from tui.documents.months import months_words
from tui.documents.office import Office, is_sample
from tui.documents.open_parts import families, open_parts
from tui.documents.outline import Outline
from tui.documents.paper import Block, Paper, Paragraph
from tui.documents.signature_lines import signature_lines
from tui.documents.sources import Sources
from tui.i18n import t
from tui.labels import listed
from tui.year.carry_over import not_done
from tui.year.evidence import evidence
from tui.year.figures import Figure
from tui.year.figures_in import of_people
from tui.year.outcomes import changes, issued, outcomes, recommended
from tui.year.overview import reached, tasks_done, unknown_facts
from tui.years import study_year

HOURS = ("collective", "other", "online", "study", "writing", "total")


def paper(office: Office, about: Subject) -> Paper:
    """The summary of the office's year."""
    drawn = Drawn(office)
    name = t("doc.summary.title", year=office.year.year)
    blocks = tuple(drawn.blocks(name))
    shown = [office.year.plan, *office.year.tasks, *office.year.sessions, *issued(office.year)]
    return Paper(name, blocks, drawn.sources.all, is_sample(shown), office.branch)


class Drawn:
    """Writes the parts of one year's summary."""

    def __init__(self, office: Office) -> None:
        self.office, self.year = office, office.year
        self.outline, self.sources = Outline(), Sources(office)
        self.sentences = Sentences(office, self.sources)
        self.results = outcomes(office.year)
        plan = office.year.plan
        text = str(plan.get("requirements") or "") if plan is not None else ""
        self.duties, self.asked = duties.said(office, text)

    def blocks(self, name: str) -> Iterator[Block]:
        """All of it, from the title to the date."""
        yield branch_title(self.office.branch, name)
        yield Paragraph(t("doc.counted_until", day=day_words(self.year.so_far.isoformat())), "center")
        yield self.outline.first(t("doc.summary.basics"))
        yield from self._basics()
        yield self.outline.first(t("doc.summary.practice"))
        yield from self._practice()
        yield self.outline.first(t("doc.summary.problems"))
        # The summary that is being written is no gap of the year it tells of.
        found = [(name, items) for name, items in families(self.office) if name != "closing"]
        yield from open_parts(self.office, found, ("plan", "tasks", "frequency"))
        yield self.sentences.listed([("year.unknown_facts", unknown_facts(self.office.report))])
        yield Paragraph(t("doc.to_write", what=t("doc.summary.causes")))
        yield self.outline.first(t("doc.summary.ahead"))
        yield from self._ahead()
        yield from signature_lines(t("doc.to_write", what=t("doc.summary.measures")), self.office.branch)

    # basic figures

    def _basics(self) -> Iterator[Block]:
        yield self.outline.second(t("doc.summary.documents"))
        yield from self._documents()
        yield self.outline.second(t("doc.summary.plan"))
        yield from self._plan()
        yield self.outline.second(t("doc.summary.sessions"))
        report = self.office.report
        yield self.sentences.sessions(report.sessions, report.forms)
        yield self.sentences.turnout(report.sessions)
        yield self.outline.second(t("doc.summary.hours"))
        hours = {figure.name: figure for figure in report.hours}
        figures = [(f"year.{name}", hours[name]) for name in HOURS if name in hours]
        yield self.sentences.listed([*figures, ("year.reached", reached(report))])
        yield self.outline.second(t("doc.summary.written"))
        yield self.sentences.listed(self._written())

    def _documents(self) -> Iterator[Block]:
        found = issued(self.year)
        yield Paragraph(t("doc.summary.n_documents", n=len(found)) if found else t("value.unknown"))
        yield from self._numbered(document_words(self.office, view.id) for view in found)

    def _plan(self) -> Iterator[Block]:
        plan = self.year.plan
        if plan is None:
            yield Paragraph(t("doc.plan.none"))
            return
        number, day = plan.get("number") or t("value.unknown"), day_words(plan.get("issued_on"))
        words = t("doc.document", title=self.office.title(plan), number=number, day=day)
        yield Paragraph(t("doc.summary.the_plan", plan=words, n=len(self._tasks())))
        for track in TRACKS:
            topics = dict.fromkeys(self.office.title(task) for task in self._tasks() if task.get("track") == track)
            if topics:
                label = self.office.choice("task", "track", track)
                yield Paragraph(t("doc.summary.track", track=label, topics=t("doc.figures.comma").join(topics)))
        goals = [line.strip(" 。；;.") for line in str(plan.get("goals") or "").splitlines() if line.strip()]
        if goals:
            yield Paragraph(t("doc.summary.goals", goals=t("doc.figures.comma").join(goals)))
        yield self.sentences.listed([("doc.summary.tasks_done", tasks_done(self.office.report))])

    def _tasks(self) -> list[View]:
        return [task for task in self.year.tasks if task.state != "cancelled"]

    def _written(self) -> Iterator[tuple[str, Figure]]:
        yield "year.reflections", self.office.report.written
        rounds = [(member, evidence(self.year, member.id).figure("rounds")) for member in self.year.people]
        found = [(member, figure) for member, figure in rounds if figure is not None]
        yield "doc.summary.rounds", of_people(self.year, "rounds", "count", found)
        yield "doc.summary.borrowed", self.results["borrowed"]

    # practice and results

    def _practice(self) -> Iterator[Block]:
        yield self.outline.second(t("doc.summary.duties"))
        day = self.year.so_far.isoformat()
        yield from self._lines([*self.duties, *duties.appointed(self.office, day)])
        yield self.outline.second(t("doc.summary.asked"))
        yield from self._lines(self.asked)
        yield self.outline.second(t("doc.summary.shared"))
        yield self.sentences.listed(
            [
                ("doc.summary.published", self.results["published"]),
                ("doc.summary.recommended", self.results["recommended"]),
            ]
        )
        yield from self._numbered(self._recommendation(view) for view in recommended(self.year))
        yield self.outline.second(t("doc.summary.applied"))
        yield self.sentences.listed(
            [("doc.summary.changes", self.results["changes"]), ("doc.summary.kept", self.results["kept"])]
        )
        yield from self._numbered(self._change(view) for view in changes(self.year) if view.state == "kept")
        yield Paragraph(t("doc.to_write", what=t("doc.summary.results")))

    def _recommendation(self, view: View) -> str:
        target = self.office.place.repository.get(str(view.get("target")))
        title = self.office.title(target) if target is not None else t("value.not_here")
        return t("doc.summary.recommendation", title=title, who=self.office.name(view.get("author")))

    def _change(self, view: View) -> str:
        line = self.office.choice("improvement", "work_line", view.get("work_line"))
        words = t("doc.summary.change", title=self.office.title(view), line=line, day=day_words(view.get("started")))
        result = str(view.get("result") or "").strip()
        return t("doc.summary.change_result", change=words, result=result) if result else words

    # what goes on

    def _ahead(self) -> Iterator[Block]:
        states = {row.task.id: row.state for row in self.office.report.plan}
        open_ = not_done(self.office.report.plan)
        left = [task for task in open_ if states[task.id] not in ("unknown", "no_access")]
        untold = [task for task in open_ if task not in left]
        for msgid, tasks in (("doc.summary.left", left), ("doc.summary.untold", untold)):
            if tasks:
                yield Paragraph(t(msgid, n=len(tasks)))
                yield from self._numbered(self._left(task, states[task.id]) for task in tasks)
        trying = [view for view in changes(self.year) if view.state == "trying"]
        if trying:
            yield Paragraph(t("doc.summary.trying", n=len(trying), titles=listed(map(self.office.title, trying))))
        following = study_year(self.office.place, self.year.year + 1)
        if following.plan is not None:
            yield Paragraph(t("doc.summary.next_plan", title=self.office.title(following.plan), n=len(following.tasks)))
        if not open_ and not trying and following.plan is None:
            yield Paragraph(t("doc.summary.nothing_left"))

    def _left(self, task: View, state: str) -> str:
        months = months_words(task.get("month_from"), task.get("month_to"), self.year.year)
        return t("doc.summary.task", title=self.office.title(task), months=months, state=t(f"doc.task.{state}"))

    # lines

    def _lines(self, lines: Iterable[str]) -> Iterator[Block]:
        found = list(lines)
        yield from (Paragraph(line) for line in found)
        if not found:
            yield Paragraph(t("value.unknown"))

    def _numbered(self, lines: Iterable[str]) -> Iterator[Block]:
        for number, line in enumerate(lines, start=1):
            yield Paragraph(t("doc.numbered", n=number, text=line))
