"""A sync that takes long shows how far it is, and is paused and gone on with by one key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from sync.engine import Round
from sync.loop import Link, Progress, Status, SyncLoop
from tests.screens.stage import Stage, joined, play
from tui.news import StatusChanged


class Loop:
    """Stands for the sync thread; notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = self.at(Link.SYNCED)

    def at(self, link: Link, *figures: int) -> Status:
        progress = Progress(*figures) if figures else None
        self.status = Status(link, figures[1] if figures else 0, 0, 0, Round(), progress)
        return self.status

    def pause(self) -> None:
        self.asked.append("pause")

    def sync_now(self) -> None:
        self.asked.append("sync")

    def __getattr__(self, name: str) -> Any:
        return lambda *given: None


def test_it_is_shown_only_when_it_takes_long_and_the_key_pauses_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        loop = Loop()

        async def act(on: Stage) -> None:
            on.app.loop = cast(SyncLoop, loop)

            async def tell(link: Link, *figures: int) -> None:
                on.app.post_message(StatusChanged(loop.at(link, *figures)))
                await on.settle()

            await tell(Link.SYNCING, 0, 3, 20)
            assert "已收到" not in on.text()
            await on.keys("f5")
            assert loop.asked == ["sync"]
            await tell(Link.SYNCING, 300, 300, 1500)
            line = next(line for line in on.lines() if "已收到" in line)
            assert "[########........] 已传 300/600  已收到 1500 条，本机共" in line
            # What was said in the corner lies over the end of the line for some seconds.
            await on.until(lambda: any(line.endswith("F5 暂停") for line in on.lines() if "已收到" in line), 600)
            assert "F1 帮助" in on.lines()[-1]
            await on.keys("2")
            assert "已收到 1500 条" in on.text()
            await on.keys("f5")
            assert loop.asked == ["sync", "pause"]
            await tell(Link.PAUSED)
            assert "同步已暂停" in on.lines()[0]
            assert "已收到" not in on.text()
            await on.keys("f5")
            assert loop.asked == ["sync", "pause", "sync"]

        play(place, act)
