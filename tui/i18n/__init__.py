"""What the screen says, in the reader's language: catalogs of symbolic ids, loaded when first asked for."""

from __future__ import annotations

import gettext
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from string import Formatter

__all__ = ["DEFAULT", "available", "detect", "language", "set_language", "set_strict", "speaking", "t"]

DEFAULT = "zh"
"""The language of who says nothing: the branch's own."""

FOLDER = Path(__file__).parent

SOURCE_ID = "catalog.source"
"""The id under which a compiled catalog keeps the checksum of the text it was made from."""

_current = DEFAULT
_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)
_strict = False


def t(msgid: str, /, **values: object) -> str:
    """The message of that id in the current language, its `{name}` places filled as by `str.format`.

    `{name:entry|entries}` is the first word where the value is 1, else the second.

    An id no catalog has is shown as it is; with `set_strict(True)` it raises KeyError. A place without a value raises
    KeyError always.
    """
    try:
        message = _catalog(language()).gettext(msgid)
    except KeyError:
        if _strict:
            raise
        return msgid
    return _WORDS.vformat(message, (), values) if "|" in message else message.format(**values)


class _Words(Formatter):
    """Also writes the word that goes with a number."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, choice, many = format_spec.partition("|")
        if not choice:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_WORDS = _Words()


def set_language(name: str) -> None:
    """Speak this language from the next message on; ValueError if there is no catalog of it."""
    global _current
    if name not in available():
        raise ValueError(f"no catalog for language {name!r}; there are: {', '.join(available())}")
    _current = name


def language() -> str:
    """The current language, as `available` names it."""
    return _speaking.get() or _current


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak a language to somebody else, in this thread and inside the block alone; one without a catalog changes nothing."""
    token = _speaking.set(name if name in available() else None)
    try:
        yield
    finally:
        _speaking.reset(token)


def available() -> tuple[str, ...]:
    """The languages with a catalog, Chinese first."""
    found = sorted(path.stem for path in FOLDER.glob("*.po"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def detect(environ: Mapping[str, str]) -> str:
    """The language a locale asks for: LC_ALL, LC_MESSAGES or LANG, whichever is set first, else LANGUAGE, else Chinese.

    The list in LANGUAGE comes last, unlike in gettext: distributions preset it, and a locale given for one
    command must win over a preset.
    """
    languages = available()
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    for wish in (locale, *environ.get("LANGUAGE", "").split(":")):
        name = re.split(r"[-_.@]", wish, maxsplit=1)[0].lower()
        if name in languages:
            return name
    return DEFAULT


def set_strict(on: bool) -> None:
    """Make an unknown id an error (for tests) instead of showing the id."""
    global _strict
    _strict = on


def checksum(source: bytes) -> str:
    """The checksum by which a compiled catalog is known to be of this .po text."""
    return f"{zlib.crc32(source):08x}"


class _Unknown(gettext.NullTranslations):
    """The last resort of a catalog: says that the id is unknown, where gettext would echo it."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)


@cache
def _catalog(name: str) -> gettext.GNUTranslations:
    source = (FOLDER / f"{name}.po").read_bytes()
    catalog = _compiled(FOLDER / f"{name}.mo", source)
    if catalog is None:
        # babel costs 30 to 60 ms to import, so it loads only where `make setup` has not compiled the catalog.
        from tui.i18n.compile import compiled

        catalog = gettext.GNUTranslations(io.BytesIO(compiled(source, name)))
    catalog.add_fallback(_Unknown())
    return catalog


def _compiled(path: Path, source: bytes) -> gettext.GNUTranslations | None:
    """The catalog compiled from exactly this source, or None: file times lie after a clone or an install."""
    try:
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)
    except FileNotFoundError:
        return None
    return catalog if catalog.gettext(SOURCE_ID) == checksum(source) else None
