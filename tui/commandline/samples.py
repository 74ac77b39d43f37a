"""`load source-year` and `demo`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tinydb import where

from sync.cache.shadow import Identity
from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import say, say_json
from tui.i18n import t
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
    """Record the source year through the desk; a second time changes nothing.

    An empty folder becomes a branch of this device alone; raises NotAllowed in a branch where this person may not write it.
    """
    steps = source_year.steps()
    if place.identity == Identity():
        name = next(str(step.fields["branch_name"]) for step in steps if step.kind == "settings")
        place.start_alone(name)
    year = next(step.fields["year"] for step in steps if step.kind == "plan")
    answer: dict[str, Any] = {"alone": place.identity.alone, "before": True, "documents": 0, "tasks": 0, "sessions": 0}
    if place.repository.find("plan", where("year") == year):
        return answer
    made: dict[str, str] = {}
    for step in steps:
        fields = {name: _resolved(value, made) for name, value in step.fields.items()}
        if step.do == "state":
            place.desk.change_state(made[step.key], str(step.state), with_fields=fields)
        elif step.do == "put" or (step.kind == "settings" and place.repository.find("settings")):
            place.desk.set(made.get(step.key) or place.desk.branch, _unknown_yet(place, step, fields))
        else:
            made[step.key] = place.desk.create(step.kind, fields)
    kinds = [step.kind for step in steps if step.do == "new"]
    counts = {f"{kind}s": kinds.count(kind) for kind in ("document", "task", "session")}
    return {**answer, **counts, "before": False}


def _unknown_yet(place: Workplace, step: Step, fields: dict[str, Any]) -> dict[str, Any]:
    """Of the branch's settings only what it has not said itself."""
    held = place.repository.get(place.desk.branch)
    if step.kind != "settings" or held is None:
        return fields
    return {name: value for name, value in fields.items() if held.get(name) in (None, "")}


def _resolved(value: Any, made: dict[str, str]) -> Any:
    if isinstance(value, Ref):
        return made[value.key]
    if isinstance(value, list | tuple):
        return sorted(_resolved(each, made) for each in value)
    return value


def demo(args: argparse.Namespace, folder: Path) -> int:
    """`demo [--no-app] [--keep]`: a fictional branch with its own server, gone when closed unless kept."""
    if not args.no_app:
        from tui.terminal import prepare

        prepare()
    from tui import launcher

    shown = sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if shown:
            sys.stderr.write(f"\r{t('cli.demo.preparing')} {done * 100 // of}% ")
            sys.stderr.flush()
            if done == of:
                sys.stderr.write("\n")

    return launcher.demo(with_app=not args.no_app, keep=args.keep, say=_flushed, progress=progress)


def _flushed(line: str) -> None:
    say(line)
    sys.stdout.flush()
