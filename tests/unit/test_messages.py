"""Every refusal the program can make has words, in both languages, that name the field and the remedy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from sync.cache.errors import CacheClosed, CacheDamaged, CacheNewer, CacheStopped, CompactionFailed
from sync.cache.inbox import NotAnswered
from sync.cache.lock import FolderHeld, Holder
from sync.invite import InviteUnreadable
from sync.problems import ForbiddenTransition, InTheWay, NeededFirst, NotAllowed, NotFound, ParentUnknown, UndoRefused
from sync.reaching import ServerRefused, Unreachable
from sync.records.fields import FieldProblem
from sync.records.kind import UnknownKind
from sync.records.policy import Refusal
from sync.records.registry import KINDS
from sync.records.rules import Who
from sync.sealed import SealedProblem
from sync.vault.keys import VaultProblem
from sync.wire import Problem
from tui import i18n
from tui.labels import role_label, state_label
from tui.messages import FIELD_CODES, SERVER_CODES, explain, refusal_text

ROOT = Path(__file__).parents[2]
PARAMS = {
    "login": "zhang",
    "address": "http://x.example",
    "path": "a.txt",
    "variable": "XINDE_PASSWORD",
    "code": "1",
    "term": "dumb",
    "editor": "vi",
    "cause": "Input/output error",
    "document": "学习台账",
    "state": "submitted",
    "least": "8",
    "size": "70",
    "limit": "64",
    "number": "3",
    "known": "1, 2",
    "year": "2011",
    "title": "公文写作",
    "who": "李四",
    "why": "没有在架的册",
    "month": "2026-03",
    "value": "十三月",
}


def raised(name: str, at: int, *folders: str) -> set[str]:
    """String literals given as argument `at` where `name` is called, in the program's source."""
    return {code for folder in folders for code in _calls(ROOT / folder, name, at)}


def _calls(folder: Path, name: str, at: int) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and len(node.args) > at:
                yield from (
                    each.value
                    for each in ast.walk(node.args[at])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


@pytest.fixture(params=i18n.available(), autouse=True)
def _each_language(request: pytest.FixtureRequest) -> None:
    i18n.set_language(request.param)


DEFECTS = {"not_canonical", "not_a_change", "too_many_fields", "no_changes_here", "needed"}
"""What only a program can get wrong; it has the general words."""


def test_every_field_problem_has_words() -> None:
    codes = raised("FieldProblem", 1, "sync", "tui") | raised("Rejected", 2, "sync") - {"True", "False"}
    assert codes - DEFECTS <= set(FIELD_CODES.split())
    for code in codes:
        said = explain(FieldProblem("title", code, kind="session", limit=120, value="x", length=130, at=3))
        assert said.code == code
        assert said.field == "title"
        assert said.what
        assert said.remedy


def test_every_field_problem_names_the_field_by_label_and_identifier() -> None:
    said = explain(FieldProblem("place", "too_long", limit=80, length=99), None, "session")
    label = KINDS["session"].fields["place"].label
    assert (label.zh if i18n.language() == "zh" else label.en) in said.what
    assert "place" in said.what
    assert "80" in said.what
    assert "99" in said.what


def test_a_screen_names_fields_states_and_choices_by_their_labels_alone() -> None:
    errors = [
        FieldProblem("start", "not_a_time", kind="session", value="2026-13-45 99:99"),
        FieldProblem("form", "unknown_choice", kind="session", value="x", allowed="exchange|lecture"),
        FieldProblem("mood", "unknown_field", kind="session"),
        NeededFirst("action", ["due"]),
        ParentUnknown("session", "0198"),
        ForbiddenTransition("session", "planned", "approved", ["running", "postponed"]),
        UndoRefused("changed", field="topic", by="m:1"),
        UnknownKind("x", ["session", "task"]),
    ]
    for error in errors:
        kind = {UndoRefused: "task", ParentUnknown: "minute"}.get(type(error), "session")
        shown, written = explain(error, None, kind, ids=False).text, explain(error, None, kind).text
        assert shown != written or i18n.language() == "en"
        identifiers = ["start", "lecture", "audience", "due", "planned", "topic", "task"]
        assert not any(f"（{name}）" in shown or f"({name})" in shown for name in identifiers)


def test_no_space_follows_a_full_width_stop() -> None:
    said = explain(FieldProblem("start", "not_a_time", kind="session", value="x"))
    assert "。 " not in said.text
    assert said.text.startswith(said.what)
    assert said.text.endswith(said.remedy)
    assert i18n.language() == "zh" or ". " in said.text


def test_a_choice_that_is_none_names_those_there_are() -> None:
    with pytest.raises(FieldProblem) as problem:
        KINDS["session"].check_new({"form": "party"})
    said = explain(problem.value, None, "session")
    assert "party" in said.what
    assert "collective_study" in said.remedy


def test_everything_that_can_be_in_the_way_has_words() -> None:
    reasons = raised("InTheWay", 0, "sync", "tui")
    assert len(reasons) > 10
    for reason in reasons:
        said = explain(InTheWay(reason, **PARAMS))
        assert said.code == reason
        assert said.what != f"error.way.{reason}"
        assert said.remedy


def test_every_undo_that_is_refused_says_why_and_who() -> None:
    for reason in raised("UndoRefused", 0, "sync"):
        said = explain(UndoRefused(reason, field="title", by="m:1"))
        assert said.what
        assert said.remedy


def test_every_reason_of_policy_has_words() -> None:
    for reason in get_args(get_type_hints(Refusal)["reason"]):
        words = refusal_text(None, Refusal(reason, (Who("secretary"), Who("leader", charge=True), Who("self"))))
        assert not words.startswith("refusal.")


def test_what_a_state_forbids_names_the_state_and_the_way_out_and_nobody_who_may() -> None:
    forbidden = Refusal("state", (Who("clerk"),), kind="plan", state="approved", via=("draft",))
    said = explain(NotAllowed("plan", forbidden))
    closed = refusal_text(None, Refusal("state", (Who("clerk"),), kind="plan", state="closed"))
    plan, clerk = KINDS["plan"], role_label("clerk")
    assert state_label(plan, "approved") in said.what
    assert state_label(plan, "draft") in said.what
    assert state_label(plan, "closed") in closed
    assert clerk not in said.what + closed
    assert said.title != explain(NotAllowed("plan", Refusal("needs", (Who("clerk"),)))).title


def test_every_relation_of_the_rules_has_a_word() -> None:
    relations = {who for spec in KINDS for rule in spec.rules for who in rule.who}
    for who in relations:
        assert refusal_text(None, Refusal("needs", (who,)))


def test_every_problem_of_the_server_has_words() -> None:
    codes = raised("ProtocolProblem", 1, "server_stub")
    assert len(codes) > 20
    assert codes <= set(SERVER_CODES.split())
    for code in codes:
        said = explain(ServerRefused(Problem(status=400, code=code, title="", request_id="0123456789abcdef"), 7.0))
        assert said.code == code
        assert said.what
        assert said.remedy


def test_a_code_of_a_later_server_is_shown_as_it_is() -> None:
    said = explain(ServerRefused(Problem(status=418, code="teapot", title="")))
    assert "teapot" in said.what


def test_every_way_a_sealed_copy_can_be_unreadable_has_words() -> None:
    for reason in raised("SealedProblem", 0, "sync"):
        assert explain(SealedProblem(reason)).remedy


def test_every_way_the_vault_can_refuse_has_words() -> None:
    reasons = raised("VaultProblem", 0, "sync")
    assert {"damaged", "short_passphrase", "bad_code"} <= reasons
    for reason in reasons | {"wrong_passphrase", "wrong_code"}:
        said = explain(VaultProblem(reason))
        assert said.code == reason
        assert said.remedy


@pytest.mark.parametrize(
    "error",
    [
        UnknownKind("sesion", [spec.name for spec in KINDS]),
        NotFound("0198"),
        ParentUnknown("session", "0198"),
        NotAllowed("session", Refusal("needs", (Who("clerk"),), "place")),
        ForbiddenTransition("session", "planned", "approved", ["running", "postponed"]),
        ForbiddenTransition("submission", "withdrawn", "accepted", []),
        NeededFirst("session", ["title", "start"]),
        CacheDamaged("wal-1", 7, "does not match its checksum"),
        CacheNewer("snap-1", 2, 1),
        CacheStopped(OSError(28, "No space left on device")),
        CompactionFailed(OSError(5, "Input/output error")),
        CacheClosed(),
        FolderHeld("x", Holder(7, "host", "", "app")),
        FolderHeld("x", None),
        NotAnswered("1", taken=True),
        NotAnswered("1", taken=False),
        Unreachable("ConnectError"),
        InviteUnreadable("mistyped"),
        InviteUnreadable("newer"),
        InviteUnreadable("not_an_invite"),
        FileNotFoundError(2, "No such file or directory", "a.txt"),
        ValueError("a defect"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_says_what_happened_and_what_to_do(error: BaseException) -> None:
    said = explain(error)
    assert said.title
    assert said.what
    assert said.code
    assert said.remedy or isinstance(error, NotAllowed)
    assert "error." not in said.text.replace("last-error.", "")


def test_a_defect_shows_nothing_of_its_message() -> None:
    assert "secret" not in explain(ValueError("secret")).text
