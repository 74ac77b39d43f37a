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
from tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from tui.app import XindeApp


async def undo_last(app: XindeApp) -> None:
    """Take the last action back, wherever it was made; in a form, what was typed there comes first."""
    undo_typing = getattr(app.screen, "undo_typing", None)
    if undo_typing is not None and undo_typing():
        return
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
    # Rows an edit took along are no action of their own; what was done to several at once is.
    alike = {deed.op.rec for deed in undone.deeds if (deed.op.k, deed.op.type) == (first.op.k, first.op.type)}
    more = t("undo.and_others", n=len(alike)) if len(alike) > 1 and first.op.k != "new" else ""
    app.say(t(said, kind=kind, title=title) + more)
    app.withdraw_undo()
    # What shows the records hears of it first.
    app.call_later(_go_to, app, [deed.op.rec for deed in undone.deeds])


def _go_to(app: XindeApp, changed: list[str]) -> None:
    """The cursor of a list on what was brought back, so that the next key is about that."""
    for table in app.screen.query(RecordTable):
        if (rid := next(filter(table.has, changed), None)) is not None:
            table.go_to(rid)


async def _refuse_undo(app: XindeApp) -> None:
    """Say why the last action cannot be taken back; the next undo is for the one before it."""
    try:
        await app.act_or_raise(lambda: undo(app.place.desk))
    except EditRefused as refused:
        further = t("undo.earlier") if app.place.desk.last else ""
        app.say(explain(refused, app.place, ids=False).text + further, warning=True)
