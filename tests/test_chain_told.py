"""What a node or an explorer told is shown: as JSON under Core's keys, on the pages, and no more than was proven."""

from __future__ import annotations

import json

import pytest
from conftest import session_of, validator_of
from told_lookups import BLOCK, EXPLORER, NODE, SPENDER, SPENT, known

from txexplain.model.chain import Lookup, OutputState

CONFIRMED = Lookup(NODE, block=BLOCK, outputs=(SPENT, OutputState(spent=False)), tip_height=816_002)
IN_MEMPOOL = Lookup(EXPLORER, in_mempool=True, outputs=(None, OutputState(spent=False)), tip_height=900_000)


def test_a_block_has_cores_keys() -> None:
    data = known("p2wpkh", CONFIRMED).to_dict("decode")
    told = {key: data[key] for key in ("blockhash", "confirmations", "time", "blocktime")}
    shown = BLOCK.hash[::-1].hex()
    assert told == {"blockhash": shown, "confirmations": 3, "time": 1_700_000_000, "blocktime": 1_700_000_000}
    assert "in_active_chain" not in data


def test_a_block_in_no_chain_has_no_time_as_in_core() -> None:
    stale = CONFIRMED._replace(block=BLOCK._replace(confirmations=-1))
    data = known("p2wpkh", stale).to_dict("decode")
    assert data["confirmations"] == 0
    assert data["in_active_chain"] is False
    assert not {"time", "blocktime"} & set(data)


def test_what_only_the_server_says_is_apart() -> None:
    data = known("p2wpkh", CONFIRMED).to_dict("decode")
    assert data["lookup"] == {
        "server": {"kind": "node", "name": NODE.name},
        "known": True,
        "in_mempool": False,
        "block_height": 816_000,
        "block_proven": True,
        "witness_proven": False,
        "tip_height": 816_002,
        "tip_mediantime": None,
    }


def test_each_output_is_spent_unspent_or_cannot_be_told() -> None:
    spent, unspent = known("p2wpkh", CONFIRMED).to_dict("decode")["vout"]
    by = {"txid": SPENDER[::-1].hex(), "vin": 1}
    assert (spent["spent"], spent["spent_by"], spent["spent_confirmed"]) == (True, by, True)
    assert unspent["spent"] is False
    assert "spent_by" not in unspent
    assert known("p2wpkh", IN_MEMPOOL).to_dict("decode")["vout"][0]["spent"] is None


def test_an_output_that_nobody_can_spend_is_unspent_whatever_a_node_without_it_says() -> None:
    gone = CONFIRMED._replace(outputs=(OutputState(spent=True),) * 9)
    for output in known("op-return", gone).to_dict("decode")["vout"]:
        assert output["spent"] is (output["scriptPubKey"]["type"] != "nulldata")


def test_each_coin_says_how_it_is_known() -> None:
    for view in ("decode", "verify"):
        for proof in ("parent", "server"):
            data = known("p2wpkh", CONFIRMED._replace(coins=(proof,))).to_dict(view)
            assert [each["proof"] for each in data["vin" if view == "decode" else "inputs"]] == [proof]
        given = known("p2wpkh", CONFIRMED._replace(coins=(None,))).to_dict(view)
        assert "proof" not in json.dumps(given["vin" if view == "decode" else "inputs"])


def test_nothing_is_said_of_the_outputs_of_a_transaction_that_is_not_known() -> None:
    data = known("p2wpkh", Lookup(NODE, known=False)).to_dict("decode")
    assert not any("spent" in output for output in data["vout"])
    assert not {"blockhash", "confirmations"} & set(data)
    assert data["lookup"]["known"] is False


@pytest.mark.parametrize("lookup", [CONFIRMED, IN_MEMPOOL, Lookup(NODE, known=False)])
@pytest.mark.parametrize("view", ["decode", "verify", "explain"])
def test_the_schema_allows_what_is_told(view: str, lookup: Lookup) -> None:
    data = known("p2wpkh", lookup).to_dict(view)
    validator_of(view).validate(data)
    assert data["lookup"]["server"]["name"] == lookup.server.name


@pytest.mark.parametrize("view", ["decode", "verify", "explain"])
def test_without_a_lookup_nothing_of_it_is_there(view: str) -> None:
    text = json.dumps(session_of("p2wpkh").to_dict(view))
    assert not [word for word in ('"lookup"', '"proof"', '"spent"', '"blockhash"') if word in text]


def test_what_nodes_have_checked_is_not_left_open() -> None:
    def left(lookup: Lookup) -> list[str]:
        return known("p2wpkh", lookup).to_dict("verify")["not_checked"]

    assert left(CONFIRMED) == left(IN_MEMPOOL) == ["block"]
    assert left(Lookup(NODE, known=False)) == ["unspent", "lock_times", "block"]
    assert left(CONFIRMED._replace(block=BLOCK._replace(confirmations=0))) == ["unspent", "lock_times", "block"]
