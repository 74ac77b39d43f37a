"""Requests that change a data folder: carried out here when it is free, else by whoever holds it; the same code either way."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.cache.errors import CacheError
from sync.cache.inbox import Request, answer_to, await_answer, done, hand_over, take_in
from sync.cache.lock import FolderHeld
from sync.problems import EditRefused, InTheWay
from sync.reaching import Unreachable
from sync.records.fields import FieldProblem
from sync.records.kind import UnknownKind
from sync.workplace import CACHE, Workplace, open_workplace
from tui import i18n
from tui.commandline.failing import Refused, exit_code, keep_trace
from tui.messages import Message, explain

if TYPE_CHECKING:
    from sync.loop import SyncLoop

REQUEST_VERSION = 1
PATIENCE = 10.0
"""Seconds a command waits for whoever holds the folder."""

SYNC_PATIENCE = 27.0
"""Seconds it waits for a sync, so that it ends within 30."""

KNOWN = (EditRefused, FieldProblem, UnknownKind, CacheError, Unreachable)
"""Refusals with a remedy; anything else is a defect."""

Answer = dict[str, Any]


# the command's side


def carry_out(folder: Path, command: str, values: dict[str, Any], *, patience: float = PATIENCE) -> dict[str, Any]:
    """Have a request carried out and return its data; raises Refused, CacheError (NotAnswered when the holder is silent)."""
    payload = {"version": REQUEST_VERSION, "command": command, "values": values, "language": i18n.language()}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open_workplace(folder) as place:
            answer = _answer(place, folder, payload)
    except FolderHeld:
        answer = _handed_over(folder, payload, patience)
    if "error" in answer:
        raise Refused(Message(**answer["error"]), answer["exit"])
    data: dict[str, Any] = answer["data"]
    return data


def _handed_over(folder: Path, payload: dict[str, Any], patience: float) -> Answer:
    """Put the request into the inbox and wait; when the folder becomes free meanwhile, do it ourselves."""
    cache = str(folder / CACHE)
    name = hand_over(cache, payload, lambda: uuid.uuid4().hex)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        answer = answer_to(cache, name)
        if answer is not None:
            return answer
        try:
            with open_workplace(folder) as place:
                take_in_requests(place, folder, None)
        except FolderHeld:
            time.sleep(0.05)
    return await_answer(cache, name, 0.0, time.sleep, time.monotonic)


# the holder's side


def answer_request(place: Workplace, payload: dict[str, Any]) -> Answer:
    """Carry out one request; a refusal is an answer too: `{"data": …}`, or `{"error": …, "exit": code}`."""
    from tui.commandline import writing

    values: dict[str, Any] = payload.get("values") or {}
    try:
        act = writing.ACTS.get(str(payload.get("command")))
        if act is None or payload.get("version") != REQUEST_VERSION:
            raise InTheWay("app_too_old")
        return {"data": act(place, values)}
    except KNOWN as error:
        return _refusal(error, place, values)


def _answer(place: Workplace, folder: Path, payload: dict[str, Any]) -> Answer:
    """Carry out one request of any kind; a sync runs a round of its own, since nobody else does."""
    if payload.get("command") != "sync":
        return answer_request(place, payload)
    from tui.commandline import rounds

    values = payload.get("values") or {}
    if values.get("let_go"):
        place.engine.allow_vanishing()
    return _answer_of(place, lambda: rounds.run(place, folder, values.get("seconds")))


def _answer_of(place: Workplace, act: Callable[[], dict[str, Any]]) -> Answer:
    try:
        return {"data": act()}
    except KNOWN as error:
        return _refusal(error, place)


def _refusal(error: BaseException, place: Workplace | None = None, values: dict[str, Any] | None = None) -> Answer:
    said = explain(error, place, _kind(place, values or {}))
    fields = {"title": said.title, "what": said.what, "remedy": said.remedy, "code": said.code, "field": said.field}
    return {"error": fields, "exit": exit_code(error)}


def _kind(place: Workplace | None, values: dict[str, Any]) -> str | None:
    """The kind a request is about, for the labels of its fields."""
    if values.get("kind"):
        return str(values["kind"])
    view = place.repository.get(str(values.get("id"))) if place is not None else None
    return view.kind if view is not None else None


def take_in_requests(place: Workplace, folder: Path, loop: SyncLoop | None) -> None:
    """Carry out what commands of this account left in the inbox; called by the holder every half second.

    A sync is asked of the loop and answered when its round is over, from a thread of its own. Raises OSError when the
    inbox cannot be read or written.
    """
    cache = str(folder / CACHE)
    for request in take_in(cache):
        command = request.payload.get("command")
        if command == "sync" and loop is not None:
            _sync_for(place, folder, loop, request)
            continue
        try:
            # The app may speak another language than whoever reads the answer.
            with i18n.speaking(str(request.payload.get("language"))):
                answer = _answer(place, folder, request.payload)
        except Exception as error:  # noqa: BLE001 - a defect met by a command must not end the app
            keep_trace(folder, error)
            answer = _refusal(error)
        done(cache, request.name, answer)
        if command in ("signed_in", "moved") and loop is not None:
            loop.reconnect()


_under_way: set[str] = set()
"""Names of the requests whose sync is running: unanswered, they stand in the inbox each time it is looked at."""

_guard = threading.Lock()


def _sync_for(place: Workplace, folder: Path, loop: SyncLoop, request: Request) -> None:
    from tui.commandline import rounds

    name, language = request.name, str(request.payload.get("language"))
    if (request.payload.get("values") or {}).get("let_go"):
        place.engine.allow_vanishing()
    with _guard:
        if name in _under_way:
            return
        _under_way.add(name)

    def wait() -> None:
        try:
            with i18n.speaking(language):
                answer = _answer_of(place, lambda: rounds.ask(place, folder, loop, SYNC_PATIENCE - 1))
            done(str(folder / CACHE), name, answer)
        finally:
            with _guard:
                _under_way.discard(name)

    threading.Thread(target=wait, name="sync-for-command", daemon=True).start()
