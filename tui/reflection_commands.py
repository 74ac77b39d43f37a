"""The commands of reflections and notes: drafts, submissions, publications, recommendations, documents. Part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import usual


def _lists(scope: str) -> tuple[Command, Command]:
    """The lists of reflections follow each other; F15 is what terminals send for Shift+F3."""
    return (Command(f"{scope}.other", "f3"), Command(f"{scope}.previous", "f15,shift+f3", shown=False))


def _neighbours(scope: str) -> tuple[Command, Command]:
    """From one text to the next without going back to the list."""
    return (
        Command(f"{scope}.next", "f3,full_stop"),
        Command(f"{scope}.previous", "comma,f15,shift+f3", shown=False),
    )


REFLECTIONS = (
    *usual("reflections", "open new"),
    Command("reflections.submit", "ctrl+r,s"),
    *_lists("reflections"),
    Command("reflections.take", "ctrl+o,t"),
    Command("reflections.edit", "f2,e", shown=False),
    *usual("reflections", "delete filter sort mark_row mark_all back"),
)

SUBMISSIONS = (
    Command("submissions.open", "enter"),
    Command("submissions.to_review", "ctrl+r,r"),
    *usual("submissions", "state"),
    *_lists("submissions"),
    *usual("submissions", "filter sort back"),
)

PUBLISHED = (
    Command("published.open", "enter"),
    Command("published.recommend", "plus"),
    Command("published.withdraw", "f9,w"),
    *_lists("published"),
    *usual("published", "filter sort back"),
)

RECOMMENDED = (
    Command("recommended.open", "enter"),
    *usual("recommended", "edit delete"),
    *_lists("recommended"),
    *usual("recommended", "filter sort back"),
)

COMMENTARY = (
    Command("commentary.open", "enter"),
    *_lists("commentary"),
    *usual("commentary", "filter sort back"),
)

DRAFT = (
    Command("draft.save", "ctrl+s"),
    Command("draft.submit", "ctrl+r"),
    Command("draft.take", "f3"),
    Command("draft.back", "escape"),
    Command("draft.discard", "f8"),
    Command("draft.next", "ctrl+n", shown=False),
    Command("draft.editor", "ctrl+o"),
    *usual("draft", "clean"),
)

SUBMISSION = (
    Command("submission.draft", "enter"),
    Command("submission.publish", "ctrl+g,p"),
    Command("submission.improve", "f8,i"),
    Command("submission.accept", "ctrl+s,a"),
    Command("submission.return", "ctrl+r,r"),
    Command("submission.comment", "ctrl+n,c"),
    Command("submission.grade", "ctrl+o,g"),
    *_neighbours("submission"),
    Command("submission.recommend", "plus"),
    Command("submission.remark", "f2,e"),
    Command("submission.state", "f9,s"),
    Command("submission.for_another", "ctrl+f,o"),
    Command("submission.back", "escape", shown=False),
)

PUBLICATION = (
    Command("publication.comment", "ctrl+n,c"),
    Command("publication.recommend", "plus"),
    Command("publication.improve", "f8,i"),
    *_neighbours("publication"),
    Command("publication.withdraw", "f9,w"),
    Command("publication.back", "escape"),
)

NOTES = (
    *usual("notes", "open new"),
    Command("notes.take", "f3,t"),
    Command("notes.filter", "ctrl+f,slash"),
    *usual("notes", "sort mark_row mark_all"),
    *usual("notes", "edit delete back"),
)

NOTE = (
    Command("note.save", "ctrl+s"),
    Command("note.take", "f3"),
    Command("note.back", "escape"),
    Command("note.discard", "f8"),
    Command("note.next", "ctrl+n", shown=False),
    Command("note.editor", "ctrl+o"),
    *usual("note", "clean"),
)

TAKE = (
    Command("take.mark", "enter"),
    Command("take.take", "ctrl+s"),
    Command("take.all", "ctrl+n,a"),
    Command("take.source", "f2,s"),
    Command("take.filter", "ctrl+f,slash"),
    Command("take.back", "escape"),
)

DOCUMENTS = (
    *usual("documents", "open new edit state"),
    Command("documents.recommend", "plus"),
    *usual("documents", "delete filter sort mark_row mark_all back"),
)

REFLECTION_COMMANDS: dict[str, tuple[Command, ...]] = {
    "reflections": REFLECTIONS,
    "submissions": SUBMISSIONS,
    "published": PUBLISHED,
    "recommended": RECOMMENDED,
    "commentary": COMMENTARY,
    "draft": DRAFT,
    "submission": SUBMISSION,
    "publication": PUBLICATION,
    "notes": NOTES,
    "note": NOTE,
    "take": TAKE,
    "documents": DOCUMENTS,
}
"""Scope -> its commands, in the order of the key bar."""
