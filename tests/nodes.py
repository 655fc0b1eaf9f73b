"""A Bitcoin Core node on regtest for tests: a real one, or one that repeats what a real one answered.

With TXEXPLAIN_TEST_NODE=/path/to/bitcoind a node is started in a temporary folder, and stopped again. Without, the
answers in tests/recorded/*.json are repeated, call by call, in whatever requests they come. With
TXEXPLAIN_TEST_RECORD=1 besides they are written anew; what asks something else than before needs that.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from txexplain.lookup.http import Limits
from txexplain.lookup.node import Node
from txexplain.lookup.open import open_node
from txexplain.model.errors import InputError, ServerError

RECORDED = Path(__file__).parent / "recorded"
BITCOIND = os.environ.get("TXEXPLAIN_TEST_NODE", "")
IS_RECORDING = bool(BITCOIND) and os.environ.get("TXEXPLAIN_TEST_RECORD") == "1"
PATIENT = Limits(connect_seconds=10, read_seconds=60, total_seconds=120, pause_seconds=0)
_COOKIE = "__cookie__:recorded"
_QUIET = ["-listen=0", "-dnsseed=0", "-fixedseeds=0", "-connect=0", "-server=1", "-rpcthreads=2", "-par=1"]


class Regtest:
    """A node: `folder` is named to the program, `node()` asks it, `call` has it mine and send."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"

    def node(self) -> Node:
        return open_node(str(self.folder), {}, limits=PATIENT)

    def call(self, method: str, *params: Any) -> Any:
        node = self.node()
        try:
            return node.rpc.result(method, *params)
        finally:
            node.close()

    def codes_until_ready(self, seconds: float = 60) -> list[str]:
        """The errors with which it answers until it has started."""
        codes: list[str] = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.call("getblockchaininfo")
            except (InputError, ServerError) as error:
                codes.append(error.code)
                time.sleep(0.002)
            else:
                return codes
        raise AssertionError(codes[-5:])


@contextmanager
def regtest(name: str, folder: Path, *options: str) -> Iterator[Regtest]:
    """A node with these options; `name` is that of its recording."""
    if not BITCOIND:
        with _served(_Tape(json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8")))) as port:
            yield _client(folder, port)
        return
    with started(folder, *options) as real:
        if not IS_RECORDING:
            yield real
            return
        tape = _Tape({}, real.port)
        with _served(tape) as port:
            yield _client(folder / "client", port, folder / "regtest" / ".cookie")
        _write(name, tape.calls)


def _write(name: str, calls: dict[str, list[Any]]) -> None:
    RECORDED.mkdir(exist_ok=True)
    entries = (f"{json.dumps(key)}: {json.dumps(answers)}" for key, answers in calls.items())
    (RECORDED / f"{name}.json").write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


@contextmanager
def started(folder: Path, *options: str, network: str = "regtest") -> Iterator[Regtest]:
    """A real node in that folder, which need not be empty; it may still be starting."""
    port = _free_port()
    folder.mkdir(exist_ok=True)
    section = "" if network == "main" else f"{network}=1\n[{network}]\n"
    (folder / "bitcoin.conf").write_text(f"{section}rpcport={port}\n", encoding="utf-8")
    process = subprocess.Popen(
        [BITCOIND, f"-datadir={folder}", *_QUIET, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Regtest(folder, port)
    finally:
        process.terminate()
        process.wait(60)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _client(folder: Path, port: int, cookie: Path | None = None) -> Regtest:
    """A folder that names the port of the tape, and the cookie."""
    (folder / "regtest").mkdir(parents=True, exist_ok=True)
    lines = ["regtest=1", "[regtest]", f"rpcport={port}"]
    if cookie is None:
        (folder / "regtest" / ".cookie").write_text(_COOKIE, encoding="utf-8")
    else:
        lines.append(f"rpccookiefile={cookie}")
    (folder / "bitcoin.conf").write_text("\n".join(lines), encoding="utf-8")
    return Regtest(folder, port)


class _Tape:
    """Answers by call: recorded from the node at `port`, or repeated; the last of several again and again."""

    def __init__(self, calls: dict[str, list[Any]], port: int | None = None) -> None:
        self.calls, self._port, self._lock = calls, port, Lock()
        self._places: dict[str, int] = {}

    def answer(self, authorization: str, body: bytes) -> tuple[int, bytes]:
        if self._port is None:
            return self._repeated(authorization, json.loads(body))
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        with suppress(OSError):
            connection.request("POST", "/", body, {"Authorization": authorization} if authorization else {})
            response = connection.getresponse()
            answer = response.read()
            connection.close()
            if response.status == 200:
                self._keep(json.loads(body), json.loads(answer))
            return response.status, answer
        return 0, b""

    def _keep(self, asked: Any, told: Any) -> None:
        pairs = zip(asked, told, strict=True) if isinstance(asked, list) else [(asked, told)]
        with self._lock:
            for call, answer in pairs:
                answer = {name: value for name, value in answer.items() if name in ("result", "error")}
                answers = self.calls.setdefault(_key(call), [])
                if answers[-1:] != [answer]:
                    answers.append(answer)

    def _repeated(self, authorization: str, asked: Any) -> tuple[int, bytes]:
        import base64

        if authorization != "Basic " + base64.b64encode(_COOKIE.encode()).decode():
            return 401, b""
        told = [self._next(call) for call in asked] if isinstance(asked, list) else self._next(asked)
        return 200, json.dumps(told).encode()

    def _next(self, call: Any) -> Any:
        key = _key(call)
        answers = self.calls.get(key)
        if answers is None:
            return {"id": call["id"], "error": {"code": -99, "message": f"not recorded: {key}"}}
        with self._lock:
            place = self._places.get(key, 0)
            self._places[key] = min(place + 1, len(answers) - 1)
        return {"id": call["id"], **answers[place]}


def _key(call: Any) -> str:
    return json.dumps([call["method"], *call["params"]])


@contextmanager
def _served(tape: _Tape) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = tape.answer(self.headers.get("Authorization", ""), body)
            if not status:  # nobody listens there yet
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
