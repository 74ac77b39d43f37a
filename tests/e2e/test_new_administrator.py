"""A new administrator goes by the README alone: sets up, invites, backs up while people sync, restores elsewhere, changes the certificate."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.cli.branch import Branch, free_port, shared
from tests.cli.device import Device

EDITS = 12


class Elsewhere(Branch):
    """The branch on another machine: another data folder, another port."""

    def __init__(self, folder: Path, before: Branch) -> None:
        super().__init__(folder, copy_of=before)
        self.port = free_port()
        self.own_address = f"https://127.0.0.1:{self.port}"
        self.address = self.own_address


class Writing:
    """Somebody who goes on writing and syncing while the administrator works."""

    def __init__(self, device: Device, session: str) -> None:
        self._device = device
        self._session = session
        self._thread = threading.Thread(target=self._write)
        self.texts: list[str] = []
        self.half = threading.Event()

    def _write(self) -> None:
        for number in range(EDITS):
            text = f"第{number}条发言。"
            # A process of its own: commands of this process share its environment.
            made = self._device.process("new", "minute", f"session={self._session}", "entry=note", f"text={text}")
            assert made.code == 0, made.err
            assert self._device.process("sync").code == 0
            self.texts.append(text)
            if number == EDITS // 4:
                self.half.set()

    def __enter__(self) -> Writing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(240)
        assert not self._thread.is_alive()


def texts_of(device: Device) -> list[str]:
    """What stands in the minutes on a device."""
    return sorted(each["fields"]["text"] for each in device.json("list", "minute"))


def test_set_up_backed_up_while_syncing_and_restored_elsewhere(tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text("姓名,科室\n李四,综合科\n王五,秘书科\n", "utf-8")
    backup = tmp_path / "2026-11-26.db"
    with Branch(tmp_path / "here", scheme="https") as here:
        zhang = here.device(tmp_path / "zhang", here.first_invite, "zhang", "张三")
        invites = {each["name"]: each["invite"] for each in here.admin("invite", "--roster", str(roster))["invites"]}
        li = here.device(tmp_path / "li", invites["李四"], "li")
        session = zhang.ok("new", "session", "form=exchange", "title=第一次", "host=me", "recorders=me")
        private = li.ok("new", "note", "title=备忘", "body=只在本机的话。")
        zhang.ok("sync")
        with Writing(zhang, session) as writing:
            assert writing.half.wait(120)
            assert here.admin("backup", str(backup))["bytes"] > 0
            held = len(writing.texts)
            # Joined after the backup: the restored server knows nothing of this account.
            wang = here.device(tmp_path / "wang", invites["王五"], "wang")
        assert here.admin("verify")["findings"] == []
    assert len(writing.texts) == EDITS > held

    # The machine is gone; what was written meanwhile waits on the device of its author.
    late = zhang.ok("new", "minute", f"session={session}", "entry=note", "text=没有网络时写的。")
    assert zhang.refused(3, "sync")["code"] == "unreachable"
    elsewhere = Elsewhere(tmp_path / "there", here)
    elsewhere.data.mkdir(mode=0o700, parents=True)
    elsewhere.admin("restore", str(backup))
    card = elsewhere.admin("address", elsewhere.address)["card"]
    with elsewhere:
        for device in (zhang, li, zhang, li):
            device.ok("move", card)
            device.ok("sync")
        wanted = sorted([*writing.texts, "没有网络时写的。"])
        assert texts_of(zhang) == texts_of(li) == wanted
        # Who joined after the backup is unknown here; what waits in the folder is not lost.
        lecture = wang.ok("new", "session", "form=lecture", "title=党课", "host=me", "recorders=me")
        assert wang.refused(4, "move", card)
        wang.ok("join", elsewhere.invite("王五"), "--login", "wang")
        wang.ok("sync")
        for device in (zhang, li):
            device.ok("sync")
            assert lecture in shared(device, "session")
        assert [each.json("status")["waiting"] for each in (zhang, li, wang)] == [0, 0, 0]
        assert shared(zhang, "session", "minute", "member") == shared(li, "session", "minute", "member")
        assert late in shared(li, "minute")
        assert li.json("show", private)["fields"]["body"] == "只在本机的话。"
        assert elsewhere.admin("verify")["findings"] == []

        elsewhere.stop()
        renewed = elsewhere.admin("certificate renew")["card"]
        elsewhere.start()
        zhang.ok("new", "minute", f"session={session}", "entry=note", "text=证书变了以后写的。")
        refused = zhang.refused(3, "sync")
        assert "证书变了" in refused["message"]
        assert "什么都没有送出" in refused["message"]
        assert zhang.json("status")["waiting"] == 1
        zhang.ok("move", renewed)
        assert zhang.json("sync")["fault"] is None
        li.ok("move", renewed)
        li.ok("sync")
        assert "证书变了以后写的。" in texts_of(li)
