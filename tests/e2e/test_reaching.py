"""As the README says it: an office sets its server up on its network, and people join; here over TLS on loopback."""

from __future__ import annotations

from pathlib import Path

from tests.cli.branch import Branch


def test_two_devices_meet_on_a_server_with_its_own_certificate(tmp_path: Path) -> None:
    with Branch(tmp_path, scheme="https") as branch:
        zhang = branch.device(tmp_path / "zhang", branch.first_invite, "zhang", "张三")
        li = branch.device(tmp_path / "li", branch.invite("李四"), "li")
        plan = zhang.ok("new", "plan", "year=2026", "title=计划")
        zhang.ok("sync")
        assert li.process("sync").code == 0
        assert [each["id"] for each in li.json("list", "plan")] == [plan]
    written = branch.log.read_text("utf-8")
    assert "Traceback" not in written
    assert "PRIVATE" not in written
