"""The style sheet of the app: each source of it is read once, and what a node wears is looked up once.

Textual's own keeps what it has read of 64 sources and forgets it whenever a theme is worn: the beginning read all sources three times,
a third of the time to the first frame, and from the sixty-fifth kind of widget on every new one had all the others read again.
It also matches every node with all rules again whenever a page comes up, gets its size or takes a class: two fifths of the time until a
page was open. Here nodes that stand in equal places (of equal kinds, with equal names, classes and states all the way up) share an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

import msgspec
from textual.app import App
from textual.css.model import RuleSet, SelectorType
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

_READ: dict[tuple[tuple[str, str], ...], dict[tuple[Any, ...], list[RuleSet]]] = {}
"""For the values of the variables, which are the theme's: a source, and the rules read from it. Nobody changes rules."""

_KNOWN: dict[tuple[int, ...], Places] = {}
"""For a list of rules, by their identities (they live as long as `_READ`): what is known of places."""

WEARS = "_xinde_wears"
"""The attribute of a node that says what it wears, so that the same is not put on again."""

ALONE = frozenset(
    {"focus", "blur", "hover", "enabled", "disabled", "can-focus", "dark", "light", "inline", "ansi", "nocolor"}
)
"""Pseudo-classes that a node has by itself, by those above it or by the app: they are part of its place."""

SYSTEM = "-textual-system"
"""The class of a node that no universal selector means."""

FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What matching tells a node besides what it wears."""


class Worn(msgspec.Struct, eq=False):
    """What is worn at a place."""

    rules: RulesMap
    flags: tuple[bool, ...]


class Places(msgspec.Struct):
    """What is worn where, with one list of rules."""

    names: frozenset[str]
    """Classes and ids that occur in a selector; others make no difference."""
    around: tuple[str, ...]
    """Pseudo-classes of the rules that depend on other nodes than those above."""
    numbers: dict[tuple[Any, ...], int] = msgspec.field(default_factory=dict)
    """The number of a place: (the place above, what the node is and how it is)."""
    worn: dict[tuple[Any, ...], Worn] = msgspec.field(default_factory=dict)
    """By (number of the place), or (number, how the nodes of the path stand among those around) where that makes a difference."""
    mixed: set[int] = msgspec.field(default_factory=set)
    """The places where it does."""


class Sheet(Stylesheet):
    """A style sheet that takes what was read and found before with the same variables."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._known = _read_with(self._variables)
        self._of: list[RuleSet] | None = None
        self._places = Places(frozenset(), ())
        self._above: dict[int, int] | None = None

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other values; rules are read anew only when one differs."""
        if variables != self._variables:
            super().set_variables(variables)
            self._known = _read_with(variables)

    def reparse(self) -> None:
        """Take the rules of all sources with the variables as they are now; raises as `parse`."""
        self.parse()

    def _parse_rules(
        self, css: str, read_from: Any, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        source = (css, read_from, is_default_rules, tie_breaker, scope)
        if source not in self._known:
            self._known[source] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return self._known[source]

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        """Give a node what it wears at its place; `cache` is Textual's own and not needed."""
        if self.rules is not self._of:
            self._of = self.rules
            self._places = _known(self._of)
        places = self._places
        number = self._number(node)
        place = (number, *self._around(node)) if number in places.mixed else (number,)
        known = places.worn.get(place)
        if known is not None:
            if node.__dict__.get(WEARS) is known:
                return
            for flag, value in zip(FLAGS, known.flags, strict=True):
                setattr(node, flag, value)
            self.replace_rules(node, known.rules, animate=animate)
            self._process_component_classes(node)
        else:
            found: dict[tuple[Any, ...], RulesMap] = {}
            # Not animated: what is kept for the place is what is worn in the end.
            super().apply(node, animate=False, cache=found)
            if not found and len(place) == 1:
                # Textual leaves out of its cache what depends on the nodes around.
                places.mixed.add(number)
                place = (number, *self._around(node))
            known = Worn(copy(node.styles.base._rules), tuple(getattr(node, flag) for flag in FLAGS))
            places.worn[place] = known
        node.__dict__[WEARS] = known

    def update_nodes(self, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        """Give nodes what they wear; the numbers of those above them are kept meanwhile."""
        self._above = {}
        try:
            super().update_nodes(nodes, animate)
        finally:
            self._above = None

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """Put on what differs from what is worn."""
        if animate and "transitions" in rules:
            super().replace_rules(node, rules, animate)
            return
        base = node.styles.base
        worn = base._rules
        for name in worn.keys() | rules.keys():
            value = rules.get(name)
            if worn.get(name) != value:
                setattr(base, name, value)
        node.notify_style_update()

    def _number(self, node: DOMNode) -> int:
        """The number of the place where a node stands."""
        kept = self._above
        if kept is not None and (number := kept.get(id(node))) is not None:
            return number
        above = node._parent
        names, numbers = self._places.names, self._places.numbers
        state: tuple[Any, ...] = ()
        if isinstance(node, Widget):
            state = (node.has_focus, node.mouse_hover, node.disabled, node.allow_focus())
        elif isinstance(node, App):
            state = (node.app_focus, node.current_theme.dark, node.native_ansi_color, node.no_color, node.is_inline)
        place = (
            self._number(above) if isinstance(above, DOMNode) else 0,
            node._css_type_names,
            node._css_type_name,
            node._id if node._id in names else None,
            frozenset(node._classes & names),
            state,
        )
        number = numbers.setdefault(place, len(numbers) + 1)
        if kept is not None and state:
            kept[id(node)] = number
        return number

    def _around(self, node: DOMNode) -> tuple[bool, ...]:
        """How a node, and each above it, stands among the nodes around."""
        return tuple(each.has_pseudo_class(name) for each in node.css_path_nodes for name in self._places.around)


def _known(rules: list[RuleSet]) -> Places:
    """What is known of places with these rules."""
    identities = tuple(map(id, rules))
    if identities not in _KNOWN:
        selectors = [each for rule in rules for one in rule.selector_set for each in one.selectors]
        names = {each.name for each in selectors if each.type in (SelectorType.CLASS, SelectorType.ID)}
        around = {name for each in selectors for name in each.pseudo_classes if name not in ALONE}
        _KNOWN[identities] = Places(frozenset(names | {SYSTEM}), tuple(sorted(around)))
    return _KNOWN[identities]


def _read_with(variables: dict[str, str]) -> dict[tuple[Any, ...], list[RuleSet]]:
    return _READ.setdefault(tuple(sorted(variables.items())), {})
