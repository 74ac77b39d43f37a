"""Refusals of a whole request; refusals of one edit are outcomes (PROTOCOL.md section 14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sync.wire import Problem

Retry = Literal["never", "reauth", "resync", "split", "upgrade", "later"]

RETRIES: dict[str, Retry] = {
    "token_invalid": "reauth",
    "token_expired": "reauth",
    "account_disabled": "reauth",
    "epoch_mismatch": "resync",
    "cursor_ahead": "resync",
    "gap": "resync",
    "device_forked": "resync",
    "device_unknown": "resync",
    "ring_changed": "resync",
    "vault_replaced": "resync",
    "body_too_large": "split",
    "too_many_ops": "split",
    "client_too_old": "upgrade",
    "slow_down": "later",
    "busy": "later",
    "maintenance": "later",
    "timeout": "later",
    "internal": "later",
}
"""What a client does about a code; every other code says "never"."""


class ProtocolProblem(Exception):
    """The request is refused as a whole, nothing was changed; `retry_after` in seconds, `detail` never holds user text."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str = "",
        *,
        detail: dict[str, Any] | None = None,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.title = title or code.replace("_", " ")
        self.detail = detail or {}
        self.retry_after = retry_after
        self.headers = dict(headers or {})

    @property
    def retry(self) -> Retry:
        """When the same request may succeed: the `retry` of the problem document."""
        return RETRIES.get(self.code, "never")

    def document(self, request_id: str = "") -> Problem:
        """The body of the answer."""
        return Problem(
            status=self.status,
            code=self.code,
            title=self.title,
            retry=self.retry,
            detail=self.detail,
            request_id=request_id,
        )


class Refused(Exception):
    """An operator's command was not carried out; the message says what happened and what to do."""
