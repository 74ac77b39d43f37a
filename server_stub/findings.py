"""What `verify` can find, and how it is told: by ids and numbers, never by what anybody wrote."""

from __future__ import annotations

from dataclasses import dataclass

TOLD = {
    "database_damaged": "the database's own check found a fault",
    "link_broken": "something a row of this table leads to is not there",
    "place_missing": "revisions are missing here",
    "place_wrong": "two revisions have one place",
    "hash_wrong": "this revision is not the one that was written",
    "end_missing": "the last revisions are missing",
    "end_wrong": "the end of the history is not the one that was written",
    "record_missing": "a revision is of a record that is not there",
    "scope_wrong": "a revision is in another scope than its record",
    "head_wrong": "the scope's last number is not that of its records",
    "sum_wrong": "the checksum is not that of the records",
    "live_wrong": "the number of living records is wrong",
    "history_missing": "the record has no history",
    "revision_missing": "this revision is missing",
    "step_wrong": "this revision does not begin where the one before ended",
    "erased_while_living": "words were erased though nothing was deleted",
    "erased_with_words": "words were put where they had been erased",
    "deletion_wrong": "the record is deleted, or is not, against its history",
    "fields_wrong": "the record says something else than its history",
    "authors_wrong": "who wrote it and when is not what its history says",
    "numbers_wrong": "the edits of this device are not complete",
    "branch_wrong": "it is put down to another branch than its scope's",
    "seq_wrong": "no device reads a record of this number",
    "unreadable": "what stands here cannot be read",
    "vault_wrong": "the vault of this account is not complete",
    "past_changed": "the history is not the one the backup has",
    "scope_missing": "the backup has this scope, and it is not here",
}
"""What each finding means, in words without anybody's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and where: ids and numbers only."""

    code: str
    scope: str | None = None
    record: str | None = None
    rev: int | None = None
    about: str | None = None

    def __str__(self) -> str:
        where = (("scope", self.scope), ("record", self.record), ("revision", self.rev), ("", self.about))
        return (
            ", ".join([f"{name} {value}".strip() for name, value in where if value is not None])
            + f": {TOLD[self.code]}"
        )
