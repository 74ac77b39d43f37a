"""^P: every command of this screen and of the app, found by its name, its id, its initials or the words of its help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui import i18n
from tui.command import Command
from tui.everyday_words import everyday_words
from tui.i18n import t
from tui.offered import offered
from tui.page import Commanded
from tui.pinyin import matches
from tui.screens.pick import Choice, PickDialog


class PaletteDialog(PickDialog):
    """Answers the id of the command; those that cannot be carried out now stand there with their reason."""

    def __init__(self, about: Commanded[Any]) -> None:
        found = [each for each in offered(about) if each.command.id != "app.palette"]
        super().__init__(
            t("palette.title"),
            [
                Choice(
                    each.command.id,
                    about.command_label(each.command),
                    f"{each.command.key}  {each.command.help()}",
                    why_not=each.reason,
                )
                for each in found
            ],
        )
        self._words = words([each.command for each in found])
        self._meant = everyday([each.command for each in found])
        # Why something cannot be done may say what is on a private page, unless it was asked for while that is covered.
        self.public = about.xinde.projecting

    def found(self, written: str) -> list[Choice]:
        """What its name finds first, then what people call it, then what its help finds; several words must all be found."""
        named, meant, told = [], [], []
        for choice in self._choices:
            if matches(written, choice.text):
                named.append(choice)
            elif all(any(matches(word, each) for each in self._meant[choice.id]) for word in written.split()):
                meant.append(choice)
            elif all(matches(word, self._words[choice.id]) for word in written.split()):
                told.append(choice)
        return [*named, *meant, *told]


def everyday(commands: Sequence[Command]) -> dict[str, list[str]]:
    """What people call each of these, in every language there is."""
    said: dict[str, list[str]] = {each.id: [] for each in commands}
    for language in i18n.available():
        with i18n.speaking(language):
            for each in commands:
                said[each.id] += everyday_words(each).split()
    return said


def words(commands: Sequence[Command]) -> dict[str, str]:
    """Everything by which each of these is found: id, keys, name and help in every language there is."""
    said = {each.id: [each.id, each.id.replace("_", " "), each.all_keys] for each in commands}
    for language in i18n.available():
        with i18n.speaking(language):
            for each in commands:
                said[each.id] += [each.label(), each.help()]
    return {command_id: "\n".join(lines) for command_id, lines in said.items()}
