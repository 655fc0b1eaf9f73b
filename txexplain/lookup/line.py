"""One connection to a server, which only the thread that works with it closes, and any other may cut."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from threading import Lock

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse

from txexplain.lookup.address import Address


class Line:
    """A connection, opened by the first request. Closing a socket in which another thread reads would not wake that:

    so `let_go` cuts it, and whoever works with it closes it then.
    """

    def __init__(self, address: Address, connect_seconds: float) -> None:
        self._connection = _connection(address, connect_seconds)
        self._connect_seconds = connect_seconds
        self._lock, self._is_busy, self._is_let_go = Lock(), False, False
        self._socket: socket.socket | None = None
        self._response: BaseHTTPResponse | None = None

    @property
    def is_open(self) -> bool:
        """Whether the server has not closed it. What comes unasked counts as closed too."""
        return self._connection.is_connected

    def open(self, read_seconds: float) -> None:
        """Connect where it is not connected. Raises what the system and urllib3 raise."""
        if not self.is_open:
            self._connection.timeout = self._connect_seconds
            self._connection.connect()
            self._socket = self._connection.sock
        self._connection.timeout = read_seconds

    def asked(self, path: str, body: bytes | None, headers: dict[str, str]) -> BaseHTTPResponse:
        """The head of the answer; its body is still to be read."""
        method = "GET" if body is None else "POST"
        self._connection.request(
            method, path, body=body, headers=headers, preload_content=False, decode_content=False
        )
        self._response = self._connection.getresponse()
        return self._response

    def begin(self) -> None:
        """From now on a thread works with it."""
        self._is_busy = True

    def end(self, *, keep: bool) -> None:
        """The thread is done; what it does not `keep`, or was let go, is closed."""
        with self._lock:
            self._is_busy = False
            if not keep or self._is_let_go:
                self._close()

    def let_go(self) -> None:
        """Close it, or cut it where a thread works with it."""
        with self._lock:
            self._is_let_go = True
            if not self._is_busy:
                self._close()
            elif self._socket is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _close(self) -> None:
        for each in (self._response, self._connection, self._socket):
            if each is not None:
                with suppress(OSError, ValueError):
                    each.close()
        self._response = self._socket = None


def _connection(address: Address, seconds: float) -> HTTPConnection:
    """Not connected yet. Certificates are checked against those that the system trusts."""
    if not address.secure:
        return HTTPConnection(address.host, address.port, timeout=seconds)
    context = ssl.create_default_context()
    return HTTPSConnection(
        address.host, address.port, timeout=seconds, ssl_context=context, cert_reqs="CERT_REQUIRED"
    )
