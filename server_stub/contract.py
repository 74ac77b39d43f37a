"""What the routes promise: each is declared where it is handled, and the router and openapi.json are both made from that."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sync.wire import look_at

Handler: TypeAlias = Callable[[Any, Request], Coroutine[Any, Any, Response]]
_H = TypeVar("_H", bound=Handler)

STATUS = {
    "malformed": 400,
    "token_invalid": 401,
    "token_expired": 401,
    "account_disabled": 401,
    "login_failed": 401,
    "device_not_yours": 403,
    "op_not_yours": 403,
    "invite_invalid": 403,
    "wrong_password": 403,
    "not_found": 404,
    "no_such_route": 404,
    "no_vault": 404,
    "timeout": 408,
    "epoch_mismatch": 409,
    "cursor_ahead": 409,
    "gap": 409,
    "device_forked": 409,
    "device_unknown": 409,
    "ring_changed": 409,
    "vault_replaced": 409,
    "invite_used": 409,
    "login_taken": 409,
    "member_taken": 409,
    "reset_not_yours": 409,
    "invite_expired": 410,
    "body_too_large": 413,
    "too_many_ops": 413,
    "bad_encoding": 415,
    "bad_request_shape": 422,
    "invalid_login": 422,
    "invalid_password": 422,
    "invalid_name": 422,
    "client_too_old": 426,
    "slow_down": 429,
    "internal": 500,
    "maintenance": 503,
    "busy": 503,
    "quota": 507,
}
"""Code of a problem -> the status it comes with (PROTOCOL.md section 14)."""

OF_ALL = ("malformed", "internal", "maintenance", "busy")
OF_SIGNED_IN = ("token_invalid", "token_expired", "account_disabled", "slow_down")
OF_BODIES = ("malformed", "timeout", "body_too_large", "bad_encoding", "bad_request_shape")


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter of the query: a whole number, or words of a form, where `form` is a regular expression."""

    name: str
    says: str
    form: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One method of one path; `name` and `says` are the handler's, `gives` None is an empty object."""

    method: Literal["GET", "POST", "PUT"]
    path: str
    name: str
    says: str
    gives: type | None = None
    takes: type | None = None
    signed_in: bool = True
    tagged: bool = False
    """True when the answer has an ETag, and 304 answers the same If-None-Match."""
    query: tuple[Asked, ...] = ()
    refuses: tuple[str, ...] = field(default=())

    @property
    def codes(self) -> list[str]:
        """Every code of problem this call may answer, each once."""
        found = [*OF_ALL, *self.refuses]
        found += OF_SIGNED_IN if self.signed_in else ()
        found += OF_BODIES if self.takes is not None else ()
        found += ("bad_request_shape",) if any(each.number or each.form for each in self.query) else ()
        return list(dict.fromkeys(found))


def call(
    method: Literal["GET", "POST", "PUT"],
    path: str,
    gives: type | None = None,
    *,
    takes: type | None = None,
    signed_in: bool = True,
    tagged: bool = False,
    query: Iterable[Asked] = (),
    refuses: str = "",
) -> Callable[[_H], _H]:
    """Declare that a method of a class answers this; `refuses` names the codes beside those that every such call has."""

    def declare(handler: _H) -> _H:
        # Requests meet a shape in many threads.
        look_at((takes,))
        vars(handler)["call"] = Call(
            method=method,
            path=path,
            name=handler.__name__,
            says=(handler.__doc__ or "").strip(),
            gives=gives,
            takes=takes,
            signed_in=signed_in,
            tagged=tagged,
            query=tuple(query),
            refuses=tuple(refuses.split()),
        )
        return handler

    return declare


def calls_of(*classes: type) -> Iterator[Call]:
    """What classes with such methods answer, in the order written."""
    for each in classes:
        for member in vars(each).values():
            found = getattr(member, "__dict__", {}).get("call")
            if isinstance(found, Call):
                yield found


def routes_of(*apis: object) -> list[Route]:
    """What Starlette is to serve: every call of these, and for each path a refusal that names the methods it has."""
    found = [(each, getattr(api, each.name)) for api in apis for each in calls_of(type(api))]
    methods: dict[str, list[str]] = {}
    for each, _ in found:
        methods.setdefault(each.path, []).extend(["GET", "HEAD"] if each.method == "GET" else [each.method])
    return [_Promised(each, handler, ", ".join(methods[each.path])) for each, handler in found]


class _Promised(Route):
    """A route that, asked by another method, names all methods of its path and not just its own."""

    def __init__(self, told: Call, handler: Callable[[Request], Any], allowed: str) -> None:
        super().__init__(told.path, handler, methods=[told.method])
        self._allowed = allowed

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self.methods and scope["method"] not in self.methods:
            raise HTTPException(405, headers={"Allow": self._allowed})
        await super().handle(scope, receive, send)
