"""Figures in sentences of a document: the words, which lead to the pages at the end that say what each rests on."""

from __future__ import annotations

from tui.documents.office import Office
from tui.documents.paper import Ref, Source
from tui.figure_words import line_words, with_unit
from tui.i18n import t
from tui.rule_words import about_rule
from tui.year.figures import Figure


class Sources:
    """Collects what the figures of one document rest on, in the order they are named."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._found: list[tuple[str, Figure, Source]] = []

    def cite(self, label: str, figure: Figure, words: str | None = None) -> Ref | str:
        """The figure in words, by default with its unit, leading to its evidence; bare words where there is none.

        `label` is what the figure is called at the end of the document; the same figure cited again leads to the same place.
        """
        shown = with_unit(figure) if words is None else words
        lines = self._lines(figure)
        if not lines:
            return shown
        known = (source for name, held, source in self._found if name == label and held == figure)
        source = next(known, None)
        if source is None:
            number = len(self._found) + 1
            heading = t("documents.source", n=number, label=label, words=with_unit(figure))
            source = Source(f"source{number}", heading, lines)
            self._found.append((label, figure, source))
        return Ref(shown, source.anchor)

    def _lines(self, figure: Figure) -> tuple[str, ...]:
        """Its rules, then a line a record: day, what it is called, how it counts."""
        rules = self._office.year.rules
        found = [
            sentence
            for name in figure.rules
            if (rule := rules.all.get(name)) is not None
            for sentence in about_rule(rules, rule)
        ]
        for line in figure.lines:
            words = line_words(self._office.place, line, figure.unit)
            title = words.title if not _is_the_committees(self._office, line.record) else ""
            found.append(" ".join(each for each in (words.day, title, words.calculation) if each))
        return tuple(found)

    @property
    def all(self) -> tuple[Source, ...]:
        """Everything that was cited."""
        return tuple(source for _, _, source in self._found)


def _is_the_committees(office: Office, record: str) -> bool:
    """True for what only the committee reads: documents go further, so of it they give the form and the day alone."""
    view = office.place.repository.get(record)
    return view is not None and view.scope.partition(":")[0] == "c"
