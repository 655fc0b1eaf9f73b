"""What a node or an explorer told is shown: as JSON under Core's keys, on the pages, and no more than was proven."""

from __future__ import annotations

import base64
import json
import subprocess
import sys

import pytest
from conftest import session_of, validator_of
from psbts import Made
from rich.cells import cell_len
from told_lookups import AT_TIME, BLOCK, EXPLORER, KEY_HASH, NODE, SPENDER, SPENT, known, known_psbt, locked

from txexplain.model.chain import Lookup, OutputState
from txexplain.model.report import SpentOutput
from txexplain.session.psbt import PsbtSession

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
        "witness_differs": False,
        "stale_block": None,
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


# What the pages say


def page(name: str, view: str, lookup: Lookup, lang: str = "en") -> str:
    return flat(known(name, lookup).page(view, lang).text())


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("view", ["decode", "verify", "explain"])
def test_every_page_begins_with_where_the_transaction_is(view: str) -> None:
    told = page("p2wpkh", view, CONFIRMED)
    assert "status confirmed in block 816,000 · 2023-11-14 22:13:20 UTC · 3 confirmations" in told
    assert "status in the mempool, not confirmed yet" in page("p2wpkh", view, IN_MEMPOOL)
    assert "status not found" in page("p2wpkh", view, Lookup(NODE, known=False))
    assert told.index("status") < told.index("fee 14,100")


def test_a_verdict_comes_before_the_block() -> None:
    told = page("p2wpkh", "verify", CONFIRMED)
    assert told.index("verdict ✓ valid") < told.index("status confirmed")


def test_a_block_is_proven_only_where_it_is() -> None:
    proven = page("p2wpkh", "decode", CONFIRMED)
    stated = page("p2wpkh", "decode", CONFIRMED._replace(block=BLOCK._replace(proven=False)))
    assert "Proven: a Merkle proof leads from the txid to the header" in proven
    assert "Merkle" not in stated
    assert "Not proven: it is what the node http://127.0.0.1:8332 says." in stated


def test_a_block_in_no_chain_confirms_nothing() -> None:
    stale = page("p2wpkh", "explain", CONFIRMED._replace(block=BLOCK._replace(confirmations=-1)))
    assert "status in block 816,000, which is not in the chain" in stale
    assert "confirmations" not in stale
    assert "Whether the coins were still unspent" in stale


def test_outputs_are_counted_and_each_says_what_became_of_it() -> None:
    told = page("p2wpkh", "decode", CONFIRMED)
    assert "outputs 2 outputs: 1 unspent, 1 spent" in told
    assert "spent by input 1 of 3f3e3d3c…23222120, says the node http://127.0.0.1:8332 · confirmed" in told
    assert "spent not yet, says the node" in told
    assert "spent cannot tell" in page("p2wpkh", "decode", IN_MEMPOOL)


def test_an_output_that_nobody_can_spend_is_neither_spent_nor_unspent() -> None:
    told = page("op-return", "decode", CONFIRMED._replace(outputs=(OutputState(spent=True),) * 9))
    assert "1 can never be spent" in told
    assert told.count("spent yes; the node") == 1


def test_the_verdict_rests_on_what_is_known_of_the_coins() -> None:
    proven = page("p2wpkh", "verify", CONFIRMED)
    stated = page("p2wpkh", "verify", CONFIRMED._replace(coins=("server",)))
    given = page("p2wpkh", "verify", CONFIRMED._replace(coins=(None,)))
    assert "the earlier transactions prove what the coins are" in proven
    assert "as given" not in proven
    assert "if what the node http://127.0.0.1:8332 says about the coins of #0 is true." in stated
    assert "proven by" not in stated
    assert "taking the spent outputs as given" in given


def test_a_failing_input_of_which_the_coin_is_proven_fails_without_if() -> None:
    told = page("bad-signature", "verify", CONFIRMED)
    assert "Inputs that fail: 1 of 1. The earlier transactions prove" in told


def test_amounts_that_legacy_signatures_leave_open_are_proven_by_earlier_transactions() -> None:
    open_amounts = "Whether the amounts of the spent outputs are right"
    assert open_amounts in page("p2pkh", "verify", CONFIRMED._replace(coins=("server",)))
    assert open_amounts not in page("p2pkh", "verify", CONFIRMED)


def test_what_cannot_be_told_shrinks_with_what_nodes_have_checked() -> None:
    left = ("Whether the coins were still unspent", "Whether and when the transaction was mined")
    for lookup, is_left in ((CONFIRMED, False), (IN_MEMPOOL, False), (Lookup(NODE, known=False), True)):
        told = page("p2wpkh", "explain", lookup)
        assert [words in told for words in left] == [is_left] * 2
        assert "What is still open" in told


def test_a_txid_in_a_block_does_not_vouch_for_the_witness() -> None:
    words = "the txid does not cover the witness"
    assert words in page("p2wpkh", "explain", CONFIRMED)
    assert words in page("p2wpkh", "verify", CONFIRMED)
    assert words not in page("p2wpkh", "verify", CONFIRMED._replace(witness_proven=True))
    assert words not in page("p2pkh", "verify", CONFIRMED)


@pytest.mark.parametrize(
    ("next_height", "words"),
    [(102, "does not hold it back"), (101, "does not hold it back"), (100, "1 block too early"), (91, "10 blocks")],
)
def test_a_locktime_in_blocks_is_over_from_the_block_after_it_on(next_height: int, words: str) -> None:
    lookup = Lookup(NODE, known=False, tip_height=next_height - 1)
    told = flat(next(locked(lookup)).page("decode").text())
    assert f"the next block is {next_height}" in told
    assert words in told


@pytest.mark.parametrize(("median_time", "words"), [(0, "too early"), (1, "does not hold it back")])
def test_a_locktime_in_time_is_over_once_the_median_time_is_later(median_time: int, words: str) -> None:
    lookup = Lookup(NODE, known=False, tip_median_time=AT_TIME + median_time)
    assert words in flat([*locked(lookup)][1].page("decode").text())


@pytest.mark.parametrize(("next_height", "words"), [(99, "1 block too young"), (100, "old enough"), (101, "old")])
def test_a_coin_is_old_enough_after_so_many_blocks(next_height: int, words: str) -> None:
    lookup = Lookup(NODE, known=False, tip_height=next_height - 1)
    assert words in flat([*locked(lookup)][2].page("decode").text())


@pytest.mark.parametrize(("median_time", "words"), [(-1, "too young"), (0, "old enough")])
def test_a_coin_is_old_enough_after_so_much_median_time(median_time: int, words: str) -> None:
    lookup = Lookup(NODE, known=False, tip_median_time=AT_TIME + median_time)
    assert words in flat([*locked(lookup)][3].page("decode").text())


def test_no_wait_is_counted_for_what_is_confirmed_or_not_known() -> None:
    for lookup in (CONFIRMED._replace(tip_height=10, tip_median_time=0), Lookup(NODE, known=False)):
        for session in locked(lookup):
            assert "ccording to" not in session.page("decode").text()


# Of a PSBT


def cautions(session: PsbtSession) -> set[str]:
    return {caution["key"] for caution in session.to_dict("verify")["analysis"]["cautions"]}


def test_an_amount_that_a_psbt_only_claims_is_proven_by_the_earlier_transaction() -> None:
    proven, stated = (known_psbt(Lookup(NODE, known=False, coins=(by,))) for by in ("parent", "server"))
    assert cautions(stated) == {"claimed_amount_signed"}
    assert cautions(proven) == set()
    assert "the amount is proven" in flat(proven.page("decode").text())
    assert "the amount is only claimed" in flat(stated.page("decode").text())


def test_a_parent_given_beside_a_psbt_proves_what_that_claims(cli) -> None:
    made = Made(KEY_HASH, claimed=True)
    psbt = base64.b64encode(made.raw).decode()
    assert "only claimed" in flat(cli("decode", psbt).out)
    told = flat(cli("decode", psbt, "--parent", made.parent.hex()).out)
    assert "the amount is proven" in told
    assert "Only the PSBT says" not in told


def test_what_proves_another_amount_than_the_psbt_claims_proves_nothing() -> None:
    session = known_psbt(Lookup(NODE, known=False, coins=("parent",)))
    wrong = session.subject._replace(spent_outputs=(SpentOutput(1, KEY_HASH),))
    assert cautions(PsbtSession(wrong)) == {"claimed_amount_signed"}


def test_a_coin_that_a_psbt_does_not_bring_is_the_servers_word() -> None:
    told = flat(known_psbt(Lookup(NODE, known=False, coins=("server",)), claimed=False).page("decode").text())
    assert "known from what the node http://127.0.0.1:8332 says: nothing proves the amount" in told
    assert "status" not in told


def test_a_psbt_has_what_was_told_in_its_json() -> None:
    session = known_psbt(CONFIRMED._replace(coins=("parent",)))
    validator_of("psbt").validate(session.to_dict("decode"))
    validator_of("psbt-verify").validate(session.to_dict("verify"))
    assert session.to_dict("decode")["tx"]["confirmations"] == 3
    assert session.to_dict("verify")["lookup"]["block_height"] == 816_000


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_the_page(lang: str, width: int) -> None:
    for lookup in (CONFIRMED, IN_MEMPOOL):
        for view in ("decode", "verify", "explain"):
            lines = known("p2wpkh", lookup).page(view, lang).text(width).splitlines()
            assert max(map(cell_len, lines)) <= width


def test_what_tells_of_servers_is_loaded_only_where_one_was_asked() -> None:
    raw = session_of("p2wpkh").raw.hex()
    for view in (["decode"], ["decode", "--json"], ["verify"], ["explain", "--all"]):
        script = f"""
import sys
from txexplain.cli.app import run
run({[*view, raw]!r})
loaded = [name for name in sys.modules if "chain" in name or "waiting" in name or "lookup" in name]
sys.exit(str(loaded) if loaded else 0)
"""
        ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
