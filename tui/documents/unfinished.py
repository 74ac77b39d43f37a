"""Whether a document is a draft still, and why: somebody who sends it on should know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.cache.view import View
from sync.records.signing import UNSIGNED
from sync.sign_off import Signer, is_closed, signers
from sync.workplace import Workplace
from tui.completion import DONE
from tui.documents.kinds import Subject
from tui.i18n import t
from tui.labels import choice_label, listed, state_label
from tui.people_words import named


def draft_words(place: Workplace, kind: str, subject: Subject) -> str:
    """That minutes are not signed, not submitted or not approved yet; empty for anything else."""
    session = subject.record
    if kind != "minutes" or session is None:
        return ""
    missing = [each for each in (_signatures(place, session), _state(place, session)) if each]
    return t("preview.draft", why=listed(missing)) if missing else ""


def _signatures(place: Workplace, session: View) -> str:
    found = signers(place.desk, session)
    current = any(each.current for each in found)
    if not found or (current and is_closed(place.desk, session)):
        return ""
    changed = any(each.signature is not None for each in found)
    msgid = "part_signed" if current else "changed" if changed else "unsigned"
    who = "" if session.state in UNSIGNED else t("preview.draft.who", who=_awaited(place, session, found))
    return t(f"preview.draft.{msgid}") + who


def _awaited(place: Workplace, session: View, found: Sequence[Signer]) -> str:
    """Whose signatures are missing: the host's, and that of one of the recorders."""
    spec, signed = place.repository.registry["signature"], {each.role for each in found if each.current}
    awaited = {"host": [session.get("host")], "recorder": session.get("recorders") or [None]}
    return listed(
        t(
            "preview.draft.signer",
            role=choice_label(spec, "as_role", role),
            who=listed(_name(place, each) for each in who),
        )
        for role, who in awaited.items()
        if role not in signed
    )


def _name(place: Workplace, member: Any) -> str:
    return named(place, member) if member else t("value.unknown")


def _state(place: Workplace, session: View) -> str:
    if session.state not in DONE:
        return t("preview.draft.unsubmitted")
    return state_label(place.repository.registry["session"], session.state) if session.state != "approved" else ""
