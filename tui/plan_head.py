"""The head of a plan's page: number and issue, goals, where it was discussed and filed, its stages and its version."""

from __future__ import annotations

import re
from collections import Counter

from rich.cells import cell_len
from textual.content import Content

from sync.approving import versions
from sync.cache.view import View
from sync.workplace import Workplace
from tui.approvals import approved_at, approved_by
from tui.cells import cut
from tui.i18n import t
from tui.labels import choice_label, field_label, listed, title_of, value_text
from tui.moments import moment
from tui.projecting import is_private
from tui.terminal import glyphs, printable

ALWAYS = ("goals",)
WHERE_KNOWN = ("requirements", "change_reason", "remark")
"""Fields in the head, a line each; the form shows them whole."""

AFTER_STOP = re.compile(r"(?<=[。；！？，、：])\s+")
"""The break of a line that ends as Chinese sentences do: no blank stands there when the next follows."""


def head(place: Workplace, plan: View, width: int, *, projecting: bool = False) -> list[Content]:
    """The lines, each cut to the width in cells. `projecting`: no private session is named."""
    spec = place.repository.registry["plan"]
    first = [f"{field_label(spec, 'year')}{t('error.colon')}{plan.get('year')}"]
    for name in ("number", "issued_on"):
        words = value_text(place, spec, name, plan.get(name)) or t("value.unknown")
        first.append(f"{field_label(spec, name)}{t('error.colon')}{words}")
    said = [(field_label(spec, name), str(plan.get(name) or t("value.unknown"))) for name in ALWAYS]
    said += [(field_label(spec, name), str(plan.get(name))) for name in WHERE_KNOWN if plan.get(name)]
    said += [(field_label(spec, "discussed_in"), words) for words in _discussed(place, plan, projecting=projecting)]
    if plan.get("filed_with") or plan.get("filed_on"):
        filed = (plan.get("filed_with") or t("value.unknown"), plan.get("filed_on") or t("value.unknown"))
        said.append((field_label(spec, "filed_with"), " ".join(map(str, filed))))
    said += [(t("plan.stages"), words) for words in _stages(place, plan)]
    said += [(t("plan.version"), words) for words in _version(place, plan)]
    return [Content(printable("  ".join(first))), *(_line(label, words, width) for label, words in said)]


def _line(label: str, words: str, width: int) -> Content:
    room = max(20, width - 5 - cell_len(label))
    line = cut(printable(" ".join(AFTER_STOP.sub("", words).split())), room, glyphs().more)
    return Content.styled(f"{label}{t('error.colon')}", "bold") + Content(line)


def _discussed(place: Workplace, plan: View, *, projecting: bool) -> list[str]:
    rid = plan.get("discussed_in")
    if not rid:
        return []
    session = place.repository.get(str(rid))
    if session is None:
        return [t("value.not_here")]
    if projecting and is_private(session):
        return [t("projecting.hidden")]
    return [f"{str(session.get('start') or '')[:10]} {title_of(place, session)}".strip()]


def _stages(place: Workplace, plan: View) -> list[str]:
    """How many tasks each stage has, where any says its stage."""
    spec = place.repository.registry["task"]
    tasks = place.repository.linked("task", "plan", plan.id)
    found = Counter(str(task.get("stage")) for task in tasks if task.get("stage") and task.state != "cancelled")
    words = [
        f"{choice_label(spec, 'stage', name)} {found[name]}" for name, _ in spec.fields["stage"].choices if found[name]
    ]
    return [listed(words)] if words else []


def _version(place: Workplace, plan: View) -> list[str]:
    found = versions(place.repository, plan.id)
    if not found:
        return []
    version = found[-1]
    at = moment(place, approved_at(version))[:10]
    return [t("plan.last_version", n=version.get("number"), who=approved_by(place, version), at=at)]
