"""Joining and signing in to a branch, without HTTP and with cheap hashes."""

from __future__ import annotations

import pytest

from server_stub.accounts import Accounts
from server_stub.invites import Grant, issue
from server_stub.passwords import Passwords
from server_stub.problems import ProtocolProblem
from sync.wire import DeviceInfo, JoinRequest, LoginRequest, SignedIn
from tests.server.people import Branch

PASSWORD = "学习心得2026！"
HERE = DeviceInfo(name="办公电脑", kind="desktop", ver="0.1.0")
CHEAP = Passwords(time_cost=1, memory_kib=8, lanes=1)


class Door:
    """The door of a branch."""

    def __init__(self, branch: Branch, passwords: Passwords = CHEAP) -> None:
        self.branch = branch
        self.accounts = Accounts(branch.store, branch.clock, passwords)

    def invite(self, grant: Grant | None = None) -> str:
        """A new invite's code."""
        branch = self.branch
        return branch.store.write(lambda c: issue(c, branch.store, branch.id, grant or Grant()))

    def join(
        self,
        code: str,
        login: str = "wang",
        name: str | None = "王小明",
        password: str = PASSWORD,
        *,
        account: str | None = None,
        member: str | None = None,
        resume: str | None = None,
    ) -> SignedIn:
        """Use an invite."""
        folder = {"account": account, "member": member, "resume": resume}
        return self.accounts.join(
            JoinRequest(code=code, login=login, password=password, device=HERE, name=name, **folder)
        )

    def login(
        self, login: str = "wang", password: str = PASSWORD, resume: str | None = None, address: str = ""
    ) -> SignedIn:
        """Sign in."""
        request = LoginRequest(login=login, password=password, device=HERE, resume=resume)
        return self.accounts.login(request, address)


def code_of(call: object, *arguments: object, **named: object) -> tuple[int, str]:
    """Status and code of the problem a call meets."""
    with pytest.raises(ProtocolProblem) as problem:
        call(*arguments, **named)  # type: ignore[operator]
    return problem.value.status, problem.value.code
