"""Two or three devices on a bad line, killed and restarted, with a server restored now and then: they agree in the end, and
every text ever saved is somewhere, unless somebody who saw it removed it."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import update

from server_stub import tables
from tests.server.people import Branch
from tests.vault.people import PASSPHRASE, Device

SEEDS = range(int(os.environ.get("VAULT_SEEDS", "25")))
STEPS = 80


class Story:
    """One run; `seed` replays it."""

    def __init__(self, branch: Branch, folder: Path, seed: int) -> None:
        self.branch = branch
        self.random = Random(seed)
        count = self.random.choice((2, 2, 3))
        self.devices = [Device(branch, folder / f"d{n}", seed=seed * 10 + n) for n in range(count)]
        self.devices[0].keeper.begin(PASSPHRASE)
        for each in self.devices[1:]:
            each.keeper.unlock(PASSPHRASE)
        self.backup = branch.store.serialize()
        self.words = 0
        self.saved: set[str] = set()
        self.removed: set[str] = set()

    def play(self) -> None:
        """Anything, many times."""
        for _ in range(STEPS):
            device = self.random.choice(self.devices)
            device.line.lose = self.random.choice((0, 0, 0.3))
            device.line.answerless = self.random.choice((0, 0, 0.3))
            device.line.again = self.random.choice((0, 0.3))
            match self.random.randrange(20):
                case 0 | 1 | 2:
                    device.write(body=self.sentence() + self.sentence())
                case 3 | 4 | 5 | 6 | 7:
                    self.edit(device)
                case 8:
                    self.delete(device)
                case 9:
                    self.restore(device)
                case 10:
                    device.restart()
                case 11 if self.random.random() < 0.3:
                    self.restore_server()
                case 12 if self.random.random() < 0.5:
                    self.backup = self.branch.store.serialize()
                case _:
                    device.sync()

    def sentence(self) -> str:
        """A sentence with a word that occurs nowhere else."""
        self.words += 1
        word = f"词{self.words:04d}号"
        self.saved.add(word)
        return f"这里写下{word}一句话。"

    def found(self, text: str) -> set[str]:
        """The words in a text."""
        return {word for word in self.saved if word in text}

    def edit(self, device: Device) -> None:
        """Insert a sentence somewhere, or write one anew."""
        notes = sorted(device.seen().items())
        if not notes:
            return
        rid, fields = self.random.choice(notes)
        parts = [part + "。" for part in str(fields.get("body", "")).split("。") if part]
        at = self.random.randrange(len(parts) + 1)
        if parts and self.random.random() < 0.4:
            at = min(at, len(parts) - 1)
            self.removed |= self.found(parts[at])
            parts[at] = self.sentence()
        else:
            parts.insert(at, self.sentence())
        device.place.desk.set(rid, {"body": "".join(parts)})

    def delete(self, device: Device) -> None:
        """Delete what is seen."""
        notes = sorted(device.seen().items())
        if notes:
            rid, fields = self.random.choice(notes)
            self.removed |= self.found(str(fields))
            device.place.desk.delete(rid)

    def restore(self, device: Device) -> None:
        """Bring something back."""
        gone = sorted(view.id for view in device.place.repository.find("note", deleted=True))
        if gone:
            device.place.desk.restore(self.random.choice(gone))

    def restore_server(self) -> None:
        """The server is put back to the last backup, under a new epoch."""
        self.branch.store.deserialize(self.backup)
        epoch = f"e{self.random.getrandbits(32):x}"
        table = tables.meta
        self.branch.store.write(lambda c: c.execute(update(table).where(table.c.key == "epoch").values(value=epoch)))

    def settle(self) -> None:
        """A good line, and everybody syncs until nothing moves."""
        for device in self.devices:
            device.line.lose = device.line.answerless = device.line.again = 0.0
        for _ in range(8):
            moved = 0
            for device in self.devices:
                done = device.sync()
                assert done.fault is None
                moved += done.sent + done.received
            if not moved:
                return
        raise AssertionError("they never agree")


@pytest.mark.parametrize("seed", SEEDS)
def test_devices_agree_and_nothing_written_is_lost(branch: Branch, tmp_path: Path, seed: int) -> None:
    story = Story(branch, tmp_path, seed)
    story.play()
    story.settle()
    first, *others = story.devices
    for other in others:
        assert other.seen() == first.seen()
    assert all(device.place.vault.only_here() == [] for device in story.devices)
    texts = [str(fields) for fields in first.seen().values()]
    lost = {word for word in story.saved - story.removed if not any(word in text for text in texts)}
    assert not lost
    doubled = {word for text in texts for word in story.found(text) if text.count(word) > 1}
    assert not doubled
    assert sum(device.place.vault.place.went_back for device in story.devices) == 0
    assert sum(len(device.place.vault.place.not_genuine) for device in story.devices) == 0
    for device in story.devices:
        device.place.close()
