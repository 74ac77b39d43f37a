"""A link to a record that is here is a link to its kind; what is not here yet may be brought by another device."""

from __future__ import annotations

from tests.server.people import Branch


def test_an_id_of_another_kind_is_refused(branch: Branch) -> None:
    one = branch.one
    for edit in (
        branch.new("session", {"form": "exchange", "host": branch.session}),
        branch.new("session", {"form": "exchange", "recorders": [branch.members["plain"], branch.session]}),
        branch.put("session", branch.session, {"host": [None, branch.task]}),
        branch.put("session", branch.session, {"observers": {"add": [branch.task], "del": []}}),
    ):
        refused = one("clerk", edit)
        assert (refused.out, refused.code, refused.reason) == ("rejected", "invalid_field", "another_kind")


def test_an_id_nobody_knows_yet_is_taken(branch: Branch) -> None:
    unknown = branch.store.ids.record()
    assert branch.one("clerk", branch.put("session", branch.session, {"task": [None, unknown]})).out == "applied"


def test_what_was_linked_wrongly_before_can_be_taken_out(branch: Branch) -> None:
    change = {"observers": {"add": [], "del": [branch.task]}}
    assert branch.one("clerk", branch.put("session", branch.session, change)).out == "noop"


def test_nobody_learns_by_a_link_what_others_hold(branch: Branch) -> None:
    """A link to what its author may not read is answered like one to what is not there."""
    fields = {"form": "lecture", "task": branch.committee_session, "recorders": [branch.members["plain"]]}
    assert branch.one("plain", branch.new("session", fields)).out == "applied"
    assert branch.one(
        "committee", branch.new("session", {"form": "lecture", "task": branch.committee_session})
    ).reason == ("another_kind")
