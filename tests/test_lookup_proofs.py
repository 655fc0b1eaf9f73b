"""Proofs that a transaction is in a block, read as Core's CPartialMerkleTree reads them; and whole blocks."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from conftest import vector_bytes
from fake_chain import Block, FakeChain
from fake_servers import fake_node
from test_lookup_sources import spending

import txexplain
from txexplain.bundled import block_names, load_block
from txexplain.lookup.proofs import Garbage, Lie, checked_block, checked_header, proven_header
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.block import BlockReader, merkle_root
from txexplain.wire.hashes import hash256
from txexplain.wire.transaction import decode

RECORDED = Path(__file__).parent / "recorded"
MATCH, NONE = 1, 0
EASY = 0x207FFFFF.to_bytes(4, "little")
REGTEST = NETWORKS["regtest"]


@cache
def header_for(root: bytes) -> bytes:
    """With the work that regtest asks for."""
    start = bytes(36) + root + bytes(4) + EASY
    headers = (start + nonce.to_bytes(4, "little") for nonce in range(1 << 16))
    return next(header for header in headers if hash256(header)[31] < 0x7F)


def proof_of(txids: list[bytes], place: int) -> bytes:
    """Made by the fake chain, whose proofs a real node's equal (below)."""
    chain = FakeChain()
    block = Block(header_for(merkle_root(txids)), b"", 0, txids)
    chain.block_of[txids[place]] = block
    return chain.proof(txids[place])


def hand_made(count: int, hashes: list[bytes], bits: bytes, root: bytes) -> bytes:
    head = header_for(root) + count.to_bytes(4, "little")
    return head + bytes([len(hashes)]) + b"".join(hashes) + bytes([len(bits)]) + bits


def txids_of(count: int) -> list[bytes]:
    return [hash256(number.to_bytes(2, "big")) for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 33, 1_000])
def test_each_place_in_a_tree_of_any_size_is_proven(count: int) -> None:
    txids = txids_of(count)
    for place in {0, 1, count // 2, count - 2, count - 1} & set(range(count)):
        proof = proof_of(txids, place)
        assert proven_header(proof, txids[place], REGTEST) == header_for(merkle_root(txids))
        with pytest.raises(Lie):
            proven_header(proof, txids[place - 1] if count > 1 else bytes(32), REGTEST)


def test_the_proofs_of_a_real_node_are_read_and_made_alike() -> None:
    seen = 0
    for path in RECORDED.glob("*.json"):
        for key, answers in json.loads(path.read_text(encoding="utf-8")).items():
            method, *params = json.loads(key)
            for answer in answers:
                if method == "gettxoutproof" and answer.get("result"):
                    proof, txid = bytes.fromhex(answer["result"]), bytes.fromhex(params[0][0])[::-1]
                    header = proven_header(proof, txid, REGTEST)
                    assert hash256(header)[31] < 0x7F
                    seen += 1
    assert seen >= 6


def test_every_transaction_of_a_real_block_leads_to_its_root() -> None:
    raw = vector_bytes("block413567.raw")
    reader = BlockReader(raw)
    txids = [tx.txid for tx in reader.transactions()]
    chain = FakeChain()
    block = Block(raw, hash256(raw[:80]), 413_567, txids)
    for txid in (txids[0], txids[1], txids[len(txids) // 2], txids[-1]):
        chain.block_of[txid] = block
        assert proven_header(chain.proof(txid), txid, REGTEST) == raw[:80]
    assert set(checked_block(raw, hash256(raw[:80]), REGTEST).places) == set(txids)
    start, end = checked_block(raw, hash256(raw[:80]), REGTEST).places[txids[-1]]
    assert end == len(raw)
    with pytest.raises(Lie) as caught:
        checked_block(raw[:start] + bytes([raw[start] ^ 1]) + raw[start + 1 :], hash256(raw[:80]), REGTEST)
    assert caught.value.code == "server_lies_root"


A, B, C = txids_of(3)
AB = hash256(A + B)
AABB = hash256(AB + AB)


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (hand_made(2, [A, B], b"\x03", AB), None),
        (hand_made(0, [A, B], b"\x03", AB), "no transactions"),
        (hand_made(16_667, [A, B], b"\x03", AB), "more than a block can hold"),
        (hand_made(2, [A, B, C], b"\x03", AB), "more hashes than transactions"),
        (hand_made(2, [A], b"\x03", AB), "a hash too few"),
        (hand_made(3, [A, B, C], b"\x01", AB), "hashes that are not used"),
        (hand_made(2, [A, B], b"\x03\0", AB), "bits that are not used"),
        (hand_made(2, [A, B], b"", AB), "no bits"),
        (hand_made(2, [A, A], b"\x03", hash256(A + A)), "two halves that are the same"),
        (hand_made(4, [A, B, AB], b"\x07", AABB), "the same transactions twice"),
        (hand_made(2, [A, B], b"\x03", AB) + b"\0", "something behind it"),
        (hand_made(2, [A, B], b"\x03", AB)[:-1], "the end is missing"),
        (b"", "nothing"),
        (bytes(80), "a header alone"),
    ],
)
def test_what_core_refuses_is_no_proof(proof: bytes, why: str | None) -> None:
    if why is None:
        assert proven_header(proof, A, REGTEST) == header_for(AB)
        return
    with pytest.raises(Garbage):
        proven_header(proof, A, REGTEST)


def test_a_hash_that_is_not_marked_proves_nothing() -> None:
    with pytest.raises(Lie):
        proven_header(hand_made(2, [A, B], b"\x01", AB), A, REGTEST)
    with pytest.raises(Lie):
        proven_header(hand_made(2, [A, B], b"\x05", AB), A, REGTEST)


def test_another_root_is_a_lie() -> None:
    with pytest.raises(Lie):
        proven_header(hand_made(2, [A, B], b"\x03", C), A, REGTEST)


def test_doubled_transactions_in_a_block_are_a_lie_though_the_root_is_the_same() -> None:
    chain = FakeChain()
    first, last = spending(OutPoint(A, 0)), spending(OutPoint(B, 0))
    chain.mine(first.raw, last.raw)
    block = chain.blocks[1]
    assert checked_block(block.raw, block.hash, REGTEST).raw == block.raw
    doubled = block.raw[:80] + b"\x04" + block.raw[81:] + last.raw
    txids = [tx.txid for tx in BlockReader(doubled).transactions()]
    assert merkle_root(txids) == merkle_root(txids[:3])
    with pytest.raises(Lie) as caught:
        checked_block(doubled, block.hash, REGTEST)
    assert caught.value.code == "server_lies_root"


def block_of(*txs: bytes) -> tuple[bytes, bytes]:
    """A block of these, as they are, and its hash."""
    header = header_for(merkle_root([decode(raw).txid for raw in txs]))
    return header + bytes([len(txs)]) + b"".join(txs), hash256(header)


def without_witness(tx: Transaction) -> bytes:
    end = tx.outputs[-1].script_pubkey
    return b"".join([tx.raw[:4], tx.raw[6 : end.start + len(end.data)], tx.raw[-4:]])


def test_witnesses_that_were_left_out_are_missed_though_the_root_is_right() -> None:
    chain = FakeChain()
    signed = spending(OutPoint(A, 0), witness=b"signed")
    chain.mine(signed.raw)
    coinbase = chain.coinbase(1)
    checked_block(*block_of(coinbase.raw, signed.raw), REGTEST)
    for first, second in (
        (coinbase.raw, without_witness(signed)),
        (without_witness(coinbase), signed.raw),
        (without_witness(coinbase), without_witness(signed)),
    ):
        raw, block_hash = block_of(first, second)
        assert block_hash == block_of(coinbase.raw, signed.raw)[1]
        with pytest.raises(Lie) as caught:
            checked_block(raw, block_hash, REGTEST)
        assert caught.value.code == "server_lies_witness"


def test_a_witness_in_a_block_that_commits_to_none_is_a_lie() -> None:
    signed = spending(OutPoint(A, 0), witness=b"signed")
    plain = spending(OutPoint(bytes(32), 0xFFFFFFFF))
    checked_block(*block_of(plain.raw, without_witness(signed)), REGTEST)
    with pytest.raises(Lie) as caught:
        checked_block(*block_of(plain.raw, signed.raw), REGTEST)
    assert caught.value.code == "server_lies_witness"


def test_a_block_that_commits_to_witnesses_that_nobody_has_yet_is_right() -> None:
    chain = FakeChain()
    plain = spending(OutPoint(A, 0))
    chain.mine(plain.raw)
    raw, block_hash = block_of(without_witness(chain.coinbase(1)), plain.raw)
    assert checked_block(raw, block_hash, REGTEST).raw == raw


@pytest.mark.parametrize(("count", "fits"), [(16_666, True), (16_667, False)])
def test_a_tree_is_no_larger_than_a_block_can_be(count: int, fits: bool) -> None:
    txids = txids_of(count)
    proof = proof_of(txids, 7)
    if fits:
        assert proven_header(proof, txids[7], REGTEST)
        return
    with pytest.raises(Garbage):
        proven_header(proof, txids[7], REGTEST)


# The work of a block


def test_a_header_without_its_own_work_is_a_lie() -> None:
    header = header_for(AB)
    lazy = next(
        changed
        for nonce in range(1 << 16)
        if hash256(changed := header[:76] + nonce.to_bytes(4, "little"))[31] > 0x7F
    )
    proof = hand_made(2, [A, B], b"\x03", AB)
    for read in (
        lambda: proven_header(lazy + proof[80:], A, REGTEST),
        lambda: checked_header(lazy, hash256(lazy), REGTEST),
        lambda: checked_block(lazy + b"\0", hash256(lazy), REGTEST),
    ):
        with pytest.raises(Lie) as caught:
            read()
        assert caught.value.code == "server_lies_work"


@pytest.mark.parametrize("bits", [0, 0x00800000, 0x04800001, 0xFF123456, 0x21010000])
def test_bits_that_are_no_target_are_a_lie(bits: int) -> None:
    header = header_for(AB)[:72] + bits.to_bytes(4, "little") + bytes(4)
    with pytest.raises(Lie) as caught:
        checked_header(header, hash256(header), REGTEST)
    assert caught.value.code == "server_lies_work"


@pytest.mark.parametrize("name", ["main", "test", "testnet4", "signet"])
def test_work_for_regtest_is_too_little_for_other_networks(name: str) -> None:
    header = header_for(AB)
    assert checked_header(header, hash256(header), REGTEST) == header
    with pytest.raises(Lie) as caught:
        proven_header(hand_made(2, [A, B], b"\x03", AB), A, NETWORKS[name])
    assert caught.value.code == "server_lies_work"


@pytest.mark.parametrize("name", block_names())
def test_bundled_blocks_have_the_work_of_their_network(name: str) -> None:
    block = load_block(name)
    header = block.raw[:80]
    assert checked_header(header, hash256(header), MAIN) == header


def test_pairs_of_hashes_are_no_transactions_of_a_block() -> None:
    """CVE-2017-12842: as Core does, where the first is no coinbase."""
    pair = bytes.fromhex("0100000001") + bytes(36) + bytes.fromhex("0400000000ffffffff01") + bytes(13)
    assert len(pair) == 64
    with pytest.raises(Lie) as caught:
        checked_block(*block_of(pair, pair[:-1] + b"\1"), REGTEST)
    assert caught.value.code == "server_lies_root"


def test_a_transaction_of_64_bytes_is_proven_by_a_whole_block_alone() -> None:
    """CVE-2017-12842: a Merkle proof may lead through it, as a pair of hashes."""
    chain = FakeChain()
    parents = [spending(OutPoint(A, 0)), spending(OutPoint(B, 0))]
    head, tail = bytes.fromhex("0100000001"), bytes.fromhex("0400000000ffffffff01") + bytes(13)
    pair, longer = head + parents[0].txid + bytes(4) + tail, spending(OutPoint(parents[1].txid, 0))
    chain.mine(*(parent.raw for parent in parents))
    chain.mine(pair, longer.raw)
    with fake_node(chain) as url:
        node = txexplain.node(url, user="user", password="password")
        for raw, block, proven in ((pair, None, False), (pair, 2, True), (longer.raw, None, True)):
            lookup = txexplain.read(raw, source=node, block=block).report.lookup
            assert lookup is not None
            assert lookup.block is not None
            assert lookup.block.proven is proven
