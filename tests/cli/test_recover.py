"""A damaged folder is refused, and what is readable of it is saved into a new one."""

from __future__ import annotations

from pathlib import Path

from tests.cli.device import Device


def test_what_is_readable_is_saved_and_the_damaged_folder_stays_as_it_is(tmp_path: Path) -> None:
    device = Device(tmp_path / "home")
    for text in ("第一条。", "第二条。", "第三条。"):
        device.ok("new", "note", f"body={text}")
    journal = tmp_path / "home" / "cache" / "wal-1"
    content = bytearray(journal.read_bytes())
    content[content.index("第二条".encode()) + 1] ^= 1
    journal.write_bytes(content)
    refused = device.refused(1, "list", "note")
    assert "xinde recover" in refused["message"]
    device.ok("recover", str(tmp_path / "saved"))
    assert journal.read_bytes() == bytes(content)
    saved = Device(tmp_path / "saved")
    texts = {each["fields"]["body"] for each in saved.json("list", "note")}
    assert {"第一条。", "第三条。"} <= texts
    saved.ok("new", "note", "body=还能写。")
    device.refused(1, "recover", str(tmp_path / "saved"))
