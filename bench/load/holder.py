"""Whoever plays, and what they write; knows nothing of the server, whose modules a playing process need not load."""

from __future__ import annotations

from dataclasses import dataclass

ENTRY = "会议学习了文件精神，讨论了本季度工作安排，明确了责任科室和完成时限。" * 3


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a device that is signed in."""

    branch: str
    member: str
    account: str
    login: str
    device: str
    token: str
    session: str
    """The session whose minutes this person may write."""
