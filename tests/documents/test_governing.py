"""A governing document on paper is its text, with its number and date, and nothing added."""

from __future__ import annotations

from pathlib import Path

from sync.workplace import Workplace
from tests.screens.stage import alone
from tui.documents.governing import paper
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.paper import Heading, Paper, Paragraph, Title, plain


def made(place: Workplace, **fields: str) -> Paper:
    """The paper of a document of these fields."""
    rid = place.desk.create("document", {"title": "学习管理制度", "doc_kind": "regulation", **fields})
    return paper(Office(place, 2026), Subject(place.desk.record(rid)))


def test_number_text_and_date_are_those_of_the_record(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("settings", {"branch_name": "测试支部"})
        body = "一、总则\n（一）目的\n\n每月学习一次。\n二、凡未请假而缺席的，按制度处理。"
        found = made(place, number="办发〔2026〕1号", issued_on="2026-01-08", body=body)
    assert found.name == "学习管理制度"
    assert found.blocks == (
        Title("学习管理制度"),
        Paragraph("办发〔2026〕1号", "center"),
        Heading("一、总则"),
        Heading("（一）目的", 2),
        Paragraph("每月学习一次。"),
        Paragraph("二、凡未请假而缺席的，按制度处理。"),
        Paragraph("测试支部", "right"),
        Paragraph("2026年1月8日", "right"),
    )


def test_what_is_not_known_is_left_to_be_supplied(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        found = made(place)
    words = [plain(block.text) for block in found.blocks if isinstance(block, Paragraph)]
    assert words == ["待补", "测试支部", "待补"]
