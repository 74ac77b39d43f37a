"""Made-up office Chinese, seeded: sentences that differ, so that neither compression nor an index has an easy time."""

from __future__ import annotations

from random import Random

from bench.merge_table import PHRASES, random_sentence

TOPICS = (
    "公文写作", "会务组织", "督查督办", "信息报送", "保密常识", "值班值守", "政务公开", "调查研究",
    "首问负责", "档案整理", "数据统计", "接待礼仪", "应急处置", "基层减负", "民生实事", "作风建设",
)  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文志红玉春海燕国庆新波宁"


def prose(rng: Random, length: int) -> str:
    """Sentences of about `length` characters, in paragraphs of five sentences."""
    found: list[str] = []
    size = 0
    while size < length:
        sentence = random_sentence(rng)
        if rng.random() < 0.3:
            sentence = rng.choice(PHRASES) + sentence
        found.append(sentence + ("\n" if len(found) % 5 == 4 else ""))
        size += len(found[-1])
    return "".join(found)[:length]


def person(rng: Random) -> str:
    """A name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
