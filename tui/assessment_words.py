"""学习考核 in words: the evidence line by line, what the person is told, and the study part of the work assessment as text."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync.cache.view import View
from sync.workplace import Workplace
from tui.figure_words import missing_words, reach_word, with_unit
from tui.i18n import t
from tui.labels import choice_label, listed, record_name, state_label
from tui.reading_rounds import period_words
from tui.year.cycle import Cycle
from tui.year.figures import Figure
from tui.year.reflecting import Written
from tui.year.study_part import Steps, StudyPart, changed_since

REACHES = {"collective": "hours_reach", "rate": "rate_reach"}
"""Figure -> what the evidence says of how it stands to its target."""


class Paragraph(msgspec.Struct, frozen=True):
    """One line of a text, or a heading of it."""

    text: str
    heading: bool = False


def label(name: str) -> str:
    """What a figure of the evidence is called."""
    return t(f"evidence.{name}")


def value(part: StudyPart, figure: Figure) -> str:
    """A figure with its unit, and how it stands to its target."""
    words = with_unit(figure)
    if figure.name not in REACHES or figure.value is None:
        return words
    reach = getattr(part.evidence, REACHES[figure.name])
    return words if reach == "none" else t("evidence.stands", value=words, reach=reach_word(reach, figure))


def asked_label(written: Written) -> str:
    """Which rule, in which part of the year."""
    return t("evidence.asked", rule=t(f"evidence.rule_{written.rule.id}"), period=period_words(written.period))


def asked_words(written: Written) -> str:
    """How many of how many, and whether that is enough."""
    if written.state == "no_access":
        return missing_words("no_access")
    state = t(f"evidence.state_{written.state}")
    return t("evidence.of", n=len(written.counted), times=written.times, state=state)


def round_label(each: Cycle) -> str:
    """A round of reading, by its part of the year."""
    return t("evidence.round", period=period_words(each.period))


def round_words(each: Cycle) -> str:
    """Complete, or which links are still open."""
    if each.state == "no_access":
        return missing_words("no_access")
    if not each.open:
        return t("evidence.state_met")
    return t("evidence.round_lacks", links=listed(t(f"evidence.link_{link}") for link in each.open))


class Counted(msgspec.Struct, frozen=True):
    """One line of the evidence in words; `figure` is the name of the figure it opens to."""

    figure: str
    label: str
    words: str
    rules: str


def evidence_lines(part: StudyPart) -> Iterator[Counted]:
    """Everything that is counted and that a rule or a record has something to say about."""
    for figure in part.evidence.figures:
        if figure.missing != "not_applicable":
            yield Counted(figure.name, label(figure.name), value(part, figure), listed(figure.rules))
    for written in part.evidence.asked:
        yield Counted("reflections", asked_label(written), asked_words(written), written.rule.id)
    for each in part.evidence.rounds:
        yield Counted("rounds", round_label(each), round_words(each), each.rule.id)


def steps_words(place: Workplace, part: Steps) -> dict[str, str]:
    """How far each step of a person's assessment is, by column; a grade is said to those alone who prepare it."""
    return {
        "name": str(part.member.get("name")),
        "section": record_name(place, part.section) if part.section else "",
        "own_words": own_words(place, part),
        "section_remark": remark_words(part),
        "grade": grade_words(place, part),
        "result": result_words(place, part, grades=False),
    }


def own_words(place: Workplace, part: Steps) -> str:
    """How far the person's own words are."""
    if not part.reads_person:
        return missing_words("no_access")
    held = part.assessment
    if held is None or not str(held.get("self_text") or "").strip():
        return t("assessment.own_missing")
    state = state_label(place.repository.registry["assessment"], held.state)
    return t("assessment.own_changed", state=state) if changed_since(held) else state


def remark_words(part: Steps) -> str:
    """Whether the section has said something."""
    if not part.reads_person:
        return missing_words("no_access")
    return t("assessment.there" if _text(part.assessment, "section_remark") else "assessment.not_yet")


def grade_words(place: Workplace, part: Steps) -> str:
    """The grade in preparation; nothing of it for whoever does not read what the committee prepares."""
    if not part.reads_committee:
        return missing_words("no_access")
    if part.appraisal is None:
        return t("assessment.not_yet")
    state = state_label(place.repository.registry["appraisal"], part.appraisal.state)
    return t("assessment.grade_state", grade=grade(place, part.appraisal), state=state)


def grade(place: Workplace, view: View) -> str:
    """The grade of an appraisal or a result."""
    held = view.get("grade")
    return choice_label(place.repository.registry[view.kind], "grade", str(held)) if held else t("value.unknown")


def result_words(place: Workplace, part: Steps, *, grades: bool = True) -> str:
    """What the person was told last, and how often that was."""
    if not part.reads_person:
        return missing_words("no_access")
    if not part.results:
        return t("assessment.not_told")
    if not grades:
        return t("assessment.told", n=len(part.results))
    return t("assessment.told_grade", grade=grade(place, part.results[-1]), n=len(part.results))


# texts


def told(place: Workplace, part: StudyPart, so_far: str, number: int) -> str:
    """Exactly what the person is told for the `number`-th time: evidence, remark, grade; raises ValueError without a grade."""
    if part.appraisal is None or not part.appraisal.get("grade"):
        raise ValueError("nobody is told a result that has no grade")
    lines = [
        t("told.title", year=part.year, n=number),
        t("told.who", name=str(part.member.get("name")), section=_section(place, part)),
        "",
        t("told.evidence", day=so_far),
        *(t("told.line", label=each.label, words=each.words) for each in evidence_lines(part)),
        "",
        t("told.remark"),
        _text(part.assessment, "section_remark") or t("told.no_remark"),
        "",
        t("told.grade", grade=grade(place, part.appraisal)),
    ]
    return "\n".join(lines)


def form(place: Workplace, part: StudyPart) -> list[Paragraph]:
    """学习情况考核表 as text: evidence by rule, own words, the section's remark, the grade, the result as told."""
    closed = missing_words("no_access")
    lines = [
        Paragraph(t("part.title", year=part.year), heading=True),
        Paragraph(t("told.who", name=str(part.member.get("name")), section=_section(place, part))),
        Paragraph(t("part.evidence"), heading=True),
    ]
    for each in evidence_lines(part):
        by = t("part.by_rule", rules=each.rules) if each.rules else ""
        lines.append(Paragraph(t("told.line", label=each.label, words=each.words) + by))
    for heading, name in (("part.own", "self_text"), ("part.remark", "section_remark")):
        said = _text(part.assessment, name) or t("value.unknown")
        lines += [Paragraph(t(heading), heading=True), *_paragraphs(said if part.reads_person else closed)]
    lines.append(Paragraph(t("part.grade"), heading=True))
    lines += _paragraphs(_graded(place, part))
    lines.append(Paragraph(t("part.result"), heading=True))
    if not part.reads_person:
        return [*lines, Paragraph(closed)]
    if not part.results:
        return [*lines, Paragraph(t("assessment.not_told"))]
    last = part.results[-1]
    return [*lines, *_paragraphs(str(last.get("content") or ""))]


def _graded(place: Workplace, part: Steps) -> str:
    """What was told counts; before that only those who prepare it see a grade."""
    if part.results:
        return grade(place, part.results[-1])
    remark = _text(part.appraisal, "remark")
    words = grade_words(place, part)
    return f"{words}\n{remark}" if remark else words


def _paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(line) for line in text.split("\n")]


def _text(view: View | None, name: str) -> str:
    return str(view.get(name) or "").strip() if view is not None else ""


def _section(place: Workplace, part: Steps) -> str:
    return record_name(place, part.section) if part.section else t("value.unknown")
