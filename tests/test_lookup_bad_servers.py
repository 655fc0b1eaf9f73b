"""A server that stalls, floods, breaks off, redirects or talks nonsense: a clear error, in bounded time and room."""

from __future__ import annotations

import json
import random
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any

import fake_servers
import pytest
from bad_server import BadServer, Behaviour, bad_server, drip, endless, raw, says, stall
from fake_esplora import FakeEsplora, fake_esplora
from fake_servers import fake_node
from test_lookup_sources import PASSWORD, QUICK, World, world

from txexplain.lookup.esplora import Esplora
from txexplain.lookup.http import Limits
from txexplain.lookup.node import Node
from txexplain.lookup.open import open_esplora, open_node
from txexplain.model.errors import ServerError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.transaction import OutPoint

Source = Node | Esplora
HURRIED = Limits(connect_seconds=0.3, read_seconds=0.3, total_seconds=0.5, pause_seconds=0)
TXID = bytes(range(32))
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b"7" * (1 << 16) + b"\r\n"
WITH_LENGTH = OK + b"Content-Length: 100\r\n\r\n"
MEGABYTES = 1 << 20
BOTH = pytest.mark.parametrize("kind", ["node", "esplora"])


@contextmanager
def opened(kind: str, url: str, limits: Limits = QUICK) -> Iterator[Source]:
    source: Source = open_node(url, PASSWORD, limits=limits) if kind == "node" else open_esplora(url, limits=limits)
    yield source
    source.close()


def of_transaction(source: Source) -> object:
    return source.transaction(TXID)


def told_of(
    kind: str, behaviour: Behaviour, limits: Limits = QUICK, ask: Callable[[Source], object] = of_transaction
) -> ServerError:
    """The error with which asking that server ends."""
    with (
        bad_server(behaviour) as server,
        opened(kind, server.url, limits) as source,
        pytest.raises(ServerError) as caught,
    ):
        ask(source)
    assert caught.value.facts["server"] == server.url
    return caught.value


BEHAVIOURS: dict[str, tuple[Behaviour, str]] = {
    "stalls": (stall, "server_timeout"),
    "drips its head": (drip(OK + b"X: " + b"x" * 1_000), "server_timeout"),
    "drips its body": (drip(WITH_LENGTH + b"7" * 100), "server_timeout"),
    "goes on for ever": (endless(OK + b"\r\n"), "server_too_large"),
    "announces 10 GB": (says(200, b"7", length=10**10), "server_too_large"),
    "announces a number of 5,000 digits": (says(200, b"7", "X: y", length=10**4_000), "server_too_large"),
    "goes on for ever in chunks": (endless(CHUNKED, CHUNK), "server_too_large"),
    "never ends a chunk's size": (endless(CHUNKED, b"0" * 60_000), "server_closed"),
    "never ends its trailers": (endless(CHUNKED + b"1\r\n7\r\n0\r\n", b"X: y\r\n" * 9_000), "server_timeout"),
    "never ends its first line": (endless(b"HTTP/1.1 200 "), "server_not_http"),
    "never ends its headers": (endless(OK, b"X: y\r\n" * 10), "server_not_http"),
    "asks to wait for ever": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "server_timeout"),
    "closes at once": (raw(b""), "server_closed"),
    "closes in its head": (raw(b"HTTP/1.1 20"), "server_not_http"),
    "closes in its body": (raw(WITH_LENGTH + b"7" * 50), "server_closed"),
    "closes in a chunk": (raw(CHUNKED + CHUNK[:100]), "server_closed"),
    "has a chunk of no size": (raw(CHUNKED + b"zz\r\n77\r\n"), "server_closed"),
    "has two lengths": (raw(OK + b"Content-Length: 1\r\nContent-Length: 5\r\n\r\n77777"), "server_not_http"),
    "speaks SSH": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "server_not_http"),
    "speaks nothing": (raw(bytes(range(256)) * 10), "server_not_http"),
    "compresses": (says(200, b"\x1f\x8b" + bytes(1_000), "Content-Encoding: gzip"), "server_compressed"),
    "compresses twice": (says(200, b"", "Content-Encoding: gzip, gzip"), "server_compressed"),
    "answers HTML": (says(200, b"\n<!DOCTYPE html><html><body>Hello"), "server_web_page"),
    "answers nothing": (says(200), "server_empty"),
    "answers words": (says(200, b"the transaction is on its way"), "server_answer"),
    "answers control characters": (says(200, b"\x1b]0;owned\x07\x9b\xff\xe2\x80\xae"), "server_answer"),
    "answers deep JSON": (says(200, b"[" * 100_000 + b"]" * 100_000), "server_answer"),
    "answers an object without end": (says(200, b'{"result":'), "server_answer"),
    "answers a huge number": (says(200, b'{"id":0,"result":' + b"9" * 100_000 + b"}"), "server_answer"),
    "answers a number with a huge exponent": (says(200, b'{"id":1e999999999,"result":1e999999999}'), "server_answer"),
    "answers NaN": (says(200, b'[{"id":NaN,"result":Infinity}]'), "server_answer"),
    "answers too many values": (says(200, b"[" + b"[]," * 2_000_000 + b"[]]"), "server_answer"),
    "says 500": (says(500), "server_failing"),
    "says 503": (says(503), "server_failing"),
    "says 429": (says(429), "server_busy"),
    "says 400": (says(400, b"Invalid"), "server_status"),
    "says 418": (says(418), "server_status"),
    "says 204": (says(204), "server_status"),
    "refuses with a flood": (endless(b"HTTP/1.1 500 Words\r\n\r\n"), "server_failing"),
}


@BOTH
@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_server_that(kind: str, name: str) -> None:
    behaviour, code = BEHAVIOURS[name]
    limits = HURRIED if code == "server_timeout" else QUICK
    start = time.monotonic()
    assert told_of(kind, behaviour, limits).code == code
    assert time.monotonic() - start < 2 * limits.total_seconds + 30  # a busy machine; for ever is longer


@BOTH
def test_what_goes_on_for_ever_is_not_kept(kind: str) -> None:
    with bad_server(endless(OK + b"\r\n")) as server, opened(kind, server.url) as source:
        tracemalloc.start()
        with pytest.raises(ServerError):
            source.block(TXID)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert server.sent < 64 * MEGABYTES
    assert most < 32 * MEGABYTES


REFUSALS = {
    "node": {401: "node_wrong_password", 403: "node_forbids", **dict.fromkeys((404, 405, 501), "server_no_node")},
    "esplora": {401: "server_forbids", 403: "server_forbids", **dict.fromkeys((405, 501), "server_no_esplora")},
}


@pytest.mark.parametrize(
    ("kind", "status", "code"), [(kind, *pair) for kind, codes in REFUSALS.items() for pair in codes.items()]
)
def test_a_refusal_is_said_as_such(kind: str, status: int, code: str) -> None:
    assert told_of(kind, says(status)).code == code


def test_a_node_that_wants_a_password_where_none_was_given_says_so() -> None:
    with bad_server(says(401)) as server:
        node = open_node(server.url, {}, limits=QUICK)
        with pytest.raises(ServerError) as caught:
            node.tip()
        node.close()
    assert caught.value.code == "node_no_password"


def test_a_page_that_says_404_is_not_an_explorer_that_knows_nothing() -> None:
    assert told_of("esplora", says(404, b"<html><body>Not Found")).code == "server_web_page"
    with bad_server(says(404, b"Transaction not found")) as server, opened("esplora", server.url) as source:
        assert source.transaction(TXID) is None


@BOTH
@pytest.mark.parametrize("status", [301, 302, 307, 308, 300])
def test_a_redirect_is_not_followed_and_its_host_is_said(kind: str, status: int) -> None:
    with bad_server(says(200, b"00")) as other:
        error = told_of(kind, says(status, b"", f"Location: {other.url}/elsewhere?secret=1"))
        assert (error.code, error.facts["where"]) == ("server_redirects", "127.0.0.1")
        assert other.connections == 0


@BOTH
@pytest.mark.parametrize("where", ["/again", "//[", "file:///etc/passwd", "", "\x1b[2J", "http://" + "a" * 9_000])
def test_a_redirect_to_itself_or_to_nowhere_is_not_followed(kind: str, where: str) -> None:
    with bad_server(says(302, b"", f"Location: {where}")) as server, opened(kind, server.url) as source:
        with pytest.raises(ServerError) as caught:
            source.transaction(TXID)
        names_a_host = where[:4] not in ("//[", "file", "")
        assert caught.value.code == ("server_redirects" if names_a_host else "server_status")
        assert len(str(caught.value.facts.get("where", ""))) <= 60
        assert server.connections == 1


@BOTH
@pytest.mark.parametrize("first", [says(502), says(503), says(504), raw(b""), stall, raw(WITH_LENGTH)])
def test_one_failure_is_forgiven(kind: str, first: Behaviour) -> None:
    right = says(200, b'[{"id":0,"result":null,"error":{"code":-5,"message":"no"}}]') if kind == "node" else says(404)
    with bad_server(first, right) as server, opened(kind, server.url, HURRIED) as source:
        with suppress(ServerError):
            assert source.transactions([TXID]) == {}
        assert server.connections >= 2


@BOTH
@pytest.mark.parametrize("wrong", [says(200, b"words"), says(500), says(429), says(302), endless(OK + b"\r\n")])
def test_a_wrong_answer_is_not_asked_for_again(kind: str, wrong: Behaviour) -> None:
    with bad_server(wrong) as server, opened(kind, server.url) as source:
        with pytest.raises(ServerError):
            source.transaction(TXID)
        assert server.connections == 1


@BOTH
def test_a_server_that_always_fails_is_asked_twice(kind: str) -> None:
    with bad_server(says(503)) as server, opened(kind, server.url) as source:
        with pytest.raises(ServerError):
            source.transaction(TXID)
        assert server.connections == 2


@BOTH
def test_where_nobody_listens_is_said_with_the_reason(kind: str) -> None:
    with bad_server(stall) as server:
        url = server.url
    with opened(kind, url) as source, pytest.raises(ServerError) as caught:
        source.transaction(TXID)
    assert caught.value.code == "server_unreachable"
    assert "refused" in str(caught.value.facts["reason"]).lower()


@BOTH
def test_a_host_that_does_not_exist_is_said(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*arguments: object, **named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with opened(kind, "http://does-not-exist.invalid", HURRIED) as source, pytest.raises(ServerError) as caught:
        source.transaction(TXID)
    assert caught.value.code == "server_unreachable"


@BOTH
def test_a_name_that_is_looked_up_for_ever_does_not_hold_us(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *arguments, **named: done.wait(20) and [])
    start = time.monotonic()
    with opened(kind, "http://slow.example", HURRIED) as source, pytest.raises(ServerError) as caught:
        source.transaction(TXID)
    assert time.monotonic() - start < 5
    assert caught.value.code == "server_timeout"
    done.set()


@BOTH
def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(kind: str) -> None:
    with bad_server(says(200, b"00"), tls=True) as server, opened(kind, server.url) as source:
        with pytest.raises(ServerError) as caught:
            source.transaction(TXID)
        assert server.asked == []
    assert caught.value.code == "server_certificate"


@BOTH
def test_https_where_nothing_is_encrypted_is_said(kind: str) -> None:
    with bad_server(stall) as server:
        url = server.url.replace("http:", "https:")
        with opened(kind, url, HURRIED) as source, pytest.raises(ServerError) as caught:
            source.transaction(TXID)
    assert caught.value.code in ("server_tls", "server_timeout", "server_closed")


@BOTH
def test_no_proxy_and_no_netrc_of_the_environment_is_used(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with bad_server(says(200)) as proxy, bad_server(says(500)) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with opened(kind, server.url) as source, pytest.raises(ServerError):
            source.transaction(TXID)
        assert (proxy.connections, server.connections) == (0, 1)
        head = server.asked[0].partition(b"\r\n\r\n")[0].lower()
        assert b"cookie" not in head
        assert b"user-agent: txexplain\r\n" in head + b"\r\n"
        assert (b"authorization" in head) == (kind == "node")


def test_cookies_are_not_kept() -> None:
    with bad_server(says(404, b"", "Set-Cookie: who=you; Max-Age=9999")) as server:
        with opened("esplora", server.url) as source:
            source.transaction(TXID)
            source.transaction(TXID)
        assert server.connections == 2
        assert not any(b"cookie" in asked.lower() for asked in server.asked)


# JSON-RPC


def reply(*entries: object) -> Behaviour:
    return says(200, json.dumps(list(entries)).encode(), "Content-Type: application/json")


@pytest.mark.parametrize(
    "entries",
    [
        [{"id": 1, "result": "00"}],
        [{"id": "0", "result": "00"}],
        [{"id": False, "result": "00"}],
        [{"result": "00"}],
        [{"id": 0}],
        [{"id": 0, "result": "00"}] * 2,
        [],
        [None],
        [[]],
        [{"id": 0, "error": {"code": "x"}}],
        [{"id": 0, "error": {"code": 10**30, "message": "x"}}],
        [{"id": 0, "error": "words"}],
    ],
)
def test_an_answer_to_another_call_is_refused(entries: list[object]) -> None:
    assert told_of("node", reply(*entries)).code == "server_answer"


@pytest.mark.parametrize(
    ("code", "words", "told"),
    [
        (-28, "Loading block index…", "node_starting"),
        (-32601, "Method not found", "node_method_missing"),
        (-32600, "Invalid Request object", "node_error"),
        (-8, "odd", "node_error"),
    ],
)
def test_the_errors_of_core_are_told_apart(code: int, words: str, told: str) -> None:
    failure = {"code": code, "message": words}
    assert told_of("node", reply({"id": 0, "result": None, "error": failure})).code == told
    body = json.dumps({"id": None, "result": None, "error": failure}).encode()  # as Core before 28 sends it
    for status in (500, 404, 400, 200):
        error = told_of("node", says(status, body), ask=lambda source: source.network())
        assert error.code == told
        assert error.facts.get("core", words) == words


# Lies


def lying(here: World, kind: str, ask: Callable[[Source], object]) -> ServerError:
    serve = fake_node if kind == "node" else fake_esplora
    with serve(here.chain) as url, opened(kind, url) as source, pytest.raises(ServerError) as caught:
        ask(source)
    return caught.value


@BOTH
def test_another_transaction_is_a_lie(kind: str) -> None:
    here = world()
    here.chain.transactions[here.old.txid] = here.spender
    wanted = here.old.txid
    error = lying(here, kind, lambda source: source.transaction(wanted))
    assert error.code == "server_lies_tx"
    assert error.facts["asked"] == display_hex(wanted)
    assert error.facts["came"] == display_hex(here.spender.txid)


@BOTH
def test_another_block_is_a_lie(kind: str) -> None:
    here = world()
    wanted = here.chain.blocks[1].hash
    here.chain.blocks[1] = here.chain.blocks[1]._replace(raw=here.chain.blocks[2].raw)
    assert lying(here, kind, lambda source: source.block(wanted)).code == "server_lies_block"


@BOTH
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw, tx: raw.replace(b"\x07" * 20, b"\x08" * 20), "server_lies_root"),
        (lambda raw, tx: raw[:80] + bytes([raw[80] + 1]) + raw[81:] + tx, "server_lies_root"),
        (lambda raw, tx: raw[:80] + bytes([raw[80] - 1]) + raw[81 : -len(tx)], "server_lies_root"),
        (lambda raw, tx: raw.replace(b"signed", b"forged"), "server_lies_witness"),
        (lambda raw, tx: raw.replace(tx, tx[:4] + tx[6:-12] + tx[-4:]), "server_lies_witness"),
        (lambda raw, tx: raw + b"\0", "server_answer"),
        (lambda raw, tx: raw[:-1], "server_answer"),
        (lambda raw, tx: raw[:80], "server_answer"),
        (lambda raw, tx: raw[:79], "server_answer"),
    ],
)
def test_a_block_that_was_tampered_with_is_a_lie(kind: str, change: Callable[..., bytes], code: str) -> None:
    here = world()
    block = here.chain.blocks[3]
    here.chain.blocks[3] = block._replace(raw=change(block.raw, here.spender.raw))
    assert here.chain.blocks[3].raw != block.raw
    assert lying(here, kind, lambda source: source.block(here.spent_block)).code == code
    assert lying(here, kind, lambda source: source.transaction(here.old.txid, here.spent_block)).code == code


def test_a_forged_witness_is_seen_by_the_wtxid_and_in_a_block_and_not_by_the_txid() -> None:
    here = world()
    forged = here.waiting._replace(raw=here.waiting.raw.replace(b"\1\1\1", b"\1\1\2"))
    assert forged.raw != here.waiting.raw
    here.chain.transactions[here.waiting.txid] = here.chain.mempool[here.waiting.txid] = forged
    with fake_node(here.chain) as url, opened("node", url) as source:
        assert source.transaction(here.waiting.txid) == forged.raw
    error = lying(here, "node", lambda source: source.by_wtxid(here.waiting.wtxid))
    assert error.code == "server_lies_tx"


@BOTH
@pytest.mark.parametrize("place", [0, 40, 70, 84, 90, 100, 120, -1])
def test_a_proof_that_was_tampered_with_is_refused(kind: str, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    proof = bytearray(here.chain.proof(here.old.txid))
    proof[place] ^= 0xFF
    monkeypatch.setattr(here.chain, "proof", lambda txid: bytes(proof))
    error = lying(here, kind, lambda source: source.where(here.old.txid))
    assert error.code in ("server_lies_proof", "server_lies_block", "server_lies_work", "server_answer")


@BOTH
def test_a_proof_of_another_transaction_is_a_lie(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    proof = here.chain.proof(here.spender.txid)
    monkeypatch.setattr(here.chain, "proof", lambda txid: proof)
    assert lying(here, kind, lambda source: source.where(here.old.txid)).code == "server_lies_proof"


# Nonsense of the right form: whatever comes, nothing but a ServerError is raised


def everything_of(source: Source, here: World) -> Iterator[Callable[[], object]]:
    """Each thing that can be asked."""
    free = OutPoint(here.old.txid, 2)
    yield source.network
    yield source.tip
    yield source.missing_reason
    yield lambda: source.transaction(here.old.txid)
    yield lambda: source.transaction(here.old.txid, here.old_block)
    yield lambda: source.by_wtxid(here.waiting.wtxid)
    yield lambda: source.transactions([here.old.txid, here.waiting.txid])
    yield lambda: source.where(here.old.txid)
    yield lambda: source.where(here.old.txid, here.old_block)
    yield lambda: source.where(here.waiting.txid)
    yield lambda: source.outputs(here.old)
    yield lambda: source.coins([free], here.spender.txid, here.spent_block)
    yield lambda: source.coins([OutPoint(here.old.txid, 0)], here.spender.txid, here.spent_block)
    yield lambda: source.ages(here.spender.txid, here.spent_block)
    yield lambda: source.block(here.old_block)
    yield lambda: source.block_hash(2)
    yield lambda: source.median_times([1, 2])


NONSENSE: list[Any] = [
    None, True, False, 0, 1, -1, 10**39, 1.5, "", "x", "00", "ab" * 32, "\x1b[2J", [], {}, [[]], [None], [{}],
]  # fmt: skip


def asked_of_each(kind: str, url: str, here: World) -> None:
    """Every question, each asked of a source of its own."""
    with opened(kind, url) as source:
        count = len(list(everything_of(source, here)))
    for number in range(count):
        with opened(kind, url) as source, suppress(ServerError):
            list(everything_of(source, here))[number]()


def spoilt(value: Any, chance: random.Random) -> Any:
    """The same with something else in one place."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: each for name, each in value.items() if name != key}
        return {**value, key: spoilt(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        return [*value[:place], spoilt(value[place], chance), *value[place + 1 :]]
    return chance.choice(NONSENSE)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_node_answers_nothing_but_a_server_error_is_raised(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, right = random.Random(seed), fake_servers._json
    monkeypatch.setattr(fake_servers, "_json", lambda value: right(spoilt(value, chance)))
    here = world()
    with fake_node(here.chain) as url:
        asked_of_each("node", url, here)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_an_explorer_answers_nothing_but_a_server_error_is_raised(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, right = random.Random(seed), FakeEsplora.get

    def get(explorer: FakeEsplora, path: str) -> Any:
        told = right(explorer, path)
        return spoilt(told, chance) if chance.random() < 0.7 else told

    monkeypatch.setattr(FakeEsplora, "get", get)
    here = world()
    with fake_esplora(here.chain) as url:
        asked_of_each("esplora", url, here)


@BOTH
@pytest.mark.parametrize("value", NONSENSE)
def test_the_same_nonsense_for_every_question(kind: str, value: Any) -> None:
    here = world()

    def behave(server: BadServer, connection: Any, request: bytes) -> None:
        body = request.partition(b"\r\n\r\n")[2]
        calls = json.loads(body) if body else None
        answer = value
        if isinstance(calls, list):
            answer = [{"id": call["id"], "result": value} for call in calls]
        elif calls:
            answer = {"id": 0, "result": value}
        says(200, json.dumps(answer).encode())(server, connection, request)

    with bad_server(behave) as server:
        asked_of_each(kind, server.url, here)
