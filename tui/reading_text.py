"""A text somebody handed in or published as a page shows it: head, paragraphs, facts, and the commentary below. Never markup."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label, member_name, value_text
from tui.moments import day, made
from tui.terminal import printable
from tui.year.characters import count


def head(place: Workplace, view: View, state: str, dot: str, *more: str) -> list[Content]:
    """Title; author, state, length and what else is to be said."""
    facts = [member_name(place, view.get("author")), state, t("submit.count", n=count(str(view.get("body") or "")))]
    return [
        Content.styled(printable(str(view.get("title"))), "bold"),
        Content(printable(f" {dot} ".join([*facts, *(each for each in more if each)]))),
    ]


def paragraphs(view: View) -> list[Content]:
    """The body, an empty line before and behind it."""
    lines = str(view.get("body") or "").split("\n")
    return [Content(""), *(Content(printable(line)) for line in lines), Content("")]


def facts(place: Workplace, view: View, names: Iterable[str]) -> list[Content]:
    """Fields that hold something, each with its label."""
    spec = place.repository.registry[view.kind]
    found: list[Content] = []
    for name in names:
        value = view.get(name)
        if value not in (None, ""):
            found += labelled(field_label(spec, name), value_text(place, spec, name, value))
    return found


def labelled(label: str, words: str) -> list[Content]:
    """A label and words of one line or several."""
    first, *rest = words.split("\n")
    line = Content.styled(f"{label}{t('error.colon')}", "bold") + Content(printable(first))
    return [line, *(Content("  " + printable(each)) for each in rest)]


def comments(place: Workplace, target: str) -> list[Content]:
    """The commentary on it, oldest first."""
    found = place.repository.linked("comment", "target", target)
    lines = [Content(""), Content.styled(t("submission.comments", n=len(found)), "bold")]
    if not found:
        lines.append(Content(t("submission.no_comments")))
    for comment in found:
        who, at = member_name(place, comment.get("author")), day(place, made(comment))
        waiting = f" {t('submission.pending')}" if comment.pending else ""
        lines.append(Content.styled(f"{printable(who)} {at}{waiting}", "dim"))
        lines += [Content("  " + printable(line)) for line in str(comment.get("text")).split("\n")]
    return lines
