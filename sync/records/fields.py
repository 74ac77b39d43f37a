"""The types a field of a record may have, how values are checked, and how text becomes a value.

Source of the types, limits and flags: `kinds.toml` and PROTOCOL.md sections 3 and 13.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from sync.records.dates import is_date, is_moment, narrow, read_date, read_moment

FieldType: TypeAlias = Literal["str", "text", "int", "bool", "date", "time", "id", "enum", "set"]
FieldMerge: TypeAlias = Literal["s", "t", "set", "once"]
Value: TypeAlias = str | int | bool | list[str] | None

TEXT_BYTES = 64 * 1024
SCALAR_BYTES = 1024
SET_ELEMENTS = 500
LARGEST_INT = 2**53
REFERENCE = 200
"""Characters that say where a decision entered for somebody else can be looked up."""

ID_FORM = "[A-Za-z0-9_:.-]{1,64}"
"""How ids are written, as a regular expression."""

_UNWRITABLE = "\x00-\x08\x0b-\x1f\x7f\ud800-\udfff"
_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Bidi controls: they show a text in another order than it is kept in, so that one signs what one has not read. The marks
U+200E, U+200F and U+061C turn no text around, and Uyghur writes them, as it does the joiners U+200C and U+200D."""

_OF_OLD = re.compile(f"[{_UNWRITABLE}]")
_FORBIDDEN = re.compile(f"[{_UNWRITABLE}{_TURNING}]")


class Label(NamedTuple):
    """What a thing is called on screen, in Chinese and in English."""

    zh: str
    en: str


class FieldProblem(ValueError):
    """A value that a field cannot take: `field`, a stable `code`, and `params` for the message."""

    def __init__(self, field: str, code: str, **params: str | int) -> None:
        super().__init__(f"{field}: {code} {params or ''}".rstrip())
        self.field = field
        self.code = code
        self.params = params


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One typed field of a kind; `needed` is "" | "!" (before submission) | "!!" (at creation)."""

    type: FieldType
    merge: FieldMerge
    label: Label
    needed: Literal["", "!", "!!"] = ""
    limit: int = 0
    target: str | None = None
    choices: tuple[tuple[str, Label], ...] = ()
    by_program: bool = False
    """True for what the program reckons: no form asks for it, and no page says it."""

    @property
    def once(self) -> bool:
        """True when the field is fixed at creation."""
        return self.merge == "once"

    @property
    def multiline(self) -> bool:
        """True when the field holds prose of several lines."""
        return self.type == "text"

    def choice_label(self, value: str) -> Label:
        """The label of an enum value; a value of a newer version is its own label."""
        return next((label for name, label in self.choices if name == value), Label(value, value))


class Flags(NamedTuple):
    """How a field is needed and whether it is fixed at creation; see `ONCE`, `BEGIN` and their kin."""

    needed: Literal["", "!", "!!"] = ""
    once: bool = False


PLAIN = Flags()
LATER = Flags("!")
BEGIN = Flags("!!")
ONCE = Flags("", once=True)
ONCE_BEGIN = Flags("!!", once=True)


def _merge(flags: Flags, default: FieldMerge = "s") -> FieldMerge:
    return "once" if flags.once else default


def string(limit: int, zh: str, en: str, flags: Flags = PLAIN, *, by_program: bool = False) -> Field:
    """A line of at most `limit` characters; with `by_program` no person writes or reads it."""
    return Field(
        type="str",
        merge=_merge(flags),
        label=Label(zh, en),
        needed=flags.needed,
        limit=limit,
        by_program=by_program,
    )


def prose(zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """Prose of at most 64 KiB, merged by clauses."""
    return Field(type="text", merge=_merge(flags, "t"), label=Label(zh, en), needed=flags.needed)


def integer(zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """A whole number within ±2^53; lengths of time are minutes."""
    return Field(type="int", merge=_merge(flags), label=Label(zh, en), needed=flags.needed)


def flag(zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """Yes, no, or not known."""
    return Field(type="bool", merge=_merge(flags), label=Label(zh, en), needed=flags.needed)


def date(zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """A local date, YYYY-MM-DD."""
    return Field(type="date", merge=_merge(flags), label=Label(zh, en), needed=flags.needed)


def moment(zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """A branch-local time without zone, YYYY-MM-DDTHH:MM."""
    return Field(type="time", merge=_merge(flags), label=Label(zh, en), needed=flags.needed)


def link(kind: str, zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """The id of a record of `kind`."""
    return Field(type="id", merge=_merge(flags), label=Label(zh, en), needed=flags.needed, target=kind)


def choice(choices: dict[str, tuple[str, str]], zh: str, en: str, flags: Flags = PLAIN) -> Field:
    """One of a few named values."""
    named = tuple((name, Label(*label)) for name, label in choices.items())
    return Field(type="enum", merge=_merge(flags), label=Label(zh, en), needed=flags.needed, choices=named)


def many(zh: str, en: str, target: str | None = None) -> Field:
    """An unordered set of short strings, or of ids of records of kind `target`."""
    return Field(type="set", merge="set", label=Label(zh, en), target=target)


def clean_text(value: str, field: str, *, kept: bool = False) -> str:
    """`value` in NFC with plain line ends; raises FieldProblem on control characters, lone surrogates and bidi controls.

    `kept`: it stands in a record already, perhaps from before bidi controls were refused, and may be named to be changed.
    """
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    found = (_OF_OLD if kept else _FORBIDDEN).search(unified)
    if found:
        raise FieldProblem(field, "control_character", code_point=f"U+{ord(found.group()):04X}", at=found.start() + 1)
    return unicodedata.normalize("NFC", unified)


def check_line(name: str, value: str, limit: int) -> str:
    """One line of at most `limit` characters that is no field of a record: a reference, a device's name; raises FieldProblem."""
    found = _FORBIDDEN.search(value) or re.search("[\\n\\t]", value)
    if found:
        raise FieldProblem(name, "control_character", code_point=f"U+{ord(found.group()):04X}", at=found.start() + 1)
    if len(value) > limit:
        raise FieldProblem(name, "too_long", limit=limit, length=len(value))
    return value


def _checked_string(name: str, field: Field, value: object, kept: bool = False) -> str:
    if not isinstance(value, str):
        raise FieldProblem(name, "not_text")
    cleaned = clean_text(value, name, kept=kept)
    size = len(cleaned.encode())
    if field.type == "text":
        if size > TEXT_BYTES:
            raise FieldProblem(name, "text_too_long", limit=TEXT_BYTES, size=size)
    elif field.limit and len(cleaned) > field.limit:
        raise FieldProblem(name, "too_long", limit=field.limit, length=len(cleaned))
    elif size > SCALAR_BYTES:
        raise FieldProblem(name, "too_long", limit=SCALAR_BYTES, length=size)
    return cleaned


def check_elements(name: str, value: object, *, kept: bool = False) -> list[str]:
    """The elements of a set, cleaned, each once and sorted; raises FieldProblem. `kept` as for `clean_text`."""
    if not isinstance(value, list | tuple | set | frozenset):
        raise FieldProblem(name, "not_a_set")
    element = Field(type="str", merge="s", label=Label("", ""))
    cleaned = sorted({_checked_string(name, element, each, kept) for each in value})
    if len(cleaned) > SET_ELEMENTS:
        raise FieldProblem(name, "too_many_elements", limit=SET_ELEMENTS, count=len(cleaned))
    return cleaned


def check_value(name: str, field: Field, value: object, *, kept: bool = False) -> Value:
    """`value` in canonical form, or FieldProblem naming the field; null is always a value (待补). `kept` as for `clean_text`."""
    if value is None:
        return None
    match field.type:
        case "set":
            return list(check_elements(name, value, kept=kept))
        case "int":
            if isinstance(value, bool) or not isinstance(value, int):
                raise FieldProblem(name, "not_a_number")
            if abs(value) > LARGEST_INT:
                raise FieldProblem(name, "number_too_large")
            return value
        case "bool":
            if not isinstance(value, bool):
                raise FieldProblem(name, "not_yes_or_no")
            return value
        case _:
            return _check_kind_of_string(name, field, _checked_string(name, field, value, kept))


def _check_kind_of_string(name: str, field: Field, cleaned: str) -> str:
    if field.type == "date" and not is_date(cleaned):
        raise FieldProblem(name, "not_a_date", value=cleaned[:40])
    if field.type == "time" and not is_moment(cleaned):
        raise FieldProblem(name, "not_a_time", value=cleaned[:40])
    if field.type == "id" and not re.fullmatch(ID_FORM, cleaned):
        raise FieldProblem(name, "not_an_id", value=cleaned[:40])
    if field.type == "enum" and all(cleaned != known for known, _ in field.choices):
        allowed = "|".join(known for known, _ in field.choices)
        raise FieldProblem(name, "unknown_choice", value=cleaned[:40], allowed=allowed)
    return cleaned


_YES = {"true", "yes", "y", "1", "是"}
_NO = {"false", "no", "n", "0", "否"}


def parse_value(name: str, field: Field, written: str) -> Value:
    """What a person wrote on a command line or in a form, as a value; nothing written is null."""
    if not written or (field.type != "text" and not written.strip()):
        return [] if field.type == "set" else None
    match field.type:
        case "str" | "text":
            return check_value(name, field, written)
        case "set":
            return check_value(
                name, field, [part.strip() for part in re.split("[,，、;；\n]", written) if part.strip()]
            )
        case "int":
            if not re.fullmatch(r"[+-]?\d{1,16}", narrow(written), re.ASCII):
                raise FieldProblem(name, "not_a_number")
            return check_value(name, field, int(narrow(written)))
        case "bool":
            lowered = narrow(written).lower()
            if lowered not in _YES | _NO:
                raise FieldProblem(name, "not_yes_or_no")
            return lowered in _YES
        # A refused date or time is quoted as it was written, not as it would be kept.
        case "date":
            if (day := read_date(written)) is None:
                raise FieldProblem(name, "not_a_date", value=written.strip()[:40])
            return day
        case "time":
            if (moment := read_moment(written)) is None:
                raise FieldProblem(name, "not_a_time", value=written.strip()[:40])
            return moment
        case "enum":
            by_label = {narrow(label): known for known, labels in field.choices for label in labels}
            return check_value(name, field, by_label.get(narrow(written), narrow(written)))
        case _:
            return check_value(name, field, narrow(written))
