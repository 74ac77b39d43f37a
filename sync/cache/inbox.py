"""Requests to whoever holds the folder: a command hands its work over, the holder takes it in and answers.

In `inbox/`, a request is `<number>-<id>.request`, then `.taken`, and gone when answered by `.answer`. Each file appears in one
step, whole and durable. A request may be taken in twice, when the holder dies between saving and answering: the holder
recognises it by its name or by the ids inside.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from sync.cache.disk import Disk, OsDisk
from sync.cache.errors import CacheError
from sync.cache.journal import write_whole
from sync.cache.lock import Holder

INBOX = "inbox"
TAKEOVER = "takeover"
REFUSED = "refused"

_NAME = re.compile(r"([0-9]{8,})-[^./\\]+")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Request(NamedTuple):
    """One request; `name` is unique for ever."""

    name: str
    payload: dict[str, Any]


class NotAnswered(CacheError):
    """No answer in time. `taken` says whether the holder has the request: if not, it is withdrawn and was never done."""

    def __init__(self, name: str, taken: bool) -> None:
        super().__init__(
            f"request {name} was taken in but not answered" if taken else f"request {name} was not taken in"
        )
        self.name = name
        self.taken = taken


# the command's side


def hand_over(folder: str, payload: dict[str, Any], ids: Callable[[], str], disk: Disk | None = None) -> str:
    """Put a request into the inbox, after those already there, and return its name; raises OSError when it is not there."""
    disk = disk or OsDisk()
    inbox = _inbox(folder)
    disk.make_folder(inbox)
    numbers = [int(match[1]) for name in disk.list(inbox) if (match := _NAME.match(name))]
    name = f"{max(numbers, default=0) + 1:08d}-{ids()}"
    try:
        _put(disk, inbox, f"{name}.request", payload)
    except OSError:
        # The name may stand although it could not be synced: then it goes again, unless the holder was faster.
        _drop(disk, _path(folder, name, "request"))
        if not any(disk.exists(_path(folder, name, ending)) for ending in ("taken", "answer")):
            raise
    return name


def answer_to(folder: str, name: str, disk: Disk | None = None) -> dict[str, Any] | None:
    """The answer to a request, once, or None while there is none; raises OSError."""
    disk = disk or OsDisk()
    path = _path(folder, name, "answer")
    if not disk.exists(path):
        path = _path(folder, name, "late")
    try:
        answer = _decode(disk.read(path))
    except FileNotFoundError:
        return None
    # The request first: were it left without its answer, a holder that died in between would take it in again.
    _drop(disk, _path(folder, name, "taken"))
    _drop(disk, path)
    return answer


def await_answer(
    folder: str,
    name: str,
    timeout: float,
    sleep: Callable[[float], None],
    clock: Callable[[], float],
    disk: Disk | None = None,
    *,
    every: float = 0.05,
) -> dict[str, Any]:
    """The answer to a request within `timeout` seconds; raises NotAnswered, after withdrawing what was not taken in."""
    disk = disk or OsDisk()
    until = clock() + timeout
    while True:
        answer = answer_to(folder, name, disk)
        if answer is not None:
            return answer
        if clock() >= until:
            break
        sleep(every)
    try:
        # Removing and taking in exclude each other: only one of them finds the file.
        disk.remove(_path(folder, name, "request"))
    except FileNotFoundError:
        answer = answer_to(folder, name, disk)
        if answer is not None:
            return answer
        raise NotAnswered(name, taken=True) from None
    raise NotAnswered(name, taken=False)


# the holder's side


def take_in(folder: str, disk: Disk | None = None) -> list[Request]:
    """Requests to be done, in the order they were made, also those an earlier holder took in and did not answer.

    A file that is no request is set aside as `.damaged`. Raises OSError.
    """
    disk = disk or OsDisk()
    inbox = _inbox(folder)
    if not disk.exists(inbox):
        return []
    names = disk.list(inbox)
    found = []
    for file in sorted(names, key=_order):
        name, _, ending = file.partition(".")
        if not _NAME.fullmatch(name) or ending not in ("request", "taken"):
            continue
        if ending == "taken" and f"{name}.answer" in names:
            _drop(disk, _path(folder, name, "taken"))
            continue
        try:
            if ending == "request":
                disk.rename(_path(folder, name, "request"), _path(folder, name, "taken"))
            payload = _decode(disk.read(_path(folder, name, "taken")))
        except FileNotFoundError:
            continue  # withdrawn a moment ago
        except ValueError:
            disk.rename(_path(folder, name, "taken"), _path(folder, name, "damaged"))
            continue
        found.append(Request(name, payload))
    return found


def done(folder: str, name: str, answer: dict[str, Any], disk: Disk | None = None) -> None:
    """Answer a request; it is then not taken in again. Raises OSError."""
    disk = disk or OsDisk()
    _put(disk, _inbox(folder), f"{name}.answer", answer)
    _drop(disk, _path(folder, name, "taken"))


def sweep(folder: str, disk: Disk | None = None) -> None:
    """Clear what nobody waits for any more; called once by a process that has just taken the folder. Raises OSError.

    An answer stays once more, as `.late`: a command may be about to read what the holder before wrote last.
    """
    disk = disk or OsDisk()
    inbox = _inbox(folder)
    for file in disk.list(inbox) if disk.exists(inbox) else []:
        name, _, ending = file.partition(".")
        if ending == "answer":
            _drop(disk, _path(folder, name, "taken"))
            disk.rename(_path(folder, name, "answer"), _path(folder, name, "late"))
        elif ending == "late" or file.endswith(".tmp") or file in (TAKEOVER, REFUSED):
            _drop(disk, os.path.join(inbox, file))


# 接管: a second app asks the first to save and close


def request_takeover(folder: str, asker: Holder, disk: Disk | None = None) -> None:
    """Ask the holder to save and let the folder go; raises OSError. Then try the lock until it is free or refused."""
    disk = disk or OsDisk()
    inbox = _inbox(folder)
    disk.make_folder(inbox)
    _drop(disk, os.path.join(inbox, REFUSED))
    _put(disk, inbox, TAKEOVER, msgspec.to_builtins(asker))


def takeover_requested(folder: str, disk: Disk | None = None) -> Holder | None:
    """Who asks the holder to let go, or None."""
    disk = disk or OsDisk()
    try:
        return msgspec.json.decode(disk.read(os.path.join(_inbox(folder), TAKEOVER)), type=Holder)
    except (FileNotFoundError, ValueError):
        return None


def refuse_takeover(folder: str, disk: Disk | None = None) -> None:
    """Answer that the holder stays; raises OSError."""
    disk = disk or OsDisk()
    inbox = _inbox(folder)
    _put(disk, inbox, REFUSED, {})
    _drop(disk, os.path.join(inbox, TAKEOVER))


def takeover_refused(folder: str, disk: Disk | None = None) -> bool:
    """True when the holder answered that it stays; the asker is then read-only."""
    return (disk or OsDisk()).exists(os.path.join(_inbox(folder), REFUSED))


def withdraw_takeover(folder: str, disk: Disk | None = None) -> None:
    """Stop asking; raises OSError."""
    disk = disk or OsDisk()
    for name in (TAKEOVER, REFUSED):
        _drop(disk, os.path.join(_inbox(folder), name))


def _inbox(folder: str) -> str:
    return os.path.join(folder, INBOX)


def _path(folder: str, name: str, ending: str) -> str:
    return os.path.join(folder, INBOX, f"{name}.{ending}")


def _order(file: str) -> tuple[int, str]:
    match = _NAME.match(file)
    return (int(match[1]) if match else 0, file)


def _put(disk: Disk, inbox: str, file: str, content: dict[str, Any]) -> None:
    write_whole(disk, os.path.join(inbox, file), [_encode(content)])
    disk.sync_folder(inbox)


def _drop(disk: Disk, path: str) -> None:
    try:
        disk.remove(path)
    except FileNotFoundError:
        return
