"""The told part of the sample: sessions, reflections and plans as they stand in `demo/*.toml`, read into plain values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

import msgspec

ENTRIES = {"d": "discussion", "q": "quote", "r": "resolution", "c": "commentary", "n": "note"}


class AgendaLine(msgspec.Struct, frozen=True):
    """[kind, minutes, presenter or "", title]."""

    kind: str
    minutes: int
    presenter: str
    title: str


class MinuteLine(msgspec.Struct, frozen=True):
    """[number of the agenda item, speaker or "", letter of `ENTRIES`, text, about whom (if anyone)]."""

    item: int
    speaker: str
    entry: str
    text: str
    about: str = ""


class ActionLine(msgspec.Struct, frozen=True):
    """[owner, days until due, matter, how it was done ("" = not yet), why it was cancelled (if it was)].

    Days count from the session; for an action not yet done, from the day the demo is opened.
    """

    owner: str
    days: int
    text: str
    done: str
    cancelled: str = ""


class SessionScript(msgspec.Struct, frozen=True):
    """A session and what was said there; `day` is MM-DD, or a number of working days from the day the demo is opened."""

    key: str
    form: str
    day: str | int
    begins: str
    ends: str
    title: str
    place: str
    who: str
    host: str
    recorder: str
    task: str
    agenda: tuple[AgendaLine, ...]
    materials: tuple[tuple[str, str, str], ...]
    """(kind, title, presenter)."""
    minutes: tuple[MinuteLine, ...]
    actions: tuple[ActionLine, ...]
    comments: tuple[tuple[int, str, str], ...]
    """(number of the told minute, author, text)."""
    observers: tuple[str, ...]
    summary: str
    guests: str
    opened_by: str
    adopted: bool
    until: str
    returned: str
    added: MinuteLine | None
    """What the recorder adds after a return, behind the last told minute."""
    cancelled: str
    postponed: bool
    late: bool
    on_behalf: tuple[str, str, str] | None


class Essay(msgspec.Struct, frozen=True):
    """A reflection: handed in, or (with `day` a number of days from the day the demo is opened) waiting, or a private draft."""

    key: str
    author: str
    day: str | int
    time: str
    title: str
    body: str
    knowledge_point: str
    use: str
    source: str
    session: str
    task: str
    book: str
    reviewer: str
    verdict: str
    verdict_day: int
    remark: str
    recommended: bool
    on_behalf: tuple[str, str, str] | None
    comments: tuple[tuple[str, str], ...]
    submission: str


class NoteScript(msgspec.Struct, frozen=True):
    """A private note, `day` days from the day the demo is opened."""

    day: int
    time: str
    title: str
    body: str
    session: str
    book: str
    tags: tuple[str, ...]


def table(name: str) -> dict[str, Any]:
    """A whole file of the told sample."""
    return tomllib.loads(resources.files("tui.samples").joinpath("demo", f"{name}.toml").read_text(encoding="utf-8"))


def sessions(*names: str) -> list[SessionScript]:
    """The sessions of some files, in order."""
    return [_session(each) for name in names for each in table(name)["session"]]


def essays(*names: str) -> list[Essay]:
    """The reflections of some files, in order."""
    return [_essay(each) for name in names for each in table(name)["reflection"]]


def notes() -> list[NoteScript]:
    """The study clerk's private notes."""
    return [
        NoteScript(
            n["day"],
            n["time"],
            n["title"],
            n["body"],
            n.get("session", ""),
            n.get("book", ""),
            tuple(n.get("tags", ())),
        )
        for n in table("private")["note"]
    ]


def _session(told: dict[str, Any]) -> SessionScript:
    return SessionScript(
        key=told["key"],
        form=told["form"],
        day=told["day"],
        begins=told["from"],
        ends=told["to"],
        title=told["title"],
        place=told["place"],
        who=told["who"],
        host=told["host"],
        recorder=told["recorder"],
        task=told.get("task", ""),
        agenda=tuple(AgendaLine(*line) for line in told.get("agenda", ())),
        materials=tuple((kind, title, presenter) for kind, title, presenter in told.get("materials", ())),
        minutes=tuple(_minute(line) for line in told.get("minutes", ())),
        actions=tuple(ActionLine(*line) for line in told.get("actions", ())),
        comments=tuple((number, author, text) for number, author, text in told.get("comments", ())),
        observers=tuple(told.get("observers", ())),
        summary=told.get("summary", ""),
        guests=told.get("guests", ""),
        opened_by=told.get("opened_by", ""),
        adopted=not told.get("not_adopted", False),
        until=told.get("until", "approved"),
        returned=told.get("returned", ""),
        added=_minute(told["added"]) if "added" in told else None,
        cancelled=told.get("cancelled", ""),
        postponed=told.get("postponed", False),
        late=told.get("late", False),
        on_behalf=_decision(told.get("on_behalf")),
    )


def _minute(line: list[Any]) -> MinuteLine:
    item, speaker, letter, text, *about = line
    return MinuteLine(item, speaker, ENTRIES[letter], text, *about)


def _essay(told: dict[str, Any]) -> Essay:
    return Essay(
        key=told.get("key", ""),
        author=told.get("author", ""),
        day=told["day"],
        time=told["time"],
        title=told["title"],
        body=told["body"],
        knowledge_point=told.get("knowledge_point", ""),
        use=told.get("use", ""),
        source=told.get("source", ""),
        session=told.get("session", ""),
        task=told.get("task", ""),
        book=told.get("book", ""),
        reviewer=told.get("reviewer", ""),
        verdict=told.get("verdict", "accepted" if told.get("reviewer") else ""),
        verdict_day=told.get("verdict_day", 0),
        remark=told.get("remark", ""),
        recommended=told.get("recommended", False),
        on_behalf=_decision(told.get("on_behalf")),
        comments=tuple((author, text) for author, text in told.get("comments", ())),
        submission=told.get("submission", ""),
    )


def _decision(given: Iterable[str] | None) -> tuple[str, str, str] | None:
    if given is None:
        return None
    member, basis, reference = given
    return member, basis, reference
