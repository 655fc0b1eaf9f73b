"""One server asked over HTTP, within bounds: no redirects, no proxies, no cookies, so many seconds, so many bytes."""

from __future__ import annotations

import http.client
import queue
import ssl
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import SSLError as WrappedSSLError
from urllib3.exceptions import TimeoutError as WrappedTimeout
from urllib3.response import BaseHTTPResponse

from txexplain.lookup.address import Address
from txexplain.lookup.answers import beginning, is_web_page
from txexplain.lookup.line import Line
from txexplain.lookup.proofs import Garbage, Lie
from txexplain.model.errors import Fact, ServerError
from txexplain.model.hexadecimal import display_hex

_PIECE = 1 << 16
_MAX_REFUSAL = 1 << 16  # of an answer that is an error, no more is read
_MAX_WORDS = 200
NO_SUCH_METHOD = (405, 501)  # what no node answers to POST, and no explorer to GET
_TRY_AGAIN = {502, 503, 504}
_TRY_AGAIN_AFTER = {"server_unreachable", "server_timeout", "server_closed"}
_HEADERS = {"User-Agent": "txexplain", "Accept": "*/*", "Accept-Encoding": "identity"}


class Limits(NamedTuple):
    """How long a server may take: to connect, between two bytes, altogether; and the pause before the second try."""

    connect_seconds: float = 5
    read_seconds: float = 15
    total_seconds: float = 60
    pause_seconds: float = 0.5


class Answer(NamedTuple):
    """What came: of an answer with an error `status` (from 400 on) only the beginning of its body."""

    status: int
    body: bytes


class _Request(NamedTuple):
    path: str
    body: bytes | None
    max_bytes: int
    deadline: float


class Client:
    """Asks one server, over one connection, which is kept open. Each request has an end, whatever the server does."""

    def __init__(self, address: Address, name: str, headers: Mapping[str, str], limits: Limits) -> None:
        self._address, self._name, self._limits = address, name, limits
        self._headers = {**_HEADERS, **headers}
        self._kept: list[Line] = []
        self._finalizer = weakref.finalize(self, _let_go, self._kept)

    def __repr__(self) -> str:
        return f"Client({self._name!r})"

    def ask(self, path: str, max_bytes: int, body: bytes | None = None) -> Answer:
        """The answer to a GET, or to a POST of `body`, tried twice where the first try meets no answer at all.

        Raises ServerError: `server_unreachable`, `server_certificate`, `server_tls`, `server_timeout`,
        `server_closed`, `server_not_http`, `server_redirects`, `server_compressed`, `server_too_large`.
        """
        try:
            answer = self._once(path, max_bytes, body)
        except ServerError as error:
            if error.code not in _TRY_AGAIN_AFTER:
                raise
        else:
            if answer.status not in _TRY_AGAIN:
                return answer
        self.close()
        time.sleep(self._limits.pause_seconds)
        return self._once(path, max_bytes, body)

    def close(self) -> None:
        """Let go of the connection."""
        _let_go(self._kept)

    def server_error(self, code: str, **facts: Fact) -> ServerError:
        """That error, which names this server."""
        return ServerError(code, None, b"", server=self._name, **facts)

    def refusal(self, status: int) -> ServerError:
        """The error that an answer with that status means."""
        if status in (401, 403):
            return self.server_error("server_forbids", status=status)
        if status == 429:
            return self.server_error("server_busy")
        if status >= 500:
            return self.server_error("server_failing", status=status)
        return self.server_error("server_status", status=status)

    @contextmanager
    def judging(self, asked: str, body: bytes) -> Iterator[None]:
        """Turns what is found wrong with an answer into the ServerError that says it; `asked` is what it answers."""
        try:
            yield
        except Lie as lie:
            came = {} if lie.came is None else {"came": display_hex(lie.came)}
            raise self.server_error(lie.code, asked=display_hex(lie.asked), **came) from None
        except Garbage:
            if is_web_page(body):
                raise self.server_error("server_web_page") from None
            raise self.server_error("server_answer", asked=asked, found=beginning(body)) from None

    def _once(self, path: str, max_bytes: int, body: bytes | None) -> Answer:
        """In a thread, because neither the look-up of a name nor a server that sends byte after byte ends in time."""
        seconds = self._limits.total_seconds
        request = _Request(self._address.path + path, body, max_bytes, time.monotonic() + seconds)
        line = self._line()
        line.begin()
        came: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._work, args=(line, request, came), daemon=True).start()
        try:
            outcome = came.get(timeout=seconds)
        except queue.Empty:
            outcome = self.server_error("server_timeout", seconds=_in_words(seconds))
        except BaseException:  # Ctrl-C
            self.close()
            raise
        if isinstance(outcome, Exception):
            self.close()
            raise self._told(outcome) from None
        return outcome

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
            self.close()
        if not self._kept:
            self._kept.append(Line(self._address, self._limits.connect_seconds))
        return self._kept[0]

    def _exchange(self, line: Line, request: _Request) -> tuple[Answer, bool]:
        """The answer, and whether the line can be used again."""
        line.open(self._limits.read_seconds)
        self._check_time(request)
        response = line.asked(request.path or "/", request.body, self._headers)
        answer = self._answer(response, request)
        return answer, answer.status < 400 and response.headers.get("Connection", "").lower() != "close"

    def _answer(self, response: BaseHTTPResponse, request: _Request) -> Answer:
        if 300 <= response.status < 400:
            raise self.server_error("server_redirects", where=_host_in(response.headers.get("Location", "")))
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise self.server_error("server_compressed")
        is_refusal = response.status >= 400
        body = self._read(response, request, _MAX_REFUSAL if is_refusal else request.max_bytes, cut=is_refusal)
        return Answer(response.status, body)

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
            raise TimeoutError

    def _told(self, error: Exception) -> ServerError:
        """What happened, without the words of a library."""
        if isinstance(error, ServerError):
            return error
        if isinstance(error, ssl.SSLCertVerificationError):
            return self.server_error("server_certificate", reason=error.verify_message[:_MAX_WORDS])
        if isinstance(error, ssl.SSLError | WrappedSSLError):
            return self.server_error("server_tls", reason=getattr(error, "reason", None) or type(error).__name__)
        if isinstance(error, NewConnectionError):
            return self.server_error("server_unreachable", reason=_reason(error.__cause__ or error.__context__))
        if isinstance(error, ConnectTimeoutError):
            return self.server_error("server_timeout", seconds=_in_words(self._limits.connect_seconds))
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


def _host_in(location: str) -> str:
    """The host of a redirect, shortened; empty where it names none."""
    try:
        return (urlsplit(location).hostname or "")[:60]
    except ValueError:
        return ""


def _in_words(seconds: float) -> int | str:
    return int(seconds) if seconds == int(seconds) else f"{seconds:g}"
