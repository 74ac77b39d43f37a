"""What textual reads when it is imported is set before anything imports it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, os, sys

class First:
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            print(json.dumps(dict(os.environ)))
            raise SystemExit(0)

sys.meta_path.insert(0, First())
sys.stdin.isatty = sys.stdout.isatty = lambda: True
from tui.cli import main
main([])
"""


def test_the_terminal_is_prepared_before_textual_is_imported(tmp_path: Path) -> None:
    environ = {**os.environ, "TERM": "xterm-256color", "XINDE_HOME": str(tmp_path), "XINDE_GLYPHS": "unicode"}
    environ = {name: value for name, value in environ.items() if not name.startswith("TEXTUAL_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True, timeout=30, check=False
    )
    seen = json.loads(done.stdout)
    # Else every scroll sends a dozen frames, and phrases of five characters turn into junk keys.
    assert seen["TEXTUAL_ANIMATIONS"] == "none"
    assert seen["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert seen["TEXTUAL_DIM_FACTOR"] == "85"
