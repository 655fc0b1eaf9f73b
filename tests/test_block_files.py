"""A node's block files: read as `getblock` tells of them, and what is wrong where no node leaves them so."""

from __future__ import annotations

import errno
import json
import os
import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from block_folders import (
    KEY,
    MAGIC,
    after,
    all_blocks,
    all_undos,
    coinbase,
    folder,
    node,
    obfuscated,
    record,
    undo_record,
    untar,
)
from conftest import Ran, posix, validator_of, vector_bytes
from effort import grows_in_step
from nodes import BITCOIND, started
from policy_cases import Coin, Plan, plan, spend
from policy_node import Bank

import txexplain
from txexplain.block_files.chain import Headers
from txexplain.block_files.folder import open_folder
from txexplain.block_files.reading import NO_KEY, plain
from txexplain.block_files.undo import UndoFault, amount_of, special_script, spent_outputs
from txexplain.block_files.undo_places import Undos
from txexplain.bulk.folder_reading import Chosen, FolderReading
from txexplain.bulk.folders import BLOCK_MEMBERS
from txexplain.bulk.work import Item
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import NETWORKS
from txexplain.model.report import SpentOutput
from txexplain.model.subject import Subject
from txexplain.wire.hashes import hash256
from txexplain.wire.keys import FIELD_SIZE
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash

G_X = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
G_Y = bytes.fromhex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return untar(tmp_path_factory.mktemp("node"))


def items_of(path: Path, **chosen: Any) -> list[Item]:
    return list(items_in(FolderReading(str(path), Chosen(**chosen))))


def items_in(reading: FolderReading) -> Iterator[Item]:
    for work in reading.works():
        yield from pickle.loads(pickle.dumps(work)).items()


def heights(path: Path, **chosen: Any) -> list[Any]:
    """Of each block that is answered."""
    return [item.members["height"] for item in items_of(path, whole=True, **chosen)]


def sat(told: Any) -> int:
    return round(Decimal(str(told)) * 10**8)


def subject_of(item: Item) -> Subject:
    assert isinstance(item.subject, Subject)
    return item.subject


def refused(path: Path | str, **chosen: Any) -> str:
    with pytest.raises(InputError) as caught:
        FolderReading(str(path), Chosen(**chosen))
    return caught.value.code


# What a node wrote


def test_every_transaction_and_every_spent_output_is_what_getblock_tells(real: Path) -> None:
    items = items_of(real)
    spends = 0
    for item in items:
        told = node().told[int(str(item.members["height"]))]
        tx = told["tx"][item.members["position"]]
        assert item.members["block"] == told["hash"]
        subject = subject_of(item)
        assert subject.raw.hex() == tx["hex"]
        prevouts = [txin["prevout"] for txin in tx["vin"] if "prevout" in txin]
        assert list(subject.spent_outputs) == [
            SpentOutput(
                sat(each["value"]), bytes.fromhex(each["scriptPubKey"]["hex"]), each["height"], each["generated"]
            )
            for each in prevouts
        ]
        spends += len(prevouts)
    assert (len(items), spends) == (991, 2452)


def test_a_block_is_told_of_as_getblock_does(real: Path) -> None:
    items = items_of(real, whole=True)
    assert len(items) == 131
    for item, told in zip(items, node().told, strict=True):
        found = dict(item.members)
        assert found.pop("offset") == all_blocks().index(node().blocks[told["height"]])
        assert found == {
            "hash": told["hash"],
            "height": told["height"],
            "previous": told.get("previousblockhash", "00" * 32),
            "time": told["time"],
            "transactions": told["nTx"],
            "size": told["size"],
            "weight": told["weight"],
            "fees_sat": sum(sat(tx.get("fee", 0)) for tx in told["tx"]),
            "file": 0,
            "undo": told["height"] > 0,
        }


def test_what_costs_nothing_is_told_without_reading_the_block(real: Path) -> None:
    found = items_of(real, whole=True, costly=False)
    assert [set(item.members) for item in found] == [
        {"hash", "height", "previous", "time", "size", "file", "offset", "undo"}
    ] * 131


def test_a_data_directory_leads_to_the_files_of_a_network(real: Path, tmp_path: Path) -> None:
    (tmp_path / "regtest").mkdir()
    (tmp_path / "regtest" / "blocks").symlink_to(real) if os.name == "posix" else untar(
        tmp_path / "regtest" / "blocks"
    )
    found = open_folder(str(tmp_path))
    assert found.network == NETWORKS["regtest"]
    assert open_folder(str(tmp_path), NETWORKS["regtest"]) == found
    assert open_folder(str(tmp_path / "regtest"), NETWORKS["regtest"]).files == found.files
    with pytest.raises(InputError, match="no_block_files"):
        open_folder(str(tmp_path), NETWORKS["signet"])
    with pytest.raises(InputError, match="block_files_of_other_network"):
        open_folder(str(real), NETWORKS["signet"])


def test_a_signet_of_ones_own_is_known_by_its_first_block(tmp_path: Path) -> None:
    head = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f61"
    head += "7fc81bc3888a51323a9fb8aa4b1e5e4a008f4d5fae77031e8ad22203"
    place = folder(tmp_path, record(bytes.fromhex(head) + node().blocks[0][80:], b"\1\2\3\4"))
    assert open_folder(str(place)).network == NETWORKS["signet"]
    assert heights(place) == [0]


def test_files_without_a_key_are_read_as_those_of_older_nodes(tmp_path: Path) -> None:
    assert len(items_of(folder(tmp_path, all_blocks(), undos=[all_undos()], key=None))) == 991
    (tmp_path / "xor.dat").write_bytes(NO_KEY)
    assert len(items_of(tmp_path)) == 991


def test_the_key_is_taken_off_from_any_offset_on() -> None:
    data = random.Random(1).randbytes(1_000)
    stored = obfuscated(data, KEY)
    for start in range(20):
        assert plain(stored[start : start + 100], KEY, start) == data[start : start + 100]


# Undo data


def spending(coinbase_tx: bytes) -> bytes:
    """Its first output, to one of 5 BTC that anybody can spend."""
    made = (5 * 10**8).to_bytes(8, "little") + b"\1\x51"
    return b"\2\0\0\0\1" + hash256(coinbase_tx) + bytes(4) + b"\0" + b"\xff" * 4 + b"\1" + made + bytes(4)


def undo_of(height: int, amount: int) -> bytes:
    """Of a block that spends one output of a coinbase, the amount as Core compresses it."""
    return bytes((1, 1, height << 1 | 1, 0, amount, 7, 0x51))


def rivals(path: Path, undos: str, *, branch: str, first: int = 0) -> FolderReading:
    """Two blocks, A and B, after the same one, alike in their numbers: A spends 50 BTC of height 1, B 10 of height 2.

    `undos` says whose undo data there are, in which order; the `branch` goes on behind one of them.
    """
    ten = (10 * 10**8).to_bytes(8, "little")
    coins = [coinbase(1), coinbase(2).replace((50 * 10**8).to_bytes(8, "little"), ten)]
    blocks = [node().blocks[0]]
    for each in coins:
        blocks.append(after(hash256(blocks[-1][:80]), each))
    tip = hash256(blocks[2][:80])
    sides = {"A": after(tip, coinbase(3, b"A"), spending(coins[0]))}
    sides["B"] = after(tip, coinbase(3, b"B"), spending(coins[1]))
    datas = {"A": undo_of(1, 50), "B": undo_of(2, 10)}
    more = {name: after(hash256(sides[name][:80]), coinbase(4)) for name in branch}
    known = [undo_record(blocks[1], b"\0"), undo_record(blocks[2], b"\0")]
    known += [undo_record(sides[name], datas[name]) for name in undos]
    known += [undo_record(more[name], b"\0") for name in branch if name in undos]
    stored = [*blocks[first:], *sides.values(), *more.values()]
    place = folder(path, b"".join(map(record, stored)), undos=[b"".join(known)])
    return FolderReading(str(place), Chosen(order="files"))


def spent_in(reading: FolderReading) -> list[list[int]]:
    """The amounts, in BTC, that the second transaction of A and of B spends, and the height of each."""
    found = [subject_of(item).spent_outputs for item in items_in(reading) if item.members["position"] == 1]
    return [
        [value for coin in coins if coin for value in (coin.value_sat // 10**8, coin.height or 0)] for coins in found
    ]


@pytest.mark.parametrize("undos", ["AB", "BA"])
@pytest.mark.parametrize("branch", ["A", "B"])
def test_undo_data_of_rivals_are_given_by_proof_whichever_was_connected_last(
    tmp_path: Path, undos: str, branch: str
) -> None:
    reading = rivals(tmp_path, undos, branch=branch)
    assert spent_in(reading) == [[50, 1], [10, 2]]
    assert reading.remarks().without_undo == reading.remarks().unclear_undo == 0
    [(_, stale)] = reading.remarks().stale
    assert stale == reading.headers.hashes[4 if branch == "A" else 3]


@pytest.mark.parametrize(("undos", "spent"), [("A", [[50, 1], []]), ("B", [[], [10, 2]])])
def test_undo_data_are_never_given_to_a_rival(tmp_path: Path, undos: str, spent: list[list[int]]) -> None:
    """Nor is a branch followed that the node did not connect, however much work it has."""
    reading = rivals(tmp_path, undos, branch="AB".replace(undos, ""))
    assert spent_in(reading) == spent
    remarks = reading.remarks()
    assert (remarks.without_undo, remarks.unclear_undo, remarks.strange_undo) == (1, 0, 0)
    assert [height for height, _ in remarks.unconnected] == [4]
    assert (
        display_hex(reading.headers.hashes[reading.headers.chain[-1]])
        == items_of(tmp_path, whole=True, first=3)[0].members["hash"]
    )
    assert reading.headers.chain[-1] == (3 if undos == "A" else 4)


def test_what_cannot_be_proven_is_not_known(tmp_path: Path) -> None:
    """The block that made what A spends is not there."""
    reading = rivals(tmp_path, "AB", branch="A", first=2)
    assert spent_in(reading) == [[], [10, 2]]
    assert (reading.remarks().unclear_undo, reading.remarks().without_undo) == (1, 0)


def test_undo_data_of_old_nodes_do_not_have_every_height(tmp_path: Path) -> None:
    """Core's TxInUndoFormatter: a code of 0, and no version behind it."""
    [[coin]] = spent_outputs(bytes((1, 1, 0, 50, 7, 0x51)), [1])
    assert coin == SpentOutput(50 * 10**8, b"\x51", None, None)


def test_undo_data_that_claim_more_inputs_are_read_no_further(tmp_path: Path) -> None:
    many = b"\1\xfe" + (1_000_000).to_bytes(4, "little") + b"\x03\0\1\7\x51" * 1_000_000
    with pytest.raises(UndoFault):
        spent_outputs(many, [2])


def test_of_rivals_with_the_same_work_the_one_that_was_connected_is_the_chain(tmp_path: Path) -> None:
    for number, (undos, last) in enumerate((("A", 3), ("B", 4), ("AB", 4), ("BA", 3))):
        assert rivals(tmp_path / str(number), undos, branch="").headers.chain[-1] == last


@pytest.mark.parametrize("spends", [False, True])
@pytest.mark.parametrize(("undos", "last", "rivals_said"), [(1, 3, 1), (2, 4, 1), (3, 5, 2)])
def test_of_rivals_whose_undo_data_are_the_same_bytes_the_last_one_is_taken_and_it_is_said(
    tmp_path: Path, spends: bool, undos: int, last: int, rivals_said: int
) -> None:
    """Each was written for one of them, in the order in which they came as far as the files say."""
    blocks = [node().blocks[0], after(hash256(node().blocks[0][:80]), coinbase(1))]
    blocks.append(after(hash256(blocks[1][:80]), coinbase(2)))
    more, data = ([spending(coinbase(1))], undo_of(1, 50)) if spends else ([], b"\0")
    tip = hash256(blocks[2][:80])
    blocks += [after(tip, coinbase(3, name), *more) for name in (b"A", b"B", b"C")[: max(2, undos)]]
    known = [undo_record(blocks[number], b"\0") for number in (1, 2)] + [undo_record(blocks[3], data)] * undos
    place = folder(tmp_path, b"".join(map(record, blocks)), undos=[b"".join(known)])
    reading = FolderReading(str(place), Chosen(order="files"))
    assert reading.headers.chain[-1] == last
    assert len(reading.remarks().rivals) == rivals_said


def test_what_the_block_itself_made_is_known_without_undo_data(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """As `block --transactions` knows it."""
    raw = vector_bytes("block413567.raw")
    place = folder(tmp_path, record(raw, bytes.fromhex("f9beb4d9")))
    (tmp_path / "block").write_bytes(raw)
    fields = ("--fields", "position,txid,fee_sat,vin.*.prevout.value_sat", "--tsv")
    ours = cli("blocks", str(place), *fields).out.splitlines()
    assert ours == cli("block", str(tmp_path / "block"), "--transactions", *fields).out.splitlines()
    assert len(ours) == 1_557


def test_amounts_are_the_ones_that_core_compresses() -> None:
    def compressed(number: int) -> int:  # the other direction, as Core's comment describes it
        if number == 0:
            return 0
        zeros = 0
        while number % 10 == 0 and zeros < 9:
            number, zeros = number // 10, zeros + 1
        return 1 + (number // 10 * 9 + number % 10 - 1) * 10 + zeros if zeros < 9 else 1 + (number - 1) * 10 + 9

    some = random.Random(2)
    for number in (0, 1, 9, 10, 5_000_000_000, 21 * 10**14, *(some.randrange(21 * 10**14) for _ in range(1_000))):
        assert amount_of(compressed(number)) == number
    assert [amount_of(number) for number in (0x1, 0x7, 0x9, 0x32)] == [1, 10**6, 10**8, 50 * 10**8]  # Core's own test


def test_scripts_that_are_kept_short_become_whole_again() -> None:
    other = (FIELD_SIZE - int.from_bytes(G_Y, "big")).to_bytes(32, "big")  # that of G is even
    assert special_script(4, G_X) == b"\x41\x04" + G_X + G_Y + b"\xac"
    assert special_script(5, G_X) == b"\x41\x04" + G_X + other + b"\xac"
    assert special_script(3, G_X) == b"\x21\x03" + G_X + b"\xac"
    assert special_script(1, bytes(20)) == pay_to_script_hash(bytes(20))
    assert special_script(0, bytes(20)) == pay_to_pubkey_hash(bytes(20))
    with pytest.raises(UndoFault):
        special_script(4, b"\xff" * 32)


@pytest.mark.parametrize("height", [101, 110, 120, 130])
def test_undo_data_that_are_cut_or_longer_are_no_undo_data(height: int) -> None:
    data = node().undos[height]
    inputs = [len(tx["vin"]) for tx in node().told[height]["tx"][1:]]
    assert len(spent_outputs(data, inputs)) == len(inputs)
    for changed in (
        *(data[:end] for end in range(0, len(data), 7)),
        data + b"\0",
        b"\xff" * 9,
        b"\xfe\xff\xff\xff\x7f",
    ):
        with pytest.raises(UndoFault):
            spent_outputs(changed, inputs)


# The chain


def test_blocks_out_of_order_are_answered_in_the_order_of_the_chain(tmp_path: Path) -> None:
    shuffled = list(zip(node().blocks, node().undos, strict=True))
    random.Random(3).shuffle(shuffled)
    files = [shuffled[:40], shuffled[40:41], shuffled[41:]]
    place = folder(
        tmp_path,
        *(b"".join(record(block) for block, _ in part) for part in files),
        undos=[b"".join(undo_record(block, undo) for block, undo in reversed(part) if undo) for part in files],
    )
    reading = FolderReading(str(place), Chosen())
    items = list(items_in(reading))
    assert [item.members["height"] for item in items] == sorted(int(str(item.members["height"])) for item in items)
    assert len(items) == 991
    assert sum(len(subject_of(item).spent_outputs) for item in items) == 2452
    assert not any(reading.remarks())
    stored = [hash256(block[:80]) for block, _ in shuffled]
    assert [item.members["hash"] for item in items_of(place, whole=True, order="files")] == list(
        map(display_hex, stored)
    )


def test_a_range_and_a_file_choose_blocks(tmp_path: Path) -> None:
    blocks = node().blocks
    place = folder(tmp_path, *(b"".join(map(record, part)) for part in (blocks[:50], blocks[50:])))
    assert heights(place, first=48, last=52) == [48, 49, 50, 51, 52]
    assert heights(place, first=48, last=52, files=(range(1, 2),)) == [50, 51, 52]
    assert heights(place, files=(range(1),)) == list(range(50))
    assert heights(place, last=2) == [0, 1, 2]
    assert heights(place, first=1_000) == []
    assert refused(place, files=(range(2, 3),)) == "no_such_block_file"
    assert refused(place, first=3, last=2) == "bad_block_range"
    assert refused(place, first=-1) == "bad_height"
    assert refused(place, order="time") == "unknown_order"


def test_several_files_are_read_and_no_others(cli: Callable[..., Ran], tmp_path: Path) -> None:
    blocks = node().blocks
    place = folder(tmp_path, *(b"".join(map(record, part)) for part in (blocks[:50], blocks[50:90], blocks[90:])))
    assert heights(place, files=(range(1), range(2, 3))) == [*range(50), *range(90, 131)]
    assert heights(place, files=(range(1, 3),), order="files") == list(range(50, 131))
    given = ("blocks", str(place), "--blocks-only", "--fields", "height", "--tsv", "--order", "files")
    (place / "blk00001.dat").write_bytes(b"no block")
    ran = cli(*given, "--file", "2", "--file", "0")
    assert ran.out.split() == [str(height) for height in (*range(50), *range(90, 131))]
    assert "blk00001" not in ran.err
    assert [found["height"] for found in txexplain.read_blocks(place, file=[0, 2], blocks_only=True)] == [*range(50)]
    for wrong in ("x", "3-", "-1", "2-0", "1,2"):
        assert "(bad_block_file)" in cli(*given, "--file", wrong).err
    assert "(no_such_block_file)" in cli(*given, "--file", "0-3").err


def reach(path: Path, **chosen: Any) -> tuple[int | None, int | None, bool]:
    reading = FolderReading(str(path), Chosen(**chosen))
    assert list(items_in(reading)) or reading.remarks().is_nothing
    remarks = reading.remarks()
    return remarks.begins, remarks.ends, remarks.is_nothing


def test_heights_that_the_chain_does_not_have_are_said(cli: Callable[..., Ran], tmp_path: Path) -> None:
    whole, pruned = folder(tmp_path / "a", all_blocks()), tmp_path / "b"
    folder(pruned, b"".join(map(record, node().blocks[100:])))
    assert reach(whole, first=200) == (None, 130, True)
    assert reach(whole, first=100, last=500) == (None, 130, False)
    assert reach(whole, first=100, last=130) == (None, None, False)
    assert reach(pruned, first=50) == (100, None, False)
    assert reach(pruned, last=50) == (100, None, True)
    assert reach(pruned, last=110) == (None, None, False)
    ran = cli("blocks", str(whole), "--from", "200")
    assert "txexplain: The chain in these files ends at height 130." in ran.err
    assert (ran.status, ran.out) == (0, "")


def test_where_the_first_block_is_there_the_chain_begins_with_it(tmp_path: Path) -> None:
    """However much of it one damaged block cuts off."""
    data = bytearray(all_blocks())
    at = data.index(node().blocks[50])
    data[at + 72 : at + 76] = bytes(4)  # no target
    reading = FolderReading(str(folder(tmp_path, bytes(data), undos=[all_undos()])), Chosen(whole=True))
    assert [item.members["height"] for item in items_in(reading)] == list(range(50))
    remarks = reading.remarks()
    assert (remarks.ends, remarks.apart, remarks.is_damaged) == (49, 80, True)
    found = items_of(tmp_path, whole=True, order="files")
    assert Counter(item.members["stale"] for item in found) == {False: 50, None: 80}


def test_a_file_read_alone_has_the_heights_that_its_coinbases_state(tmp_path: Path) -> None:
    blocks = node().blocks
    place = folder(tmp_path, *(b"".join(map(record, part)) for part in (blocks[:50], blocks[50:])))
    reading = FolderReading(str(place), Chosen(order="files", files=(range(1, 2),), whole=True))
    assert [item.members["height"] for item in items_in(reading)] == list(range(50, 131))
    assert reading.remarks().stated_height == 50
    assert not reading.headers.is_proven(0)


def forked(place: Path, *, longer: bool) -> FolderReading:
    """The chain, with another block at the last height, and another one behind that if it is the longer branch."""
    last = node().told[130]
    previous = hash256(node().blocks[129][:80])
    other = after(previous, coinbase(130))
    more = [after(hash256(other[:80]), coinbase(131))] if longer else []
    undos = all_undos() + b"".join(undo_record(block, b"\0") for block in (other, *more) if longer)
    folder(place, all_blocks() + b"".join(map(record, (other, *more))), undos=[undos])
    assert last["height"] == 130
    return FolderReading(str(place), Chosen())


def test_a_stale_block_is_told_and_not_answered_in_the_order_of_the_chain(tmp_path: Path) -> None:
    reading = forked(tmp_path, longer=False)
    assert len(list(items_in(reading))) == 991  # of two last blocks the one that stands first in the files
    [(height, block_hash)] = reading.remarks().stale
    assert height == 130
    found = items_of(tmp_path, order="files", whole=True)
    assert [item.members["hash"] for item in found if item.members["stale"]] == [display_hex(block_hash)]
    assert len(found) == 132


def test_the_branch_with_more_work_is_the_chain(tmp_path: Path) -> None:
    reading = forked(tmp_path, longer=True)
    items = list(items_in(reading))
    assert [item.members["height"] for item in items][-2:] == [130, 131]
    assert reading.remarks().stale == ((130, hash256(node().blocks[130][:80])),)
    assert len(items) == 991 - len(node().told[130]["tx"]) + 2


def test_siblings_with_as_many_transactions_get_the_undo_data_that_are_their_own(tmp_path: Path) -> None:
    """The checksum names the block before alone."""
    block, undo = node().blocks[130], node().undos[130]
    place = folder(
        tmp_path,
        all_blocks() + record(after(block[4:36], *[coinbase(130, bytes([n])) for n in range(42)])),
        undos=[all_undos()],
    )
    reading = FolderReading(str(place), Chosen(order="files"))
    items = list(items_in(reading))
    assert sum(len(subject_of(item).spent_outputs) for item in items) == 2452
    assert reading.remarks().without_undo == 1
    assert undo


def test_what_does_not_descend_from_the_first_block_is_counted(tmp_path: Path) -> None:
    blocks = node().blocks
    reading = FolderReading(
        str(folder(tmp_path, b"".join(map(record, blocks[:5] + blocks[6:8])))), Chosen(whole=True)
    )
    assert [item.members["height"] for item in items_in(reading)] == [0, 1, 2, 3, 4]
    assert reading.remarks().apart == 2
    assert heights(tmp_path, order="files") == [0, 1, 2, 3, 4, 6, 7]


def test_a_pruned_folder_counts_from_the_height_that_a_coinbase_states(tmp_path: Path) -> None:
    place = folder(tmp_path, b"".join(map(record, node().blocks[100:])), undos=[all_undos()])
    reading = FolderReading(str(place), Chosen(whole=True))
    assert [item.members["height"] for item in items_in(reading)] == list(range(100, 131))
    remarks = reading.remarks()
    assert (remarks.stated_height, remarks.without_undo, remarks.strange_undo) == (100, 0, 99)


def test_on_mainnet_only_a_height_counted_from_the_first_block_decides_the_rules() -> None:
    from txexplain.bulk.folders import BlockPlace, _subject

    main = open_folder_of("main")
    place = BlockPlace(0, 8, 285, bytes(32), 1, 170, True)
    assert _subject(main, place, b"", ()).height == 170
    stated = _subject(main, place._replace(is_proven=False), b"", ())
    assert (stated.height, stated.told_height) == (None, 170)


def open_folder_of(network: str) -> Any:
    from txexplain.block_files.folder import Folder

    return Folder("", NETWORKS[network], MAGIC, NO_KEY, (0,))


# What is not as a node leaves it


def test_a_block_that_a_node_is_writing_is_left_out_and_said(tmp_path: Path) -> None:
    whole = all_blocks()
    for room in (0, 1_000):  # its end is not there, or is the zeros that a node makes room with
        place = folder(tmp_path / str(room), whole[:-100])
        with open(place / "blk00000.dat", "ab") as file:
            file.write(bytes(room))
        reading = FolderReading(str(place), Chosen(whole=True))
        assert [item.members["height"] for item in items_in(reading)] == list(range(130))
        [left] = reading.remarks().left
        assert (left.kind, left.last, display_hex(left.hash)) == ("cut", True, node().told[130]["hash"])


def test_only_the_end_of_the_last_file_is_one_that_a_node_is_writing(tmp_path: Path) -> None:
    def left(name: str, data: bytes) -> list[tuple[bool, str | None]]:
        items = items_of(folder(tmp_path / name, data), whole=True, order="files")
        return [(bool(item.error), item.error.code) for item in items if item.error]

    blocks = node().blocks
    longer = MAGIC + (4_000_000).to_bytes(4, "little") + blocks[50]
    middle = b"".join(map(record, blocks[:50])) + longer + b"".join(map(record, blocks[51:]))
    assert left("middle", middle) == [(True, "block_cut")]
    whole = bytearray(all_blocks())
    whole[-200] ^= 1
    assert left("flipped", bytes(whole)) == [(True, "block_damaged")]
    assert left("writing", all_blocks()[:-200]) == []


def test_a_block_whose_header_does_not_commit_to_all_of_it_is_damaged(tmp_path: Path) -> None:
    """Its last transactions once more (CVE-2012-2459), a number that is longer than it needs, a witness besides."""
    previous = hash256(node().blocks[1][:80])
    last = spending(coinbase(1))
    good = after(previous, coinbase(2), coinbase(2, b"y"), last)
    with_witness = last[:4] + b"\0\1" + last[4:-4] + b"\1\1x" + last[-4:]
    bad = [
        good[:80] + b"\4" + good[81:] + last,
        good[:80] + b"\xfe\3\0\0\0" + good[81:],
        good.replace(last, with_witness),
    ]
    start = record(node().blocks[0]) + record(node().blocks[1])
    for number, (block, count) in enumerate([(good, 5), *((each, 3) for each in bad)]):
        items = items_of(folder(tmp_path / str(number), start + record(block)))
        assert len(items) == count
        assert [item.error.code for item in items if item.error] == ["block_damaged"] * (count == 3)


def test_a_block_claims_no_more_answers_than_it_has_room_for(tmp_path: Path) -> None:
    block = node().blocks[130]
    claiming = block[:80] + b"\xfe\xff\xff\xff\xff" + block[81:]
    reading = FolderReading(str(folder(tmp_path, b"".join(map(record, (*node().blocks[:130], claiming))))), Chosen())
    [*_, work] = reading.works()
    assert sum(1 for _ in work.lost(InputError("worker_lost"))) < 10_000
    [*_, last] = items_of(tmp_path, whole=True)
    assert last.error is not None


def test_a_file_cut_in_a_block_is_an_error_for_that_block(tmp_path: Path) -> None:
    blocks = node().blocks
    first = b"".join(map(record, blocks[:51]))
    place = folder(tmp_path, first[:-40], b"".join(map(record, blocks[51:])))
    reading = FolderReading(str(place), Chosen(order="files"))
    *items, cut = items_in(reading)
    assert cut.error is not None
    assert (cut.error.code, cut.error.exit_status) == ("block_cut", 3)
    assert cut.members == {"block": node().told[50]["hash"], "height": None, "position": None}
    assert len({item.members["block"] for item in items}) == 130


def test_a_damaged_block_is_an_error_and_the_others_are_answered(tmp_path: Path) -> None:
    data = bytearray(all_blocks())
    data[data.index(node().blocks[120]) + 300] ^= 1
    items = items_of(folder(tmp_path, bytes(data), undos=[all_undos()]))
    [bad] = [item for item in items if item.error is not None]
    assert bad.error is not None
    assert (bad.error.code, bad.members["height"], bad.members["position"]) == ("block_damaged", 120, None)
    assert len(items) == 991 - len(node().told[120]["tx"]) + 1


def test_undo_data_with_another_checksum_belong_to_no_block(tmp_path: Path) -> None:
    data = bytearray(all_undos())
    data[data.index(node().undos[125]) + 20] ^= 1
    reading = FolderReading(str(folder(tmp_path, all_blocks(), undos=[bytes(data)])), Chosen())
    known = {item.members["height"]: bool(subject_of(item).spent_outputs) for item in items_in(reading)}
    assert [
        height
        for height, has_coins in known.items()
        if not has_coins and len(node().told[int(str(height))]["tx"]) > 1
    ] == [125]
    assert (reading.remarks().without_undo, reading.remarks().strange_undo) == (1, 1)


@pytest.mark.parametrize("kept", [0, 5, 20_000])
def test_blocks_behind_the_end_of_a_cut_undo_file_are_answered(tmp_path: Path, kept: int) -> None:
    """Less undo data never answer fewer blocks, where no other chain has any."""
    reading = FolderReading(str(folder(tmp_path, all_blocks(), undos=[all_undos()[:kept]])), Chosen())
    assert len(list(items_in(reading))) == 991
    remarks = reading.remarks()
    assert remarks.without_undo > 0
    assert (remarks.unconnected, remarks.strange_undo) == ((), 1 if kept else 0)


def test_a_branch_without_undo_data_is_left_out_where_a_rival_has_them(tmp_path: Path) -> None:
    """At the height of its first block, and so all blocks of it are."""
    blocks, undos = node().blocks, node().undos
    rival = after(hash256(blocks[127][:80]), coinbase(128))
    known = [undo_record(*pair) for pair in zip(blocks[1:128], undos[1:128], strict=True)]
    path = folder(tmp_path, all_blocks() + record(rival), undos=[b"".join([*known, undo_record(rival, b"\0")])])
    reading = FolderReading(str(path), Chosen(whole=True))
    assert [item.members["hash"] for item in items_in(reading)][-1] == display_hex(hash256(rival[:80]))
    assert [height for height, _ in reading.remarks().unconnected] == [129, 130]
    assert [height for height, _ in reading.remarks().stale] == [128]


def test_undo_data_that_could_be_of_either_do_not_say_that_a_branch_was_connected(tmp_path: Path) -> None:
    """Two blocks that are a coinbase alone have the same ones."""
    tip = hash256(node().blocks[0][:80])
    one, other = (after(tip, coinbase(1, note)) for note in (b"one", b"other"))
    branch = [other, after(hash256(other[:80]), coinbase(2))]
    for number, blocks in enumerate(([one, *branch], [*branch, one])):
        data = b"".join(map(record, (node().blocks[0], *blocks)))
        path = folder(tmp_path / str(number), data, undos=[undo_record(one, b"\0")])
        reading = FolderReading(str(path), Chosen(whole=True))
        assert [item.members["height"] for item in items_in(reading)] == [0, 1]
        assert [height for height, _ in reading.remarks().unconnected] == [2]


def test_a_last_block_with_a_damaged_number_of_transactions_is_an_error(tmp_path: Path) -> None:
    last = bytearray(node().blocks[130])
    assert last[80] == 42
    last[80] = 8
    place = folder(tmp_path, b"".join(map(record, (*node().blocks[:130], bytes(last)))), undos=[all_undos()])
    [bad] = [item for item in items_of(place) if item.error is not None]
    assert bad.error is not None
    assert (bad.error.code, bad.members["height"]) == ("block_damaged", 130)


@pytest.mark.parametrize(("where", "lost"), [("start", 0), ("end", 0), ("magic", 1), ("size", 1)])
def test_bytes_in_an_undo_file_that_are_no_record_are_counted(tmp_path: Path, where: str, lost: int) -> None:
    strange, data = b"\xfa" * 3_000, all_undos()
    at = data.index(node().undos[125]) - 8
    changed = {
        "start": strange + data,
        "end": data + strange,
        "magic": data[:at] + b"\1" + data[at + 1 :],
        "size": data[: at + 7] + b"\xff" + data[at + 8 :],
    }[where]
    reading = FolderReading(str(folder(tmp_path, all_blocks(), undos=[changed])), Chosen())
    assert len(list(items_in(reading))) == 991
    assert (reading.remarks().without_undo, reading.remarks().strange_undo) == (lost, 1)


@pytest.mark.parametrize("begun", [MAGIC[:2], MAGIC, record(b"\1\2\3")])
def test_undo_data_that_a_node_is_writing_are_not_counted(tmp_path: Path, begun: bytes) -> None:
    reading = FolderReading(str(folder(tmp_path, all_blocks(), undos=[all_undos() + begun])), Chosen())
    assert len(list(items_in(reading))) == 991
    assert not any(reading.remarks())


def test_without_undo_files_nothing_spent_is_known(tmp_path: Path) -> None:
    reading = FolderReading(str(folder(tmp_path, all_blocks())), Chosen())
    assert not any(subject_of(item).spent_outputs for item in items_in(reading))
    assert reading.remarks().without_undo == sum(told["nTx"] > 1 for told in node().told)
    assert [item.members["fees_sat"] for item in items_of(tmp_path, whole=True, first=128)] == [None] * 3


def test_undo_data_that_fit_by_checksum_and_not_by_number_are_an_error(tmp_path: Path) -> None:
    block = node().blocks[130]
    wrong = b"\x29" + b"\0" * 41  # as many transactions, which spend nothing
    items = items_of(folder(tmp_path, all_blocks(), undos=[undo_record(block, wrong)]), first=130)
    assert items[0].error is not None
    assert items[0].error.code == "undo_differs"
    assert [item.error for item in items[1:]] == [None] * 42


def test_undo_data_by_which_a_transaction_pays_more_than_it_spends_are_an_error(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    """Nothing is invalid by them: a node connects no such block."""
    blocks = [node().blocks[0]]
    for txs in ([coinbase(1)], [coinbase(2), spending(coinbase(1))]):
        blocks.append(after(hash256(blocks[-1][:80]), *txs))
    for name, amount, fee in (
        ("own", 50, 45 * 10**8),
        ("all", 49, 0),
        ("less", 39, None),
    ):  # 50, 5 and 4 BTC; 5 are paid
        undos = undo_record(blocks[1], b"\0") + undo_record(blocks[2], undo_of(1, amount))
        place = str(folder(tmp_path / name, b"".join(map(record, blocks)), undos=[undos]))
        ran = cli("blocks", place, "--verify", "--fields", "fee_sat,verdict,position,error.code")
        last = answers_of(ran)[-1]
        assert (last["fee_sat"], last["verdict"] == "unknown") == (fee, fee is None)
        codes = [each["error.code"] for each in answers_of(ran) if each["error.code"]]
        assert (codes, ran.status) == ((["undo_differs"], 3) if fee is None else ([], 0))


def test_undo_data_with_another_output_than_the_block_itself_made_are_an_error(tmp_path: Path) -> None:
    one = spending(coinbase(1))
    blocks = [node().blocks[0], after(hash256(node().blocks[0][:80]), coinbase(1))]
    blocks.append(after(hash256(blocks[1][:80]), coinbase(2), one, spending(one)))
    for amount, codes in ((49, []), (59, ["undo_differs"])):  # 5 BTC, as it made, and 6
        data = b"\2" + undo_of(1, 50)[1:] + bytes((1, 2 << 1, 0, amount, 7, 0x51))
        undos = undo_record(blocks[1], b"\0") + undo_record(blocks[2], data)
        found = items_of(folder(tmp_path / str(amount), b"".join(map(record, blocks)), undos=[undos]))
        assert [item.error.code for item in found if item.error] == codes
        assert [len(subject_of(item).spent_outputs) for item in found[-2:]] == [0 if codes else 1, 1]


def test_strange_bytes_behind_the_undo_data_are_counted(tmp_path: Path) -> None:
    for number, (junk, strange) in enumerate(((b"", 0), (b"junk " * 20, 1), (MAGIC[:3], 0), (bytes(50), 0))):
        place = folder(tmp_path / str(number), all_blocks(), undos=[all_undos() + junk])
        if not any(junk):
            (place / "rev00000.dat").write_bytes(obfuscated(all_undos(), KEY) + junk)
        reading = FolderReading(str(place), Chosen(whole=True, costly=False))
        assert len(list(items_in(reading))) == 131
        assert (reading.remarks().strange_undo, reading.remarks().without_undo) == (strange, 0)


@pytest.mark.parametrize(("has_undo", "status"), [(True, 3), (False, 0)])
def test_where_the_node_had_connected_what_hangs_in_the_air_now_blocks_were_lost(
    cli: Callable[..., Ran], tmp_path: Path, has_undo: bool, status: int
) -> None:
    """Without undo data it can be one that is still downloading, whose blocks come in any order."""
    blocks = node().blocks
    undos = [all_undos()] if has_undo else []
    place = str(folder(tmp_path, b"".join(map(record, blocks[:50] + blocks[51:])), undos=undos))
    ran = cli("blocks", place, "--blocks-only", "--fields", "height")
    said = "80 blocks do not descend from the first block of this chain, because earlier blocks are missing or"
    assert (ran.status, len(answers_of(ran)), said in ran.err) == (status, 50, True)
    assert "--order files" in ran.err
    ran = cli("blocks", place, "--blocks-only", "--fields", "height", "--order", "files")
    assert (ran.status, len(answers_of(ran)), said in ran.err) == (status, 130, True)
    assert "--order files" not in ran.err


def test_garbage_between_blocks_is_skipped_and_said(tmp_path: Path) -> None:
    blocks = node().blocks
    garbage = b"\xfa" * 9 + MAGIC + b"\xff\xff\xff\xff" + MAGIC + (500).to_bytes(4, "little") + b"no header " * 60
    data = b"".join(map(record, blocks[:7])) + garbage + b"".join(map(record, blocks[7:]))
    reading = FolderReading(str(folder(tmp_path, data)), Chosen(whole=True))
    assert [item.members["height"] for item in items_in(reading)] == list(range(131))
    left = reading.remarks().left
    assert {each.kind for each in left} == {"garbage"}
    assert sum(each.size for each in left) == len(garbage)


def test_zeros_in_the_middle_are_room_that_was_left(tmp_path: Path) -> None:
    blocks = node().blocks
    first, rest = (b"".join(map(record, part)) for part in (blocks[:7], blocks[7:]))
    place = folder(tmp_path, b"")
    start = obfuscated(first, KEY) + bytes(2_000_000)
    (place / "blk00000.dat").write_bytes(start + obfuscated(bytes(len(start)) + rest, KEY)[len(start) :])
    reading = FolderReading(str(place), Chosen(whole=True))
    assert len(list(items_in(reading))) == 131
    assert not reading.remarks().left


def test_a_block_that_is_there_twice_is_answered_once(tmp_path: Path) -> None:
    data = all_blocks() + record(node().blocks[3]) + record(node().blocks[130])
    reading = FolderReading(str(folder(tmp_path, data, undos=[all_undos()])), Chosen(order="files"))
    assert len(list(items_in(reading))) == 991
    assert reading.remarks().repeated == 2


def test_a_block_whose_first_copy_is_damaged_is_read_from_the_next(tmp_path: Path) -> None:
    data, block = bytearray(all_blocks()), node().blocks[130]
    data[data.index(block) + 300] ^= 1
    spoilt = bytearray(block)
    spoilt[400] ^= 1
    place = folder(tmp_path, bytes(data), record(bytes(spoilt)) + record(block), undos=[all_undos()])
    reading = FolderReading(str(place), Chosen(first=130))
    items = list(items_in(reading))
    assert [item.error for item in items] == [None] * len(node().told[130]["tx"])
    assert all(subject_of(item).spent_outputs for item in items[1:])
    assert reading.remarks().repeated == 2
    [whole] = items_of(tmp_path, first=130, whole=True)
    assert (whole.members["file"], whole.members["offset"]) == (1, 16 + len(block))
    assert whole.members["fees_sat"] == sum(sat(tx.get("fee", 0)) for tx in node().told[130]["tx"])


def test_a_block_of_which_every_copy_is_damaged_is_an_error(tmp_path: Path) -> None:
    spoilt = bytearray(node().blocks[5])
    spoilt[-10] ^= 1
    first = b"".join(map(record, node().blocks[:5]))
    items = items_of(folder(tmp_path, first + record(bytes(spoilt)) * 9), first=5)
    assert [item.error.code for item in items if item.error] == ["block_damaged"]
    assert len(items) == 1


def test_a_folder_that_cannot_be_read_is_refused_by_its_kind(real: Path, tmp_path: Path) -> None:
    blocks = all_blocks()
    assert refused(tmp_path / "none") == "no_block_folder"
    assert refused("a\0b") == "no_block_folder"
    assert refused("x" * 5_000) == "no_block_folder"
    assert refused(real / "blk00000.dat") == "block_folder_is_file"
    assert refused(tmp_path) == "no_block_files"
    assert refused(folder(tmp_path / "zeros", bytes(5_000), key=None)) == "no_block_in_files"
    assert refused(folder(tmp_path / "empty", b"", key=None)) == "no_block_in_files"
    assert refused(folder(tmp_path / "other", blocks.replace(MAGIC, b"\1\2\3\4"), key=None)) == "unknown_block_magic"
    wrong = folder(tmp_path / "wrong", blocks)
    (wrong / "xor.dat").write_bytes(b"\1" * 8)
    assert refused(wrong) == "wrong_xor_key"
    (wrong / "xor.dat").unlink()
    assert refused(wrong) == "unknown_block_magic"
    for number, key in enumerate((KEY, None)):
        lazy = node().blocks[0][:72] + bytes(4) + node().blocks[0][76:]  # no target
        assert refused(folder(tmp_path / f"lazy{number}", record(lazy), key=key)) == "no_block_behind_magic"
    (wrong / "xor.dat").write_bytes(b"\1" * 7)
    assert refused(wrong) == "bad_xor_key"
    (wrong / "xor.dat").unlink()
    (wrong / "xor.dat").mkdir()
    assert refused(wrong) == "unreadable_file"
    half = folder(tmp_path / "half", blocks)
    (half / "xor.dat").write_bytes(KEY[:4] + b"\1" * 4)
    assert refused(half) == "wrong_xor_key"


def test_a_file_whose_first_block_is_lost_is_read_from_the_next_on(tmp_path: Path) -> None:
    data = b"".join(map(record, node().blocks))
    for name, first in (("zeros", bytes(5_000)), ("garbage", b"garbage" * 9), ("empty", b"")):
        place = folder(tmp_path / name, first + data) if first else folder(tmp_path / name, b"", data)
        assert heights(place) == list(range(131))


def test_undo_data_are_found_where_those_before_are_lost(tmp_path: Path) -> None:
    undos = b"".join(undo_record(*pair) for pair in zip(node().blocks[110:], node().undos[110:], strict=True))
    reading = FolderReading(str(folder(tmp_path, all_blocks(), undos=[undos])), Chosen(first=110))
    assert all(subject_of(item).spent_outputs for item in items_in(reading) if item.members["position"])
    assert not any(reading.remarks())


def test_undo_data_that_came_after_the_headers_were_read_are_not_held_against_anybody(tmp_path: Path) -> None:
    reading = FolderReading(str(folder(tmp_path, b"".join(map(record, node().blocks[:120])))), Chosen())
    folder(tmp_path, all_blocks(), undos=[all_undos()])
    assert len({item.members["block"] for item in items_in(reading)}) == 120
    assert not any(reading.remarks())


def test_a_file_that_is_gone_when_its_turn_comes_is_an_error_for_each_of_its_blocks(tmp_path: Path) -> None:
    place = folder(tmp_path, b"".join(map(record, node().blocks[:3])), b"".join(map(record, node().blocks[3:5])))
    reading = FolderReading(str(place), Chosen())
    (place / "blk00001.dat").unlink()
    errors = [item.error.code for item in items_in(reading) if item.error]
    assert errors == ["unreadable_file"] * 2
    headers = Headers(reading.folder)
    headers.read(reading.folder.files)
    assert len(headers) == 3


def test_a_folder_in_the_place_of_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "blk00000.dat").mkdir()
    with pytest.raises(InputError) as caught:
        FolderReading(str(tmp_path), Chosen())
    assert (caught.value.code, caught.value.facts["reason"]) == ("unreadable_file", os.strerror(errno.EISDIR))


@posix
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    place = folder(tmp_path, all_blocks())
    os.mkfifo(place / "blk00001.dat")
    assert refused(place) == "unreadable_file"


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission_are_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, all_blocks())
    (place / "blk00000.dat").chmod(0)
    assert refused(place) == "unreadable_file"


def test_work_grows_in_step_with_the_blocks_and_with_garbage(tmp_path: Path) -> None:
    def chained(count: int) -> bytes:
        made, previous = [], hash256(node().blocks[0][:80])
        for height in range(1, count + 1):
            made.append(after(previous, coinbase(height)))
            previous = hash256(made[-1][:80])
        return record(node().blocks[0]) + b"".join(record(block) for block in reversed(made))

    for name, make, sizes in (
        ("chain", chained, (200, 1_600)),
        ("garbage", lambda count: record(node().blocks[0]) + MAGIC * count, (2_000, 16_000)),
        ("undo", lambda count: all_blocks() + bytes(count), (2_000, 16_000)),
    ):
        undo = undo_record(bytes(80), b"\x29strange")
        places = {size: folder(tmp_path / f"{name}{size}", make(size), undos=[undo * size]) for size in sizes}

        def read(size: int, places: dict[int, Path] = places) -> None:
            found = open_folder(str(places[size]))
            headers = Headers(found)
            headers.read(found.files)
            assert Undos(headers).of(len(headers) - 1) is None

        assert grows_in_step(read, *sizes)


# The command


def answers_of(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_the_command_answers_each_transaction_as_decode_does(cli: Callable[..., Ran], real: Path) -> None:
    ran = cli("blocks", str(real))
    answers = answers_of(ran)
    assert (ran.status, len(answers)) == (0, 991)
    validator = validator_of("blocks")
    for answer in answers:
        tx = node().told[answer["height"]]["tx"][answer["position"]]
        assert answer["block"] == node().told[answer["height"]]["hash"]
        assert (answer["txid"], answer["hash"], answer["vsize"]) == (tx["txid"], tx["hash"], tx["vsize"])
        assert answer.get("fee_sat") == (sat(tx["fee"]) if "fee" in tx else None)
        for txin, told in zip(answer["vin"], tx["vin"], strict=True):
            if "prevout" in told:
                assert txin["prevout"].items() >= {"height": told["prevout"]["height"]}.items()
                assert txin["prevout"]["generated"] == told["prevout"]["generated"]
                assert txin["prevout"]["scriptPubKey"]["hex"] == told["prevout"]["scriptPubKey"]["hex"]
    for answer in answers[::50]:
        validator.validate(answer)
    [first] = [each for each in answers if each["height"] == 130 and each["position"] == 3]
    raw, coins = node().told[130]["tx"][3]["hex"], json.dumps(node().told[130]["tx"][3])
    alone = json.loads(cli("decode", raw, "--prevouts", coins, "--network", "regtest", "--json").out)
    assert {name: first[name] for name in first if name not in ("block", "height", "position")} == {
        name: alone[name] for name in alone if name not in ("findings", "policy")
    }


def test_every_input_of_the_folder_is_valid(cli: Callable[..., Ran], real: Path) -> None:
    ran = cli("blocks", str(real), "--verify", "--fields", "position,verdict")
    verdicts = Counter((each["position"] == 0, each["verdict"]) for each in answers_of(ran))
    assert verdicts == {(True, "unknown"): 131, (False, "valid"): 860}
    assert ran.status == 0


def test_two_processes_answer_as_one(cli: Callable[..., Ran], real: Path) -> None:
    call = ("blocks", str(real), "--fields", "block,height,position,txid,fee_sat", "--tsv")
    assert cli(*call, "--jobs", "2").out == cli(*call).out


def test_blocks_alone_have_their_schema(cli: Callable[..., Ran], real: Path) -> None:
    ran = cli("blocks", str(real), "--blocks-only", "--order", "files")
    answers = answers_of(ran)
    assert len(answers) == 131
    validator = validator_of("blocks")
    for answer in answers:
        validator.validate(answer)
        assert answer["stale"] is False
    rows = cli("blocks", str(real), "--blocks-only", "--fields", "height,weight,error.code", "--tsv").out.splitlines()
    assert rows[7] == f"7\t{node().told[7]['weight']}\t"


def test_answers_with_fields_have_the_schema_too(cli: Callable[..., Ran], real: Path, tmp_path: Path) -> None:
    data = bytearray(all_blocks())
    data[data.index(node().blocks[120]) + 300] ^= 1
    place = str(folder(tmp_path, bytes(data), undos=[all_undos()]))
    validator, many = validator_of("blocks"), ",".join(BLOCK_MEMBERS)
    for where in (place, str(real)):
        for fields in ("height,txid", "txid,file,stale,error", "block,height,position,vout.0.value_sat,error.code"):
            for answer in answers_of(cli("blocks", where, "--fields", fields, "--from", "119")):
                validator.validate(answer)
        for fields in ("height", "hash,height,weight", "previous,error.code", many):
            for answer in answers_of(cli("blocks", where, "--blocks-only", "--fields", fields, "--from", "119")):
                validator.validate(answer)
    assert not validator.is_valid({"hash": "0" * 64, "height": 1, "previous": None, "block": 5, "position": 1})


@pytest.mark.parametrize("whole", [True, False])
def test_a_block_of_the_chain_is_not_stale_and_names_its_file(
    whole: bool, cli: Callable[..., Ran], real: Path
) -> None:
    options = ("--blocks-only",) if whole else ()
    answers = answers_of(cli("blocks", str(real), "--fields", "stale,file", "--from", "100", *options))
    assert {tuple(answer.values()) for answer in answers} == {(False, 0)}


@pytest.mark.parametrize(
    ("options", "field", "near"),
    [
        (("--blocks-only",), "fee_sat", "Perhaps: fees_sat."),
        ((), "stal", "Perhaps: stale."),
        ((), "line", "unknown_field"),
        ((), "id", "unknown_field"),
        ((), "input.x", "unknown_field"),
        ((), "verdict", "Add --verify"),
        (("--verify",), "vout", "Leave out --verify"),
    ],
)
def test_a_field_that_blocks_have_not_is_refused_with_what_is_near(
    options: tuple[str, ...], field: str, near: str, cli: Callable[..., Ran], real: Path
) -> None:
    ran = cli("blocks", str(real), "--fields", field, *options)
    assert ran.status == 2
    assert near in ran.err
    assert "schema blocks" in " ".join(ran.err.split())


def test_an_error_about_a_block_is_no_transaction_and_is_said_with_its_place(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    data = bytearray(all_blocks())
    data[data.index(node().blocks[120]) + 300] ^= 1
    place = str(folder(tmp_path, bytes(data), undos=[all_undos()]))
    ran = cli("blocks", place, "--fields", "txid", "--tsv")
    count, block = 991 - node().told[120]["nTx"], node().told[120]["hash"]
    assert f"txexplain: {count:,} transactions in" in ran.err
    assert f"1 error (the first in block {block})" in ran.err
    assert f"txexplain: block {block}: " in ran.err
    assert f"number of transactions that it claims to have: {node().told[120]['nTx']}" in ran.err
    assert f"txexplain: block {block}: " in cli("blocks", place, "--blocks-only", "--fields", "weight", "--tsv").err
    assert all(line.startswith("txexplain") for line in ran.err.splitlines())
    chinese = cli("blocks", place, "--fields", "txid", "--tsv", "--lang", "zh").err.splitlines()
    assert all(line.startswith("txexplain：") for line in chinese)


def test_bytes_that_are_no_block_give_status_3(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """As a file of another network, or without the key."""
    blocks = node().blocks
    first, second = (b"".join(map(record, part)) for part in (blocks[:60], blocks[60:]))
    place = folder(tmp_path, first, second.replace(MAGIC, b"\1\2\3\4"))
    ran = cli("blocks", str(place), "--blocks-only", "--quiet")
    assert (ran.status, len(ran.out.splitlines())) == (3, 0)
    assert "were skipped" in ran.err, "why the status is 3"
    loud = [line for line in cli("blocks", str(place), "--blocks-only").err.splitlines() if "blocks in" not in line]
    assert set(ran.err.splitlines()) <= set(loud)


def test_what_damage_cuts_off_is_said_however_quiet(cli: Callable[..., Ran], tmp_path: Path) -> None:
    data = bytearray(all_blocks())
    at = data.index(node().blocks[120])
    data[at - 8 : at - 4] = b"\1\2\3\4"
    ran = cli("blocks", str(folder(tmp_path, bytes(data))), "--fields", "txid", "-q")
    assert (ran.status, "10 blocks do not descend" in ran.err, "were skipped" in ran.err) == (3, True, True)
    assert "transactions in" not in ran.err
    (tmp_path / "good").mkdir()
    good = cli("blocks", str(folder(tmp_path / "good", all_blocks())), "--fields", "txid", "-q")
    assert (good.status, good.err) == (0, ""), "missing undo data are no damage"


def test_lines_of_json_need_not_be_asked_for(cli: Callable[..., Ran], real: Path) -> None:
    given = ("blocks", str(real), "--to", "3")
    assert cli(*given, "--json").out == cli(*given, "--lines").out == cli(*given).out


def test_errors_are_answers_and_the_status_says_so(cli: Callable[..., Ran], tmp_path: Path) -> None:
    first = b"".join(map(record, node().blocks[:51]))
    place = folder(tmp_path, first[:-40], b"".join(map(record, node().blocks[51:])))
    ran = cli("blocks", str(place), "--order", "files")
    assert ran.status == 3
    last = answers_of(ran)[-1]
    assert last["error"]["code"] == "block_cut"
    assert "blk00000.dat" in last["error"]["sentence"]
    validator_of("blocks").validate(last)
    whole = answers_of(cli("blocks", str(place), "--order", "files", "--blocks-only"))[-1]
    assert whole.keys() == {"hash", "height", "error"}
    validator_of("blocks").validate(whole)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--tsv"], "tsv_needs_fields"),
        (["--blocks-only", "--verify"], "blocks_only_verify"),
        (["--blocks-only", "--fields", "txid"], "unknown_field"),
        (["--blocks-only", "--fields", "hash,"], "empty_field"),
        (["--fields", "txids"], "unknown_field"),
        (["--order", "time"], "unknown_order"),
        (["--from", "9", "--to", "8"], "bad_block_range"),
        (["--file", "7"], "no_such_block_file"),
        (["--network", "main"], "block_files_of_other_network"),
        (["--jobs", "x"], "bad_jobs"),
    ],
)
def test_what_does_not_go_together_is_refused(
    cli: Callable[..., Ran], real: Path, options: list[str], code: str
) -> None:
    ran = cli("blocks", str(real), *options)
    assert (ran.status, ran.out) == (2, "")
    assert f"({code})" in ran.err


def test_the_library_gives_the_same(cli: Callable[..., Ran], real: Path) -> None:
    fields = ["block", "position", "txid", "fee_sat"]
    printed = answers_of(cli("blocks", str(real), "--fields", ",".join(fields), "--from", "120"))
    assert list(txexplain.read_blocks(real, fields=fields, first=120)) == printed
    alone = list(txexplain.read_blocks(str(real), order="files", file=0, blocks_only=True))
    assert [each["height"] for each in alone] == list(range(131))
    for wrong in ({"view": "explain"}, {"order": "time"}, {"jobs": 0}, {"blocks_only": True, "view": "verify"}):
        with pytest.raises(ValueError, match=r"."):
            txexplain.read_blocks(real, **wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        txexplain.read_blocks("none")


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"first": "130"}, TypeError, "first must be int, not str"),
        ({"last": True}, TypeError, "last must be int, not bool"),
        ({"file": 1.0}, TypeError, "file must be iterable, not float"),
        ({"file": [True]}, TypeError, "file must be int, not bool"),
        ({"file": []}, ValueError, "file must have a number at least"),
        ({"first": -1}, ValueError, "first must be at least 0"),
        ({"order": "x"}, ValueError, "order must be one of chain, files"),
        ({"view": "x"}, ValueError, "view must be one of decode, verify"),
        ({"fields": [1]}, TypeError, "fields must be str, not int"),
        ({"remark": 1}, TypeError, "remark must be callable, not int"),
    ],
)
def test_a_wrong_argument_is_named(real: Path, wrong: dict[str, Any], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=f"^{said}"):
        txexplain.read_blocks(real, **wrong)


def test_what_else_there_is_to_say_is_said_to_callers_of_the_library(tmp_path: Path) -> None:
    said: list[str] = []
    place = folder(tmp_path, all_blocks() + record(node().blocks[3]))
    assert len(list(txexplain.read_blocks(place, fields="txid", last=131, remark=said.append))) == 991
    assert said[0] == "The chain in these files ends at height 130."
    assert said[1] == "1 block occurs twice in the files. It is answered once."
    assert len(said) == 3


# A node of one's own


def spend_all(bank: Bank, plans: list[Plan], coins: list[list[Coin]]) -> int:
    """Mines what the node takes of these spends, and says how many that are."""
    reports = [spend(made, own) for made, own in zip(plans, coins, strict=True)]
    raws = [report.tx.raw.hex() for report in reports if report]
    taken = [raw for raw in raws if bank.node.call("testmempoolaccept", [raw], 0)[0]["allowed"]]
    for start in range(0, len(taken), 20):
        bank.node.call("generateblock", bank.output, taken[start : start + 20])
    return len(taken)


@pytest.mark.skipif(not BITCOIND, reason="no TXEXPLAIN_TEST_NODE, which names a bitcoind")
def test_the_folder_of_a_node_that_runs_is_what_it_tells(cli: Callable[..., Ran], tmp_path: Path) -> None:
    """With spends of many kinds, a stale block, and blocks that come while it is read."""
    with started(tmp_path / "node") as running:
        running.codes_until_ready()
        bank = Bank(running)
        tip = bank.tip()._replace(height=bank.height + 1)
        plans = [made for number in range(900) if (made := plan(1, number, tip))]
        coins = [own for start in range(0, len(plans), 100) for own in bank.made(plans[start : start + 100])]
        stale = running.call("getbestblockhash")
        running.call("invalidateblock", stale)
        bank.mine(3)
        running.call("reconsiderblock", stale)
        assert spend_all(bank, plans, coins) > 40
        heights_told = range(running.call("getblockcount") + 1)
        told = [running.call("getblock", running.call("getblockhash", height), 3) for height in heights_told]
        ran = cli("blocks", str(tmp_path / "node"), "--verify", "--fields", "block,height,position,txid,verdict")
        decoded = answers_of(cli("blocks", str(tmp_path / "node"), "--fields", "block,txid,fee_sat,vin.*.prevout"))
        bank.mine(1)
        after_one_more = answers_of(cli("blocks", str(tmp_path / "node"), "--blocks-only"))
    assert ran.status == 0
    wanted = [(block, position, tx) for block in told for position, tx in enumerate(block["tx"])]
    assert [(each["block"], each["position"], each["txid"]) for each in answers_of(ran)] == [
        (block["hash"], position, tx["txid"]) for block, position, tx in wanted
    ]
    assert all(each["verdict"] == "valid" for each in answers_of(ran) if each["position"])
    for answer, (_, position, tx) in zip(decoded, wanted, strict=True):
        if position:
            assert answer["fee_sat"] == sat(tx["fee"])
            assert [each["scriptPubKey"]["hex"] for each in answer["vin.*.prevout"]] == [
                each["prevout"]["scriptPubKey"]["hex"] for each in tx["vin"]
            ]
    assert len(after_one_more) == len(told) + 1
    assert stale in ran.err.replace("\n", "")
