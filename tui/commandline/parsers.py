"""argparse in the reader's language, and no more of it than one command needs."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from tui.commandline.failing import Usage
from tui.i18n import t


class Parser(argparse.ArgumentParser):
    """Raises Usage instead of leaving, with argparse's own sentences in the reader's language."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse with its English sentence."""
        raise Usage(_translated(message), self.format_usage().strip())


_SENTENCES = (
    (re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL), "cli.usage.required"),
    (re.compile(r"unrecognized arguments: (?P<names>.*)", re.DOTALL), "cli.usage.unrecognized"),
    (re.compile(r"argument COMMAND: invalid choice: (?P<names>'.*?') \(.*", re.DOTALL), "cli.usage.unknown_command"),
    (re.compile(r"argument (?P<names>.*?): invalid choice: .*", re.DOTALL), "cli.usage.bad_choice"),
    (re.compile(r"argument (?P<names>.*?): expected .*", re.DOTALL), "cli.usage.needs_value"),
    (re.compile(r"argument (?P<names>.*?): invalid .* value: .*", re.DOTALL), "cli.usage.bad_choice"),
    (re.compile(r"argument (?P<names>.*?): not allowed with argument .*", re.DOTALL), "cli.usage.one_of"),
)


class Layout(argparse.HelpFormatter):
    """Help with room for the longest command, and the word for usage in the reader's language."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Examples keep their lines."""
        if "\n" in text:
            return "\n".join(indent + line for line in text.split("\n"))
        return super()._fill_text(text, width, indent)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """See argparse."""
        super().add_usage(usage, actions, groups, t("cli.usage.prefix") if prefix is None else prefix)


def _translated(message: str) -> str:
    message = message.replace(f"argument {t('cli.metavar.command')}:", "argument COMMAND:")
    for pattern, msgid in _SENTENCES:
        match = pattern.fullmatch(message)
        if match is not None:
            return t(msgid, names=match["names"].encode("utf-8", "replace").decode())
    return message


class _Skipped:
    """The parser of a command that was not asked for: takes whatever it is told, and does nothing with it."""

    def __getattr__(self, name: str) -> _Skipped:
        return self

    def __call__(self, *given: object, **named: object) -> _Skipped:
        return self


class Needed(argparse._SubParsersAction):  # type: ignore[type-arg]
    """Makes the parser of one command and leaves the others out; of all where `only` is None."""

    only: str | None = None

    def add_parser(self, name: str, **kwargs: Any) -> Any:
        """See argparse."""
        return super().add_parser(name, **kwargs) if self.only in (None, name) else _Skipped()
