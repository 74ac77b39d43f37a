"""The locale and the encoding of what is written and read."""

from __future__ import annotations

import locale
import sys
from collections.abc import Iterator, Mapping

from tui.doctor.finding import Finding, fine, trouble
from tui.terminal import is_utf8, locale_said


def encoding(
    environ: Mapping[str, str],
    written: str | None,
    *,
    coerced: bool | None = None,
    windows: bool = sys.platform == "win32",
) -> Iterator[Finding]:
    """What the locale says, whether this machine has it, and in which encoding this program writes.

    `coerced` as for `locale_said`; Windows has code pages and no locale.
    """
    said = locale_said(environ, coerced)
    if windows:
        right = is_utf8(written or "utf-8")
        yield (
            fine("encoding.fine", locale="-", encoding=written)
            if right
            else trouble("encoding.windows", encoding=written)
        )
    elif said and not installed(said):
        yield trouble("encoding.not_installed", locale=said)
    elif not is_utf8(said.partition("@")[0]):
        yield trouble("encoding.not_utf8", locale=said or "-", encoding=written or "-")
    elif written and not is_utf8(written):
        yield trouble("encoding.output", encoding=written)
    else:
        yield fine("encoding.fine", locale=said, encoding=written or "-")


def installed(name: str) -> bool:
    """False where the system has no such locale."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True
