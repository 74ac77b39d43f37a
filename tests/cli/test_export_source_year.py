"""Every document of the source year, of which most facts are not known, is made by one command."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.cli.device import Device


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Device:
    """The source year on a device alone."""
    found = Device(tmp_path_factory.mktemp("source") / "home")
    found.ok("load", "source-year")
    return found


def test_the_pack_holds_every_document_and_each_opens(device: Device, tmp_path: Path) -> None:
    path = device.ok("export", "pack", "--year", "2011", "--to", str(tmp_path))
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    sums = inside.pop("SHA256SUMS").decode().splitlines()
    assert sums == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in inside.items()]
    count = {each["document"]: each["count"] for each in device.json("export", "list", "--year", "2011")}
    assert (count["minutes"], count["quarter"], count["plan"]) == (11, 4, 1)
    # The pack is not in itself, the catalogue is.
    assert len(inside) == sum(count.values()) - count["pack"] + 1
    for name, data in inside.items():
        if name.endswith(".docx"):
            document = docx.Document(io.BytesIO(data))
            assert document.paragraphs or document.tables, name
        elif name.endswith(".xlsx"):
            assert openpyxl.load_workbook(io.BytesIO(data)).worksheets, name
        else:
            assert data.startswith(b"BEGIN:VCALENDAR"), name


def test_the_summary_is_made_by_one_command_and_says_what_is_not_known(device: Device, tmp_path: Path) -> None:
    path = device.ok("export", "summary", "--year", "2011", "--to", str(tmp_path))
    assert Path(path).name == "2011年度学习总结.docx"
    text = "\n".join(each.text for each in docx.Document(path).paragraphs)
    assert "待补" in text
    assert "集中学习5次" in text.replace(" ", "")
