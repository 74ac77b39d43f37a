"""Requests and answers of a real server in memory, written down in docs/transcripts.md and read back from there.

`python -m tests.versions.transcript` writes the page anew. Clock and randomness are fixed, so every run gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from server_stub.invites import Grant, issue
from sync.records.ids import record_id
from sync.records.registry import KINDS
from tests.server.people import Branch
from tests.server.web import DEVICE, PASSWORD, Web

PAGE = Path(__file__).parents[2] / "docs" / "transcripts.md"
AT = "2026-03-01T08:30:00+08:00"

_EXCHANGE = re.compile(
    r"^## (?P<title>.+?)\n\n(?P<words>.+?)\n\n```http\n(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<headers>(?:[^\n]+\n)*)"
    r"\n?(?P<body>\{.*?\n\})?\n*```\n\n```http\nHTTP (?P<status>\d+)\n(?P<told>(?:[^\n]+\n)*)\n?(?P<answer>\{.*?\n\})?\n*```\n",
    re.MULTILINE | re.DOTALL,
)

HEAD = """# Transcripts

Written by `python -m tests.versions.transcript`; a test replays every request against the server and compares every answer.
Each page of `PROTOCOL.md` that an exchange shows is named with it. Bodies are shown with line breaks; on the wire there are none.

"""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer."""

    title: str
    words: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    status: int
    told: Mapping[str, str]
    answer: Any


def played(web: Web) -> Iterator[Exchange]:
    """The scenes, one exchange after the other."""
    scene = _Scene(web)
    yield scene.ask("What the server is", "Section 7, without sign-in.", "GET", "/v1/meta")
    invited(web)
    body = {"code": "{code}", "login": "wang", "password": PASSWORD, "device": DEVICE}
    yield (joined := scene.ask("Joining with an invite", "Section 7. The code is used once.", "POST", "/v1/join", body))
    scene.sign_in(joined.answer["token"])
    device = joined.answer["device"]
    pull = {"device": device, "epoch": None, "cursors": {}, "limit": 3, "max_bytes": 1048576, "reading": []}
    yield (page := scene.ask("The first page of the first pull", "Sections 7 and 3.", "POST", "/v1/sync/pull", pull))
    epoch, cursors = page.answer["epoch"], page.answer["cursors"]
    rest = {**pull, "epoch": epoch, "cursors": cursors, "limit": 500, "reading": sorted(cursors)}
    yield (whole := scene.ask("The rest of it, with checksums", "Section 7.", "POST", "/v1/sync/pull", rest))
    yield from _edits(scene, device, epoch)
    again = {**rest, "cursors": {**cursors, **whole.answer["cursors"]}, "reading": []}
    yield scene.ask("What the others changed since", "Section 7.", "POST", "/v1/sync/pull", again)
    yield scene.ask(
        "Is anything new?", "Section 7: the tag is compared at the next call.", "GET", "/v1/sync/heads?wait=0"
    )
    yield from _refusals(scene, device, epoch)


def invited(web: Web) -> None:
    """What the operator does before somebody joins: a member, who is a clerk, and an invite, {code}."""
    branch = web.branch
    member = branch.direct.write_by_shell("member", {"name": "王五"})
    branch.direct.write_by_shell("appointment", {"member": member, "role": "clerk", "from": "2020-01-01"})
    code = branch.store.write(lambda c: issue(c, branch.store, branch.id, Grant(member=member)))
    _SECRETS.setdefault(web, {})["{code}"] = code


def _edits(scene: _Scene, device: str, epoch: str) -> Iterator[Exchange]:
    branch = scene.web.branch
    scope = f"b:{branch.id}"
    attendance = {"session": branch.session, "member": branch.members["plain"], "status": "present"}
    rid = record_id(branch.id, KINDS["attendance"], attendance, branch.store.ids)

    def op(n: int, k: str, kind: str, rec: str, **more: Any) -> dict[str, Any]:
        return {"n": n, "id": f"o:{n:032x}", "k": k, "type": kind, "rec": rec, "scope": scope, "v": 1, "at": AT, **more}

    made = {name: [None, value] for name, value in attendance.items()}
    text = "第一句。第二句。第三句。"
    first = [
        op(1, "new", "attendance", rid, ch=made),
        op(2, "put", "task", branch.task, ch={"materials": [text, "第一句改过。第二句。第三句。"]}),
        op(3, "put", "session", branch.session, ch={"also": {"add": ["theme_day"], "del": []}}),
    ]
    push = {"device": device, "epoch": epoch, "ops": first}
    yield scene.ask(
        "Three edits",
        "Sections 4, 5 and 6: a new record of a natural key, a text, a set.",
        "POST",
        "/v1/sync/push",
        push,
    )
    yield scene.ask("The same request again", "Section 6: the stored outcomes.", "POST", "/v1/sync/push", push)
    second = [
        op(4, "put", "task", branch.task, ch={"materials": [text, "第一句。第二句。第三句又改。"]}),
        op(5, "put", "task", branch.task, ch={"materials": [text, "第一句另改。第二句。第三句。"]}),
        op(6, "put", "member", branch.members["plain"], ch={"nickname": [None, "x"]}),
        op(7, "put", "session", branch.committee_session, ch={"title": ["支委会", "x"]}),
    ]
    words = "Sections 5 and 10: merged, a conflict, a field that is none, a scope that is another."
    yield scene.ask("Merged, in conflict, refused", words, "POST", "/v1/sync/push", {**push, "ops": second})
    yield scene.ask("Who changed it", "Section 7, newest first.", "GET", f"/v1/records/{branch.task}/history")


def _refusals(scene: _Scene, device: str, epoch: str) -> Iterator[Exchange]:
    push = {"device": device, "epoch": epoch, "ops": []}
    gone = {**push, "epoch": "0123456789abcdef"}
    yield scene.ask("A server that was restored", "Section 9: everything goes again.", "POST", "/v1/sync/push", gone)
    ahead = {
        "device": device,
        "epoch": epoch,
        "cursors": {f"b:{scene.web.branch.id}": 9999},
        "limit": 500,
        "max_bytes": 1048576,
    }
    yield scene.ask("A cursor beyond the head", "Section 9: without a new epoch.", "POST", "/v1/sync/pull", ahead)
    fork = {"n": 1, "id": "o:ffffffffffffffffffffffffffffffff", "k": "new", "type": "section", "v": 1, "at": AT}
    fork |= {"rec": "0198c0de-0000-7000-8000-000000000001", "scope": f"b:{scene.web.branch.id}"}
    words = "Section 9: another edit under a number that was used."
    yield scene.ask("A copied data folder", words, "POST", "/v1/sync/push", {**push, "ops": [fork]})
    yield scene.ask("A new device id", "Section 9.", "POST", "/v1/devices", {"old": device})
    yield scene.ask("The old one is good for nothing any more", "Section 9.", "POST", "/v1/sync/push", push)
    scene.sign_in("none")
    yield scene.ask("A token that is none", "Section 14.", "POST", "/v1/sync/push", push)


class _Scene:
    """Somebody who asks."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self._headers = {"X-Client": "xinde/0.1.0 schema=1"}

    def sign_in(self, token: str) -> None:
        """Ask with this token from now on."""
        self._headers = {**self._headers, "Authorization": f"Bearer {token}"}

    def ask(self, title: str, words: str, method: str, path: str, body: Any = None) -> Exchange:
        """Make a request."""
        status, told, answer = send(self.web, method, path, self._headers, body)
        return Exchange(title, words, method, path, dict(self._headers), body, status, told, answer)


def send(web: Web, method: str, path: str, headers: Mapping[str, str], body: Any) -> tuple[int, dict[str, str], Any]:
    """Status, the headers that matter, and the answer; {code} and {token} stand for what nobody should find on a page."""
    secrets = _SECRETS.setdefault(web, {})
    headers = {name: _filled(value, secrets) for name, value in headers.items()}
    body = None if body is None else json.loads(_filled(json.dumps(body), secrets))
    content = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    sent = {**headers, **({"Content-Type": "application/json"} if content is not None else {})}
    found = web.client.request(method, path, content=content, headers=sent)
    told = {"Content-Type": found.headers.get("content-type", "")}
    if "etag" in found.headers:
        told["ETag"] = found.headers["etag"]
    answer = found.json() if found.content else None
    if isinstance(answer, dict):
        answer.pop("request_id", None)
        if "token" in answer:
            secrets["{token}"], answer["token"] = answer["token"], "{token}"
    return found.status_code, told, answer


_SECRETS: WeakKeyDictionary[Web, dict[str, str]] = WeakKeyDictionary()


def _filled(text: str, secrets: Mapping[str, str]) -> str:
    for name, value in secrets.items():
        text = text.replace(name, value)
    return text


def written(exchanges: Iterator[Exchange]) -> str:
    """The page."""
    return HEAD + "\n".join(map(_one, exchanges))


def _one(each: Exchange) -> str:
    request = "".join(f"{name}: {value}\n" for name, value in each.headers.items())
    told = "".join(f"{name}: {value}\n" for name, value in each.told.items())
    return (
        f"## {each.title}\n\n{each.words}\n\n```http\n{each.method} {each.path}\n{request}{_body(each.body)}```\n\n"
        f"```http\nHTTP {each.status}\n{told}{_body(each.answer)}```\n"
    )


def _body(value: Any) -> str:
    return "" if value is None else "\n" + json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def read(page: str) -> list[Exchange]:
    """The exchanges of a page."""
    return [
        Exchange(
            title=found["title"],
            words=found["words"],
            method=found["method"],
            path=found["path"],
            headers=_headers(found["headers"]),
            body=json.loads(found["body"]) if found["body"] else None,
            status=int(found["status"]),
            told=_headers(found["told"]),
            answer=json.loads(found["answer"]) if found["answer"] else None,
        )
        for found in _EXCHANGE.finditer(page)
    ]


def _headers(lines: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines.splitlines() if line)


def main() -> int:
    """Write the page anew."""
    web = Web(Branch())
    try:
        PAGE.write_text(written(played(web)), "utf-8")
    finally:
        web.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
