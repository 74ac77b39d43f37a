"""Every command shows in its help how it is written, in both languages, and what is shown is understood."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.device import Device
from tui import i18n
from tui.commandline.grammar import parse
from tui.commandline.handlers import HANDLERS

ENDS_AT = ("|", ">", "<")
"""What belongs to the shell ends a command; the one before a pipe may be another program."""


def commands(line: str) -> list[list[str]]:
    """The calls of xinde in one example, as the shell would hand them over."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    lexer.whitespace_split = True
    found: list[list[str]] = [[]]
    skip = False
    for word in lexer:
        if word == "|":
            found.append([])
        elif word in ("<", ">"):
            skip = True
        elif skip:
            skip = False
        else:
            found[-1].append(word)
    return [words[1:] for words in found if words[:1] == ["xinde"]]


@pytest.mark.parametrize("language", i18n.COMPLETE)
def test_every_command_has_an_example_that_is_understood(language: str) -> None:
    i18n.set_language(language)
    for command in HANDLERS:
        calls = [words for line in i18n.t(f"cli.example.{command}").split("\n") for words in commands(line)]
        assert calls, command
        for words in calls:
            args = parse(words)
            assert args.handler == command, (command, words)


def test_help_shows_the_examples_of_a_command_and_of_its_parts(tmp_path: Path) -> None:
    device = Device(tmp_path)
    assert "xinde gaps --mine\n" in device.ok("gaps", "--help")
    vault = device.ok("vault", "--help")
    assert "xinde vault on" in vault
    assert "xinde vault recover" in vault
    assert "例如" in vault
    assert "examples:" in Device(tmp_path, XINDE_LANGUAGE="en").ok("vault", "on", "--help")
