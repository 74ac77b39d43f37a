"""How a question is to be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Asked:
    """`quick`: small sizes and few runs, to see that everything works; its figures mean nothing."""

    quick: bool = False

    def of(self, whole: Value, quick: Value) -> Value:
        """One thing for the real measurement, another for a quick look."""
        return quick if self.quick else whole

    def sizes(self, *whole: int) -> Sequence[int]:
        """Growing sizes; for a quick look the first two, and a tenth of them."""
        return [max(20, size // 10) for size in whole[:2]] if self.quick else whole
