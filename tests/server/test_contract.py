"""The document of the routes is true: it names all there is, it is not stale, and nothing schemathesis thinks of contradicts it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.routing import Route

from server_stub.app import PARTS, make_app, promised
from server_stub.contract import STATUS, calls_of
from server_stub.openapi import written
from tests.server.people import Branch
from tests.server.running import Running, running
from tests.server.web import Web

ROOT = Path(__file__).parents[2]
CASES = int(os.environ.get("CASES", "150"))
"""How many cases are played in all, on both databases together; `make contract` plays more."""


@pytest.fixture
def web() -> Iterator[Web]:
    """A branch on the web; what it has to say of its routes depends on no database."""
    made = Web(Branch())
    yield made
    made.close()


def test_the_document_in_the_docs_is_the_one_that_is_served(web: Web) -> None:
    served = web.client.get("/v1/openapi.json")
    assert served.json() == promised()
    assert (ROOT / "docs" / "openapi.json").read_bytes() == written(promised()), "run `make openapi`"


def test_every_route_served_stands_in_the_document() -> None:
    branch = Branch()
    app, api = make_app(branch.store, branch.clock)
    api.close()
    inner = app._app
    routes: list[Route] = getattr(inner, "routes", [])
    served = {(each.path, method) for each in routes for method in (each.methods or ()) if method != "HEAD"}
    told = {(path, method.upper()) for path, operations in promised()["paths"].items() for method in operations}
    assert served == told
    assert len(served) > 15
    assert [type(each) for each in api.parts()] == list(PARTS)


def test_every_code_of_a_problem_is_told_with_the_status_it_comes_with() -> None:
    raised: dict[str, set[int]] = {}
    for path in (ROOT / "server_stub").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ProtocolProblem":
                status, code = (getattr(each, "value", None) for each in node.args[:2])
                if isinstance(status, int):
                    raised.setdefault(str(code), set()).add(status)
    assert {code: {STATUS.get(code)} for code in raised} == raised
    told = {code for each in calls_of(*PARTS) for code in each.codes}
    # A path that is none has no place in the document of the paths.
    assert told | {"no_such_route"} == set(STATUS) == set(raised) | {"no_such_route"}


def test_another_method_is_told_all_methods_of_the_path(web: Web) -> None:
    for path, allowed in (("/v1/vault", "GET, HEAD, PUT"), ("/v1/join", "POST"), ("/v1/meta", "GET, HEAD")):
        refused = web.client.request("DELETE", path)
        assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


# schemathesis


def played(on: Running, cases: int, *arguments: str, token: str | None = None, known: str = "") -> int:
    """How many cases schemathesis has played against a server, all checks; none has failed."""
    line = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    line += [
        "--config-file",
        str(Path(__file__).with_name("schemathesis.toml")),
        "run",
        f"{on.address}/v1/openapi.json",
    ]
    line += ["--checks", "all", "--max-examples", str(cases), "--seed", "1", "--warnings", "off", "--no-color"]
    line += ["--generation-database", "none"]
    line += ["--header", f"Authorization: Bearer {token}"] if token else []
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "SCHEMATHESIS_HOOKS": "tests.server.known_values",
        "XINDE_KNOWN": known,
        "NO_PROXY": "*",
    }
    # It keeps what failed in the folder it is started in.
    with tempfile.TemporaryDirectory() as here:
        done = subprocess.run(
            [*line, *arguments], capture_output=True, text=True, env=surroundings, check=False, cwd=here
        )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) generated", done.stdout)
    assert found, done.stdout
    return int(found[1])


def test_no_request_of_any_shape_contradicts_the_document(branch: Branch) -> None:
    """As a member who may do nearly all, and as nobody; every run plays the one on PostgreSQL and the other on SQLite."""
    full, memory = CASES > 1000, branch.store.memory
    phases = ("--phases", "coverage,fuzzing" if full else "fuzzing")
    each = max(2, CASES // (60 if full else 18))
    web = Web(branch)
    with closing(web), running(web) as on:
        count = 0
        if full or not memory:
            token, told = _a_members(on)
            count += played(on, each, *phases, "--exclude-path", "/v1/auth/logout", token=token, known=told)
        if full or memory:
            count += played(on, each if full else 4, *phases)
        if full:
            # It makes the token worthless, so it is played last and alone.
            count += played(on, each, *phases, "--include-path", "/v1/auth/logout", token=web.tokens["xiao"])
    assert count >= (CASES // 2 if full else CASES * 2 // 3 if not memory else 20), f"only {count} cases were played"
    assert "failure" not in web.lines.getvalue()


def _a_members(on: Running) -> tuple[str, str]:
    """The token of a member with a vault and two roles, and what there is for it to name."""
    web = on.web
    token, branch, vault = web.joined("xiao"), web.branch, "0" * 32
    for role in ("secretary", "clerk"):
        fields = {"member": branch.members["xiao"], "role": role, "from": "2020-01-01"}
        branch.direct.write_by_shell("appointment", fields)
    put = {"base": 0, "vault": vault, "ring": "ring"}
    assert on.http.put("/v1/vault", json=put, headers=web.headers()).status_code == 200
    known = {"token": token, "device": web.devices["xiao"], "address": on.address, "epoch": branch.at["plain"].epoch}
    known |= {"vault": vault, "task": branch.task, "scope": branch.scope("b")}
    return token, " ".join(f"{name}={value}" for name, value in known.items())
