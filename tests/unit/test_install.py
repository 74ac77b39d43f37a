"""The installer of an offline archive never takes a folder that holds something else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

INSTALL = Path(__file__).parents[2] / ".ci" / "bundle" / "install.py"


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "records" / "year.txt"
    record.parent.mkdir()
    record.write_text("一年的记录", "utf-8")
    for wanted in (record.parent, record):
        ended = subprocess.run([sys.executable, str(INSTALL), str(wanted)], capture_output=True, check=False)
        assert ended.returncode == 2
        assert record.read_text("utf-8") == "一年的记录"
        assert str(wanted).encode() in ended.stderr
