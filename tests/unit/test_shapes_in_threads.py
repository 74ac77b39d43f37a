"""Shapes are decoded in many threads from the first request on; without `look_at` two of three processes ended with a crash here."""

from __future__ import annotations

import subprocess
import sys

import pytest

AT_ONCE = """
import sys, threading
import msgspec
from sync.wire import PushRequest
sys.setswitchinterval(1e-6)
op = {"id": "o:1", "k": "put", "type": "x", "rec": "r", "scope": "b:1", "v": 1, "at": "2026-03-01T09:00:00Z", "n": 1, "ch": {}}
body = {"device": "d:1", "epoch": "e", "ops": [op] * 5}
together = threading.Barrier(8)

def decode():
    together.wait()
    for _ in range(50):
        msgspec.convert(body, PushRequest)

threads = [threading.Thread(target=decode) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
"""


@pytest.mark.parametrize("turn", range(4))
def test_a_shape_is_met_by_many_threads_at_once(turn: int) -> None:
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, (turn, done.stderr[-300:])
