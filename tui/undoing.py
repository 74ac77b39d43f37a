"""Undo from whatever screen: what was taken back is said by kind and title, what cannot be by its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.deeds import NoUndo
from sync.problems import EditRefused
from sync.records.fields import FieldProblem
from sync.undo import undo
from tui.i18n import t
from tui.labels import kind_label, title_of
from tui.messages import explain
from tui.projecting import is_private

if TYPE_CHECKING:
    from tui.app import XindeApp


async def undo_last(app: XindeApp) -> None:
    """Take the last action back, wherever it was made."""
    desk = app.place.desk
    if not desk.last:
        app.say(t("undo.nothing"), warning=True)
        return
    last = desk.last[-1]
    if isinstance(last, NoUndo):
        await _refuse_undo(app)
        return
    from tui.documents.incoming.taking import is_newest

    if is_newest(desk):
        from tui.import_flow import take_back

        take_back(app)
        return
    first = last[0]
    before = app.place.repository.get(first.op.rec) or first.before
    kind = kind_label(app.place.repository.registry[first.op.type])
    try:
        undone = await app.act_or_raise(lambda: undo(desk))
    except (EditRefused, FieldProblem) as refused:
        title = title_of(app.place, before) if before and not (app.projecting and is_private(before)) else ""
        why = explain(refused, app.place, first.op.type, ids=False).text
        further = t("undo.earlier") if desk.last else ""
        app.say(t("undo.refused", kind=kind, title=title, why=why) + further, warning=True)
        return
    except app.known as error:
        app.say_error(error)
        return
    view = app.place.repository.get(first.op.rec) or before
    said = "undo.settled" if undone.settled else "undo.done"
    title = title_of(app.place, view) if view and not (app.projecting and is_private(view)) else ""
    app.say(t(said, kind=kind, title=title))


async def _refuse_undo(app: XindeApp) -> None:
    """Say why the last action cannot be taken back; the next undo is for the one before it."""
    try:
        await app.act_or_raise(lambda: undo(app.place.desk))
    except EditRefused as refused:
        further = t("undo.earlier") if app.place.desk.last else ""
        app.say(explain(refused, app.place, ids=False).text + further, warning=True)
