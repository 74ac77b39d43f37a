"""A catalog for a third language: `python -m tui.i18n.template xx` writes tui/i18n/xx.po to be filled; again, it adds what is new.

Above each entry stand the Chinese and the English text. What is left empty is said in English.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

from sync.records.fields import Label
from sync.records.organisation import ROLE_LABELS
from sync.records.registry import KINDS
from tui import i18n

NAME = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")
"""How a language is named: by its code, where needed with a country or script."""


def catalog_of(name: str) -> dict[str, str]:
    """The messages of a catalog by id, those left empty too."""
    entries = read_po(io.StringIO((i18n.FOLDER / f"{name}.po").read_text("utf-8")), abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id}


def entries() -> Iterator[tuple[str, str, str]]:
    """Id, Chinese and English of everything a third language may say: the catalogs, and what the kinds say of themselves."""
    zh, en = catalog_of(i18n.DEFAULT), catalog_of(i18n.FALLBACK)
    yield from ((msgid, words, en[msgid]) for msgid, words in zh.items() if not msgid.startswith("language."))
    for msgid, label in kind_labels():
        if msgid not in zh:
            yield msgid, label.zh, label.en


def kind_labels() -> Iterator[tuple[str, Label]]:
    """The ids of kinds, fields, states, choices and roles, under which `tui.labels` looks in a third language."""
    for spec in KINDS:
        yield f"kind.{spec.name}", spec.label
        for name, declared in spec.fields.items():
            yield f"field.{spec.name}.{name}", declared.label
            for value, label in declared.choices:
                yield f"choice.{spec.name}.{name}.{value}", label
        for state, label in spec.states.items():
            yield f"state.{spec.name}.{state}", label
    for role, words in ROLE_LABELS.items():
        yield f"role.{role}", Label(*words)


def text_of(name: str, filled: Mapping[str, str]) -> str:
    """The catalog of a language: what is filled stays, everything else stands empty below its Chinese and English."""
    header = (
        f"# Messages of Xinde in {name}. Fill msgstr; places in braces stay as they are. What stays empty is said in English.\n"
        'msgid ""\nmsgstr ""\n"Project-Id-Version: xinde\\n"\n'
        f'"Language: {name}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
        "# The language under its own name, as the switch (Ctrl+T) shows it.\n"
    )
    own = f"language.{name}"
    parts = [header + _entry(own, filled.get(own, ""))]
    for msgid, zh, en in entries():
        parts.append(f"# {_line(zh)}\n# {_line(en)}\n{_entry(msgid, filled.get(msgid, ''))}")
    return "\n".join(parts)


def _line(text: str) -> str:
    return text.replace("\n", "\\n")


def _entry(msgid: str, text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'msgid "{msgid}"\nmsgstr "{quoted}"\n'


def wrong_places(filled: Mapping[str, str]) -> list[str]:
    """The ids whose text has a place in braces that the message has no value for, or is no message at all."""
    english = {msgid: en for msgid, _, en in entries()}
    wrong = []
    for msgid, text in filled.items():
        if msgid in english and text:
            try:
                extra = _places(text) - _places(english[msgid])
            except ValueError:
                extra = {text}
            if extra:
                wrong.append(msgid)
    return wrong


def _places(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def write(name: str, folder: Path) -> tuple[Path, int, int]:
    """Write or renew the catalog of a language; its path, how many entries it has, how many of them are filled."""
    path = folder / f"{name}.po"
    filled = {msgid: text for msgid, text in catalog_of(name).items() if text} if path.exists() else {}
    path.write_text(text_of(name, filled), "utf-8")
    now = catalog_of(name)
    return path, len(now), sum(1 for text in now.values() if text)


def main(words: list[str]) -> int:
    """Write the catalog named; 2 where the name is none, or that of a catalog that is complete."""
    if len(words) != 1 or not NAME.fullmatch(words[0]) or words[0] in i18n.COMPLETE:
        print("python -m tui.i18n.template LANGUAGE, for example: bo, ug, mn, fr", file=sys.stderr)
        return 2
    path, count, filled = write(words[0], i18n.FOLDER)
    print(f"{path}: {filled} of {count} filled")
    for msgid in wrong_places(catalog_of(words[0])):
        print(f"{msgid}: a place in braces is not one of the English message", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
