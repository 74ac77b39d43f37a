"""The thirty invented people of the sample branch: where they sit, in which party group, and when they are not expected."""

from __future__ import annotations

import datetime as dt

import msgspec

CLERK = "m07"
"""The study clerk, as whom the demo is opened."""

SECRETARY = "m01"
LEADERS = {"m02": ("s1", "s2"), "m03": ("s3", "s4", "s5")}
COMMITTEE = ("m04", "m05", "m06")
LIBRARIAN = "m14"
HEADS = {"s1": "m04", "s2": "m06", "s3": "m05", "s4": "m08", "s5": "m28"}
"""Heads of section today; the fifth changed in the middle of the year before."""

FORMER_HEAD = ("s5", "m26")
MOVED = ("m22", "s5", "s2")
"""Who changed section on 1 July of the year before, from where and to where."""

NEWCOMER = "m30"
"""Joined the branch on 15 July of the year before."""

SECTIONS = {"s1": "秘书科", "s2": "综合科", "s3": "督查科", "s4": "信息科", "s5": "行政科"}
GROUPS = {"s1": "第一党小组", "s2": "第一党小组", "s3": "第二党小组", "s4": "第二党小组", "s5": "第三党小组"}
AUDIENCES = {
    "all": "全体干部职工",
    "party": "全体党员",
    "committee": "支部委员和班子成员",
    "g1": "第一党小组",
    "g2": "第二党小组",
    "g3": "第三党小组",
    "s4": "信息科",
    "s1+s2": "秘书科、综合科",
}


class Person(msgspec.Struct, frozen=True):
    """A person as of today; `section` is empty for those who lead the office, `years` how long the person has been there."""

    key: str
    name: str
    title: str
    level: str
    standing: str
    section: str
    years: int
    pinyin: str = ""

    @property
    def group(self) -> str:
        """The party group, empty for those who are not of the party."""
        if self.standing not in ("full", "probationary"):
            return ""
        return GROUPS[self.section or ("s3" if self.key == "m03" else "s1")]


PEOPLE = tuple(
    Person(*line)
    for line in (
        ("m01", "顾承远", "办公室主任", "正科级", "full", "", 6),
        ("m02", "罗世坤", "办公室副主任", "副科级", "full", "", 9),
        ("m03", "苏雅琴", "办公室副主任", "副科级", "full", "", 4),
        ("m04", "程立群", "秘书科科长", "一级主任科员", "full", "s1", 8),
        ("m05", "马春萍", "督查科科长", "一级主任科员", "full", "s3", 7),
        ("m06", "段宏斌", "综合科科长", "一级主任科员", "full", "s2", 5),
        ("m07", "林晓岚", "秘书科副科长", "三级主任科员", "full", "s1", 5),
        ("m08", "扎西顿珠", "信息科科长", "二级主任科员", "full", "s4", 6),
        ("m09", "单晓乐", "督查科副科长", "三级主任科员", "full", "s3", 4, "shan xiao yue"),
        ("m10", "陈静", "秘书科科员", "四级主任科员", "full", "s1", 4),
        ("m11", "刘金梅", "秘书科科员", "四级主任科员", "full", "s1", 8),
        ("m12", "李建明", "综合科副科长", "三级主任科员", "full", "s2", 6),
        ("m13", "周庆丰", "秘书科科员", "一级科员", "full", "s1", 3),
        ("m14", "和丽珍", "信息科副科长", "三级主任科员", "full", "s4", 7),
        ("m15", "杨牧川", "综合科科员", "四级主任科员", "full", "s2", 4),
        ("m16", "吴佩瑶", "综合科职员", "管理九级", "staff", "s2", 3),
        ("m17", "黄致和", "督查科科员", "四级主任科员", "full", "s3", 5),
        ("m18", "唐婉清", "督查科科员", "一级科员", "full", "s3", 3),
        ("m19", "郑海波", "信息科科员", "一级科员", "full", "s4", 4),
        ("m20", "央金拉姆", "行政科科员", "四级主任科员", "full", "s5", 8),
        ("m21", "陈静", "行政科文印员", "工勤人员", "staff", "s5", 6),
        ("m22", "孙启航", "综合科科员", "二级科员", "probationary", "s2", 2),
        ("m23", "彭小满", "信息科职员", "管理十级", "staff", "s4", 2),
        ("m24", "冯国柱", "行政科驾驶员", "高级工", "staff", "s5", 9),
        ("m25", "谢雨桐", "秘书科科员", "二级科员", "applicant", "s1", 2),
        ("m26", "曹立新", "行政科干部", "四级调研员", "full", "s5", 9),
        ("m27", "丁慧", "信息科科员", "二级科员", "applicant", "s4", 2),
        ("m28", "龙云舟", "行政科科长", "二级主任科员", "full", "s5", 5),
        ("m29", "田秀英", "行政科档案管理员", "四级主任科员", "full", "s5", 9),
        ("m30", "宋一鸣", "督查科科员", "试用期", "full", "s3", 0),
    )
)
BY_KEY = {person.key: person for person in PEOPLE}


def checker_of(member: str, keepers: tuple[str, str]) -> str:
    """Who verifies that the person has made up a missed session kept by these (host, recorder).

    The person's head of section may if in charge of a keeper (legend of permissions.csv); else the clerk, or the secretary.
    """
    section = BY_KEY[member].section
    head = HEADS.get(section)
    if head and head != member and any(keeper and BY_KEY[keeper].section == section for keeper in keepers):
        return head
    return CLERK if member != CLERK else SECRETARY


class Roll:
    """Who sits where and who is expected, on any day; `year` is the year before the demo is opened."""

    def __init__(self, year: int) -> None:
        self.changed = dt.date(year, 7, 1)
        self.joined = dt.date(year, 7, 15)
        self.village = dt.date(year, 3, 4)
        """Since when m17 works in a village; no end yet."""
        self.lent = (dt.date(year, 5, 6), dt.date(year, 10, 31))
        """From when to when m19 works elsewhere."""

    def section(self, member: str, day: dt.date) -> str:
        """The section a person belongs to on that day, empty for those who lead the office."""
        moved, before, _ = MOVED
        return before if member == moved and day < self.changed else BY_KEY[member].section

    def expected(self, who: str, day: dt.date) -> list[str]:
        """Keys of those expected at a session for the audience `who` on that day, in the order of the roster."""
        return [person.key for person in PEOPLE if self._here(person.key, day) and self._meant(person, who, day)]

    def _here(self, member: str, day: dt.date) -> bool:
        if member == NEWCOMER and day < self.joined:
            return False
        if member == "m17" and day >= self.village:
            return False
        return not (member == "m19" and self.lent[0] <= day <= self.lent[1])

    def _meant(self, person: Person, who: str, day: dt.date) -> bool:
        if who == "all":
            return True
        if who == "committee":
            return person.key in (SECRETARY, *LEADERS, *COMMITTEE, CLERK)
        of_party = bool(person.group)
        if who == "party":
            return of_party
        section = self.section(person.key, day)
        if who in ("g1", "g2", "g3"):
            group = GROUPS[section] if section else person.group
            return of_party and group == AUDIENCES[who]
        return section in who.split("+")
