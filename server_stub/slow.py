"""Clients that are slow on purpose or by mishap: none holds a connection for ever, and many of them keep nobody else out."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import OrderedDict
from dataclasses import dataclass

import h11
import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

from server_stub.bodies import READ_SECONDS
from server_stub.handshakes import Handshakes
from server_stub.problems import ProtocolProblem

DESCRIPTORS = 8192
"""Open files and connections one process asks for: 2 000 long polls and everybody's pushes fit in many times."""

RESERVED = 128
"""Of these, for the database, its threads and the log."""

NEWCOMERS = 16
"""Of the connections there may be, one in so many is for those who shake hands, if others have to go for it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client is waited for, in seconds, and how many at once."""

    head: float = 10
    """For the handshake of TLS; and from there, or from the first byte of a further request, to the end of its head."""
    body: float = READ_SECONDS + 5
    """From the head to the end of the body; the route itself refuses a body that is late, in words, a little earlier."""
    answer: float = 20
    """In which a client must take at least `pace` bytes a second of an answer."""
    pace: int = 256
    each: int = 500
    """Unfinished requests of one address, and handshakes; above that its oldest one is cut off, which an honest client's never is."""
    all: int = DESCRIPTORS - RESERVED
    """Connections; above that the one that has asked nothing for longest is cut off, else the oldest unfinished request of all."""


class Door:
    """The connections of one serving process of which a request has not wholly arrived, in the order they came."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.cut = 0
        """Connections cut off so far."""
        self.open = 0
        """Connections a protocol has, without those that are being cut off."""
        self.handshakes = Handshakes(patience.head, patience.each, self._count)
        self._waiting: dict[str, OrderedDict[Patient, None]] = {}
        self._all: OrderedDict[Patient, None] = OrderedDict()
        self._idle: OrderedDict[Patient, None] = OrderedDict()

    def knock(self, connection: socket.socket, address: str) -> None:
        """Somebody has come, of whom no protocol knows yet."""
        room = self.patience.all - self.open
        # Some room is always made for whoever comes; what is more than that, those who come take from each other.
        if len(self.handshakes) >= room and room < max(1, self.patience.all // NEWCOMERS) and self._cut_oldest():
            room += 1
        self.handshakes.begun(connection, address, max(0, room))

    def enter(self, one: Patient, address: str) -> None:
        """Wait for a request of one; where too many are waited for, the oldest is given up."""
        mine = self._waiting.setdefault(address, OrderedDict())
        mine[one] = None
        self._all[one] = None
        if len(mine) > self.patience.each:
            next(iter(mine)).give_up()
        elif self.open + len(self.handshakes) > self.patience.all:
            self._cut_oldest()

    def leave(self, one: Patient, address: str) -> None:
        """Its request is here, or it is gone."""
        self._all.pop(one, None)
        mine = self._waiting.get(address, OrderedDict())
        mine.pop(one, None)
        if not mine:
            self._waiting.pop(address, None)

    def rest(self, one: Patient) -> None:
        """Its answer is written, and nothing more is asked: the first to go where there is no room."""
        self._idle[one] = None

    def wake(self, one: Patient) -> None:
        """It asks for something more, or is gone."""
        self._idle.pop(one, None)

    def _cut_oldest(self) -> bool:
        """Whether somebody could be cut off, so that there is room for one more."""
        oldest = next(iter(self._idle), None) or next(iter(self._all), None)
        if oldest is not None:
            oldest.give_up()
        return oldest is not None

    def _count(self) -> None:
        self.cut += 1


class Patient(H11Protocol):
    """One connection; `door` is set by `protocol_at`."""

    door: Door
    _timer: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _address = ""
    _waited = False
    _inside = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self.door.open += 1
        self._inside = True
        self.door.handshakes.done(transport.get_extra_info("socket").fileno())
        self._address = self.client[0] if self.client else ""
        self._wait(self.door.patience.head)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        self.door.wake(self)
        before = self.conn.their_state
        if not self._waited:
            self._wait(self.door.patience.head)
        super().data_received(data)
        if self.transport.is_closing():
            return
        after = self.conn.their_state
        if after in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED):
            self._arrived()
        elif after is h11.IDLE and before is h11.SEND_BODY:
            # The rest of a body that was refused before it was whole: uvicorn has taken its own timer away by now.
            self._arrived()
            self.door.rest(self)
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        elif after is h11.SEND_BODY and before is not h11.SEND_BODY:
            self._wait(self.door.patience.body)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._outside()
        self._read_on()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More of the answer waits for the client than is good."""
        super().pause_writing()
        self._watch()

    def on_response_complete(self) -> None:
        """The answer is written, which is not yet read."""
        super().on_response_complete()
        # Another request may have come behind it already.
        if self.cycle.response_complete and not self._waited and not self.transport.is_closing():
            self.door.rest(self)
        self._watch()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP in the same form as everything else."""
        self._arrived()
        body = msgspec.json.encode(ProtocolProblem(400, "malformed", "this is not HTTP").document())
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        # An answer that has begun, or a connection in no state to answer, is only ended.
        with contextlib.suppress(h11.LocalProtocolError):
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._watch()

    def give_up(self) -> None:
        """Cut the client off."""
        self.door.cut += 1
        # Its room is free at once, not when the loop comes to it: many may come before that.
        self._outside()
        self.transport.abort()

    def _outside(self) -> None:
        if self._inside:
            self._inside = False
            self.door.open -= 1
        self.door.wake(self)
        self._arrived()

    # the request

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.give_up)
        if not self._waited:
            self._waited = True
            self.door.enter(self, self._address)

    def _arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waited:
            self._waited = False
            self.door.leave(self, self._address)

    # the answer

    def _watch(self) -> None:
        if self._unread is None and (left := self.transport.get_write_buffer_size()):
            self._unread = self.loop.call_later(self.door.patience.answer, self._look, left)

    def _look(self, before: int) -> None:
        """Wait on while the client reads; what was written since only makes the buffer longer, and so the wait shorter."""
        self._unread = None
        left = self.transport.get_write_buffer_size()
        if left and before - left < self.door.patience.pace * self.door.patience.answer:
            self.give_up()
        else:
            self._watch()

    def _read_on(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


def protocol_at(door: Door) -> type[Patient]:
    """The protocol of connections that come in by this door."""
    return type("PatientAtDoor", (Patient,), {"door": door})


def raise_descriptors(wanted: int = DESCRIPTORS) -> int:
    """Let this process have so many open files and connections, or as many as it may; returns how many it has."""
    try:
        import resource
    except ModuleNotFoundError:
        # Windows: the event loop there has a limit of its own.
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return wanted if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most
