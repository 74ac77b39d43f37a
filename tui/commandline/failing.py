"""How a command that could not be done ends: one message on standard error, an exit code, and never a traceback."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from sync.cache.errors import CacheError
from sync.problems import InTheWay
from sync.reaching import ServerRefused, Unreachable
from sync.records.fields import FieldProblem
from sync.records.kind import UnknownKind
from tui.commandline.output import say, say_json
from tui.i18n import t
from tui.messages import Message, explain

DONE, REFUSED, USAGE, UNREACHABLE, SIGN_IN, HELD = range(6)
"""Exit codes: done; refused or in conflict; wrong usage; server not reached, nothing lost; sign-in needed; folder held."""

TRACE = "last-error.txt"

WRONG_USAGE = (
    "needs_yes",
    "no_terminal",
    "empty_password",
    "empty_passphrase",
    "passwords_differ",
    "not_a_file_or_word",
    "unfit",
)
SIGN_IN_CODES = ("token_invalid", "token_expired", "account_disabled")
LATER_CODES = ("slow_down", "maintenance", "busy", "timeout", "internal")


class Refused(Exception):
    """A request that was refused, by this process or by whoever holds the folder, with its message and exit code."""

    def __init__(self, said: Message, code: int) -> None:
        super().__init__(said.code)
        self.said = said
        self.code = code


class Usage(Exception):
    """A command line that cannot be understood; `text` says why in the reader's language, `usage` how it is written."""

    def __init__(self, text: str, usage: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.usage = usage


def exit_code(error: BaseException) -> int:
    """The exit code of a refusal."""
    match error:
        case Refused():
            return error.code
        case Usage() | FieldProblem() | UnknownKind():
            return USAGE
        case InTheWay(reason="not_signed_in"):
            return SIGN_IN
        case InTheWay(reason=reason) if reason in WRONG_USAGE:
            return USAGE
        case CacheError():
            return _of_cache(error)
    return _from_elsewhere(error)


def _of_cache(error: CacheError) -> int:
    from sync.cache.inbox import NotAnswered
    from sync.cache.lock import FolderHeld

    return HELD if isinstance(error, FolderHeld | NotAnswered) else REFUSED


def _from_elsewhere(error: BaseException) -> int:
    match error:
        case Unreachable():
            return UNREACHABLE
        case ServerRefused():
            return of_problem(error.problem.code)
    vault = sys.modules.get("sync.vault.keys")
    if vault is not None and isinstance(error, vault.VaultProblem) and error.reason in ("short_passphrase", "bad_code"):
        return USAGE
    sealed = sys.modules.get("sync.sealed")
    empty = sealed is not None and isinstance(error, sealed.SealedProblem) and error.reason == "empty_passphrase"
    return USAGE if empty else REFUSED


def of_problem(code: str) -> int:
    """The exit code for a problem document's code (PROTOCOL.md section 14)."""
    return SIGN_IN if code in SIGN_IN_CODES else UNREACHABLE if code in LATER_CODES else REFUSED


def is_defect(error: BaseException) -> bool:
    """True for an error no person could do anything about."""
    return not isinstance(error, Usage | Refused) and explain(error).code == "unexpected"


def report(error: BaseException, *, as_json: bool) -> int:
    """Say on standard error what happened and what to do; returns the exit code."""
    if isinstance(error, Usage):
        said = Message(t("error.title.usage"), error.text, error.usage, "usage")
    elif isinstance(error, Refused):
        said = error.said
    else:
        said = explain(error)
    return report_message(said, exit_code(error), as_json=as_json)


def report_message(said: Message, code: int, *, as_json: bool) -> int:
    """Say a message on standard error; returns the exit code given."""
    if as_json:
        named = {"field": said.field} if said.field else {}
        say_json({"error": {"code": said.code, **named, "message": said.text}}, to=sys.stderr)
    else:
        first, *more = said.text.splitlines() or [said.title]
        say(f"{said.title}{t('error.colon')}{first}", *more, to=sys.stderr)
    return code


def keep_trace(folder: Path, error: BaseException) -> Path | None:
    """Write where a defect showed itself: names and lines of the program, no values; None when it cannot be written."""
    path = folder / TRACE
    lines: list[str] = []
    at: BaseException | None = error
    while at is not None:
        # Not the message: it may hold a record's text.
        lines.append(f"{type(at).__module__}.{type(at).__qualname__}\n")
        lines += [f"  {f.filename}:{f.lineno} {f.name}\n" for f in traceback.extract_tb(at.__traceback__)]
        at = at.__cause__ or at.__context__
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text("".join(lines), "utf-8")
        path.chmod(0o600)
    except OSError:
        return None
    return path
