"""Spent outputs in every shape that people have them in; what is wrong is told by its place."""

from __future__ import annotations

import gzip
import json
import random
from base64 import b64decode
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from conftest import EXAMPLES, FULL, vector_bytes
from spent_shapes import AMOUNTS_ALONE, WHOLE, as_json, gettxout, listunspent, outpoints, wrappings
from test_verify import child_of, parent_of

import txexplain
from txexplain.addresses.addresses import address_of
from txexplain.analyse_psbt import analyse_psbt
from txexplain.bundled import example_of
from txexplain.data.psbt import psbt_data
from txexplain.model.errors import InputError, TxExplainError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import NETWORKS
from txexplain.model.report import Coin, SpentAmount, SpentOutput
from txexplain.model.transaction import Transaction
from txexplain.render.json import json_pieces
from txexplain.session.coins import with_spent_outputs
from txexplain.session.transaction import Session
from txexplain.sources.transactions import from_bytes
from txexplain.spent_outputs import SpentOutputs
from txexplain.wire.transaction import decode

NAMES = ["all-types", "p2pkh", "taproot-script", "coinjoin", "first", "p2wsh-multisig"]
TX, COIN = decode(EXAMPLES["p2pkh"].raw), EXAMPLES["p2pkh"].spent_outputs[0]
OUTPOINT = ":".join(map(str, outpoints(TX)[0]))
TWO = decode(EXAMPLES["all-types"].raw)


def told(text: str, tx: Transaction, known: Sequence[Coin | None] = ()) -> tuple[Coin | None, ...]:
    found = SpentOutputs(tx, known)
    found.from_json(text)
    return found.coins


def bare(coins: Sequence[Coin | None]) -> list[tuple[object, ...]]:
    """Amounts and scripts alone."""
    return [() if coin is None else coin[:2] for coin in coins]


def recorded() -> Iterator[tuple[Transaction, list[SpentOutput]]]:
    """Every transaction of a node's chain on regtest, with what the node says that it spends."""
    for line in gzip.decompress(vector_bytes("core_regtest_getblock.jsonl.gz")).splitlines():
        for item in json.loads(line, parse_float=Decimal)["getblock"]["tx"]:
            prevouts = [vin["prevout"] for vin in item["vin"] if "prevout" in vin]
            coins = [
                SpentOutput(int(each["value"] * 10**8), bytes.fromhex(each["scriptPubKey"]["hex"]))
                for each in prevouts
            ]
            if coins:
                yield decode(bytes.fromhex(item["hex"])), coins


@pytest.mark.parametrize("shape", WHOLE)
def test_every_shape_tells_amounts_and_scripts(shape: str) -> None:
    for name in NAMES:
        tx, coins = decode(EXAMPLES[name].raw), EXAMPLES[name].spent_outputs
        for data in wrappings(WHOLE[shape](tx, coins)):
            assert bare(told(as_json(data), tx)) == bare(coins), name


@pytest.mark.parametrize("shape", AMOUNTS_ALONE)
def test_every_shape_of_amounts_alone_tells_the_amounts(shape: str) -> None:
    for name in NAMES:
        tx, coins = decode(EXAMPLES[name].raw), EXAMPLES[name].spent_outputs
        for data in wrappings(AMOUNTS_ALONE[shape](tx, coins)):
            assert told(as_json(data), tx) == tuple(SpentAmount(coin.value_sat) for coin in coins), name


def test_every_shape_holds_on_a_nodes_chain(record_property) -> None:
    transactions = list(recorded())[:: 1 if FULL else 9]
    for tx, coins in transactions:
        for shapes in (WHOLE, AMOUNTS_ALONE):
            for name, shape in shapes.items():
                found = told(as_json(shape(tx, coins)), tx)
                assert [coin and coin.value_sat for coin in found] == [coin.value_sat for coin in coins], name
                assert shapes is AMOUNTS_ALONE or bare(found) == bare(coins), name
    assert len(transactions) > 50
    record_property(
        "core_regtest_getblock.jsonl.gz", f"{len(transactions)} transactions in each shape of spent outputs"
    )


def test_a_node_says_when_each_coin_was_made() -> None:
    for line in gzip.decompress(vector_bytes("core_regtest_getblock.jsonl.gz")).splitlines()[::5]:
        for item in json.loads(line, parse_float=Decimal)["getblock"]["tx"]:
            found = SpentOutputs(decode(bytes.fromhex(item["hex"])))
            found.around([item])
            for vin, coin in zip(item["vin"], found.coins, strict=True):
                if "prevout" in vin:
                    assert isinstance(coin, SpentOutput)
                    assert (coin.height, coin.coinbase) == (vin["prevout"]["height"], vin["prevout"]["generated"])


def test_when_it_was_made_is_kept_and_shown(cli) -> None:
    raw = EXAMPLES["p2pkh"].raw.hex()
    entry = {"value_sat": COIN.value_sat, "script_pubkey": COIN.script_pubkey.hex()}
    for since, shown in (
        (
            {"height": 7, "coinbase": True, "mediantime_before": 9},
            {"height": 7, "generated": True, "mediantime_before": 9},
        ),
        ({"status": {"block_height": 7}, "confirmations": 3}, {"height": 7}),
        ({"height": 0}, {}),
        ({"height": -1, "confirmations": 5}, {}),
        ({"height": 0x7FFFFFFF}, {}),
    ):
        data = json.loads(cli("decode", raw, "--json", "--prevouts", json.dumps([{**entry, **since}])).out)
        prevout = data["vin"][0]["prevout"]
        assert {
            name: prevout[name] for name in prevout if name in ("height", "generated", "mediantime_before")
        } == shown
        again = json.loads(cli("decode", raw, "--json", "--prevouts", json.dumps(data)).out)
        assert again == data
    for wrong in ({"height": "7"}, {"height": 1.5}, {"coinbase": "yes"}, {"mediantime_before": -1}):
        assert "bad_spent_since" in cli("decode", raw, "--prevouts", json.dumps([{**entry, **wrong}])).err


def test_a_change_keeps_when_the_coin_was_made() -> None:
    coin = COIN._replace(height=7, coinbase=False)
    session = txexplain.read(EXAMPLES["p2pkh"].raw, spent_outputs=[coin])
    found = session.whatif([("set", "version", "2")])
    assert found.after.report.inputs[0].coin == coin
    moved = session.whatif(
        [("set", "vin[0].vout", "9"), ("set", "spent[0].value", "5"), ("set", "spent[0].script", "51")]
    )
    assert moved.after.report.inputs[0].coin == SpentOutput(5, b"\x51")


# Amounts alone


def test_amounts_alone_give_a_fee_that_is_only_claimed(cli) -> None:
    raw = EXAMPLES["p2wpkh"].raw.hex()
    (coin,) = EXAMPLES["p2wpkh"].spent_outputs
    whole = json.loads(cli("decode", "p2wpkh", "--json").out)
    data = json.loads(cli("decode", raw, "--json", "--prevouts", f"[{coin.value_sat}]").out)
    assert (data["fee"], data["fee_sat"], data["input_sat"]) == (whole["fee"], whole["fee_sat"], coin.value_sat)
    assert "prevout" not in data["vin"][0]
    assert data["vin"][0]["prevout_value_sat"] == coin.value_sat
    assert data["sigop_cost_known"] is False
    assert json.loads(cli("decode", raw, "--json", "--prevouts", json.dumps(data)).out) == data
    for lang, words in (("en", "only as certain as the amounts"), ("zh", "只与所给的金额一样可信")):
        for view in (["decode"], ["decode", "--all"], ["verify"], ["explain", "--why"]):
            page = cli(*view, raw, "--lang", lang, "--prevouts", f"[{coin.value_sat}]", width=200).out
            assert words in page.lower()
    assert "only as certain" not in cli("decode", "p2wpkh", width=200).out.lower()


def test_nothing_is_verified_with_an_amount_alone(cli) -> None:
    for name in ("p2wpkh", "p2pkh", "taproot-key"):
        raw, amounts = EXAMPLES[name].raw.hex(), json.dumps([coin.value_sat for coin in EXAMPLES[name].spent_outputs])
        ran = cli("verify", raw, "--json", "--prevouts", amounts)
        bare = cli("verify", raw, "--json")
        assert (ran.status, json.loads(ran.out)["inputs"]) == (4, json.loads(bare.out)["inputs"])


def test_amounts_below_what_comes_out_are_told_as_that(cli) -> None:
    raw = EXAMPLES["p2pkh"].raw.hex()
    ran = cli("verify", raw, "--json", "--prevouts", "[1]")
    assert (ran.status, json.loads(ran.out)["broken"]) == (4, [])
    for view in (["decode"], ["decode", "--all"], ["verify"], ["explain", "--why"]):
        page = cli(*view, raw, "--prevouts", "[1]", width=200).out
        assert "The amounts that were given add up to 1 sat, less than" in page
        assert "rejects it" not in page
        assert "from nothing" not in page
    whole = json.dumps([{"value_sat": 1, "script_pubkey": COIN.script_pubkey.hex()}])
    broken = json.loads(cli("verify", raw, "--json", "--prevouts", whole).out)["broken"]
    assert [each["key"] for each in broken] == ["bad-txns-in-belowout"]


@pytest.mark.parametrize("amount", [-1, 2_100_000_000_000_001])
def test_an_impossible_amount_alone_is_refused_with_its_place(cli, amount: int) -> None:
    for data, place in (([amount], "$[0]"), ({OUTPOINT: {"value_sat": amount}}, f'$["{OUTPOINT}"]')):
        ran = cli("verify", TX.raw.hex(), "--prevouts", json.dumps(data), width=200)
        assert (ran.status, "spent_amount_impossible" in ran.err, place in ran.err) == (2, True, True)


@pytest.mark.parametrize(
    "name", ["hex", "rawtx", "tx", "txHex", "parent", "previousTx", "raw", "transaction", "prevTx"]
)
@pytest.mark.parametrize("of", ["outpoint", "order", "map", "member"])
def test_a_parent_beside_an_entry_gives_the_script_and_must_agree(name: str, of: str) -> None:
    parent = decode(parent_of(COIN))
    child = decode(child_of(parent.raw, b""))
    txid = display_hex(parent.txid)
    raw = {"hex": parent.raw.hex()} if of == "member" else parent.raw.hex()
    for value_sat in (COIN.value_sat, COIN.value_sat + 1):
        entry = {"value_sat": value_sat, name: raw}
        named = {"txid": txid, "vout": 0, **entry}
        text = json.dumps({f"{txid}:0": entry} if of == "map" else [entry if of == "order" else named])
        if value_sat == COIN.value_sat:
            assert bare(told(text, child)) == bare([COIN])
        else:
            with pytest.raises(InputError, match="spent_outputs_differ"):
                told(text, child)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([{"value": 120000, "scriptPubKey": {"hex": "51"}}], "$[0].value"),
        ([{"amount": 120000, "scriptPubKey": "51"}], "$[0].amount"),
        ({"vin": [{"prevout": {"value": 10**12, "scriptPubKey": {"hex": "51"}}}]}, "$.vin[0].prevout.value"),
        ({OUTPOINT: {"amount": 546}}, f'$["{OUTPOINT}"].amount'),
    ],
)
def test_a_whole_number_where_programs_write_btc_is_of_no_clear_unit(data: object, place: str) -> None:
    with pytest.raises(InputError, match="spent_amount_unit") as caught:
        told(json.dumps(data), TX)
    assert caught.value.facts["place"] == place


def test_a_few_whole_bitcoins_may_have_lost_their_point() -> None:
    """As `jq` writes 50.00000000."""
    for data in ([{"value": 50, "scriptPubKey": {"hex": "51"}}], [{"amount": 50, "scriptPubKey": "51"}]):
        assert told(json.dumps(data), TX) == (SpentOutput(5_000_000_000, b"\x51"),)


def test_zero_and_what_an_exact_amount_says_are_clear() -> None:
    script = {"scriptPubKey": {"hex": "51"}}
    for entry, value_sat in (
        ({"value": 0, **script}, 0),
        ({"amount": 0, "scriptPubKey": "51"}, 0),
        ({"value": 9, "value_sat": 9, **script}, 9),
        ({"value": 9, "value_sat": 900_000_000, **script}, 900_000_000),
        ({"amount": 9, "value_sat": 9, "scriptPubKey": "51"}, 9),
    ):
        assert told(json.dumps([entry]), TX) == (SpentOutput(value_sat, b"\x51"),)
    with pytest.raises(InputError, match="unit of an amount is not clear"):
        txexplain.read(TX.raw, spent_outputs=[{"amount": 120000, "scriptPubKey": "51"}])


@pytest.mark.parametrize(("amounts", "place"), [([1, 0.5], "$[1]"), ([0.0012, 80000], "$[1]"), ([0, 1, 0.1], "$[2]")])
def test_amounts_of_two_units_are_refused(amounts: list[float], place: str) -> None:
    with pytest.raises(InputError, match="spent_amounts_mixed") as caught:
        told(json.dumps(amounts), TWO)
    assert caught.value.facts["place"] == place


def test_null_for_an_amount_in_btc_is_told_to_be_given_in_btc(cli) -> None:
    ran = cli("verify", TX.raw.hex(), "--prevouts", '[{"amount": null, "scriptPubKey": "51"}]', width=200)
    assert "null at $[0].amount" in ran.err
    assert "0.00001000" in ran.err


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({"address": "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"}, "spent_output_of_other_coin"),
        ({"address": "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"}, "spent_output_of_other_coin"),
        ({"asset": "6f" * 32}, "spent_output_of_other_coin"),
        ({"address": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}, "spent_address_differs"),
        ({"scriptpubkey_address": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}, "spent_address_differs"),
    ],
)
def test_what_beside_an_output_contradicts_it_is_refused(beside: dict[str, str], code: str) -> None:
    entry = {"value_sat": 1, "script_pubkey": COIN.script_pubkey.hex()}
    with pytest.raises(InputError, match=code) as caught:
        told(json.dumps([{**entry, **beside}]), TX)
    assert caught.value.facts["place"] == f"$[0].{next(iter(beside))}"


def test_the_address_of_an_output_agrees_with_it_on_every_network() -> None:
    for name in ("all-types", "taproot-script", "first", "p2wsh-multisig"):
        tx, coins = decode(EXAMPLES[name].raw), EXAMPLES[name].spent_outputs
        for network in NETWORKS.values():
            entries = [
                {"value_sat": coin.value_sat, "script_pubkey": coin.script_pubkey.hex(), "address": address}
                for coin in coins
                for address in [address_of(coin.script_pubkey, network)]
            ]
            assert bare(told(json.dumps(entries), tx)) == bare(coins)


def test_an_amount_alone_goes_with_the_script_that_another_source_tells() -> None:
    amount = SpentAmount(COIN.value_sat)
    for known, text in (([amount], WHOLE["gettxout"]), ([COIN], AMOUNTS_ALONE["satoshi"])):
        assert bare(told(as_json(text(TX, [COIN])), TX, known)) == bare([COIN])
    with pytest.raises(InputError, match="spent_outputs_differ"):
        told("[1]", TX, [COIN])


def test_some_amounts_give_no_fee() -> None:
    amounts = [coin.value_sat for coin in EXAMPLES["all-types"].spent_outputs]
    assert txexplain.read(TWO.raw, spent_outputs=[*amounts[:-1], None]).fee_sat is None
    assert txexplain.read(TWO.raw, spent_outputs=amounts).fee_sat == txexplain.read("all-types").fee_sat
    half = [*EXAMPLES["all-types"].spent_outputs[:5], *amounts[5:]]
    assert txexplain.read(TWO.raw, spent_outputs=half).fee_sat == txexplain.read("all-types").fee_sat


def test_a_decoded_psbt_tells_what_the_finished_transaction_spends() -> None:
    count = 0
    for line in gzip.decompress(vector_bytes("core_psbt_stages.jsonl.gz")).splitlines():
        row = json.loads(line, parse_float=Decimal)
        if "hex" in row:
            found = txexplain.read(row["hex"], spent_outputs=row["decodepsbt"]["result"])
            assert found.verify().verdict == "valid"
            ours = psbt_data(analyse_psbt(b64decode(row["psbt"]), NETWORKS["regtest"]))
            assert txexplain.read(row["hex"], spent_outputs="".join(json_pieces(ours))).verify().verdict == "valid"
            count += 1
    assert count > 20


def test_the_library_takes_what_json_gives() -> None:
    for parse in (float, Decimal):
        data = json.loads(as_json(WHOLE["decodepsbt"](TX, [COIN])), parse_float=parse)
        assert txexplain.read(TX.raw, spent_outputs=data).verify().verdict == "valid"
    for coins in (
        [COIN],
        [tuple(COIN)],
        [tuple(COIN)[:2]],
        {OUTPOINT: COIN},
        [{"value_sat": COIN[0], "script_pubkey": COIN[1]}],
    ):
        assert txexplain.read(TX.raw, spent_outputs=coins).verify().verdict == "valid"
    for amounts in ([COIN.value_sat], [SpentAmount(COIN.value_sat)], {OUTPOINT: COIN.value_sat}, [(COIN.value_sat)]):
        assert txexplain.read(TX.raw, spent_outputs=amounts).inputs[0].coin == SpentAmount(COIN.value_sat)


# In order


@pytest.mark.parametrize("shape", ["vin without ids", "Esplora without ids"])
def test_what_is_taken_in_order_is_said_on_standard_error(cli, shape: str) -> None:
    raw = TWO.raw.hex()
    given = as_json(WHOLE[shape](TWO, EXAMPLES["all-types"].spent_outputs))
    ran = cli("verify", raw, "--prevouts", given, width=200)
    assert (ran.status, "taken in input order" in ran.err) == (0, True)
    assert cli("verify", "--quiet", raw, "--prevouts", given).err == ""
    by_id = as_json(WHOLE["Esplora"](TWO, EXAMPLES["all-types"].spent_outputs))
    assert cli("verify", raw, "--prevouts", by_id).err == ""


def test_one_gettxout_is_for_one_input(cli) -> None:
    given = as_json(gettxout(*outpoints(TX)[0], COIN))
    assert cli("verify", TX.raw.hex(), "--prevouts", given).status == 0
    assert "spent_outputs_count" in cli("verify", TWO.raw.hex(), "--prevouts", given).err


def test_answers_that_follow_one_another_are_in_input_order_and_bare_hex_is_a_parent(cli) -> None:
    coins = EXAMPLES["all-types"].spent_outputs
    answers = [as_json(answer) for answer in WHOLE["gettxout"](TWO, coins)]
    for between in ("\n", "", "\r\n\r\n "):
        assert bare(told(between.join(answers), TWO)) == bare(coins)
    assert "not_json" in cli("verify", TX.raw.hex(), "--prevouts", answers[0][:-9]).err
    assert cli("verify", CHILD.hex(), "--prevouts", "-", stdin=PARENT.hex().encode() + b"\n").status == 0


def test_a_gettxout_of_nothing_is_a_coin_that_is_not_known() -> None:
    coins = EXAMPLES["all-types"].spent_outputs
    answers = [{"result": data, "id": n} for n, data in enumerate(WHOLE["gettxout"](TWO, coins))]
    answers[3]["result"] = None
    found = told(as_json(answers), TWO)
    assert found[3] is None
    assert bare([*found[:3], *found[4:]]) == bare([*coins[:3], *coins[4:]])


def test_a_coinbase_takes_no_spent_outputs(cli) -> None:
    for given in ("[]", "{}", '{"vin": [{"coinbase": "51", "sequence": 0}]}', '{"result": []}'):
        for name in ("coinbase", EXAMPLES["coinbase"].raw.hex()):
            ran = cli("verify", name, "--prevouts", given)
            assert (ran.status, ran.err) == (4, "")


# Parents


PARENT = parent_of(SpentOutput(1_000, b"\x51\x87"))
CHILD = child_of(PARENT, b"\x51")


@pytest.mark.parametrize(
    "data",
    [
        [PARENT.hex()],
        [EXAMPLES["first"].raw.hex(), PARENT.hex().upper()],
        {"result": PARENT.hex(), "error": None, "id": 1},
        {"hex": PARENT.hex(), "complete": True},
        {"txid": "ab" * 32, "hex": PARENT.hex(), "vin": [], "vout": []},
        {"inputs": [{"nonWitnessUtxo": PARENT.hex()}]},
        {"inputs": [{"nonWitnessUtxo": {"type": "Buffer", "data": [*PARENT]}}]},
        {"a": [{"b": {"c": [PARENT.hex()]}}]},
        [{"result": {"hex": PARENT.hex()}}, {"result": {"hex": EXAMPLES["first"].raw.hex()}}],
        {"inputs": [{"txid": "cd" * 32, "vout": 0}], "parents": [PARENT.hex()]},
        {"hash": "cd" * 32, "index": 5, "tx": [PARENT.hex()]},
        {"amount": 5, "inner": {"rawtx": PARENT.hex()}},
        {"amount": -0.1, "txid": "cd" * 32, "details": [{"amount": -0.1, "vout": 0}], "hex": PARENT.hex()},
    ],
)
def test_parents_are_found_anywhere_in_json(cli, data: object) -> None:
    ran = cli("verify", CHILD.hex(), "--prevouts", json.dumps(data))
    assert (ran.status, ran.err) == (0, "")


def test_a_parent_that_lacks_the_output_and_one_of_others_are_refused(cli) -> None:
    lacking = child_of(PARENT, b"\x51", vout=1).hex()
    assert "parent_lacks_output" in cli("verify", lacking, "--prevouts", json.dumps([PARENT.hex()])).err
    ran = cli("verify", CHILD.hex(), "--prevouts", json.dumps([EXAMPLES["first"].raw.hex()]), width=200)
    assert f"found  {EXAMPLES['first'].txid}" in ran.err


def test_a_decoded_parent_tells_its_outputs_and_its_block() -> None:
    outputs = [{"scriptpubkey": "00", "value": 5}, {"scriptpubkey": "51", "value": 6}]
    tx = decode(child_of(PARENT, b"\x51", vout=1))
    txid = display_hex(tx.inputs[0].outpoint.txid)
    data = {
        "txid": txid,
        "vin": [{"is_coinbase": True}],
        "vout": outputs,
        "status": {"confirmed": True, "block_height": 9},
    }
    assert told(json.dumps(data), tx) == (SpentOutput(6, b"\x51", height=9, coinbase=True),)


# Around a transaction that is pasted


AROUND = ["getrawtransaction 2", "Esplora", "vin without ids", "blockchain.info", "decodepsbt", "map of outpoints"]


@pytest.mark.parametrize("name", ["p2wpkh", "all-types", "p2pkh"])
def test_spent_outputs_around_a_pasted_transaction_are_used(name: str) -> None:
    raw, coins = EXAMPLES[name].raw, EXAMPLES[name].spent_outputs
    tx = decode(raw)
    for shape in AROUND:
        told_around = WHOLE[shape](tx, coins)
        inside = {"result": {**told_around, "hex": raw.hex()}, "error": None}
        beside = {"transaction": raw.hex(), "known": told_around}
        for data in (inside, {**told_around, "hex": raw.hex()}) if shape == "vin without ids" else (inside, beside):
            subject = from_bytes(as_json(data).encode())
            assert (subject.raw, bare(subject.spent_outputs)) == (raw, bare(coins)), shape
            assert [note.key for note in subject.notes] == ["in_order"] * (
                shape in ("vin without ids", "blockchain.info")
            )
    for shape in ("BlockBook", "BlockCypher"):
        subject = from_bytes(as_json({**AMOUNTS_ALONE[shape](tx, coins), "hex": raw.hex()}).encode())
        assert subject.spent_outputs == tuple(SpentAmount(coin.value_sat) for coin in coins)
    command = f"bitcoin-cli signrawtransactionwithkey {raw.hex()} '[]' '{as_json(WHOLE['prevtxs'](tx, coins))}'"
    subject = from_bytes(command.encode())
    assert (subject.raw, bare(subject.spent_outputs)) == (raw, bare(coins))


def test_json_around_that_tells_nothing_of_the_coins_is_no_error() -> None:
    raw = EXAMPLES["p2wpkh"].raw
    for data in (
        {"hex": raw.hex(), "amount": -0.5, "details": [{"amount": 0.5, "vout": 0}]},
        {"hex": raw.hex(), "vin": [{"txid": "ab" * 32, "vout": 0}], "vout": [{"value": 0.5, "n": 0}]},
        {"hex": raw.hex(), "vin": "none", "inputs": 3, "list": [1, 2, 3], "value": 5},
        {"hex": raw.hex(), "inputs": ["an address"], "value": 5},
        {"hex": raw.hex(), "inputs": [{"address": "…", "value": 1000}]},
        {"hex": raw.hex(), "inputs": [{"value": 1000}, {"value": 1000}]},
        {"params": [raw.hex()], "result": [{"value": 1.0, "scriptPubKey": {"hex": "51"}}]},
    ):
        assert not any(from_bytes(json.dumps(data).encode()).spent_outputs)


# What is refused


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (
            {"result": [{"txid": OUTPOINT[:64], "vout": 0, "scriptPubKey": 5, "amount": 0.1}]},
            "bad_spent_script",
            "$.result[0].scriptPubKey",
        ),
        ({"result": {"value": "x", "scriptPubKey": {"hex": "51"}}}, "bad_spent_btc", "$.result.value"),
        ({"result": {"value": 1.5, "scriptPubKey": {"asm": "1"}}}, "bad_spent_script", "$.result.scriptPubKey.hex"),
        ([{"scriptPubKey": "51"}], "spent_amount_missing", "nothing at $[0].amount"),
        ([{"script_pubkey": "51"}], "spent_amount_missing", "nothing at $[0].value_sat"),
        ([{"value": 1000}], "spent_amount_unit", "1000 at $[0].value"),
        ({OUTPOINT: {"value": 1000}}, "spent_amount_unit", f'$["{OUTPOINT}"].value'),
        ({OUTPOINT: "x"}, "bad_spent_output", f'$["{OUTPOINT}"]'),
        ({OUTPOINT: []}, "bad_spent_output", f'[] at $["{OUTPOINT}"]'),
        ([0.000000001], "bad_spent_btc", "at $[0]"),
        (["51"], "bad_spent_output", '"51" at $[0]'),
        ([{}], "bad_spent_output", "{} at $[0]"),
        ([1, 2], "spent_outputs_count", "spent outputs: 2; inputs: 1"),
        (
            {"vin": [{"prevout": {"value": 1.0, "scriptPubKey": {"hex": "5"}}}]},
            "bad_spent_script",
            "$.vin[0].prevout.scriptPubKey.hex",
        ),
        ({"vin": [{"prevout": None}, {"prevout": None}]}, "spent_outputs_count", "2"),
        ({"vin": [{"txid": OUTPOINT[:64], "vout": 0, "scriptSig": {}}]}, "no_spent_outputs", "$.vin[0]"),
        (
            {"tx": {"vin": [{"txid": "ab" * 32, "vout": 5}]}, "inputs": [{"witness_utxo": {"amount": 1.0}}]},
            "spent_outputs_of_other",
            "abab",
        ),
        ({"inputs": [{"prev_out": {"n": 7, "value": 1, "script": "51"}}]}, "spent_outputs_of_other", ":7"),
        ([{"txid": "ab" * 32, "vout": 0, "amount": 0.1}], "spent_outputs_of_other", "abab"),
        ({"foo": {"value": 1.0, "scriptPubKey": {"hex": "51"}}}, "bad_spent_outputs", "foo"),
        (
            {"txid": "ab" * 32, "vin": [{"prevout": {"value": 1.0, "scriptPubKey": {"hex": "51"}}}]},
            "bad_spent_outputs",
            "",
        ),
    ],
)
def test_what_is_refused_is_told_by_its_place(cli, data: object, code: str, place: str) -> None:
    ran = cli("verify", TX.raw.hex(), "--prevouts", json.dumps(data), width=200)
    assert (ran.status, ran.out) == (2, "")
    assert code in ran.err
    assert place in ran.err


def test_sources_that_differ_are_told_with_the_place(cli) -> None:
    one = listunspent(*outpoints(TX)[0], COIN)
    other = listunspent(*outpoints(TX)[0], COIN._replace(value_sat=1))
    ran = cli("verify", TX.raw.hex(), "--prevouts", as_json({"result": [one, one, other]}), width=200)
    assert (ran.status, "spent_outputs_differ" in ran.err, "input 0, at $.result[2]" in ran.err) == (2, True, True)


def test_amounts_of_other_things_are_not_taken() -> None:
    """A wallet's transaction, an output of the transaction itself, a list of sizes."""
    for data in (
        {"amount": 0.5, "fee": -0.1, "txid": "ab" * 32, "hex": "00"},
        {"vout": [{"value": 0.5, "n": 0, "scriptPubKey": {"hex": "51"}}]},
        {"weights": [400]},
        {"a": {"amount": 1.0}},
        [[1000]],
        [{"txid": OUTPOINT[:64], "vout": 0, "category": "send", "amount": -0.5}],
    ):
        with pytest.raises(InputError):
            told(json.dumps(data), TX)


def test_mutated_json_never_breaks(cli) -> None:
    source = random.Random(5)
    texts = [as_json(shape(TX, [COIN])) for shape in (*WHOLE.values(), *AMOUNTS_ALONE.values())]
    texts += [as_json(WHOLE["mixed"](TWO, EXAMPLES["all-types"].spent_outputs)), json.dumps([PARENT.hex()])]
    taken = 0
    for _ in range(3_000):
        text = mutated(source.choice(texts), source)
        try:
            found = with_spent_outputs(from_bytes(TX.raw), text, ())
        except TxExplainError:
            continue
        taken += 1
        Session(found).to_dict("verify")
    assert taken > 100


def mutated(text: str, source: random.Random) -> str:
    for _ in range(source.randrange(1, 4)):
        start = source.randrange(len(text) + 1)
        end = min(len(text), start + source.choice((0, 1, 1, 2, 9)))
        pieces = ("", "null", "[", "]", "{", "}", "-", "0", "9" * 30, "1e9", '"', ",", ":", "true", "ff", "\x00", "é")
        text = (
            text[:start]
            + source.choice((*pieces, text[source.randrange(len(text)) :][:9] if text else ""))
            + text[end:]
        )
    return text


def test_hostile_sizes_take_no_long_time() -> None:
    many = json.dumps([listunspent("ab" * 32, n, COIN) for n in range(20_000)])
    with pytest.raises(InputError, match="spent_outputs_of_other"):
        told(many, TX)
    for text in ("[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900, json.dumps([PARENT.hex()] * 5_000)):
        with pytest.raises(InputError):
            told(text, TX)


# Examples


@pytest.mark.examples_known
def test_the_bytes_of_an_example_bring_what_is_known_of_it(cli) -> None:
    for name, example in EXAMPLES.items():
        if len(example.raw) < 60_000:
            by_bytes, by_name = txexplain.read(example.raw), txexplain.read(name)
            assert by_bytes.subject == by_name.subject
            assert txexplain.read(example.raw.hex()).subject == by_name.subject
    ran = cli("decode", "--json", EXAMPLES["pizza"].raw.hex())
    assert (ran.status, ran.err, json.loads(ran.out)["example"]) == (0, "", "pizza")
    pasted = cli("verify", stdin=f"here it is: {EXAMPLES['p2wpkh'].raw.hex()}".encode())
    assert pasted.status == 0


@pytest.mark.examples_known
def test_without_its_witness_it_is_not_the_example_but_its_coins_are_known(cli) -> None:
    from txexplain.wire.draft import draft_of

    example = EXAMPLES["p2wpkh"]
    draft = draft_of(decode(example.raw), example.spent_outputs)
    draft.inputs[0].witness = []
    ran = cli("decode", "--json", draft.serialise().hex(), width=200)
    data = json.loads(ran.out)
    assert "without its witness" in ran.err
    assert ("example" in data, data["fee_sat"]) == (False, txexplain.read("p2wpkh").fee_sat)


@pytest.mark.examples_known
def test_what_contradicts_an_example_is_refused(cli) -> None:
    wrong = json.dumps([{"value_sat": 1, "script_pubkey": "51"}])
    for given in ("p2pkh", EXAMPLES["p2pkh"].raw.hex(), EXAMPLES["p2pkh"].txid):
        assert "spent_outputs_differ" in cli("verify", given, "--prevouts", wrong).err
        assert cli("verify", given, "--prevouts", f"[{COIN.value_sat}]").status == 0
        assert cli("verify", given, "--prevouts", "[null]").status == 0


@pytest.mark.examples_known
def test_options_count_more_than_what_an_example_knows(cli) -> None:
    raw = EXAMPLES["before-p2sh"].raw.hex()
    assert (cli("verify", raw).status, cli("verify", raw, "--rules", "consensus").status) == (0, 1)
    assert json.loads(cli("decode", raw, "--json", "--network", "test").out)["network"] == "test"


def test_both_ids_of_every_example_stand_first_in_its_file() -> None:
    for name, example in EXAMPLES.items():
        tx = decode(example.raw)
        assert {example_of(display_hex(tx.txid)), example_of(display_hex(tx.wtxid))} == {name}
    assert example_of("ab" * 32) is None
