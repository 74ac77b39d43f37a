"""What people write in a run: Chinese clauses, each with a token that occurs nowhere else, and the ways they change a text."""

from __future__ import annotations

import re
from random import Random
from typing import Any

PHRASES = (
    "会议传达了上级文件精神",
    "大家围绕主题交流体会",
    "与会人员逐项对照检查",
    "要求各科室认真落实",
    "学习了办文办会的要求",
    "结合岗位谈了打算",
    "重点讨论了督查工作",
    "提出三点改进意见",
    "决定下周完成整改",
    "请分管领导作点评",
    "补充说明材料来源",
    "强调要学以致用",
)
ENDS = "。。。，；"
_TOKEN = re.compile(r"〈(k\d+)〉")
_TOKEN_BYTES = re.compile("〈(k[0-9]+)〉".encode())
_CLAUSE = re.compile(r"[^。，；\n]*[。，；\n]+|[^。，；\n]+")
LONG = 14
"""Clauses from which on people rather cut than add."""


def tokens_in(value: Any) -> set[str]:
    """Tokens in a text, or in the texts of a list or of a mapping's values."""
    if isinstance(value, str):
        return set(_TOKEN.findall(value)) if "〈" in value else set()
    if isinstance(value, dict):
        return set().union(*map(tokens_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(tokens_in, value))
    return set()


def tokens_of_bytes(data: bytes) -> set[str]:
    """Tokens in a serialized answer, request or file."""
    return {each.decode() for each in _TOKEN_BYTES.findall(data)}


def twice_in(text: str) -> set[str]:
    """Tokens that occur more than once in a text."""
    found = _TOKEN.findall(text)
    return {each for each in found if found.count(each) > 1} if len(found) > 1 else set()


def line(rng: Random, token: str) -> str:
    """A short value of a scalar field."""
    return f"{rng.choice(PHRASES)}〈{token}〉"


def clause(rng: Random, token: str) -> str:
    """A clause."""
    return line(rng, token) + rng.choice(ENDS)


def rewritten(rng: Random, text: str | None, token: str) -> str:
    """A text as somebody leaves it after one change, most often with the new token in it."""
    parts = _CLAUSE.findall(text or "")
    if not parts:
        return clause(rng, token)
    way = rng.random()
    at = rng.randrange(len(parts))
    if way < (0.45 if len(parts) > LONG else 0.08):
        del parts[at]
        return "".join(parts)
    if way < 0.55:
        at = len(parts) if rng.random() < 0.5 else at
        if at == len(parts) and parts[-1][-1] not in "。，；\n":
            parts[-1] += "。"
        parts.insert(at, clause(rng, token))
    elif way < 0.75:
        parts[at] = clause(rng, token)
    elif way < 0.9:
        body = parts[at].split("〈")[0]
        cut = rng.randrange(len(body) + 1)
        parts[at] = f"{parts[at][:cut]}并且〈{token}〉{parts[at][cut:]}"
    else:
        if not parts[-1].endswith("\n"):
            parts[-1] += "\n"
        parts.append(clause(rng, token))
    return "".join(parts)


def joined(rng: Random, current: str | None, mine: str | None, token: str) -> str:
    """What somebody makes of two readings of a text: the one that stands, and from the other the clauses it lacks."""
    held = tokens_in(current or "")
    lacking = [each for each in _CLAUSE.findall(mine or "") if (has := tokens_in(each)) and not has & held]
    base = current or ""
    if base and base[-1] not in "。，；\n":
        base += "。"
    text = base + "".join(each if each[-1] in "。，；\n" else each + "。" for each in lacking)
    return text + (clause(rng, token) if rng.random() < 0.5 or not text else "")
