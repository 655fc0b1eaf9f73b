"""One server asked over HTTP, within bounds: no redirects, no proxies, no cookies, so many seconds, so many bytes."""

from __future__ import annotations

import http.client
import queue
import ssl
import threading
import time
import weakref
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import SSLError as WrappedSSLError
from urllib3.exceptions import TimeoutError as WrappedTimeout
from urllib3.response import BaseHTTPResponse

from txexplain.lookup.address import Address
from txexplain.lookup.blaming import MAX_FOUND, Blaming
from txexplain.lookup.kept import Kept
from txexplain.lookup.line import Line
from txexplain.model.errors import ServerError

_PIECE = 1 << 16
_WITHOUT_BODY = (204, 205)
_MAX_REFUSAL = 1 << 16  # of an answer that is an error, no more is read
_MAX_WORDS = 200
NO_SUCH_METHOD = (405, 501)  # what no node answers to POST, and no explorer to GET
_TRY_AGAIN = {502, 503, 504}
_TRY_AGAIN_AFTER = {"server_unreachable", "server_timeout", "server_closed"}
_HEADERS = {"User-Agent": "txexplain", "Accept": "*/*", "Accept-Encoding": "identity"}


class Limits(NamedTuple):
    """How long a server may take: to connect, between two bytes, for an answer, with the pause before a second try;

    and for all answers until the connection is let go.
    """

    connect_seconds: float = 5
    read_seconds: float = 15
    total_seconds: float = 60
    pause_seconds: float = 0.5
    all_seconds: float = 300


class Answer(NamedTuple):
    """What came: of an answer with an error `status` (from 400 on) only the beginning of its body."""

    status: int
    body: bytes


class _Request(NamedTuple):
    path: str
    body: bytes | None
    max_bytes: int
    deadline: float


class _Headers(dict[str, str]):
    """What is sent with each request, perhaps a password: it shows only the names."""

    def __repr__(self) -> str:
        return f"_Headers({list(self)})"


class _Late(Exception):
    """A limit is over, of so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Client(Blaming):
    """Asks one server, over one connection, which is kept open. Each request has an end, whatever the server does."""

    def __init__(self, address: Address, name: str, headers: Mapping[str, str], limits: Limits) -> None:
        super().__init__(name, Kept(headers, address.path))
        self._address, self._limits = address, limits
        self._headers = _Headers({**_HEADERS, **headers})
        self._kept: list[Line] = []
        self._end: float | None = None  # of the time for all answers
        self._finalizer = weakref.finalize(self, _let_go, self._kept)

    def __repr__(self) -> str:
        return f"Client({self._name!r})"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a client is not pickled: it holds a connection, and perhaps a password")

    def ask(self, path: str, max_bytes: int, body: bytes | None = None) -> Answer:
        """The answer to a GET, or to a POST of `body`, tried twice where the first try meets no answer at all.

        Raises ServerError: `server_unreachable`, `server_certificate`, `server_tls`, `server_timeout`,
        `server_closed`, `server_not_http`, `server_redirects`, `server_compressed`, `server_too_large`.
        """
        request = _Request(self._address.path + path, body, max_bytes, self._deadline())
        try:
            answer = self._once(request)
        except ServerError as error:
            if error.code not in _TRY_AGAIN_AFTER or not self._has_time_for_pause(request):
                raise
        else:
            if answer.status not in _TRY_AGAIN or not self._has_time_for_pause(request):
                return answer
        _let_go(self._kept)
        time.sleep(self._limits.pause_seconds)
        return self._once(request)

    def _deadline(self) -> float:
        """When an answer that is asked for now must be there."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + self._limits.all_seconds
        if now >= self._end:
            raise self._out_of_time()
        return min(now + self._limits.total_seconds, self._end)

    def _has_time_for_pause(self, request: _Request) -> bool:
        return time.monotonic() + self._limits.pause_seconds < request.deadline

    def _out_of_time(self) -> ServerError:
        return self.server_error("server_slow", seconds=_in_words(self._limits.all_seconds))

    def close(self) -> None:
        """Let go of the connection. What is asked later has all the time again."""
        _let_go(self._kept)
        self._end = None

    def _once(self, request: _Request) -> Answer:
        """In a thread, because neither the look-up of a name nor a server that sends byte after byte ends in time."""
        try:
            outcome = self._outcome(request)
        except queue.Empty:
            outcome = _Late(self._limits.total_seconds)
        except OSError as error:  # what the certificates are checked with cannot be read
            outcome = self.server_error("server_tls", reason=_reason(error))
        except BaseException:  # Ctrl-C
            _let_go(self._kept)
            raise
        if isinstance(outcome, Exception):
            _let_go(self._kept)
            raise self._told(outcome, request) from None
        self.last = outcome.body[:MAX_FOUND]
        return outcome

    def _outcome(self, request: _Request) -> Answer | Exception:
        """What comes. Raises queue.Empty where nothing comes in time, OSError where nothing can be asked."""
        came: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()
        line = self._line()
        line.begin()
        threading.Thread(target=self._work, args=(line, request, came), daemon=True).start()
        return came.get(timeout=max(0, request.deadline - time.monotonic()))

    def _work(self, line: Line, request: _Request, came: queue.SimpleQueue[Answer | Exception]) -> None:
        outcome: Answer | Exception
        keep = False
        try:
            outcome, keep = self._exchange(line, request)
        except Exception as error:
            outcome = error.with_traceback(None)
        line.end(keep=keep)
        came.put(outcome)

    def _line(self) -> Line:
        """The one that is kept, if the server has not closed it."""
        if self._kept and not self._kept[0].is_open:
            _let_go(self._kept)
        if not self._kept:
            self._kept.append(Line(self._address, self._limits.connect_seconds))
        return self._kept[0]

    def _exchange(self, line: Line, request: _Request) -> tuple[Answer, bool]:
        """The answer, and whether the line can be used again."""
        self._open(line)
        self._check_time(request)
        response = line.asked(request.path or "/", request.body, self._headers)
        answer = self._answer(response, request)
        return answer, answer.status < 400 and response.headers.get("Connection", "").lower() != "close"

    def _open(self, line: Line) -> None:
        try:
            line.open(self._limits.read_seconds)
        except NewConnectionError:
            raise
        except (ConnectTimeoutError, TimeoutError, WrappedTimeout):  # what TLS exchanges first is part of it
            raise _Late(self._limits.connect_seconds) from None

    def _answer(self, response: BaseHTTPResponse, request: _Request) -> Answer:
        where = self._host_in(response.headers.get("Location", "")) if 300 <= response.status < 400 else ""
        if where:
            raise self.server_error("server_redirects", where=where)
        if response.status < 200 or 300 <= response.status < 400 or response.status in _WITHOUT_BODY:
            raise self.refusal(response.status)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise self.server_error("server_compressed")
        is_refusal = response.status >= 400
        body = self._read(response, request, _MAX_REFUSAL if is_refusal else request.max_bytes, cut=is_refusal)
        return Answer(response.status, body)

    def _host_in(self, location: str) -> str:
        """The host of a redirect, shortened; empty where it names none."""
        try:
            parts = urlsplit(location)
            return (parts.hostname or ("" if parts.scheme or not location else self._address.host))[:60]
        except ValueError:
            return ""

    def _read(self, response: BaseHTTPResponse, request: _Request, max_bytes: int, *, cut: bool) -> bytes:
        """The body; where it is longer than that, its beginning or ServerError("server_too_large")."""
        stated = response.headers.get("Content-Length", "")
        if not cut and stated.isdecimal() and (len(stated) > 15 or int(stated) > max_bytes):
            raise self.server_error("server_too_large", limit=max_bytes)
        body = bytearray()
        while piece := response.read(_PIECE, decode_content=False):
            body += piece
            self._check_time(request)
            if len(body) > max_bytes:
                if not cut:
                    raise self.server_error("server_too_large", limit=max_bytes)
                return bytes(body[:max_bytes])
        return bytes(body)

    def _check_time(self, request: _Request) -> None:
        if time.monotonic() > request.deadline:
            raise _Late(self._limits.total_seconds)

    def _told(self, error: Exception, request: _Request) -> ServerError:
        """What happened, without the words of a library."""
        if isinstance(error, ServerError):
            return error
        if isinstance(error, _Late):
            is_end = request.deadline == self._end and time.monotonic() >= request.deadline
            return (
                self._out_of_time()
                if is_end
                else self.server_error("server_timeout", seconds=_in_words(error.seconds))
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return self.server_error("server_certificate", reason=error.verify_message[:_MAX_WORDS])
        if isinstance(error, ssl.SSLError | WrappedSSLError):
            return self.server_error("server_tls", reason=getattr(error, "reason", None) or type(error).__name__)
        if isinstance(error, NewConnectionError):
            return self.server_error("server_unreachable", reason=_reason(error.__cause__ or error.__context__))
        if isinstance(error, TimeoutError | WrappedTimeout):
            return self.server_error("server_timeout", seconds=_in_words(self._limits.read_seconds))
        if isinstance(error, ConnectionError | ProtocolError | http.client.IncompleteRead):
            return self.server_error("server_closed")
        if isinstance(error, OSError):
            return self.server_error("server_unreachable", reason=_reason(error))
        if isinstance(error, HTTPError | http.client.HTTPException | ValueError):
            return self.server_error("server_not_http")
        raise error


def _let_go(kept: list[Line]) -> None:
    while kept:
        kept.pop().let_go()


def _reason(error: BaseException | None) -> str:
    """What the system says of a connection that cannot be made."""
    words = getattr(error, "strerror", None)
    return str(words)[:_MAX_WORDS] if words else type(error).__name__


def _in_words(seconds: float) -> int | str:
    return int(seconds) if seconds == int(seconds) else f"{seconds:g}"
