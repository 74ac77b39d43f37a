"""`status`: who and where, what waits, what is in conflict, and how old the copy of what exists here only is. Offline."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.engine import SKEW_LIMIT
from sync.invite import in_groups
from sync.reaching import CertificateChanged, encrypted_or_local
from sync.resolving import open_conflicts
from sync.workplace import Workplace, read_token
from tui.commandline.failing import DONE
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t
from tui.messages import SHORT, explain
from tui.moments import moment
from tui.vault_state import told, troubles


def status(args: argparse.Namespace, folder: Path) -> int:
    """`status`."""
    with read_folder(folder) as place:
        found = _found(place, folder)
        rows = _rows(place, found)
    if args.json:
        say_json(found)
    else:
        say(*aligned([row for row in rows if row[1]]))
        say(*_warnings(found))
    return DONE


def _found(place: Workplace, folder: Path) -> dict[str, Any]:
    identity, progress = place.identity, place.shadow.progress
    private = place.repository.documents("private")
    live = [each["type"] for _, each in private if each.get("del") is None]
    exported = place.repository.document("meta", "private_exported")
    return {
        "home": str(folder),
        "alone": identity.alone,
        "branch": {"id": identity.branch, "name": identity.branch_name} if identity.branch else None,
        "member": {"id": identity.member, "name": identity.member_name} if identity.member else None,
        "login": identity.login or None,
        "server": identity.server,
        "certificate": identity.fingerprint,
        "other_certificate": place.other_certificate,
        "encrypted": identity.server is None or encrypted_or_local(identity.server),
        "signed_in": identity.server is not None and read_token(folder) is not None,
        "waiting": len(place.queue),
        "conflicts": len(open_conflicts(place.desk)),
        "parked": len(place.queue.parked()),
        "last_sync": progress.synced_at,
        "stopped": progress.stopped,
        "clock_skew": progress.skew,
        "clock_warning": abs(progress.skew) > SKEW_LIMIT,
        "private": {
            "reflections": live.count("reflection"),
            "notes": live.count("note"),
            "unsaved": len(place.unsaved.all()),
            "last_export": exported["at"] if exported else None,
        },
        "vault": told(place),
    }


def _rows(place: Workplace, found: dict[str, Any]) -> list[tuple[str, str]]:
    private = found["private"]
    branch = found["branch"]["name"] if found["branch"] else t("cli.status.no_branch")
    who = f"{found['member']['name']} ({found['login']})" if found["member"] else ""
    server = found["server"] or ""
    if server and not found["signed_in"]:
        server += t("cli.status.signed_out")
    counts = t("cli.status.private_counts", reflections=private["reflections"], notes=private["notes"])
    if private["unsaved"]:
        counts += t("cli.status.unsaved", n=private["unsaved"])
    return [
        (t("cli.status.branch"), branch + (t("cli.status.alone") if found["alone"] else "")),
        (t("cli.status.member"), who),
        (t("cli.status.server"), server),
        (t("cli.status.certificate"), in_groups(found["certificate"], SHORT) if found["certificate"] else ""),
        (t("cli.status.last_sync"), _when(place, found["last_sync"]) if found["server"] else ""),
        (t("cli.status.queue"), str(found["waiting"]) if found["server"] else ""),
        (t("cli.status.conflicts"), str(found["conflicts"]) if found["server"] else ""),
        (t("cli.status.parked"), str(found["parked"]) if found["server"] else ""),
        (t("cli.status.private"), counts),
        (t("cli.status.vault"), t(f"vault.state.{found['vault']['state']}") if found["server"] else ""),
        (t("cli.status.exported"), _when(place, private["last_export"])),
        (t("cli.status.home"), found["home"]),
    ]


def _when(place: Workplace, at: str | None) -> str:
    return moment(place, at) if at else t("cli.status.never")


def _warnings(found: dict[str, Any]) -> list[str]:
    said: list[str] = troubles(found["vault"])
    if found["other_certificate"]:
        said.append(explain(CertificateChanged(found["certificate"] or "", found["other_certificate"])).text)
    if not found["encrypted"]:
        said.append(t("cli.unencrypted"))
    if found["stopped"]:
        said.append(f"{t('error.way.nothing_stopped')} {t('error.way.nothing_stopped.remedy')}")
    if found["clock_warning"]:
        said.append(t("cli.clock", minutes=abs(found["clock_skew"]) // 60))
    return said
