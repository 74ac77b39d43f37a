"""`load source-year` and `demo`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tinydb import where

from sync.cache.shadow import Identity
from sync.desk import Desk
from sync.problems import InTheWay
from sync.records.ids import derived_id
from sync.wire import Op
from sync.workplace import Workplace
from tui.commandline.failing import DONE, REFUSED, Refused
from tui.commandline.handover import carry_out
from tui.commandline.output import say, say_json
from tui.i18n import t
from tui.messages import Message
from tui.samples import source_year
from tui.samples.step import Ref, Step


def load(args: argparse.Namespace, folder: Path) -> int:
    """`load source-year`: the facts of the source case, and nothing else."""
    found = carry_out(folder, "load", {})
    if args.json:
        say_json(found)
    elif found["before"]:
        say(t("cli.load.before"))
    else:
        say(t("cli.load.done", **{name: found[name] for name in ("documents", "tasks", "sessions")}))
        if found["alone"]:
            say(t("cli.load.alone"))
    return DONE


def load_source_year(place: Workplace) -> dict[str, Any]:
    """Record the source year through the desk as one action; a second time changes nothing.

    An empty folder becomes a branch of this device alone; raises InTheWay where that would shut out a later joining, and
    in a branch for everybody but its secretary and clerk.
    """
    steps = source_year.steps()
    _settle(place, next(str(step.fields["branch_name"]) for step in steps if step.kind == "settings"))
    kinds = [step.kind for step in steps if step.do == "new"]
    counts = {f"{kind}s": kinds.count(kind) for kind in ("document", "task", "session")}
    year = next(step.fields["year"] for step in steps if step.kind == "plan")
    if place.repository.find("plan", where("year") == year):
        return {"alone": place.identity.alone, "before": True, **dict.fromkeys(counts, 0)}
    place.desk.perform(list(_edits(place.desk, steps)))
    return {"alone": place.identity.alone, "before": False, **counts}


def _settle(place: Workplace, name: str) -> None:
    member = place.desk.member
    if place.identity == Identity():
        if place.repository.documents("private"):
            raise InTheWay("has_private")
        place.start_alone(name)
    elif (
        member is not None
        and not place.desk.rights.unsure
        and not place.desk.facts.roster.has_role(member, "secretary", "clerk")
    ):
        raise InTheWay("not_for_clerk")


def _edits(desk: Desk, steps: list[Step]) -> Iterator[Op]:
    """The steps as edits; a state names the one before it, since none of them is carried out yet."""
    made: dict[str, Op] = {}
    states: dict[str, str | None] = {}
    for step in steps:
        spec = desk.repository.registry[step.kind]
        fields = {name: _resolved(value, made) for name, value in step.fields.items()}
        if step.do == "state":
            op = made[step.key]
            yield desk.change(step.kind, op.rec, op.scope, {"state": [states[step.key], step.state]})
            states[step.key] = step.state
        elif step.kind == "settings" and (desk.rights.unsure or desk.repository.get(desk.branch) is not None):
            # A branch on a server has its name from there, also while this device has not seen it yet.
            yield from () if desk.rights.unsure else _named(desk, fields)
        else:
            # The same id on every device: two clerks who both load the year load it once.
            rid = None if spec.key else derived_id(desk.branch, f"{source_year.NAME}:{step.key}")
            made[step.key] = desk.creation(step.kind, fields, rid)
            states[step.key] = spec.first_state
            yield made[step.key]


def _named(desk: Desk, fields: Mapping[str, Any]) -> Iterator[Op]:
    """Of the branch's settings only what it has not said itself."""
    held = desk.record(desk.branch)
    missing = {name: [None, value] for name, value in fields.items() if held.get(name) is None}
    if missing:
        yield desk.change("settings", held.id, held.scope, missing)


def _resolved(value: Any, made: Mapping[str, Op]) -> Any:
    return made[value.key].rec if isinstance(value, Ref) else value


def try_demo() -> None:
    """The sample branch for somebody who asked for it in the app; it is gone when they come back."""
    _demo(with_app=True, keep=False, tell=str)


def demo(args: argparse.Namespace, folder: Path) -> int:
    """`demo [--no-app] [--keep]`: a fictional branch with its own server, gone when closed unless kept."""
    if not args.no_app:
        from tui.terminal import prepare

        if not sys.stdout.isatty():
            raise InTheWay("no_app")
        prepare()
    return _demo(
        with_app=not args.no_app, keep=args.keep, tell=lambda line: say(line if args.keep else t("cli.demo.over"))
    )


def _demo(*, with_app: bool, keep: bool, tell: Callable[[str], object]) -> int:
    from tui import launcher

    def note(root: Path) -> None:
        say(t("cli.demo.home", path=str(root)), to=sys.stderr)

    try:
        return launcher.demo(with_app=with_app, keep=keep, say=_at_once, note=note, progress=_progress, tell=tell)
    except launcher.DemoFailed as error:
        # Nothing in a sample is anybody's secret, and whoever mends it needs the words.
        said = Message(t("error.title.unexpected"), t("cli.demo.failed", why=str(error)), "", "demo_failed")
        raise Refused(said, REFUSED) from error


def _at_once(line: str) -> None:
    say(line)
    sys.stdout.flush()


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        sys.stderr.write(f"\r{t('cli.demo.preparing')} {done * 100 // of}% {end}")
        sys.stderr.flush()
