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

__all__ = [
    "DEFAULT",
    "available",
    "detect",
    "language",
    "name_of",
    "named",
    "set_language",
    "set_strict",
    "speaking",
    "t",
]

DEFAULT = "zh"
"""The language of who says nothing: the branch's own."""

FALLBACK = "en"
"""The language of what a third catalog leaves out; what that one leaves out too is said in Chinese."""

COMPLETE = (DEFAULT, FALLBACK)
"""The catalogs that lack nothing, as a test sees to."""

VARIABLE = "XINDE_LANGUAGE"
"""The variable that names the language whatever the locale is."""

FOLDER = Path(__file__).parent
"""Where the catalogs are; a language is a file `<language>.po` in it."""

SOURCE_ID = "catalog.source"
"""The id under which a compiled catalog keeps the checksum of the text it was made from."""

_current = DEFAULT
_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)
_strict = False


def t(msgid: str, /, **values: object) -> str:
    """The message of that id in the current language, its `{name}` places filled as by `str.format`.

    `{name:entry|entries}` is the first word where the value is 1, else the second. `{key:app.note}` is the first key of that
    command as the person has it (`{key:^app.note}` in short, ^N; `{key:app.note*}` all of them).

    An id no catalog has is shown as it is; with `set_strict(True)` it raises KeyError. A place without a value raises
    KeyError, but in a third language, whose catalog somebody wrote by hand: then the message is said in English.
    """
    speaks = language()
    try:
        message = _catalog(speaks).gettext(msgid)
    except KeyError:
        if _strict:
            raise
        return msgid
    if speaks in COMPLETE:
        return _filled(message, values)
    try:
        return _filled(message, values)
    except (KeyError, IndexError, ValueError, AttributeError):
        return _filled(_catalog(FALLBACK).gettext(msgid), values)


def _filled(message: str, values: Mapping[str, object]) -> str:
    if "{key:" in message:
        values = {"key": _KEYS, **values}
    return _WORDS.vformat(message, (), values) if "|" in message else message.format(**values)


class _Keys:
    """Writes the key of a command where a message names it; no message takes a value called key as well."""

    def __format__(self, command: str) -> str:
        # The commands look their own names up here.
        from tui.key_named import key_named

        return key_named(command)


_KEYS = _Keys()


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


def name_of(name: str) -> str:
    """What a language calls itself, by the entry `language.<name>` of its own catalog; its code where it has none."""
    try:
        return _catalog(name).gettext(f"language.{name}")
    except KeyError:
        return name


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
    # Asked for every document of a pack; a catalog that is put there changes the folder.
    return _catalogs(FOLDER, FOLDER.stat().st_mtime_ns)


@cache
def _catalogs(folder: Path, _changed: int) -> tuple[str, ...]:
    found = sorted(path.stem for path in folder.glob("[a-z]*.po"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def detect(environ: Mapping[str, str]) -> str:
    """The language asked for: XINDE_LANGUAGE, else LC_ALL, LC_MESSAGES or LANG, whichever is set first, else LANGUAGE, else Chinese.

    The list in LANGUAGE comes last, unlike in gettext: distributions preset it, and a locale given for one
    command must win over a preset.
    """
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    wishes = (environ.get(VARIABLE, ""), locale, *environ.get("LANGUAGE", "").split(":"))
    return next((name for wish in wishes if (name := named(wish)) is not None), DEFAULT)


def named(wish: str) -> str | None:
    """The language a locale or a word names: that of the country where there is a catalog of it, else the language alone."""
    languages = {name.lower(): name for name in available()}
    whole = re.split(r"[.@]", wish, maxsplit=1)[0].replace("-", "_").lower()
    return languages.get(whole) or languages.get(whole.partition("_")[0])


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


class _Later(gettext.NullTranslations):
    """The catalog that is asked where another lacks an id; it is read then, which nearly no process needs: 20 ms."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def gettext(self, message: str) -> str:
        return _catalog(self._name).gettext(message)


@cache
def _catalog(name: str) -> gettext.GNUTranslations:
    source = (FOLDER / f"{name}.po").read_bytes()
    catalog = _compiled(FOLDER / f"{name}.mo", source)
    if catalog is None:
        # babel costs 30 to 60 ms to import, so it loads only where `make setup` has not compiled the catalog.
        from tui.i18n.compile import compiled

        catalog = gettext.GNUTranslations(io.BytesIO(compiled(source, name)))
    spoken = available()
    # Each has a fallback of its own, so that this one's is asked last.
    nexts = {DEFAULT: (), FALLBACK: (DEFAULT,)}.get(name, (FALLBACK, DEFAULT))
    after = next((each for each in nexts if each in spoken), None)
    catalog.add_fallback(_Unknown() if after is None else _Later(after))
    return catalog


def _compiled(path: Path, source: bytes) -> gettext.GNUTranslations | None:
    """The catalog compiled from exactly this source, or None: file times lie after a clone or an install."""
    try:
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)
    except FileNotFoundError:
        return None
    return catalog if catalog.gettext(SOURCE_ID) == checksum(source) else None
