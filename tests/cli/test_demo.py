"""`demo --no-app`: a whole fictional year, made by its own people, served until a signal, and gone afterwards."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.records.registry import KINDS
from tests.cli.device import Device
from tui.samples import demo_year
from tui.samples.step import Step

BRANCH = "示例县政府办公室支部"


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """The command running, with what it said of itself."""
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.cli", "demo", "--no-app", *options],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert said, process.communicate()[1]
        yield json.loads(said), process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder) as (said, process):
        yield said
        # The line drops: it ends, and nothing of it is left.
        process.send_signal(signal.SIGHUP)
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0
    assert list(folder.iterdir()) == []
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(said["address"].rpartition(":")[2]))).close()


@pytest.fixture
def clerk(running: dict[str, Any]) -> Device:
    return Device(Path(running["home"]))


def test_it_says_where_it_is_on_one_line(running: dict[str, Any], clerk: Device) -> None:
    assert running.keys() == {"home", "address", "login", "member"}
    found = clerk.json("status")
    assert found["branch"]["name"] == BRANCH
    assert (found["member"]["id"], found["login"]) == (running["member"], running["login"])
    assert found["server"] == running["address"]
    assert (found["waiting"], found["conflicts"], found["parked"]) == (0, 0, 0)
    assert found["last_sync"] is not None


def test_thirty_people_and_a_full_year(clerk: Device) -> None:
    assert len(clerk.json("list", "member")) == 30
    roles = {each["fields"]["role"] for each in clerk.json("list", "appointment")}
    assert {"secretary", "leader", "clerk", "section_head", "committee"} <= roles
    sessions = clerk.json("list", "session")
    months = {each["fields"]["start"][:7] for each in sessions if each["fields"]["start"]}
    assert len(months) >= 10
    kinds = (
        *("plan", "task", "material", "agenda_item", "attendance", "minute", "action", "submission", "comment"),
        *(
            "plan_version",
            "publication",
            "study",
            "book",
            "loan",
            "improvement",
            "recommendation",
            "grade",
            "assessment",
        ),
    )
    for kind in kinds:
        assert clerk.json("list", kind), kind


def test_everything_carries_the_mark_of_a_sample(clerk: Device) -> None:
    for spec in KINDS:
        for record in clerk.json("list", spec.name):
            assert record["fields"]["sample"] is True or spec.name in ("settings", "conflict"), record


def test_the_mark_cannot_be_taken_off(clerk: Device) -> None:
    session = clerk.json("list", "session")[0]["id"]
    assert clerk.refused(2, "edit", session, "sample=no")["code"] == "fixed_at_creation"


def test_each_did_what_was_theirs_to_do(clerk: Device) -> None:
    for submission in clerk.json("list", "submission")[:5]:
        history = clerk.json("why", submission["id"], "state")["edits"]
        assert history[-1]["by"] == submission["fields"]["author"], "nobody submits for another"
    (plan, *_) = [each for each in clerk.json("list", "plan") if each["state"] == "approved"]
    approved = clerk.json("why", plan["id"], "state")["edits"][0]
    assert approved["by"] != clerk.json("why", plan["id"], "goals")["edits"][0]["by"] or approved["for"]


def test_the_last_version_of_a_plan_is_what_stands_and_the_one_before_it_another(clerk: Device) -> None:
    plan = min(clerk.json("list", "plan"), key=lambda each: each["fields"]["year"])
    kept = [each["fields"] for each in clerk.json("list", "plan_version") if each["fields"]["plan"] == plan["id"]]
    first, second = sorted(kept, key=lambda each: int(each["number"]))
    before, now = (json.loads(each["content"]) for each in (first, second))
    assert (first["reason"], bool(second["reason"])) == (None, True)
    assert before["plan"]["requirements"] != now["plan"]["requirements"]
    assert {name: plan["fields"][name] for name in now["plan"]} == now["plan"]
    tasks = {each["id"]: each for each in clerk.json("list", "task") if each["fields"]["plan"] == plan["id"]}
    standing = {rid for rid, each in tasks.items() if each["state"] != "cancelled"}
    assert {task["id"] for task in now["tasks"]} == standing < {task["id"] for task in before["tasks"]}
    for task in now["tasks"]:
        assert {name: tasks[task["id"]]["fields"][name] for name in task if name != "id"} == {
            name: value for name, value in task.items() if name != "id"
        }


def test_the_clerk_has_drafts_and_notes_of_their_own(clerk: Device) -> None:
    assert clerk.json("list", "reflection")
    assert clerk.json("list", "note")


def test_the_clerk_goes_on_from_there(clerk: Device) -> None:
    rid = clerk.ok("new", "document", "title=新的通知", "doc_kind=notice")
    clerk.ok("sync")
    assert clerk.json("show", rid)["pending"] is False


@pytest.mark.parametrize("times", [1, 2])
def test_stopped_before_it_is_ready_it_leaves_nothing(tmp_path: Path, times: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.cli", "demo", "--no-app"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(6000):
        if list(tmp_path.glob("xinde-demo-*")):
            break
        time.sleep(0.01)
    for _ in range(times):
        process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_stays(tmp_path: Path) -> None:
    with demo(tmp_path / "here", "--keep") as (said, process):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    (root,) = (tmp_path / "here").iterdir()
    assert str(root) in err
    assert Device(Path(said["home"])).json("list", "session")
    assert (root / "server" / "branch.db").is_file()


def test_without_a_terminal_there_is_no_app_to_open(tmp_path: Path) -> None:
    assert Device(tmp_path / "home").refused(1, "demo")["code"] == "no_app"


def test_a_step_the_server_refuses_fails_loudly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = demo_year.steps

    def with_a_lie(today: dt.date) -> list[Step]:
        steps = real(today)
        at = max(number for number, step in enumerate(steps) if step.do == "new" and step.kind == "member")
        return [*steps[: at + 1], Step(steps[at].key, steps[at].at, "new", "plan", "lie", {"year": 1999})]

    monkeypatch.setattr(demo_year, "steps", with_a_lie)
    ran = Device(tmp_path / "home").run("demo", "--no-app")
    assert ran.code == 1
    assert "lie" in ran.err
    assert "forbidden" in ran.err
