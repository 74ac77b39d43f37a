"""`invite` and `appoint`: people come to a branch, and get their roles."""

from __future__ import annotations

import argparse
from pathlib import Path

from server_stub.commands.place import place_of
from server_stub.commands.words import Commands, add_branch, answer, read_file
from server_stub.problems import Refused


def add(commands: Commands) -> None:
    """Declare them."""
    invite = commands.add("invite", _invite, "Print an invite, or one for everybody on a roster.")
    who = invite.add_mutually_exclusive_group()
    who.add_argument(
        "--member", metavar="NAME", help="the person it is for, made a member if there is none of this name"
    )
    who.add_argument("--roster", type=Path, metavar="FILE", help="CSV, one person a line: name[,section[,title]]")
    invite.add_argument("--role", metavar="R", help="role the person gets, such as clerk or section_head")
    invite.add_argument("--section", metavar="S", help="section the person belongs to, or leads with --role")
    add_branch(invite)
    appoint = commands.add("appoint", _appoint, "Give a member a role from today on, or end it.")
    appoint.add_argument("member", metavar="MEMBER", help="name of the member")
    appoint.add_argument("--role", required=True, metavar="R", help="such as secretary or clerk")
    appoint.add_argument("--section", metavar="S", help="section a leader or section head is over")
    appoint.add_argument("--end", action="store_true", help="the member holds the role no longer")
    add_branch(appoint)


def _appoint(arguments: argparse.Namespace) -> None:
    from server_stub.people import Appointing, appoint, end_appointment

    what = Appointing(arguments.member, arguments.role, arguments.section, arguments.branch)
    with place_of(arguments).opened() as store:
        changed = bool(end_appointment(store, what) if arguments.end else appoint(store, what))
    told = (
        "holds the role {} no longer"
        if arguments.end
        else "holds the role {}"
        if changed
        else "held the role {} already"
    )
    answer(arguments, {"changed": changed}, f"{arguments.member} {told.format(arguments.role)}")


def _invite(arguments: argparse.Namespace) -> None:
    from server_stub.people import invite_one, invite_roster, read_roster

    if arguments.roster is not None and (arguments.role or arguments.section):
        raise Refused("--roster names sections itself and gives no roles; leave out --role and --section.")
    with place_of(arguments).opened() as store:
        if arguments.roster is None:
            invite = invite_one(store, arguments.member, arguments.role, arguments.section, arguments.branch)
            answer(arguments, {"invite": invite}, invite)
            return
        pairs = invite_roster(store, read_roster(read_file(arguments.roster)), arguments.branch)
    found = [{"name": name, "invite": invite} for name, invite in pairs]
    answer(arguments, {"invites": found}, "\n".join(f"{name}\t{invite}" for name, invite in pairs))
