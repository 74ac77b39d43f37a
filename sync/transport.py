"""The protocol over HTTP: one client per server, blocking, for a thread of its own (PROTOCOL.md sections 7 and 14)."""

from __future__ import annotations

import ssl
import time
from types import TracebackType
from typing import Any, TypeVar

import httpx
import msgspec

from sync.deadline import Connections
from sync.engine import Call
from sync.invite import Server
from sync.pinning import PinnedContext
from sync.reaching import NotVouchedFor, ServerRefused, Unreachable, encrypted_or_local
from sync.vault.wire import PutRing, RingState, VaultPull, VaultPullAnswer, VaultPush, VaultPushAnswer
from sync.wire import (
    DeviceInfo,
    HeadsAnswer,
    History,
    JoinRequest,
    LoginRequest,
    Meta,
    NewDevice,
    PasswordRequest,
    Problem,
    PullAnswer,
    PullRequest,
    PushAnswer,
    SignedIn,
    Trash,
)

__all__ = ["ServerRefused", "Transport", "Unreachable", "encrypted_or_local"]

_Answer = TypeVar("_Answer")

LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer after which the peer is taken for broken; a page is 1 MiB."""


LONGEST_REQUEST = 60.0
"""Seconds after which a request is given up though its answer is still coming, drop by drop."""


def _trusting(server: Server) -> ssl.SSLContext | bool:
    """Who may answer: one certificate, or whom the usual authorities vouch for; reading in all of those takes 40 ms."""
    if server.fingerprint is not None:
        return PinnedContext(server.fingerprint)
    return True if server.address.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Transport:
    """Speaks to one server, an address without more where no certificate is pinned; `token` may be None before signing in.

    `timeout` is what it waits for a connection and for each piece of an answer; with `seconds` everything together is
    over in that time, and any request after it is refused as unreachable.
    """

    def __init__(
        self,
        server: Server | str,
        token: str | None,
        *,
        client_name: str,
        timeout: float = 20.0,
        seconds: float | None = None,
        http: httpx.BaseTransport | None = None,
    ) -> None:
        server = Server(server) if isinstance(server, str) else server
        headers = {"X-Client": client_name, "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._timeout = timeout
        self._until = None if seconds is None else time.monotonic() + seconds
        self._connections = Connections()
        # Proxies of the environment are not asked: the server is named by the invite, and loopback must stay loopback.
        self._client = httpx.Client(
            base_url=server.address.rstrip("/"),
            headers=headers,
            timeout=timeout,
            transport=http,
            trust_env=False,
            verify=_trusting(server),
        )
        self.backoff: float | None = None
        """Seconds the server asked to be left alone, from its last answer (header Backoff)."""

    # the engine's calls

    def carry(self, call: Call, *, timeout: float | None = None) -> PushAnswer | PullAnswer | NewDevice:
        """Make one of the engine's requests; raises Unreachable or ServerRefused."""
        if call.to == "push":
            return self._post("/v1/sync/push", call.body, PushAnswer, timeout)
        if call.to == "pull":
            return self._post("/v1/sync/pull", call.body, PullAnswer, timeout)
        old = call.body.device if isinstance(call.body, NewDevice) else ""
        return self._post("/v1/devices", {"old": old}, NewDevice, timeout)

    def pull(self, body: PullRequest) -> PullAnswer:
        """One page of changes."""
        return self._post("/v1/sync/pull", body, PullAnswer)

    def heads(self, etag: str | None, wait: int = 0) -> str | None:
        """The branch's state as a tag when it differs from `etag`, None when nothing is new after `wait` seconds (0..25)."""
        headers = {"If-None-Match": etag} if etag else {}
        response = self._send("GET", f"/v1/sync/heads?wait={wait}", headers=headers, timeout=wait + 15.0)
        if response.status_code == 304:
            return None
        return self._decoded(response, HeadsAnswer).etag

    def history(self, rid: str, before: int | None = None) -> History:
        """One page of a record's revisions, newest first."""
        query = "" if before is None else f"?before={before}"
        return self._decoded(self._send("GET", f"/v1/records/{rid}/history{query}"), History)

    def trash(self, before: str | None = None, *, scope: str | None = None, days: int | None = None) -> Trash:
        """One page of deleted records, newest first: of all scopes or of one, of the last 90 days or of `days`."""
        asked = {"before": before, "scope": scope, "days": days}
        query = httpx.QueryParams({name: value for name, value in asked.items() if value is not None})
        return self._decoded(self._send("GET", f"/v1/trash?{query}" if query else "/v1/trash"), Trash)

    # the vault

    def vault_ring(self) -> RingState:
        """The account's key ring."""
        return self._decoded(self._send("GET", "/v1/vault"), RingState)

    def put_ring(self, body: PutRing) -> RingState:
        """Put a key ring in place of the one it is based on."""
        return self._decoded(self._send("PUT", "/v1/vault", content=msgspec.json.encode(body)), RingState)

    def vault_carry(self, body: VaultPull | VaultPush) -> VaultPullAnswer | VaultPushAnswer:
        """Make one of the vault's requests; raises Unreachable or ServerRefused."""
        if isinstance(body, VaultPush):
            return self._post("/v1/vault/push", body, VaultPushAnswer)
        return self._post("/v1/vault/pull", body, VaultPullAnswer)

    # signing in and out

    def meta(self) -> Meta:
        """What the server says of itself; needs no sign-in."""
        return self._decoded(self._send("GET", "/v1/meta"), Meta)

    def join(
        self,
        code: str,
        login: str,
        password: str,
        device: DeviceInfo,
        name: str | None = None,
        *,
        account: str | None = None,
        member: str | None = None,
        resume: str | None = None,
    ) -> SignedIn:
        """Use an invite, once; binds the new account to its member. After a reset its code sets the account's password.

        `account`, `member` and `resume` are the account, the person and the device id this data folder already has.
        """
        body = JoinRequest(
            code=code,
            login=login,
            password=password,
            device=device,
            name=name,
            account=account,
            member=member,
            resume=resume,
        )
        return self._post("/v1/join", body, SignedIn)

    def login(self, login: str, password: str, device: DeviceInfo, resume: str | None = None) -> SignedIn:
        """Sign in; `resume` is the device id this data folder already has."""
        body = LoginRequest(login=login, password=password, device=device, resume=resume)
        return self._post("/v1/auth/login", body, SignedIn)

    def change_password(self, old: str, new: str) -> None:
        """Set another password; every other sign-in of the account ends."""
        self._post("/v1/auth/password", PasswordRequest(old=old, new=new), dict)

    def logout(self) -> None:
        """Make the token worthless."""
        response = self._send("POST", "/v1/auth/logout", content=b"{}")
        if response.status_code >= 400:
            self._raise(response)

    # plumbing

    def _post(self, path: str, body: Any, answer: type[_Answer], timeout: float | None = None) -> _Answer:
        return self._decoded(self._send("POST", path, content=msgspec.json.encode(body), timeout=timeout), answer)

    def _send(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout: float | None = None,
    ) -> httpx.Response:
        sent = dict(headers or {})
        if content is not None:
            sent["Content-Type"] = "application/json"
        piece, longest = self._patience(timeout)
        try:
            with (
                self._connections.cut_after(longest),
                self._client.stream(
                    method,
                    path,
                    content=content,
                    headers=sent,
                    timeout=piece,
                    extensions={"trace": self._connections.heard},
                ) as response,
            ):
                size = 0
                chunks: list[bytes] = []
                for chunk in response.iter_bytes():
                    size += len(chunk)
                    if size > LONGEST_ANSWER:
                        raise Unreachable("the answer never ends")
                    chunks.append(chunk)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            if _is_unvouched(error):
                raise NotVouchedFor(type(error).__name__) from error
            raise Unreachable(type(error).__name__) from error
        except RuntimeError as error:
            # httpx says so when another thread closed the client; anything else is a defect and stays one.
            if not self._client.is_closed:
                raise
            raise Unreachable("connection closed") from error
        whole = httpx.Response(response.status_code, headers=_plain(response.headers), content=b"".join(chunks))
        self.backoff = _seconds(whole.headers.get("backoff"))
        return whole

    def _patience(self, timeout: float | None) -> tuple[float, float]:
        """Seconds to wait for each piece of an answer and for all of it; raises Unreachable when the time is up."""
        piece = self._timeout if timeout is None else timeout
        whole = max(LONGEST_REQUEST, piece)
        if self._until is not None:
            whole = min(whole, self._until - time.monotonic())
            if whole <= 0:
                raise Unreachable("out of time")
        return min(piece, whole), whole

    def _decoded(self, response: httpx.Response, answer: type[_Answer]) -> _Answer:
        if response.status_code != 200:
            self._raise(response)
        try:
            return msgspec.json.decode(response.content, type=answer)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Unreachable("not an answer of this protocol") from error

    def _raise(self, response: httpx.Response) -> None:
        try:
            problem = msgspec.json.decode(response.content, type=Problem)
        except (msgspec.DecodeError, RecursionError) as error:
            # A proxy's or a portal's page: whoever spoke, it was not the server.
            raise Unreachable(f"HTTP {response.status_code} without a problem document") from error
        raise ServerRefused(problem, _seconds(response.headers.get("retry-after")))

    def close(self) -> None:
        """Close the connections; a request under way in another thread fails."""
        self._client.close()

    def __enter__(self) -> Transport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_unvouched(error: BaseException | None) -> bool:
    """True when a certificate without an authority is what failed; httpx keeps it as the cause of its own error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _plain(headers: httpx.Headers) -> list[tuple[str, str]]:
    """Headers of the body as it was decoded, which has neither its old length nor its old encoding."""
    dropped = {"content-length", "content-encoding", "transfer-encoding"}
    return [(name, value) for name, value in headers.multi_items() if name.lower() not in dropped]


def _seconds(value: str | None) -> float | None:
    if value is None or not value.isascii() or not value.isdigit():
        return None
    return min(float(value), 3600.0)
