"""`jot WORDS`: one private note from the shell prompt, also while the app is open."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from sync.clock import SystemClock, minute, today
from sync.problems import InTheWay
from sync.records.fields import clean_text
from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import Assignment, read_text
from tui.i18n import t
from tui.labels import listed, title_of
from tui.year.characters import count

TAG = re.compile(r"(?:^|(?<=\s))[#＃]([^\s#＃,，、;；]+)")
"""A word behind # is a tag; it stays in the text as it was written."""

SAME_DAY = ("running", "planned", "submitted")
"""States of a session a note may be about, the likeliest first."""


def jot(args: argparse.Namespace, folder: Path) -> int:
    """`jot [WORDS…] [--editor] [--session]`: without words, standard input, or one line asked for in the terminal."""
    now = SystemClock()
    session, about = _of_today(folder, today(now)) if args.session else ("", "")
    written = _written(args)
    try:
        body = clean_text(written, "body")
        if not body.strip():
            raise InTheWay("nothing_jotted")
        with read_folder(folder) as place:
            rid = place.ids.record()
        tags = list(dict.fromkeys(TAG.findall(body)))
        fields = {"body": body, "at": minute(now), "tags": ",".join(tags), "session": session}
        given = [Assignment(field=name, how="=", text=text) for name, text in fields.items() if text]
        done = carry_out(folder, "new", {"kind": "note", "given": given, "rid": rid})
    except Exception:
        if args.editor:
            _say_back(written)
        raise
    if args.json:
        say_json(done)
    else:
        more = [t("cli.jot.tags", tags=listed(tags))] if tags else []
        more += [t("cli.jot.session", title=about)] if session else []
        say(t("cli.jot.done", n=count(body)) + "".join(more))
    return DONE


def _written(args: argparse.Namespace) -> str:
    words = " ".join(args.words)
    if args.editor:
        return _in_editor(words)
    if words and words != "-":
        return words
    if not sys.stdin.isatty():
        raw = sys.stdin.buffer.read() if hasattr(sys.stdin, "buffer") else sys.stdin.read().encode()
        return read_text("body", raw)
    say(t("cli.jot.ask"), to=sys.stderr)
    return sys.stdin.readline().rstrip("\r\n")


def _in_editor(text: str) -> str:
    """What the person's own editor leaves behind; nothing when it ends with an error."""
    from tui import external_editor

    words = external_editor.command(os.environ)
    if words is None:
        raise InTheWay("no_editor")
    came = external_editor.edit(text, words)
    if came.code is None:
        raise InTheWay("editor_not_started", editor=words[0])
    if came.code:
        if came.text != text:
            _say_back(came.text)
        raise InTheWay("editor_failed", code=str(came.code))
    return came.text


def _say_back(text: str) -> None:
    """Show what was written in the editor and is kept nowhere: its file is gone."""
    if text.strip():
        say(t("cli.jot.not_kept"), *lines_of(text), to=sys.stderr)


def _of_today(folder: Path, day: str) -> tuple[str, str]:
    """The session a note of this day is about, and its title; asked before anything is written."""
    with read_folder(folder) as place:
        session = _session_of(place, day)
        if session is None:
            raise InTheWay("no_session_today")
        return session, title_of(place, place.desk.record(session))


def _session_of(place: Workplace, day: str) -> str | None:
    """The session of this day: the one that runs, else the next one planned, else the last one held."""
    held = [view for view in place.repository.find("session") if str(view.get("start") or "").startswith(day)]
    for state in SAME_DAY:
        found = [view.id for view in held if view.state == state]
        if found:
            return found[0]
    return None
