"""A server that misbehaves, on a real socket: each behaviour is a function of a connection and what was asked on it.

    with bad_server(stall) as server: …              # every connection is treated so
    with bad_server(says(503), says(200, b"42")) as server: …    # the first so, all later ones so

`server.url` is where it is, `server.connections` how many came, `server.sent` how many bytes it could send.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

CERTIFICATE = Path(__file__).parent / "bad_server.pem"  # signed by itself, with its key, for 127.0.0.1
PIECE = b"7" * (1 << 16)


class BadServer:
    def __init__(self, behaviours: tuple[Behaviour, ...], *, tls: bool = False) -> None:
        self._behaviours = behaviours
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self._context is not None:
            self._context.load_cert_chain(CERTIFICATE)
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.connections = self.sent = 0
        self.asked: list[bytes] = []
        self.closing = Event()
        self._connections: list[socket.socket] = []
        self._threads = [Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            behaviour = self._behaviours[min(self.connections, len(self._behaviours) - 1)]
            self.connections += 1
            self._connections.append(connection)
            thread = Thread(target=self._serve, args=(connection, behaviour), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, behaviour: Behaviour) -> None:
        connection.settimeout(5)
        with suppress(OSError), connection:
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            while request := _request(connection):
                self.asked.append(request)
                behaviour(self, connection, request)
                if behaviour not in STAYING:
                    connection.close()
                    return

    def send(self, connection: socket.socket, data: bytes) -> None:
        connection.sendall(data)
        self.sent += len(data)

    def close(self) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


Behaviour: TypeAlias = Callable[[BadServer, socket.socket, bytes], None]
STAYING: set[Behaviour] = set()


def _request(connection: socket.socket) -> bytes:
    """Head and body of a request; nothing where the other side has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(lengths[0] if lengths else 0):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


@contextmanager
def bad_server(*behaviours: Behaviour, tls: bool = False) -> Iterator[BadServer]:
    server = BadServer(behaviours, tls=tls)
    try:
        yield server
    finally:
        server.close()


def says(status: int, body: bytes = b"", *headers: str, length: int | None = None) -> Behaviour:
    """An answer with that status, those headers and that body, and a true or another Content-Length."""
    size = len(body) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status} Words", *headers, f"Content-Length: {size}", "Connection: close", "", ""])
    return raw(head.encode() + body)


def raw(data: bytes) -> Behaviour:
    """These bytes, then the end."""

    def behave(server: BadServer, connection: socket.socket, request: bytes) -> None:
        server.send(connection, data)

    return behave


def stall(server: BadServer, connection: socket.socket, request: bytes) -> None:
    """Nothing at all."""
    server.closing.wait(10)


def endless(start: bytes, piece: bytes = PIECE) -> Behaviour:
    """The same over and over, until nobody takes it any more."""

    def behave(server: BadServer, connection: socket.socket, request: bytes) -> None:
        server.send(connection, start)
        while not server.closing.is_set():
            server.send(connection, piece)

    return behave


def drip(data: bytes, seconds: float = 0.05) -> Behaviour:
    """One byte after another, slowly."""

    def behave(server: BadServer, connection: socket.socket, request: bytes) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            if server.closing.is_set():
                return
            server.send(connection, bytes([byte]))
            time.sleep(seconds)

    return behave
