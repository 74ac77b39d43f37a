"""The findings as lines, what has to be mended first."""

from __future__ import annotations

from collections.abc import Sequence

from tui.doctor.finding import Finding, Level
from tui.i18n import t

SIGNS = {Level.TROUBLE: "[!]", Level.NOTE: "[i]", Level.FINE: "[ ]"}
"""ASCII, since the terminal may be what is wrong."""


def lines(found: Sequence[Finding]) -> list[str]:
    """What it is; where it is not fine also why it matters and what to do; at last a sentence on all of it."""
    said: list[str] = []
    for level in Level.TROUBLE, Level.NOTE, Level.FINE:
        for finding in (each for each in found if each.level is level):
            said.append(f"{SIGNS[level]} {finding.what}")
            if finding.why:
                said.append(f"    {t('doctor.said.why')}{finding.why}")
                said += [f"    {t('doctor.said.mend')}{part}" for part in finding.mend.splitlines()]
    troubles = sum(finding.level is Level.TROUBLE for finding in found)
    return [*said, "", t("doctor.said.troubles", n=troubles) if troubles else t("doctor.said.healthy")]
