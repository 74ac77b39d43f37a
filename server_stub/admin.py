"""`xinde-server`: makes, serves and fills the shared copy of a branch. Exit codes: 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import msgspec

from server_stub.limits import Rates, parse_rates
from server_stub.problems import ProtocolProblem, Refused

if TYPE_CHECKING:
    from server_stub.store import Store

DEFAULT_ADDRESS = "http://127.0.0.1:8765"
DATABASE = "branch.db"


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command of `xinde-server` and exit."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except Refused as refused:
        print(f"xinde-server: {refused}", file=sys.stderr)
        sys.exit(1)
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xinde-server", description="The shared copy of a branch's study records.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, what: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=what, description=what)
        made.add_argument("--json", action="store_true", help="answer as JSON")
        made.set_defaults(run=run)
        return made

    init = command("init", _init, "Make a branch in a new data folder and print its first invite.")
    init.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder for the database, made if missing"
    )
    init.add_argument("--branch", required=True, metavar="NAME", help="name of the branch")
    init.add_argument(
        "--address", default=DEFAULT_ADDRESS, metavar="URL", help=f"address clients use ({DEFAULT_ADDRESS})"
    )

    adopt = command("import", _adopt, "Take a whole branch in from a file made by `xinde branch export`.")
    adopt.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder for the database, made if missing"
    )
    adopt.add_argument(
        "--address", default=DEFAULT_ADDRESS, metavar="URL", help=f"address clients use ({DEFAULT_ADDRESS})"
    )
    adopt.add_argument("file", type=Path, metavar="FILE", help="JSON lines, see docs/EXPORT.md")

    serve = command("serve", _serve, "Serve a data folder until a signal.")
    serve.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder made by init")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8765, help="port to listen on (8765); 0 takes a free one")
    serve.add_argument(
        "--rate", type=_rates, default="", metavar="login=N,sync=N", help="sign-ins, and sync calls, a minute (5, 120)"
    )
    serve.add_argument("--insecure", action="store_true", help="allow unencrypted connections from other machines")

    invite = command("invite", _invite, "Print an invite, or one for everybody on a roster.")
    invite.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder made by init")
    who = invite.add_mutually_exclusive_group()
    who.add_argument(
        "--member", metavar="NAME", help="the person it is for, made a member if there is none of this name"
    )
    who.add_argument("--roster", type=Path, metavar="FILE", help="CSV, one person a line: name[,section[,title]]")
    invite.add_argument("--role", metavar="R", help="role the person gets, such as clerk or section_head")
    invite.add_argument("--section", metavar="S", help="section the person belongs to, or leads with --role")

    backup = command("backup", _backup, "Copy the database to a file, also while it is served.")
    backup.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder made by init")
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file for the copy")

    restore = command(
        "restore", _restore, "Put a backup in the place of the database; devices send again what is missing."
    )
    restore.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder for the database")
    restore.add_argument("file", type=Path, metavar="FILE", help="a file made by backup")

    collect = command("gc", _collect, "Erase the content of what was deleted more than 180 days ago.")
    collect.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder made by init")
    collect.add_argument(
        "--tombstones",
        action="store_true",
        help="also forget deletions of more than 400 days ago that all devices know",
    )

    command("version", _version, "Print the version.")
    return parser


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written) < 65536):
        raise argparse.ArgumentTypeError(f"{written!r} is not a port from 0 to 65535")
    return int(written)


def _rates(written: str) -> Rates:
    try:
        return parse_rates(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


# the commands; what they need is imported late, since `version` and mistakes should answer at once


def _init(arguments: argparse.Namespace) -> None:
    from server_stub.people import start_branch
    from server_stub.serving import is_loopback
    from sync.invite import Invite, encode, new_code

    address: str = arguments.address.rstrip("/")
    try:
        encode(Invite(address, new_code(0)))
    except ValueError as error:
        raise Refused(f"{address} is not an http:// or https:// address.") from error
    with _opened(arguments.data, make=True) as store:
        invite = start_branch(store, arguments.branch, address)
    _answer(arguments, {"invite": invite}, invite)
    split = urlsplit(address)
    if split.scheme == "http" and not is_loopback(split.hostname or ""):
        print(f"xinde-server: {address} is not encrypted; serve will need --insecure.", file=sys.stderr)


def _adopt(arguments: argparse.Namespace) -> None:
    from server_stub.adopting import adopt_branch

    with _opened(arguments.data, make=True) as store:
        lines = _read(arguments.file).splitlines(keepends=True)
        count, invites = adopt_branch(store, lines, arguments.address.rstrip("/"))
    found = [{"name": name, "invite": invite} for name, invite in invites]
    told = "\n".join(f"{name}\t{invite}" for name, invite in invites)
    _answer(arguments, {"records": count, "invites": found}, f"{count} records taken in.\n{told}".rstrip())


def _serve(arguments: argparse.Namespace) -> None:
    from server_stub import keeping
    from server_stub.serving import address_of, is_loopback, listen, serve

    _needs_branch(arguments.data)
    if not is_loopback(arguments.host) and not arguments.insecure:
        raise Refused(f"Connections to {arguments.host} would not be encrypted; use 127.0.0.1, or add --insecure.")
    with keeping.held(arguments.data), _opened(arguments.data, make=False) as store:
        mark = keeping.high_water(store, arguments.data)
        if mark.begin():
            print(
                "xinde-server: the database is older than it was; devices send again what is missing.", file=sys.stderr
            )
        try:
            listening = listen(arguments.host, arguments.port)
        except OSError as error:
            where = f"{arguments.host}:{arguments.port}"
            raise Refused(f"Cannot listen on {where}: {error.strerror}. Choose another --port.") from error
        with listening:
            address = address_of(listening)
            _answer(arguments, {"address": address}, f"serving on {address}")
            try:
                serve(store, listening, arguments.rate)
            finally:
                mark.write()


def _invite(arguments: argparse.Namespace) -> None:
    from server_stub.people import invite_one, invite_roster, read_roster

    if arguments.roster is not None and (arguments.role or arguments.section):
        raise Refused("--roster names sections itself and gives no roles; leave out --role and --section.")
    with _opened(arguments.data, make=False) as store:
        if arguments.roster is None:
            invite = invite_one(store, arguments.member, arguments.role, arguments.section)
            _answer(arguments, {"invite": invite}, invite)
            return
        pairs = invite_roster(store, read_roster(_read(arguments.roster)))
    found = [{"name": name, "invite": invite} for name, invite in pairs]
    _answer(arguments, {"invites": found}, "\n".join(f"{name}\t{invite}" for name, invite in pairs))


def _backup(arguments: argparse.Namespace) -> None:
    from server_stub.keeping import back_up

    _needs_branch(arguments.data)
    size = back_up(arguments.data / DATABASE, arguments.file)
    _answer(arguments, {"file": str(arguments.file), "bytes": size}, f"{arguments.file}: {size} bytes")


def _restore(arguments: argparse.Namespace) -> None:
    from server_stub.clock import SystemClock
    from server_stub.keeping import restore

    if not arguments.data.is_dir():
        raise Refused(f"There is no folder {arguments.data}.")
    epoch, kept = restore(arguments.data, DATABASE, arguments.file, SystemClock())
    told = "" if kept is None else f" The database before is kept as {kept}."
    value = {"epoch": epoch, "kept": None if kept is None else str(kept)}
    _answer(arguments, value, f"Restored; devices send again what they did since.{told}")


def _collect(arguments: argparse.Namespace) -> None:
    from server_stub.collecting import collect

    with _opened(arguments.data, make=False) as store:
        gone = collect(store, store.clock.now(), tombstones=arguments.tombstones)
    value = {"contents": gone.contents, "tombstones": gone.tombstones}
    _answer(arguments, value, f"erased the content of {gone.contents}, forgot {gone.tombstones} deletions")


def _version(arguments: argparse.Namespace) -> None:
    found = importlib.metadata.version("xinde")
    _answer(arguments, {"version": found}, f"xinde-server {found}")


# what they share


@contextmanager
def _opened(folder: Path, *, make: bool) -> Iterator[Store]:
    """The database of a data folder, up to date; whatever is wrong with it becomes one sentence."""
    from sqlalchemy.exc import DBAPIError

    from server_stub import schema
    from server_stub.clock import SystemClock
    from server_stub.store import Store, StoreDamaged

    path = folder / DATABASE
    _prepare(folder, path, make)
    store = Store.open(f"sqlite:///{path}", SystemClock())
    try:
        schema.upgrade(store)
        yield store
    except StoreDamaged as error:
        raise Refused(f"The database {path} is damaged. Put a backup in its place; nothing was changed.") from error
    except schema.StoreNewer as error:
        raise Refused(f"The data in {folder} are of a newer version. Install a newer xinde-server.") from error
    except ProtocolProblem as problem:
        raise Refused(f"Nothing was changed: {problem.title}. Try again later.") from problem
    except DBAPIError as error:
        raise Refused(f"The database {path} cannot be used: {type(error.orig).__name__}.") from error
    finally:
        store.close()


def _needs_branch(folder: Path) -> None:
    if not (folder / DATABASE).is_file():
        raise Refused(f"There is no branch in {folder}. Make one with xinde-server init.")


def _prepare(folder: Path, path: Path, make: bool) -> None:
    if not make:
        _needs_branch(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Names, invites and hashes are nobody else's business on this machine.
            folder.chmod(0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Refused(f"Cannot write to {folder}: {error.strerror}. Choose another --data folder.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"Cannot read {path}: {error.strerror}.") from error


def _answer(arguments: argparse.Namespace, value: Any, written: str) -> None:
    print(msgspec.json.encode(value).decode() if arguments.json else written, flush=True)


if __name__ == "__main__":
    main()
