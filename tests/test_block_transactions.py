"""All transactions of a block at once: with a node's own blocks, what they spend, and what is wrong with them."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from bitcoin.core import CBlock
from conftest import slow, validator_of, vector_bytes
from effort import grows_in_step
from fake_esplora import fake_esplora
from fake_servers import FakeNode, fake_node
from said_blk import told as told_by_node
from test_block import B170, coinbase, committed, mined, payment, txid_of
from test_lookup_sources import PASSWORD, world

from txexplain.analyse_block import analyse_block, failing_checks
from txexplain.bulk.answer import answers
from txexplain.bulk.block_totals import Totals
from txexplain.bulk.blocks import KnownBlock, works_of
from txexplain.bulk.work import Asked
from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import DecodeError, InputError, OutputError
from txexplain.model.networks import NETWORKS
from txexplain.model.subject import BlockSubject
from txexplain.session.block import BlockSession
from txexplain.sources.blocks import block_from_text
from txexplain.spent_outputs.by_outpoint import coins_by_outpoint
from txexplain.wire.block import BlockReader
from txexplain.wire.block_scan import BlockScan
from txexplain.wire.hashes import hash256

REGTEST = NETWORKS["regtest"]
PLACE = KnownBlock(hash256(B170[:HEADER_SIZE]), 170)
QUICK = random.Random(15).sample(range(131), 12)  # of the node's blocks, those that are verified in the quick run
LEFT_OUT = ("findings", "policy")  # of the bulk answer


@cache
def nodes_blocks() -> list[dict[str, Any]]:
    """Of each block of a node on regtest its bytes, and what `getblock` 3 prints of it."""
    text = gzip.decompress(vector_bytes("core_regtest_getblock.jsonl.gz")).decode("ascii")
    return [json.loads(line) for line in text.splitlines()]


def big_block() -> bytes:
    return vector_bytes("block413567.raw")


def printed(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode("ascii")


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def satoshi(btc: float) -> int:
    return round(btc * 100_000_000)


def test_every_fee_and_every_spent_output_of_a_nodes_blocks_is_that_of_getblock(record_property: Any) -> None:
    spent = transactions = 0
    for block in nodes_blocks():
        read = block_from_text(json.dumps(block["getblock"]))
        assert read.raw.hex() == block["hex"]
        totals = Totals()
        works = works_of(read.raw, KnownBlock(b"\1" * 32, block["height"], REGTEST), read.coins, totals=totals)
        found = [answer for work in works for answer in answers(work, Asked())]
        assert [answer["position"] for answer in found] == list(range(block["getblock"]["nTx"]))
        for answer, told in zip(found, block["getblock"]["tx"], strict=True):
            assert (answer["txid"], answer["hash"], answer["hex"]) == (told["txid"], told["hash"], told["hex"])
            assert answer["fee_sat"] == (satoshi(told["fee"]) if "fee" in told else None)
            for ours, theirs in zip(answer["vin"], told["vin"], strict=True):
                if "prevout" in theirs:
                    assert {**ours["prevout"], "value_sat": 0} == {**theirs["prevout"], "value_sat": 0}
                    spent += 1
            transactions += 1
        fees = sum(satoshi(told["fee"]) for told in block["getblock"]["tx"] if "fee" in told)
        assert totals.found.fees_sat == fees
        assert totals.found.coinbase_sat == sum(satoshi(out["value"]) for out in block["getblock"]["tx"][0]["vout"])
        assert not totals.found.is_wrong(50 * 100_000_000)
    assert (len(nodes_blocks()), transactions, spent) == (131, 991, 2452)
    record_property("core_regtest_getblock.jsonl.gz", f"{transactions} transactions in {len(nodes_blocks())} blocks")


@pytest.mark.parametrize("number", [number if number in QUICK else slow(number) for number in range(131)])
def test_every_input_of_a_nodes_block_is_verified(number: int, cli: Any) -> None:
    block = nodes_blocks()[number]
    ran = cli("block", "-", "--verify", "--lines", "--network", "regtest", stdin=printed(block["getblock"]))
    first, *others = objects(ran.out)
    assert (ran.status, first["verdict"], first["inputs"][0]["reason"]) == (0, "unknown", "block")
    assert all(answer["verdict"] == "valid" for answer in others)
    assert [answer["txid"] for answer in (first, *others)] == [tx["txid"] for tx in block["getblock"]["tx"]]
    assert f"{len(others):,} valid, 0 invalid, 0 unknown, coinbases: 1" in " ".join(ran.err.split())


def test_a_spent_output_of_another_amount_makes_a_block_invalid(cli: Any) -> None:
    told = json.loads(json.dumps(nodes_blocks()[119]["getblock"]))
    signed, vin = next(
        (tx, vin)
        for tx in told["tx"][1:]
        for vin in tx["vin"]
        if vin["prevout"]["scriptPubKey"]["type"] == "witness_v0_keyhash"
    )
    vin["prevout"]["value"] += 1
    signed["fee"] += 1
    ran = cli("block", "-", "--verify", "--lines", "--network", "regtest", stdin=printed(told))
    assert ran.status == 1
    assert [answer["txid"] for answer in objects(ran.out) if answer["verdict"] == "invalid"] == [signed["txid"]]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_array_has_the_same_answers_as_the_lines_without_their_number(jobs: str, cli: Any) -> None:
    stdin = printed(nodes_blocks()[120]["getblock"])
    arguments = ("block", "-", "--transactions", "--network", "regtest")
    lines = objects(cli(*arguments, "--lines", "--jobs", jobs, stdin=stdin).out)
    array = json.loads(cli(*arguments, stdin=stdin).out)
    assert [line.pop("line") for line in lines] == list(range(1, len(array) + 1))
    assert lines == array
    assert list(array[0])[:4] == ["block", "height", "position", "txid"]
    assert all(answer["block"] == nodes_blocks()[120]["getblock"]["hash"] for answer in array)


def test_a_block_without_transactions_gives_an_empty_array(cli: Any) -> None:
    ran = cli("block", (B170[:HEADER_SIZE] + b"\0").hex(), "--transactions")
    assert json.loads(ran.out) == []
    assert ran.status == 1
    assert "(bad-blk-length)" in ran.err


# Checks of the block


def with_repeated_end() -> bytes:
    made = [coinbase(), payment((b"\1" * 32, 0)), payment((b"\2" * 32, 0))]
    return mined(*made, made[-1])


def other_bit(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


REJECTED = {
    "witness changed": lambda: committed(payment((b"\1" * 32, 0), witness=b"x"), wrong=True),
    "no work": lambda: other_bit(bytes.fromhex(nodes_blocks()[119]["hex"]), 76),
    "repeated": with_repeated_end,
    "witness without commitment": lambda: mined(coinbase(), payment((b"\1" * 32, 0), witness=b"x")),
    "two coinbases": lambda: mined(coinbase(), coinbase(b"\1\x66\0")),
    "no coinbase": lambda: mined(payment((b"\1" * 32, 0))),
    "other root": lambda: mined(coinbase(), root=b"\1" * 32),
    "nothing paid": lambda: mined(coinbase(), payment((b"\1" * 32, 0), outputs=0)),
}


@pytest.mark.parametrize("how", REJECTED)
@pytest.mark.parametrize("option", ["--transactions", "--verify"])
def test_a_check_of_the_block_that_fails_is_said_as_on_its_page(how: str, option: str, cli: Any) -> None:
    raw = REJECTED[how]()
    page = json.loads(cli("block", raw.hex(), "--json", "--network", "regtest").out)
    codes = [check["code"] for check in page["checks"] if check["holds"] is False]
    ran = cli("block", raw.hex(), option, "--network", "regtest")
    assert ran.status == 1
    assert re.findall(r"nodes reject this block \((.*?)\)", " ".join(ran.err.split())) == codes != []


def test_the_checks_alone_give_what_the_report_of_a_block_gives() -> None:
    some = random.Random(15)
    blocks = [B170, big_block(), *(bytes.fromhex(block["hex"]) for block in nodes_blocks()[100:])]
    for raw in [*blocks, *(other_bit(raw, some.randrange(len(raw))) for raw in blocks[2:] for _ in range(10))]:
        with suppress(DecodeError):
            checks = analyse_block(raw, REGTEST).checks
            assert failing_checks(raw, REGTEST) == tuple(check for check in checks if check.holds is False)


def test_the_transactions_of_a_big_block_are_as_single_sessions_tell_them() -> None:
    raw = big_block()
    session = BlockSession(BlockSubject(raw))
    works = list(works_of(raw, PLACE))
    found = [answer for work in works for answer in answers(work, Asked())]
    assert [answer["txid"] for answer in found] == [tx.GetTxid()[::-1].hex() for tx in CBlock.deserialize(raw).vtx]
    for number in random.Random(413567).sample(range(len(found)), 40):
        single = {
            name: value
            for name, value in session.transaction(number).to_dict("decode").items()
            if name not in LEFT_OUT
        }
        answer = {name: value for name, value in found[number].items() if name not in ("block", "height", "position")}
        assert answer == single


def test_what_a_big_block_spends_from_outside_is_unknown_and_what_it_made_itself_is_verified() -> None:
    raw = big_block()
    session = BlockSession(BlockSubject(raw))
    totals = Totals()
    works = list(works_of(raw, PLACE, totals=totals))
    subjects = [item.subject for work in works for item in work.items()]
    coins = [subject.spent_outputs if subject else () for subject in subjects]
    whole = [number for number, spent in enumerate(coins) if spent and all(spent)]
    assert len(whole) > 100
    for number in whole[:3]:
        single = session.transaction(number)
        assert subjects[number] == single.subject._replace(told_height=None)
        assert single.verdict.value in ("valid", "unknown")
    assert totals.found.unknown == 4599
    assert totals.found.fees_sat is None


def test_a_piece_pickles_and_lost_ones_answer_for_each_transaction() -> None:
    work = next(works_of(big_block(), PLACE, numbered=True))
    assert pickle.loads(pickle.dumps(work)) == work
    lost = list(work.lost(OutputError("worker_died")))
    assert [item.members for item in lost] == [item.members for item in work.items()]
    assert all(item.error for item in lost)


def test_pieces_are_small_and_follow_one_another() -> None:
    works = list(works_of(big_block(), PLACE, numbered=True))
    assert len(works) > 10
    assert [work.first for work in works] == [sum(len(w.transactions) for w in works[:n]) for n in range(len(works))]
    assert [work.line for work in works] == [work.first + 1 for work in works]
    assert sum(work.size for work in works) == len(big_block()) - HEADER_SIZE - 3


def test_what_comes_before_a_cut_is_answered_and_then_the_error(cli: Any) -> None:
    cut = big_block()[:100_000]
    ran = cli("block", "-", "--transactions", "--lines", "--fields", "position,txid", stdin=cut)
    *answered, last = objects(ran.out)
    assert (ran.status, len(answered), last["error"]["code"], last["position"]) == (3, 296, "truncated", 296)
    total = BlockScan(big_block()).count
    assert f"txexplain: 296 of {total:,} transactions in" in ran.err, "what could not be read is none"
    array = json.loads(cli("block", "-", "--transactions", "--fields", "txid", stdin=cut).out)
    assert [each.get("txid") for each in array[:-1]] == [each["txid"] for each in answered]


def test_bytes_behind_the_last_transaction_are_an_error_in_its_place(cli: Any) -> None:
    ran = cli("block", (B170 + B170).hex(), "--transactions", "--lines")
    assert ran.status == 3
    assert [answer.get("error", {}).get("code") for answer in objects(ran.out)] == [
        None,
        None,
        "block_trailing_bytes",
    ]
    assert objects(ran.out)[-1]["position"] is None
    assert "2 transactions in" in ran.err
    assert "1 error" in ran.err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--lines", ""), ("--verify", ""), ("--fields", "txid"), ("--jobs", "1"), ("--transactions", "")],
)
def test_each_of_the_options_asks_for_all_transactions(option: str, value: str, cli: Any) -> None:
    ran = cli("block", "block170", option, *filter(None, [value]))
    assert len([line for line in ran.out.splitlines() if line.startswith("{")]) == 2
    with_page = cli("block", "block170", "--tx", "1", option, *filter(None, [value]))
    assert (with_page.status, with_page.out) == (2, "")
    assert option in with_page.err


def test_columns_are_the_fields_and_nothing_else(cli: Any) -> None:
    ran = cli("block", "block170", "--fields", "position,height,fee_sat,txid", "--tsv")
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[:3] for row in rows] == [["0", "170", ""], ["1", "170", "0"]]


def test_json_is_accepted_with_all_transactions_which_are_json_anyway(cli: Any) -> None:
    for option in ("--transactions", "--verify"):
        assert cli("block", "block170", option, "--json").out == cli("block", "block170", option).out


def test_what_a_bundled_block_has_of_a_bundled_example_has_its_spent_outputs(cli: Any) -> None:
    for arguments in (("--tx", "1", "--as", "verify", "--json"), ("--verify", "--fields", "verdict")):
        told = json.loads(cli("block", "block170", *arguments).out)
        assert (told[1] if isinstance(told, list) else told)["verdict"] == "valid"


# What is told of the spent outputs


def as_map(told: dict[str, Any]) -> dict[str, Any]:
    inputs = [vin for tx in told["tx"] for vin in tx["vin"] if "prevout" in vin]
    return {f"{vin['txid']}:{vin['vout']}": vin["prevout"] for vin in inputs}


def shapes(told: dict[str, Any]) -> dict[str, Any]:
    """The spent outputs of a block in each of the shapes that are read."""
    wrapped = {"height": 119, "hex": nodes_blocks()[119]["hex"], "getblock": told}
    return {
        "getblock": told,
        "answer": {"result": told, "error": None, "id": 1},
        "line": wrapped,
        "map": as_map(told),
        "list": [
            {
                "txid": name[:64],
                "vout": int(name[65:]),
                "value_sat": satoshi(out["value"]),
                "script_pubkey": out["scriptPubKey"]["hex"],
            }
            for name, out in as_map(told).items()
        ],
        "transactions": [{"vin": tx["vin"]} for tx in told["tx"]],
    }


@pytest.mark.parametrize("shape", ["getblock", "answer", "line", "map", "list", "transactions"])
def test_spent_outputs_are_read_in_each_shape(shape: str, cli: Any, tmp_path: Any) -> None:
    told = nodes_blocks()[119]
    path = tmp_path / "spent.json"
    path.write_bytes(printed(shapes(told["getblock"])[shape]))
    arguments = ("--transactions", "--lines", "--fields", "fee_sat", "--network", "regtest")
    ran = cli("block", "-", *arguments, "--prevouts", str(path), stdin=told["hex"].encode())
    fees = [satoshi(tx["fee"]) if "fee" in tx else None for tx in told["getblock"]["tx"]]
    assert [answer["fee_sat"] for answer in objects(ran.out)] == fees
    assert "0.00006217 BTC" in ran.err


def test_where_a_block_was_found_in_json_is_said_unless_it_is_all_of_it(cli: Any) -> None:
    told = nodes_blocks()[119]["getblock"]
    for given, said in ((told, "from the block in JSON"), ({"result": told}, "from the block at $.result in JSON")):
        assert said in " ".join(cli("block", "-", "--network", "regtest", stdin=printed(given)).err.split())


def test_spent_outputs_of_many_blocks_one_a_line_are_told_of_as_of_no_use(cli: Any, tmp_path: Any) -> None:
    path = tmp_path / "spent.jsonl"
    path.write_bytes(b"\n".join(printed(nodes_blocks()[number]) for number in (118, 119)))
    stdin = nodes_blocks()[119]["hex"].encode()
    ran = cli("block", "-", "--transactions", "--network", "regtest", "--prevouts", str(path), stdin=stdin)
    both = [len(as_map(nodes_blocks()[number]["getblock"])) for number in (118, 119)]
    assert ran.status == 0
    assert f"{both[0]} of {sum(both)}" in " ".join(ran.err.split())


def test_spent_outputs_of_another_block_leave_the_fees_unknown_and_are_told_of(cli: Any, tmp_path: Any) -> None:
    path = tmp_path / "spent.json"
    path.write_bytes(printed(nodes_blocks()[130]["getblock"]))
    stdin = nodes_blocks()[119]["hex"].encode()
    arguments = ("--verify", "--lines", "--fields", "verdict", "--network", "regtest")
    ran = cli("block", "-", *arguments, "--prevouts", str(path), stdin=stdin)
    assert ran.status == 4
    assert {answer["verdict"] for answer in objects(ran.out)} == {"unknown"}
    told = " ".join(ran.err.split())
    assert "fees are not known" in told
    assert "nothing in this block spends: 108 of 108" in told


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("[1, 2]", "no_outpoints"),
        ("{", "not_json"),
        ('{"aa:1": 5}', "bad_outpoint_name"),
        (f'{{"{"aa" * 32}:4294967296": 5}}', "bad_outpoint_name"),
        (f'{{"{"aa" * 32}:1": 5, "{"AA" * 32}:1": 6}}', "outpoint_told_twice"),
        (f'{{"{"aa" * 32}:1": {{"value": 1.0, "scriptPubKey": {{"hex": "zz"}}}}}}', "bad_spent_script"),
    ],
)
def test_spent_outputs_that_cannot_be_read_are_refused(told: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        coins_by_outpoint(told)
    assert error.value.code == code


def test_deep_json_of_spent_outputs_is_refused_or_read() -> None:
    for deep in (900, 100_000):
        with pytest.raises(InputError) as error:
            coins_by_outpoint('{"tx":[' * deep + "]}" * deep)
        assert error.value.code in ("no_outpoints", "json_too_deep")


def test_what_is_told_of_an_output_that_the_block_made_otherwise_is_an_error_there(cli: Any, tmp_path: Any) -> None:
    made = payment((b"\1" * 32, 0))
    raw = mined(coinbase(), made, payment((txid_of(made), 0)))
    name = f"{txid_of(made)[::-1].hex()}:0"
    path = tmp_path / "spent.json"
    path.write_text(json.dumps({name: {"value_sat": 7, "script_pubkey": "51"}}))
    ran = cli("block", raw.hex(), "--transactions", "--lines", "--network", "regtest", "--prevouts", str(path))
    assert [answer.get("error", {}).get("code") for answer in objects(ran.out)] == [
        None,
        None,
        "spent_outputs_differ",
    ]
    assert ran.status == 2


# A block from JSON


WRONG = {
    **dict.fromkeys(("height", "weight", "strippedsize"), "block"),
    **dict.fromkeys(("size of one", "weight of one", "vsize of one"), "transaction"),
}


def spoilt(how: str) -> dict[str, Any]:
    told = json.loads(json.dumps(nodes_blocks()[119]["getblock"]))
    first, second = told["tx"][1], told["tx"][2]
    if how == "header":
        told["time"] += 1
    elif how == "id":
        first["hex"] = first["hex"][:-8] + "01000000"
    elif how == "wtxid":
        first["hash"] = second["hash"]
    elif how == "no hex":
        first["hex"] = "zz"
    elif how == "short":
        first["hex"] = "00"
    elif how == "longer":
        told["tx"][-1]["hex"] += "00"
    elif how == "size":
        told["size"] = 1
    elif how in WRONG:
        place = told if WRONG[how] == "block" else first
        place[how.partition(" ")[0]] = 5
    elif how == "height in words":
        told["height"] = "119"
    elif how == "count":
        told["nTx"] += 1
    elif how == "left out":
        del told["tx"][1]
        told["nTx"] -= 1
    elif how == "order":
        told["tx"][1:3] = [second, first]
    return dict(told)


@pytest.mark.parametrize(
    "how",
    [
        *("header", "id", "wtxid", "count", "left out", "order", "no hex", "short", "longer", "size"),
        *(*WRONG, "height in words"),
    ],
)
def test_a_block_whose_members_contradict_each_other_is_refused(how: str, cli: Any) -> None:
    ran = cli("block", "-", "--transactions", "--network", "regtest", stdin=printed(spoilt(how)))
    assert (ran.status, ran.out) == (2, "")
    assert "contradict each other" in ran.err


def test_a_block_whose_hex_is_another_one_is_refused(cli: Any) -> None:
    told = {**nodes_blocks()[119], "hex": nodes_blocks()[120]["hex"]}
    ran = cli("block", "-", "--network", "regtest", stdin=printed(told))
    assert ran.status == 2
    assert "contradict each other" in ran.err


@pytest.mark.parametrize("whole", ["zz", "00", "", 5])
def test_a_block_whose_hex_is_none_is_refused(whole: Any, cli: Any) -> None:
    ran = cli("block", "-", "--network", "regtest", stdin=printed({**nodes_blocks()[119], "hex": whole}))
    assert (ran.status, ran.out) == (2, "")
    assert "contradict each other" in ran.err


def test_json_of_a_block_that_is_cut_or_has_a_name_twice_is_told_so(cli: Any) -> None:
    text = json.dumps(nodes_blocks()[119]["getblock"])
    ran = cli("block", "-", stdin=text[:-100].encode())
    assert (ran.status, "this block's JSON ends early or is damaged" in ran.err) == (2, True)
    twice = '{"hash": "00", ' + text[1:]
    assert "hash is there twice" in " ".join(cli("block", "-", stdin=twice.encode()).err.split())


@pytest.mark.parametrize("name", ["merkleroot", "version", "time", "bits", "nonce"])
def test_json_of_a_block_without_a_field_of_its_header_names_it(name: str, cli: Any) -> None:
    told = {key: value for key, value in nodes_blocks()[119]["getblock"].items() if key != name}
    ran = cli("block", "-", "--network", "regtest", stdin=printed(told))
    assert (ran.status, f"{name} is missing" in ran.err) == (2, True)


@pytest.mark.parametrize(("version", "time"), [(1, 1_400_000_000), (2, 1_300_000_000)])
def test_a_height_is_compared_where_every_coinbase_states_one(version: int, time: int, cli: Any) -> None:
    block = mined(coinbase(bytes.fromhex("029600") + b"\0"), version=version, time=time)
    ran = cli("block", json.dumps({**told_by_node(block), "height": 5}), "--network", "regtest")
    assert ran.status == 0, ran.err


@pytest.mark.parametrize(("field", "options"), [("id", ()), ("file", ()), ("input.x", ()), ("stale", ("--verify",))])
def test_a_field_that_only_lines_and_folders_have_is_refused(field: str, options: tuple[str, ...], cli: Any) -> None:
    ran = cli("block", "block170", "--fields", field, *options)
    assert (ran.status, "(unknown_field)" in ran.err) == (2, True)


def test_a_field_of_the_verdict_is_had_with_the_option_for_it(cli: Any) -> None:
    assert "Add --verify" in cli("block", "block170", "--fields", "verdict").err
    assert "Leave out --verify" in cli("block", "block170", "--fields", "vout", "--verify").err


def test_several_blocks_in_json_are_refused_and_so_is_one_without_bytes(cli: Any) -> None:
    two = [nodes_blocks()[number]["getblock"] for number in (1, 2)]
    assert "several blocks" in cli("block", "-", stdin=json.dumps(two).encode()).err
    only_ids = {**two[0], "tx": [tx["txid"] for tx in two[0]["tx"]]}
    assert "without its bytes" in cli("block", "-", stdin=printed(only_ids)).err


def test_one_transaction_of_a_block_from_json_has_its_coins(cli: Any) -> None:
    stdin = printed(nodes_blocks()[119]["getblock"])
    ran = cli("block", "-", "--tx", "3", "--json", "--network", "regtest", stdin=stdin)
    assert json.loads(ran.out)["fee_sat"] == satoshi(nodes_blocks()[119]["getblock"]["tx"][3]["fee"])


def test_a_coinbase_that_takes_more_than_subsidy_and_fees_is_told_of(cli: Any) -> None:
    at_first_halving = mined(coinbase(bytes.fromhex("029600") + b"\0"))  # height 150, of regtest
    ran = cli("block", at_first_halving.hex(), "--transactions", "--network", "regtest")
    assert ran.status == 1
    assert "25.00000000 BTC more" in " ".join(ran.err.split())


TOO_LITTLE = {
    "overspent": (1e-8, "transaction {number} creates"),
    "impossible": (22e6, "transaction {number} spends an amount that cannot exist"),
}


@pytest.mark.parametrize("how", TOO_LITTLE)
def test_a_given_coin_that_cannot_pay_is_said_and_the_coinbase_is_not_judged(how: str, cli: Any) -> None:
    told = json.loads(json.dumps(nodes_blocks()[119]["getblock"]))
    number, vin = next((n, vin) for n, tx in enumerate(told["tx"]) for vin in tx["vin"] if "prevout" in vin)
    vin["prevout"]["value"], said = TOO_LITTLE[how]
    told["tx"][number].pop("fee")
    ran = cli("block", "-", "--transactions", "--lines", "--network", "regtest", stdin=printed(told))
    err = " ".join(ran.err.split())
    assert ran.status == 1
    assert said.format(number=number) in err
    assert "either a given spent output is wrong, or nodes reject the block" in err
    assert "coinbase" not in err
    assert "fees:" not in err


def test_what_the_block_itself_pays_too_little_is_no_doubt_of_what_is_given(cli: Any) -> None:
    made = payment((b"\1" * 32, 0))
    raw = mined(coinbase(), made, payment((txid_of(made), 0), outputs=2))
    ran = cli("block", raw.hex(), "--transactions", "--network", "regtest")
    assert ran.status == 1
    assert "transaction 2 creates 0.00001000 BTC more than it spends: nodes reject" in " ".join(ran.err.split())


@pytest.mark.parametrize("value", [0.7, "half", None])
def test_a_fee_that_the_spent_outputs_do_not_give_is_refused(value: Any, cli: Any) -> None:
    told = json.loads(json.dumps(nodes_blocks()[119]["getblock"]))
    told["tx"][1]["fee"] = value
    ran = cli("block", "-", "--network", "regtest", stdin=printed(told))
    assert ran.status == (2 if value == 0.7 else 0)
    assert ("the fee of transaction 1" in " ".join(ran.err.split())) is (value == 0.7)


# Read by offsets


def read_by(reader: BlockReader, read: Callable[[Any], Iterable[Any]]) -> tuple[Any, ...]:
    """The layout, or the error there is instead."""
    try:
        for _ in read(reader):
            pass
    except DecodeError as error:
        return error.code, error.span, dict(error.facts)
    return (reader.layout(),)


def same_by_both(raw: bytes) -> bool:
    try:
        block, scan = BlockReader(raw), BlockScan(raw)
    except DecodeError:
        return True  # they share that
    return read_by(block, BlockReader.transactions) == read_by(scan, BlockScan.scanned)


def test_reading_by_offsets_gives_what_the_full_reading_gives_of_each_block() -> None:
    blocks = [bytes.fromhex(block["hex"]) for block in nodes_blocks()]
    assert all(map(same_by_both, [B170, big_block(), *blocks]))


def test_reading_by_offsets_refuses_what_the_full_reading_refuses() -> None:
    block = bytes.fromhex(nodes_blocks()[119]["hex"])[:4_000]
    some = random.Random(80)
    assert all(same_by_both(B170[:end]) for end in range(HEADER_SIZE, len(B170)))
    for raw in (B170, committed(payment((b"\1" * 32, 0), witness=b"x")), block):
        for _ in range(300):
            place, byte = some.randrange(HEADER_SIZE, len(raw)), some.choice((0, 1, 0xFC, 0xFD, 0xFE, 0xFF))
            assert same_by_both(raw[:place] + bytes([byte]) + raw[place + 1 :]), (raw.hex(), place, byte)


# From a server


def test_a_node_tells_what_the_whole_block_spends(cli: Any) -> None:
    here = world()
    with fake_node(here.chain) as url:
        ran = cli("block", "3", "--verify", "--fields", "position,txid", "--lines", "--node", url, **PASSWORD)
        told = cli("block", "3", "--transactions", "--node", url, **PASSWORD)
        assert url.asked.count("getblock") == 4
    assert ran.status == 1  # what is signed there is no signature
    assert json.loads(told.out)[1]["fee_sat"] == 0
    assert json.loads(told.out)[1]["vin"][0]["prevout"]["height"] == 2


def test_a_node_without_undo_data_and_an_explorer_leave_the_fees_unknown(cli: Any) -> None:
    here = world()
    with fake_node(here.chain, undo=False) as url, fake_esplora(here.chain) as api:
        for server in (("--node", url), ("--esplora", api)):
            ran = cli("block", "3", "--transactions", *server, **PASSWORD)
            assert (ran.status, json.loads(ran.out)[1]["fee_sat"]) == (0, None)
            assert "fees are not known" in " ".join(ran.err.split())


def test_a_node_that_tells_of_coins_from_beyond_its_best_block_is_not_believed(
    cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = FakeNode._prevout
    monkeypatch.setattr(FakeNode, "_prevout", lambda node, outpoint: {**true(node, outpoint), "height": 900})
    with fake_node(world().chain) as url:
        ran = cli("block", "3", "--transactions", "--node", url, **PASSWORD)
    assert (ran.status, ran.out) == (6, "")
    assert "server_contradicts_itself" in ran.err


UNREACHABLE = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    "asked", [{"--transactions": ""}, {"--verify": "", "--prevouts": "spent"}, {"--fields": "txid"}]
)
def test_a_server_is_not_asked_where_nothing_is_missing_or_needed(
    asked: dict[str, str], cli: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = nodes_blocks()[119]
    (tmp_path / "spent").write_bytes(printed(told["getblock"]))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TXEXPLAIN_NODE", UNREACHABLE)
    options = [word for option in asked.items() for word in option if word]
    stdin = printed(told["getblock"]) if "--transactions" in asked else told["hex"].encode()
    ran = cli("block", "-", "--lines", "--network", "regtest", *options, stdin=stdin)
    assert (ran.status, len(objects(ran.out))) == (0, told["getblock"]["nTx"])
    assert "not known" not in ran.err
    if "--fields" in asked:
        for more in ("fee_sat", "vin.0.prevout.value_sat", "vin"):
            assert cli("block", "-", "--fields", more, "--network", "regtest", stdin=stdin).status == 6


# Growth


def chained(count: int) -> bytes:
    """A block each of whose transactions spends the one before it."""
    made = [payment((b"\1" * 32, 0))]
    for _ in range(count):
        made.append(payment((txid_of(made[-1]), 0)))
    return mined(coinbase(), *made)


def test_coins_made_in_the_block_are_found_in_step_with_its_length() -> None:
    blocks = {count: chained(count) for count in (200, 800)}
    assert grows_in_step(lambda count: list(works_of(blocks[count], PLACE)), 200, 800)


@pytest.mark.parametrize("arguments", [(), ("--verify",), ("--fields", "block,position,fee_sat")])
def test_answers_are_as_the_schema_of_lines_says(arguments: tuple[str, ...], cli: Any) -> None:
    for raw in (nodes_blocks()[119]["hex"], big_block()[:3_000].hex(), (B170 + b"\0").hex()):
        for each in objects(cli("block", raw, "--lines", "--network", "regtest", *arguments).out):
            validator_of("lines").validate(each)
