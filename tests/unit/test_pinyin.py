"""Who is found by what is written: initials, readings and names, the whole of one before a part of another."""

from __future__ import annotations

import pytest

from tui.pinyin import closeness


@pytest.mark.parametrize(
    ("written", "name", "override", "close"),
    [
        ("zs", "张三", None, 0),
        ("ZS", "张三", None, 0),
        ("ｚｓ", "张三", None, 0),
        ("zs ", "张三", None, 0),
        ("张三", "张三", None, 0),
        ("zhang'san", "张三", None, 0),
        ("zhang san", "张三", None, 0),
        ("zs", "张三丰", None, 1),
        ("张", "张三", None, 1),
        ("zs", "李张三", None, 2),
        ("三", "张三", None, 2),
        ("sxl", "单雄良", "shan xiong liang", 0),
        ("dxl", "单雄良", "shan xiong liang", 0),
        ("oym", "欧阳明", None, 0),
        ("lisi", "李四", None, 0),
        ("cq", "重庆", None, 0),
        ("chongqing", "重庆", None, 0),
        ("zq", "重庆", None, 0),
        ("lv", "绿", None, 0),
        ("lu", "绿", None, 0),
        ("zs", "李四", None, None),
        ("张", "李四", None, None),
        ("", "李四", None, None),
        ("　", "李四", None, None),
    ],
)
def test_how_well_a_name_fits(written: str, name: str, override: str | None, close: int | None) -> None:
    assert closeness(written, name, override) == close
