"""A device as a person uses it: a data folder of its own, the client's own code, edits of several kinds, a long poll."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random
from time import perf_counter

from bench.load.figures import Figures
from bench.load.holder import ENTRY, Holder
from sync import resolving, submitting
from sync.clock import minute
from sync.desk import Desk
from sync.engine import Call
from sync.invite import Server
from sync.loop import run_round
from sync.problems import EditRefused
from sync.reaching import ServerRefused, Unreachable
from sync.transport import Transport
from sync.wire import BranchOfAccount, NewDevice, PullAnswer, PushAnswer, ScopeSum, SignedIn
from sync.workplace import open_workplace

WAIT = 25
"""Seconds of a long poll, as the app asks for."""

STATUSES = ("present", "late", "leave", "absent")


class _Timed(Transport):
    """The client's transport, with every call measured."""

    figures: Figures

    def carry(self, call: Call, *, timeout: float | None = None) -> PushAnswer | PullAnswer | NewDevice:
        """Make one of the engine's requests."""
        with self.figures.timing(call.to):
            return super().carry(call, timeout=timeout)


class Device:
    """One data folder that is signed in; `play` edits and syncs until told to stop."""

    def __init__(self, folder: Path, holder: Holder, address: str, seed: int) -> None:
        self.holder = holder
        self.figures = Figures()
        self._random = Random(seed)
        self._address = address
        self._stop = threading.Event()
        self._news = threading.Event()
        self._place = open_workplace(folder)
        branch = BranchOfAccount(id=holder.branch, name="示例支部", member=holder.member, member_name="")
        answer = SignedIn(
            token=holder.token, device=holder.device, account=holder.account, login="", branches=[branch], time=""
        )
        self._place.signed_in(answer, Server(address))
        self._transport = self._connected()
        self._line = self._connected()

    @property
    def _desk(self) -> Desk:
        return self._place.desk

    def _connected(self) -> _Timed:
        made = _Timed(self._address, self.holder.token, client_name="xinde/0.1.0 schema=1")
        made.figures = self.figures
        return made

    # playing

    def play(self, seconds: float, pause: float) -> None:
        """Edit and sync, `pause` seconds apart on the average, while a long poll waits for the others' edits."""
        # A daemon: a poll that waits when all is over waits for nobody.
        threading.Thread(target=self._poll, daemon=True).start()
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            for _ in range(self._random.randint(1, 10)):
                self._edit()
            self.round()
            # News from others are worth a round at once, as in the app.
            if pause and self._news.wait(min(left, self._random.expovariate(1 / pause))):
                self._news.clear()
                self.round()
        self._stop.set()

    def round(self) -> None:
        """One whole sync."""
        done = run_round(self._place.engine, self._transport)
        self.figures.counts["edits sent"] += done.pushed
        self.figures.counts["records received"] += done.pulled
        self.figures.counts["conflicts"] += done.conflicts
        self.figures.counts["refused edits"] += done.parked
        if done.fault is not None:
            self.figures.counts[f"rounds ended by {done.fault.value}"] += 1
            self._stop.wait(min(done.retry_after or 0.5, 5.0))

    def _poll(self) -> None:
        etag: str | None = None
        while not self._stop.is_set():
            try:
                found = self._line.heads(etag, wait=WAIT)
            except (Unreachable, ServerRefused) as error:
                if not self._stop.is_set():
                    self.figures.errors[f"poll {error}"] += 1
                    self._stop.wait(1.0)
                continue
            self.figures.counts["polls with news" if found else "polls without news"] += 1
            if found is not None:
                etag = found
                self._news.set()

    # edits

    def write(self, count: int) -> None:
        """So many new records of some 2.5 KB, each saved by itself; sent by the next round."""
        for _ in range(count):
            fields = {"form": "exchange", "title": f"交流{self._word()}", "host": self.holder.member}
            self._desk.create("session", {**fields, "summary": "".join(self._random.choices(ENTRY, k=690))})

    def _edit(self) -> None:
        """One action, mostly in the minutes of a session that everybody here writes at."""
        act = self._random.choices(
            (self._entry, self._rewrite, self._retitle, self._mark, self._open_session, self._submit, self._settle),
            (40, 25, 5, 15, 5, 5, 5),
        )[0]
        try:
            act()
            self.figures.counts["edits made"] += 1
        except EditRefused as refused:
            # What a person would be told: somebody else was faster.
            self.figures.counts[f"not offered: {refused}"] += 1

    def _entry(self) -> None:
        fields = {"session": self.holder.session, "at": minute(self._place.clock), "entry": "note"}
        text = f"{ENTRY}{self._word()}。"
        self._desk.create("minute", {**fields, "pos": f"b{self._word()}", "text": text})

    def _rewrite(self) -> None:
        """One sentence of a text that others change too: most merge, some conflict."""
        entries = self._desk.repository.linked("minute", "session", self.holder.session)
        if not entries:
            return
        view = self._random.choice(entries[:20])
        before = str(view.get("text"))
        sentences = before.split("。")
        sentences[self._random.randrange(len(sentences))] += f"，{self._word()}"
        # Nobody's text grows for ever: what is too long is begun anew.
        after = "。".join(sentences) if len(before) < 2000 else f"{ENTRY}{self._word()}。"
        self._desk.edit(view.id, {"text": (before, after)})

    def _retitle(self) -> None:
        self._desk.set(self.holder.session, {"place": f"会议室{self._word()}"})

    def _mark(self) -> None:
        person = self._random.choice(self._desk.repository.find("member")).id
        fields = {"session": self.holder.session, "member": person}
        status = self._random.choice(STATUSES)
        known = self._desk.repository.get(self._desk.new_id("attendance", fields))
        if known is None or known.deleted:
            self._desk.create("attendance", {**fields, "status": status})
        else:
            self._desk.set(known.id, {"status": status})

    def _open_session(self) -> None:
        fields = {"form": "exchange", "title": f"交流{self._word()}", "host": self.holder.member}
        self._desk.create("session", fields)

    def _submit(self) -> None:
        draft = self._desk.create("reflection", {"title": f"体会{self._word()}", "body": ENTRY * 3})
        submitting.submit(self._desk, draft, submitting.what_leaves(self._desk, draft))

    def _settle(self) -> None:
        """The first open conflict ends with what stands."""
        found = resolving.open_conflicts(self._desk)
        if found and not found[0].of_delete:
            resolving.keep_current(self._desk, found[0])

    def _word(self) -> str:
        return f"{self._random.getrandbits(40):010x}"

    # at the end

    def taken(self) -> Figures:
        """What was measured since it was last asked for."""
        taken, self.figures = self.figures, Figures()
        for transport in (self._line, self._transport):
            transport.figures = self.figures
        return taken

    def waiting(self) -> int:
        """Edits that were not accepted yet."""
        return len(self._place.queue)

    def healed(self) -> int:
        """Scopes this device had to read again; nothing but a defect makes it more than 0 here."""
        return self._place.shadow.progress.healed

    def sums(self) -> dict[str, ScopeSum]:
        """The checksum of every scope this device holds, its own drafts aside."""
        scopes = sorted(scope for scope in self._place.shadow.scopes() if not scope.startswith("u:"))
        return {scope: self._place.shadow.scope_sum(scope) for scope in scopes}

    def close(self) -> None:
        """Hang up, and let the folder go."""
        self._stop.set()
        for transport in (self._line, self._transport):
            transport.close()
        self._place.close()
