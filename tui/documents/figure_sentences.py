"""The basic figures of a year or a part of it as sentences, each number leading to what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.documents.office import Office
from tui.documents.paper import Paragraph, Text, joined
from tui.documents.sources import Sources
from tui.figure_words import figure_words, with_unit
from tui.i18n import t
from tui.year.figures import Figure
from tui.year.turnout import Turnout


class Sentences:
    """Writes figures into the text of one document."""

    def __init__(self, office: Office, sources: Sources) -> None:
        self._office, self._sources = office, sources

    def cited(self, msgid: str, figure: Figure) -> Text:
        """Its name and the number: 学时合计 1305.75 学时."""
        label = t(msgid)
        # The names of hours say their unit.
        words = figure_words(figure) if figure.value is not None else None
        return t("doc.figures.of", label=label), self._sources.cite(label, figure, words)

    def sessions(self, whole: Turnout, forms: Mapping[str, Turnout]) -> Paragraph:
        """How many sessions were held, and of which forms; a form of which there is none is left out."""
        held = [(form, each.held) for form, each in forms.items() if each.held.value != 0 and each.held.lines]
        of_forms: list[Text] = []
        for form, figure in held:
            label = self._office.choice("task", "form", form)
            of_forms.append((t("doc.figures.form", label=label), self._sources.cite(label, figure, _times(figure))))
        total = self._sources.cite(t("year.held"), whole.held, _times(whole.held))
        parts: list[Text] = [t("doc.figures.held"), (total,)]
        parts += [t("doc.figures.of_which"), joined(of_forms, t("list.comma"))] if of_forms else []
        return _sentence(parts)

    def turnout(self, whole: Turnout) -> Paragraph:
        """Expected, present, and the rate, which rest on the same lines and lead to them."""
        label = t("doc.figures.turnout")
        parts: list[Text] = []
        for name in ("expected", "present", "rate"):
            figure: Figure = getattr(whole, name)
            words = figure_words(figure) if figure.value is not None else with_unit(figure)
            parts.append((t("doc.figures.of", label=t(f"year.{name}")), self._sources.cite(label, whole.rate, words)))
        return _sentence([joined(parts, t("doc.figures.comma"))])

    def listed(self, figures: Iterable[tuple[str, Figure]]) -> Paragraph:
        """Several figures by the ids of their names; those no rule asks for are left out."""
        asked = [(msgid, figure) for msgid, figure in figures if figure.missing != "not_applicable"]
        return _sentence([joined((self.cited(*each) for each in asked), t("doc.figures.comma"))])


def _times(figure: Figure) -> str | None:
    return t("doc.figures.times", n=figure_words(figure)) if figure.value is not None else None


def _sentence(parts: Iterable[Text]) -> Paragraph:
    return Paragraph(joined([*parts, t("doc.figures.stop")], ""))
