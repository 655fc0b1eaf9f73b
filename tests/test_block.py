"""Blocks: read as Core and python-bitcoinlib read them, checked as Core's CheckBlock checks them, told in full."""

from __future__ import annotations

import json
import re
import tracemalloc
from functools import cache
from itertools import pairwise

import pytest
from bitcoin.core import CBlock
from conftest import EXAMPLES, FULL, ROOT, validator_of
from effort import grows_in_step, is_at_most

from txexplain.analyse_block import analyse_block
from txexplain.bundled import block_names, load_block
from txexplain.explain.document import ByteMap, Facts
from txexplain.explain.parts.names import entries_of
from txexplain.model.block import CHECKS, BlockReport, Check, subsidy
from txexplain.model.errors import DecodeError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.model.subject import BlockSubject, subject_of_block
from txexplain.model.transaction import COIN, OutPoint
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.session.block import BlockSession
from txexplain.texts import LANGUAGES, Texts, catalogue
from txexplain.wire.block import (
    BlockReader,
    coins_within,
    committed_hash,
    merkle_path,
    merkle_proof,
    merkle_root,
    repeated_leaves,
    target_of,
)
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.hashes import hash256

BLOCKS = {name: load_block(name) for name in block_names()}
B170, B100000 = BLOCKS["block170"].raw, BLOCKS["block100000"].raw
REGTEST = NETWORKS["regtest"]
EASY_BITS = 0x207FFFFF
TXIDS_100000 = [
    "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
    "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
    "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
    "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
]


@cache
def report_of(name: str) -> BlockReport:
    return analyse_block(BLOCKS[name].raw, MAIN, BLOCKS[name].height)


def check_of(report: BlockReport, key: str) -> Check:
    return next(check for check in report.checks if check.key == key)


def failing(report: BlockReport) -> list[str]:
    return [check.code for check in report.checks if check.holds is False]


# Blocks made here, for regtest, whose work is found at once.


def payment(*outpoints: tuple[bytes, int], outputs: int = 1, witness: bytes | None = None) -> bytes:
    """A transaction; with `witness`, that is the one item of each input."""
    inputs = b"".join(txid + vout.to_bytes(4, "little") + b"\0" + b"\xff" * 4 for txid, vout in outpoints)
    body = compact_size(len(outpoints)) + inputs
    body += compact_size(outputs) + outputs * ((1_000).to_bytes(8, "little") + sized(b"\x51"))
    if witness is None:
        return b"\2\0\0\0" + body + bytes(4)
    return b"\2\0\0\0\0\1" + body + len(outpoints) * (b"\1" + sized(witness)) + bytes(4)


def coinbase(script: bytes = b"\x01\x65\0", commitment: bytes | None = None, reserved: bytes | None = None) -> bytes:
    outputs = [(50 * COIN).to_bytes(8, "little") + sized(b"\x51")]
    if commitment is not None:
        outputs.append(bytes(8) + sized(bytes.fromhex("6a24aa21a9ed") + commitment))
    body = b"\1" + bytes(32) + b"\xff" * 4 + sized(script) + b"\xff" * 4
    body += compact_size(len(outputs)) + b"".join(outputs)
    if reserved is None:
        return b"\2\0\0\0" + body + bytes(4)
    return b"\2\0\0\0\0\1" + body + b"\1" + sized(reserved) + bytes(4)


def txid_of(raw: bytes) -> bytes:
    from txexplain.wire.transaction import decode

    return decode(raw).txid


def mined(
    *transactions: bytes, root: bytes | None = None, version: int = 0x20000000, time: int = 1_700_000_000
) -> bytes:
    """A block of these, with its work done."""
    root = merkle_root([txid_of(raw) for raw in transactions]) if root is None else root
    start = version.to_bytes(4, "little") + bytes(32) + root + time.to_bytes(4, "little")
    target = target_of(EASY_BITS)
    assert target is not None
    for nonce in range(1 << 32):
        header = start + EASY_BITS.to_bytes(4, "little") + nonce.to_bytes(4, "little")
        if int.from_bytes(hash256(header), "little") <= target:
            return header + compact_size(len(transactions)) + b"".join(transactions)
    raise AssertionError


def committed(*others: bytes, reserved: bytes = bytes(32), wrong: bool = False) -> bytes:
    """A block with witnesses, and the commitment to them, or another one."""
    from txexplain.wire.transaction import decode

    wtxids = [bytes(32), *(decode(raw).wtxid for raw in others)]
    commitment = committed_hash(wtxids, reserved)
    commitment = hash256(commitment) if wrong else commitment
    return mined(coinbase(commitment=commitment, reserved=reserved), *others)


# What the bytes say.


@pytest.mark.parametrize("name", BLOCKS)
def test_bundled_blocks_are_the_real_ones(name: str) -> None:
    block, report = BLOCKS[name], report_of(name)
    assert display_hex(report.header.hash) == block.hash
    assert f"block{block.height}" == name
    assert set(block.texts) == set(LANGUAGES)
    assert not report.fails
    assert all(check.holds for check in report.checks if check.key != "witness_commitment")
    assert set(CHECKS) == {check.key for check in report.checks}
    assert report.subsidy_sat == 50 * COIN == report.coinbase.output_sat


@pytest.mark.parametrize("name", BLOCKS)
def test_python_bitcoinlib_reads_the_same(name: str) -> None:
    report, other = report_of(name), CBlock.deserialize(BLOCKS[name].raw)
    header = report.header
    assert (header.version, header.previous, header.merkle_root) == (
        other.nVersion,
        other.hashPrevBlock,
        other.hashMerkleRoot,
    )
    assert (header.time, header.bits, header.nonce) == (other.nTime, other.nBits, other.nNonce)
    assert header.hash == other.GetHash()
    assert list(report.layout.txids) == [tx.GetTxid() for tx in other.vtx]
    assert merkle_root(report.layout.txids) == other.calc_merkle_root()
    assert report.weight_wu == other.GetWeight()


def test_the_counts_are_known() -> None:
    small, large = report_of("block170"), report_of("block100000")
    assert display_hex(small.layout.txids[1]) == EXAMPLES["first"].txid
    assert [display_hex(txid) for txid in large.layout.txids] == TXIDS_100000
    assert small.counts.output_types == {"pubkey": 3}
    assert large.counts.output_types == {"pubkeyhash": 5, "pubkey": 1}
    assert large.counts.spends == {("p2pkh", "heuristic"): 3, ("coinbase", "proven"): 1}
    assert (large.size_bytes, large.weight_wu, large.counts.outputs) == (957, 3_828, 6)


@pytest.mark.parametrize("count", [*range(1, 20), 33, 64, 65])
def test_every_leaf_leads_to_the_root(count: int) -> None:
    leaves = [hash256(bytes([number])) for number in range(count)]
    root = merkle_root(leaves)
    assert root == CBlock.build_merkle_tree_from_txids(leaves)[-1]
    for number in range(count):
        path = merkle_path(leaves, number)
        assert len(path) == (count - 1).bit_length()
        so_far = leaves[number]
        for step in path:
            assert step.is_itself is (step.neighbour == so_far)
            so_far = hash256(step.neighbour + so_far if step.is_left else so_far + step.neighbour)
            assert so_far == step.result
        assert so_far == root == merkle_proof(leaves, number).root


def test_a_repeated_end_has_the_same_root_and_is_noticed() -> None:
    leaves = [hash256(bytes([number])) for number in range(6)]
    assert repeated_leaves(leaves) is None
    assert merkle_root(leaves[:3]) == merkle_root([*leaves[:3], leaves[2]])
    assert repeated_leaves([*leaves[:3], leaves[2]]) == (2, 3, 1)
    assert merkle_root(leaves) == merkle_root([*leaves, *leaves[4:]])
    assert repeated_leaves([*leaves, *leaves[4:]]) == (4, 6, 2)
    assert repeated_leaves([leaves[0], leaves[1], leaves[1]]) is None
    assert merkle_root([]) == bytes(32)


@pytest.mark.parametrize(
    ("bits", "target"),
    [  # Core: arith_uint256_tests, bignum_SetCompact; None where negative, overflowing or zero
        (0, None),
        (0x00123456, None),
        (0x01003456, None),
        (0x02000056, None),
        (0x03000000, None),
        (0x04000000, None),
        (0x00923456, None),
        (0x04800000, None),
        (0x01123456, 0x12),
        (0x01FEDCBA, None),
        (0x02123456, 0x1234),
        (0x03123456, 0x123456),
        (0x04123456, 0x12345600),
        (0x04923456, None),
        (0x05009234, 0x92340000),
        (0x20123456, 0x123456 << 232),
        (0xFF123456, None),
        (0x2100FFFF, 0xFFFF << 240),
        (0x220000FF, 0xFF << 248),
        (0x22000100, None),
        (0x21010000, None),
        (0x23000001, None),
        (0x1D00FFFF, 0xFFFF << 208),
    ],
)
def test_bits_are_read_as_core_reads_them(bits: int, target: int | None) -> None:
    assert target_of(bits) == target


def test_the_subsidy_halves() -> None:
    assert [subsidy(height) for height in (0, 209_999, 210_000, 840_000)] == [
        50 * COIN,
        50 * COIN,
        25 * COIN,
        312_500_000,
    ]
    assert subsidy(6_929_999) == 1
    assert subsidy(6_930_000) == 0 == subsidy(64 * 210_000)


# What breaks, and by which check.


@pytest.mark.parametrize("name", BLOCKS)
def test_every_flipped_bit_breaks_a_check_or_the_reading(name: str) -> None:
    raw = BLOCKS[name].raw
    places = range(len(raw)) if FULL or name == "block170" else [*range(80), *range(80, len(raw), 7)]
    for place in places:
        for bit in range(8) if FULL else (place % 8, (place + 3) % 8):
            changed = bytearray(raw)
            changed[place] ^= 1 << bit
            try:
                broken = failing(analyse_block(bytes(changed), MAIN, BLOCKS[name].height))
            except DecodeError:
                broken = ["unreadable"]
            expected = {"high-hash"} if place < 80 else {"bad-txnmrklroot", "unreadable"}
            assert expected & set(broken), (place, bit)


@pytest.mark.parametrize("name", BLOCKS)
def test_every_prefix_is_refused_with_a_place(name: str) -> None:
    raw = BLOCKS[name].raw
    for size in range(len(raw)):
        with pytest.raises(DecodeError) as caught:
            analyse_block(raw[:size])
        error = caught.value
        assert error.code == "truncated"
        assert error.span is not None
        assert error.span.end == size
        assert ("tx" in error.facts) is (size > 80)
        assert str(error.facts["field"]).startswith("tx." if size > 80 else "block.")


def test_bytes_behind_a_block_are_refused(cli) -> None:
    with pytest.raises(DecodeError) as caught:
        analyse_block(B170 + b"\0")
    assert caught.value.code == "block_trailing_bytes"
    assert cli("block", (B170 + b"\0").hex()).status == 3


def test_another_nonce_does_less_work() -> None:
    raw = B170[:76] + (int.from_bytes(B170[76:80], "little") + 1).to_bytes(4, "little") + B170[80:]
    report = analyse_block(raw)
    assert failing(report) == ["high-hash"]
    assert check_of(report, "hash_below_target").reason == "above"


def test_bits_without_a_target_and_easy_ones_are_refused() -> None:
    raw = mined(coinbase())
    assert not analyse_block(raw, REGTEST).fails
    assert check_of(analyse_block(raw), "hash_below_target").reason == "too_easy"
    for bits in (0, 0x1D80FFFF, 0xFF123456):
        report = analyse_block(raw[:72] + bits.to_bytes(4, "little") + raw[76:], REGTEST)
        assert check_of(report, "hash_below_target").reason == "no_target"
        assert report.target is None


def test_transactions_in_another_order_have_another_root() -> None:
    report = report_of("block100000")
    starts = report.layout.starts
    parts = [B100000[start:end] for start, end in pairwise(starts)]
    swapped = analyse_block(B100000[:81] + parts[0] + parts[2] + parts[1] + parts[3])
    assert failing(swapped) == ["bad-txnmrklroot"]
    assert failing(analyse_block(B100000[:81] + b"".join([parts[1], parts[0], *parts[2:]]))) == [
        "bad-txnmrklroot",
        "bad-cb-missing",
        "bad-cb-multiple",
    ]


def test_a_duplicated_last_transaction_keeps_the_root_and_is_told(cli) -> None:
    first, second = payment((b"\1" * 32, 0)), payment((b"\2" * 32, 0))
    honest = mined(coinbase(), first, second)
    doubled = honest[:80] + b"\4" + honest[81:] + second
    report = analyse_block(doubled, REGTEST)
    assert failing(report) == ["bad-txns-duplicate"]
    assert check_of(report, "merkle_root").holds
    check = check_of(report, "no_duplicate_leaves")
    assert (check.reason, dict(check.facts)) == ("repeated", {"first": 2, "second": 3, "length": 1})
    ran = cli("block", doubled.hex(), "--network", "regtest")
    assert ran.status == 1
    assert "CVE-2012-2459" in ran.out
    assert "bad-txns-duplicate" in ran.out
    inside = analyse_block(mined(coinbase(), first, second, second, first, payment((b"\3" * 32, 0))), REGTEST)
    assert check_of(inside, "no_duplicate_leaves").reason == "repeated_inside"
    halves = analyse_block(mined(first, second, first, second), REGTEST)
    assert check_of(halves, "no_duplicate_leaves").reason == "repeated_half"
    assert not check_of(halves, "no_duplicate_leaves").holds


def test_coinbases_and_rules_of_single_transactions() -> None:
    one = payment((b"\1" * 32, 0))
    assert failing(analyse_block(mined(coinbase(), coinbase(b"\1\2\3")), REGTEST)) == ["bad-cb-multiple"]
    assert failing(analyse_block(mined(one), REGTEST)) == ["bad-cb-missing"]
    twice = payment((b"\1" * 32, 0), (b"\1" * 32, 0))
    report = analyse_block(mined(coinbase(), one, twice, twice + b""), REGTEST)
    assert report.counts.broken == 2
    assert check_of(report, "transactions").code == "bad-txns-inputs-duplicate"
    empty = analyse_block(mined(root=bytes(32)), REGTEST)
    assert failing(empty) == ["bad-blk-length"]
    assert empty.coinbase is None


def test_the_witness_commitment_is_checked() -> None:
    other = payment((b"\1" * 32, 0), witness=b"secret")
    assert failing(analyse_block(committed(other), REGTEST)) == []
    assert check_of(analyse_block(committed(other), REGTEST), "witness_commitment").holds
    assert failing(analyse_block(committed(other, wrong=True), REGTEST)) == ["bad-witness-merkle-match"]
    assert failing(analyse_block(committed(other, reserved=bytes(31)), REGTEST)) == ["bad-witness-nonce-size"]
    assert failing(analyse_block(mined(coinbase(), other), REGTEST)) == ["unexpected-witness"]
    good = committed(other)
    changed = good.replace(b"secret", b"secreT")
    assert failing(analyse_block(changed, REGTEST)) == ["bad-witness-merkle-match"]
    without = check_of(analyse_block(mined(coinbase()), REGTEST), "witness_commitment")
    assert (without.holds, without.reason) == (None, "no_witness")


def test_the_last_commitment_counts() -> None:
    other = payment((b"\1" * 32, 0), witness=b"w")
    raw = committed(other)
    report = analyse_block(raw, REGTEST)
    assert report.commitment is not None
    right = bytes.fromhex("6a24aa21a9ed") + report.commitment.hash
    assert report.commitment.vout == 1
    assert raw.count(right) == 1
    assert report.commitment.reserved == bytes(32)


@pytest.mark.slow
def test_too_many_outputs_are_refused() -> None:
    fat = payment((b"\1" * 32, 0), outputs=110_000)
    report = analyse_block(mined(coinbase(), fat), REGTEST)
    assert "bad-blk-length" in failing(report)


def test_too_much_weight_is_refused() -> None:
    heavy = payment((b"\1" * 32, 0), witness=bytes(3_999_900))
    report = analyse_block(committed(heavy), REGTEST)
    assert failing(report) == ["bad-blk-weight"]


@pytest.mark.parametrize(
    ("script", "version", "network", "height"),
    [
        (b"\x03\x26\x38\x0d", 0x20000000, MAIN, (866_342, "stated")),
        (b"\x03\x26\x38\x0d", 1, MAIN, (866_342, "begins_like")),
        (b"\x03\x40\x0d\x03", 2, MAIN, (200_000, "begins_like")),
        (b"\x02\x10\x27", 2, REGTEST, (10_000, "stated")),
        (b"\x51\x00", 2, REGTEST, (1, "stated")),
        (b"\x04\xff\xff\0\x1d", 2, REGTEST, None),
        (b"\x03\x01\0\0", 2, REGTEST, None),
        (b"\x03\x01", 2, REGTEST, None),
    ],
)
def test_a_height_is_only_called_stated_where_it_must_be(script, version, network, height) -> None:
    found = analyse_block(mined(coinbase(script), version=version), network).height
    assert (found and tuple(found)) == height


def test_coins_made_in_the_block_are_known() -> None:
    parent = payment((b"\1" * 32, 0), outputs=2)
    child = payment((txid_of(parent), 1), (txid_of(parent), 2), (b"\2" * 32, 0))
    raw = mined(coinbase(), parent, child)
    report = analyse_block(raw, REGTEST)
    assert report.counts.spends[("nonstandard", "proven")] == 1
    found = BlockSession(BlockSubject(raw, REGTEST)).transaction(2).report
    assert [item.spent and item.spent.value_sat for item in found.inputs] == [1_000, None, None]
    early = mined(coinbase(), child, parent)
    assert BlockSession(BlockSubject(early, REGTEST)).transaction(1).inputs[0].spent is None
    reader = BlockReader(raw)
    list(reader.transactions())
    assert reader.output_number(OutPoint(txid_of(parent), 0)) == 1
    assert reader.output_number(OutPoint(txid_of(parent), 2)) is None


# Hostile blocks.


def test_four_megabytes_of_tiny_transactions_stream_past() -> None:
    tiny = payment((b"\1" * 32, 0))
    count = 4_000_000 // len(tiny) if FULL else 2_000

    def read(count: int) -> None:
        assert analyse_block(B170[:80] + compact_size(count) + tiny * count).total == count

    assert grows_in_step(read, count // 20, count)
    raw = B170[:80] + compact_size(count) + tiny * count
    tracemalloc.start()
    analyse_block(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(raw) + 1_000_000


def test_a_large_coin_that_is_spent_again_and_again_is_read_once() -> None:
    def block(script_size: int) -> bytes:
        coin = b"\2\0\0\0" + b"\1" + b"\1" * 32 + bytes(4) + b"\0" + b"\xff" * 4
        coin += b"\1" + bytes(8) + sized(bytes(script_size)) + bytes(4)
        return mined(coinbase(), coin, payment(*[(txid_of(coin), 0)] * 5_000))

    large, small = block(1_000_000), block(1_000)
    assert is_at_most(lambda: analyse_block(large, REGTEST), 4, lambda: analyse_block(small, REGTEST))
    report = analyse_block(large, REGTEST)
    assert report.counts.spends[("nonstandard", "proven")] == 5_000
    tracemalloc.start()
    coins = coins_within(report.layout, 2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(coins) == 5_000
    assert peak < 20_000_000


def test_claimed_counts_cost_nothing() -> None:
    with pytest.raises(DecodeError) as caught:
        analyse_block(B170[:80] + compact_size(30_000_000) + B170[81:])
    assert (caught.value.code, caught.value.facts["tx"]) == ("truncated", 2)
    with pytest.raises(DecodeError, match="size_too_large"):
        analyse_block(B170[:80] + b"\xfe\xff\xff\xff\xff" + B170[81:])


def test_control_characters_of_a_coinbase_are_made_visible(cli) -> None:
    script = b"\x1b]8;;http://x\x1b\\ text\x07\x9b31m \xe2\x80\xaetxet [/x] {a}"
    ran = cli("block", "-", "--network", "regtest", stdin=mined(coinbase(script)).hex().encode())
    assert ran.status == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out)


# The command.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BLOCKS)
def test_pages_fit_and_every_label_can_be_asked(cli, language: str, name: str) -> None:
    texts = Texts(language)
    segwit = committed(payment((b"\1" * 32, 0), witness=b"secret"))
    assert cli("block", segwit.hex(), "--network", "regtest", "--lang", language).status == 0
    session = BlockSession(subject_of_block(BLOCKS[name]))
    pages = [session.document(texts), session.proof_document(session.proof(1), texts)]
    for width in (40, 80, 120):
        for page in pages:
            for line in layout(page, width):
                assert width_of(line) <= width
    labels = {fact.label for page in pages for block in page if isinstance(block, Facts) for fact in block.rows}
    labels |= {row.label for page in pages for block in page if isinstance(block, ByteMap) for row in block.rows}
    labels |= {texts.plain("block", key) for key in ("commitment", "reserved", "reads")}
    for label in labels:
        assert label.startswith("#") or entries_of(label, texts), label
    for code in (*filter(None, CHECKS.values()), "bad-blk-length", "bad-witness-nonce-size", "unexpected-witness"):
        assert entries_of(code, texts), code


def test_the_page_tells_what_is_in_the_block(cli) -> None:
    ran = cli("block", "block100000")
    assert ran.status == 0
    assert BLOCKS["block100000"].hash in ran.out
    for txid in TXIDS_100000:
        assert txid in ran.out
    assert "000000000004864c000000000000000000000000000000000000000000000000" in ran.out
    assert "not needed" in ran.out
    assert cli("block", "-", stdin=B170.hex().encode()).status == 0
    assert cli("block", "-", stdin=B170).status == 0
    assert cli("block", B170.hex()).out.count("✓") == 8


def test_ten_transactions_are_listed_and_all_on_request(cli) -> None:
    others = [payment((bytes([number]) * 32, 0)) for number in range(1, 15)]
    raw = mined(coinbase(), *others).hex()
    short, long = (cli("block", raw, "--network", "regtest", *more).out for more in ((), ("--all",)))
    assert "more transactions: 5" in short
    assert "#14" in long
    assert "#14" not in short


@pytest.mark.parametrize("number", range(4))
def test_the_proof_shows_each_hash(cli, number: int) -> None:
    by_number = cli("block", "block100000", "--proof", str(number))
    by_txid = cli("block", "block100000", "--proof", TXIDS_100000[number])
    assert by_number.status == 0
    assert by_number.out == by_txid.out
    assert by_number.out.count("sibling hash") == 2
    for step in merkle_proof(report_of("block100000").layout.txids, number).path:
        assert step.neighbour.hex() in by_number.out
        assert step.result.hex() in by_number.out
    data = json.loads(cli("block", "block100000", "--proof", str(number), "--json").out)
    assert data["proof"]["holds"]
    assert len(data["proof"]["path"]) == 2


def test_a_proof_for_another_header_fails(cli) -> None:
    raw = mined(coinbase(), payment((b"\1" * 32, 0)), root=b"\7" * 32)
    ran = cli("block", raw.hex(), "--network", "regtest", "--proof", "1")
    assert ran.status == 1
    assert "They differ" in ran.out
    single = cli("block", mined(coinbase()).hex(), "--network", "regtest", "--proof", "0")
    assert single.status == 0
    assert "no other hash is needed" in single.out


def test_a_transaction_goes_on_with_other_pages(cli, tmp_path) -> None:
    decoded = cli("block", "block170", "--tx", "1")
    assert decoded.status == 0
    assert EXAMPLES["first"].txid in decoded.out
    assert decoded.out.startswith("Transaction #1, counting from 0, of 2 in block")
    assert cli("block", "block170", "--tx", "1", "--as", "verify").status == 0  # the example's spent output is known
    assert cli("block", "block100000", "--tx", "1", "--as", "verify").status == 4
    assert "block 170" in cli("block", "block170", "--tx", "1", "--as", "verify").out
    assert cli("block", "block170", "--tx", "1", "--as", "explain").status == 0
    data = json.loads(cli("block", "block170", "--tx", "1", "--json").out)
    assert data["txid"] == EXAMPLES["first"].txid
    (spent,) = EXAMPLES["first"].spent_outputs
    file = tmp_path / "spent.json"
    file.write_text(json.dumps([{"value_sat": spent.value_sat, "script_pubkey": spent.script_pubkey.hex()}]))
    assert cli("block", "block170", "--tx", "1", "--as", "verify", "--prevouts", str(file)).status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["block170", "--tx", "2"], 2, "no_such_transaction"),
        (["block170", "--tx", "-1"], 2, "no_such_transaction"),
        (["block170", "--tx", "0", "--as", "poem"], 2, "unknown_view"),
        (["block170", "--as", "verify"], 2, "view_without_tx"),
        (["block170", "--prevouts", "x.json"], 2, "view_without_tx"),
        (["block170", "--tx", "0", "--proof", "0"], 2, "tx_and_proof"),
        (["block170", "--proof", "2"], 2, "no_such_transaction"),
        (["block170", "--proof", "00" * 32], 2, "not_in_block"),
        (["block170", "--proof", "²"], 2, "not_in_block"),
        (["block170", "--network", "mars"], 2, "unknown_network"),
        (["block171"], 2, "unknown_block"),
        (["pizza"], 2, "name_of_transaction"),
        (["no/such.hex"], 2, "unknown_block"),
        ([BLOCKS["block170"].hash], 2, "looks_like_block_hash"),
        ([EXAMPLES["first"].raw.hex()], 2, "looks_like_transaction"),
        ([B170[:-1].hex()], 3, "truncated"),
        ([B170[:80].hex()], 3, "truncated"),
        ([""], 2, "empty_input"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_told(cli, arguments: list[str], status: int, code: str, language: str) -> None:
    ran = cli("block", *arguments, "--lang", language)
    assert (ran.status, ran.out) == (status, "")
    assert code in ran.err


def test_an_error_says_in_which_transaction(cli) -> None:
    ran = cli("block", B170[:-5].hex(), width=120)
    assert "transaction 1: output 1: output script, from byte" in ran.err
    assert "Part of the block is missing" in ran.err


def test_a_block_given_to_other_commands_is_sent_here(cli) -> None:
    assert "txexplain block" in cli("decode", B170.hex()).err
    assert "txexplain block block170" in cli("decode", "block170", width=120).err
    assert cli("block").status in (2, 3)


def test_json_fits_its_schema(cli) -> None:
    validator = validator_of("block")
    segwit = committed(payment((b"\1" * 32, 0), witness=b"secret")).hex()
    runs = [["block170"], ["block100000", "--proof", "3"], [segwit, "--network", "regtest"], [segwit]]
    runs += [[mined(root=bytes(32)).hex()], [(B170[:72] + bytes(4) + B170[76:]).hex()]]
    for arguments in runs:
        ran = cli("block", *arguments, "--json")
        data = json.loads(ran.out)
        validator.validate(data)
        assert ran.status == (0 if data["holds"] else 1)
        assert len(data["tx"]) == data["nTx"]


def test_every_reason_of_a_check_has_its_text() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "txexplain").rglob("*.py"))
    reasons = set(re.findall(r"check_(\w+)", "\n".join(catalogue("en", "block"))))
    for reason in reasons:
        key = next(key for key in CHECKS if reason.startswith(key))
        assert f'"{reason.removeprefix(key + "_")}"' in code, reason


def test_the_help_says_whose_schema_a_transaction_of_a_block_has(cli) -> None:
    assert "schema" in " ".join(cli("block", "--help").out.split())
    for view in ("decode", "verify", "explain"):
        printed = cli("block", "block170", "--tx", "1", "--as", view, "--json").out
        validator_of(view).validate(json.loads(printed))
