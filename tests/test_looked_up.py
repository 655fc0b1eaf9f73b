"""A txid, an outpoint or a block becomes bytes with their coins, when somebody names a server and only then."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import EXAMPLES, PSBTS
from fake_chain import FakeChain
from fake_source import FakeSource
from spends.draft import Draft, Vin

import txexplain
from txexplain.lookup.source import Source
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.hashes import sha256
from txexplain.wire.transaction import decode

ANYONE = b"\x51"
WITNESS_SCRIPT = b"\0\x20" + sha256(ANYONE)
FINAL = 0xFFFFFFFF
MISSING = "ab" * 31 + "0c"


def point(tx: Transaction, vout: int = 0) -> bytes:
    return tx.txid + vout.to_bytes(4, "little")


def spend(*coins: bytes, outputs: Iterable[tuple[int, bytes]] = ((1_000, ANYONE),), sequence: int = FINAL) -> bytes:
    return Draft(2, [Vin(coin, sequence) for coin in coins], list(outputs), 0, [], 0).raw()


def spend_with_witness(coin: bytes, *items: bytes) -> bytes:
    return Draft(2, [Vin(coin, FINAL, b"", [*items])], [(900, ANYONE)], 0, [], 0).raw()


class Story:
    """A coinbase, a transaction in block 2 with two outputs, and one in the mempool that spends the first of them."""

    def __init__(self, network: str = "regtest") -> None:
        self.chain = FakeChain(network)
        self.chain.mine()
        self.coinbase = self.chain.coinbase(1)
        self.parent = decode(spend(point(self.coinbase), outputs=[(1_000, WITNESS_SCRIPT), (2_000, ANYONE)]))
        self.block = self.chain.mine(self.parent.raw)
        self.child = decode(spend_with_witness(point(self.parent), ANYONE))
        self.chain.add_tx(self.child.raw)
        self.source = FakeSource(self.chain)

    def refused(self, what: Any, **options: Any) -> txexplain.TxExplainError:
        with pytest.raises(txexplain.TxExplainError) as caught:
            txexplain.read(what, source=self.source, **options)
        return caught.value


@pytest.fixture
def story() -> Story:
    return Story()


def lookup_of(session: Any) -> Any:
    assert session.report.lookup is not None
    return session.report.lookup


def test_a_txid_becomes_its_transaction_with_its_coins_and_its_block(story: Story) -> None:
    session = txexplain.read(display_hex(story.parent.txid), source=story.source)
    assert session.raw == story.parent.raw
    assert session.fee_sat == 50 * 10**8 - 3_000
    lookup = lookup_of(session)
    assert (lookup.known, lookup.in_mempool, lookup.coins) == (True, False, ("parent",))
    assert (lookup.block.hash, lookup.block.height, lookup.block.confirmations) == (story.block, 2, 1)
    first, second = lookup.outputs
    assert (first.spent, first.txid, first.vin, first.confirmed) == (True, story.child.txid, 0, False)
    assert not second.spent
    assert (lookup.tip_height, lookup.tip_median_time) == (2, story.chain.median_time(2))
    assert session.report.network.name == "regtest"


def test_one_in_the_mempool_is_verified_with_the_coins_that_came(story: Story) -> None:
    session = txexplain.read(display_hex(story.child.txid), source=story.source)
    lookup = lookup_of(session)
    assert (lookup.in_mempool, lookup.block) == (True, None)
    assert session.verify().verdict == "valid"
    assert txexplain.read(story.child.raw).verify().verdict == "unknown"


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "0x{}",
        " {}\n",
        "'{}'",
        "{}:1",
        "{}#1",
        "txid: {}",
        "{} 1",
        '{{"txid": "{}", "vout": 1}}',
        "https://mempool.space/tx/{}",
        "https://blockstream.info/testnet/tx/{}?expand",
    ],
)
def test_an_id_is_taken_in_the_forms_that_people_have(form: str, story: Story, tmp_path: Path) -> None:
    for digits in (display_hex(story.parent.txid), display_hex(story.parent.txid).upper()):
        text = form.format(digits)
        assert txexplain.read(text, source=story.source).raw == story.parent.raw
        path = tmp_path / "id.txt"
        path.write_text(text, encoding="utf-8")
        assert txexplain.read(path, source=story.source).raw == story.parent.raw


@pytest.mark.parametrize("between", [" ", "\n", " \n  "])
def test_an_id_that_white_space_divides_is_taken_too(between: str, story: Story, tmp_path: Path) -> None:
    digits = display_hex(story.parent.txid)
    text = digits[:30] + between + digits[30:]
    assert txexplain.read(text, source=story.source).raw == story.parent.raw
    path = tmp_path / "id.txt"
    path.write_text(text, encoding="utf-8")
    assert txexplain.read(path, source=story.source).raw == story.parent.raw


def test_a_colon_without_a_number_is_told_and_nothing_is_asked(story: Story) -> None:
    digits = display_hex(story.parent.txid)
    assert story.refused(f"{digits}:").facts == {"why": "missing"}
    assert story.refused(f"{digits}:a").facts == {"text": "a"}
    assert set(story.source.asked) <= {"network", "close"}


@pytest.mark.parametrize("form", ["key: {}", "secret={}", "{} is my key", "see {} now", "{0} {0}", '{{"key": "{}"}}'])
def test_digits_that_may_be_a_secret_are_not_sent_anywhere(form: str, story: Story) -> None:
    assert story.refused(form.format(MISSING)).exit_status == 2
    assert set(story.source.asked) <= {"network", "close"}


def notes_of(session: Any) -> list[str]:
    return [note.key for note in session.subject.notes]


def test_an_outpoint_says_what_became_of_that_output(story: Story) -> None:
    txid = display_hex(story.parent.txid)
    spent = txexplain.read(f"{txid}:0", source=story.source)
    assert notes_of(spent) == ["output_spent_by"]
    (note,) = spent.subject.notes
    assert (note.facts["txid"], note.facts["value_sat"]) == (display_hex(story.child.txid), 1_000)
    assert notes_of(txexplain.read(f"{txid}#1", source=story.source)) == ["output_unspent"]
    refusal = story.refused(f"{txid}:2")
    assert (refusal.code, refusal.facts["count"], refusal.exit_status) == ("no_such_output", 2, 2)


def test_a_wtxid_is_looked_for_in_the_mempool_or_in_the_block_that_is_named(story: Story) -> None:
    wtxid = display_hex(story.child.wtxid)
    assert wtxid != display_hex(story.child.txid)
    found = txexplain.read(wtxid, source=story.source)
    assert (found.raw, notes_of(found)) == (story.child.raw, ["found_by_wtxid"])
    block = story.chain.mine(story.child.raw)
    assert story.refused(wtxid).code == "not_found_by_server"
    for name in (display_hex(block), 3, "3", f"https://mempool.space/block/{display_hex(block)}"):
        found = txexplain.read(wtxid, source=story.source, block=name)
        assert found.raw == story.child.raw
        assert lookup_of(found).block.hash == block
    assert story.refused(wtxid, block=2).code == "not_in_named_block"


def test_an_explorer_is_not_asked_to_look_through_its_mempool(story: Story) -> None:
    story.source = FakeSource(story.chain, "esplora")
    assert story.refused(display_hex(story.child.wtxid)).code == "not_found_by_server"
    assert "by_wtxid" not in story.source.asked


@pytest.mark.parametrize(
    ("reason", "hint"),
    [("no_index", "-txindex=1"), ("pruned", "pruned"), ("syncing", "synchronizing"), ("unknown", "complete")],
)
def test_an_id_that_is_not_known_is_refused_with_what_would_help(reason: str, hint: str, story: Story) -> None:
    story.source.reason = reason
    refusal = story.refused(MISSING)
    assert (refusal.code, refusal.exit_status) == ("not_found_by_server", 2)
    assert hint in refusal.hint
    assert "fake.example" in refusal.found
    assert MISSING not in f"{refusal}{refusal.found}{refusal.hint}{refusal.facts}"  # it may be a private key


def test_the_id_of_a_block_is_said_to_be_one_and_the_other_way_round(story: Story) -> None:
    refusal = story.refused(display_hex(story.block))
    assert refusal.code == "id_of_block"
    assert f"txexplain block {display_hex(story.block)}" in refusal.hint
    with pytest.raises(txexplain.InputError) as caught:
        txexplain.read_block(display_hex(story.parent.txid), source=story.source)
    assert caught.value.code == "id_of_transaction"


@pytest.mark.parametrize(
    ("block", "code"), [(9, "no_block_at_height"), (MISSING, "block_not_known"), ("x", "bad_block_name")]
)
def test_a_block_that_is_not_there_is_refused(block: Any, code: str, story: Story) -> None:
    assert story.refused(display_hex(story.parent.txid), block=block).code in (code, "not_found_by_server")
    assert story.refused(MISSING, block=block).code == code


def test_bytes_that_the_server_does_not_know_are_no_error(story: Story) -> None:
    raw = spend(point(story.parent, 1))
    session = txexplain.read(raw, source=story.source)
    lookup = lookup_of(session)
    assert (lookup.known, lookup.in_mempool, lookup.block, lookup.outputs) == (False, False, None, ())
    assert lookup.coins == ("parent",)
    assert session.verify().verdict == "valid"


def test_a_coinbase_has_no_coins_to_ask_for(story: Story) -> None:
    session = txexplain.read(display_hex(story.coinbase.txid), source=story.source)
    assert lookup_of(session).coins == (None,)
    assert not {"transactions", "coins"} & set(story.source.asked)


def test_the_age_of_a_coin_is_asked_for_where_it_counts(story: Story) -> None:
    final = txexplain.read(story.child.raw, source=story.source)
    assert final.inputs[0].coin.height is None
    assert "coins" not in story.source.asked
    locked = txexplain.read(spend(point(story.parent), sequence=1), source=story.source)
    coin = locked.inputs[0].coin
    assert (coin.height, coin.coinbase, coin.mediantime_before) == (2, False, story.chain.median_time(1))
    assert lookup_of(locked).coins == ("parent",)
    young = txexplain.read(story.parent.raw, source=story.source)
    assert (young.inputs[0].coin.height, young.inputs[0].coin.coinbase) == (1, True)


def test_a_coin_without_its_transaction_is_the_word_of_the_server(story: Story) -> None:
    story.source.hidden.add(story.parent.txid)
    session = txexplain.read(story.child.raw, source=story.source)
    assert lookup_of(session).coins == ("server",)
    assert session.fee_sat == 100
    story.chain.hide(story.parent.txid)
    story.source.says[OutPoint(story.parent.txid, 0)] = SpentOutput(5_000, WITNESS_SCRIPT)
    assert txexplain.read(story.child.raw, source=story.source).fee_sat == 4_100


def test_a_server_that_contradicts_the_transaction_it_gave_fails(story: Story) -> None:
    story.source.says[OutPoint(story.parent.txid, 0)] = SpentOutput(5_000, WITNESS_SCRIPT)
    with pytest.raises(txexplain.ServerError) as caught:
        txexplain.read(spend(point(story.parent), sequence=1), source=story.source)
    assert (caught.value.code, caught.value.exit_status) == ("server_contradicts_itself", 6)


@pytest.mark.parametrize("proven", [True, False])
def test_what_was_given_and_the_server_may_not_differ(proven: bool, story: Story) -> None:
    if not proven:
        story.source.hidden.add(story.parent.txid)
    same = [(1_000, WITNESS_SCRIPT)]
    assert txexplain.read(story.child.raw, spent_outputs=same, source=story.source).fee_sat == 100
    refusal = story.refused(story.child.raw, spent_outputs=[(1_001, WITNESS_SCRIPT)])
    assert (refusal.code, refusal.facts["vin"]) == ("server_coin_differs", 0)
    assert "fake.example" in refusal.found
    assert ("proves" in refusal.hint) is proven


def test_an_output_that_a_transaction_never_had_is_said_to_be_none(story: Story) -> None:
    session = txexplain.read(spend(point(story.parent, 7)), source=story.source)
    assert [finding.key for finding in session.verify().broken] == ["bad-txns-inputs-missingorspent"]
    assert session.verify().verdict == "invalid"
    assert lookup_of(session).coins == (None,)


def test_two_thousand_inputs_cost_few_requests_of_a_node() -> None:
    chain = FakeChain()
    parents = [
        decode(spend(sha256(bytes([n // 256, n % 256])) + bytes(4), outputs=[(n, ANYONE)])) for n in range(2000)
    ]
    for parent in parents:
        chain.add_tx(parent.raw)
    raw = spend(*map(point, parents))
    source = FakeSource(chain)
    session = txexplain.read(raw, source=source)
    assert lookup_of(session).coins == ("parent",) * 2000
    assert len(source.asked) < 15
    explorer = FakeSource(chain, "esplora")
    asked = txexplain.read(raw, source=explorer)
    assert lookup_of(asked).coins == ("parent",) * 100 + ("server",) * 1900
    assert notes_of(asked) == ["only_some_parents"]
    assert asked.fee_sat == session.fee_sat


def test_a_witness_that_the_server_has_otherwise_is_pointed_out(story: Story) -> None:
    other = spend_with_witness(point(story.parent), b"", ANYONE)
    assert decode(other).txid == story.child.txid
    assert notes_of(txexplain.read(other, source=story.source)) == ["other_witness"]
    assert notes_of(txexplain.read(story.child.raw, source=story.source)) == []


def psbt_of(raw: bytes, *fields: tuple[bytes, bytes], version: int = 0) -> bytes:
    """A PSBT of a transaction with one input and one output."""
    tx = decode(raw)
    txin, output = tx.inputs[0], tx.outputs[0]
    entries = [(b"\0", raw)]
    ins, outs = list(fields), []
    if version == 2:
        entries = [(b"\2", b"\2\0\0\0"), (b"\4", b"\1"), (b"\5", b"\1"), (b"\xfb", b"\2\0\0\0")]
        ins = [(b"\x0e", txin.outpoint.txid), (b"\x0f", txin.outpoint.vout.to_bytes(4, "little")), *fields]
        outs = [(b"\3", output.value_sat.to_bytes(8, "little")), (b"\4", output.script_pubkey.data)]
    maps = [entries, ins, outs]
    return PSBT_MAGIC + b"".join(
        b"".join(bytes([len(key)]) + key + bytes([len(value)]) + value for key, value in each) + b"\0"
        for each in maps
    )


@pytest.mark.parametrize("version", [0, 2])
def test_the_coins_of_a_psbt_are_asked_for(version: int, story: Story) -> None:
    unsigned = spend(point(story.parent))
    session = txexplain.read(psbt_of(unsigned, version=version), source=story.source)
    assert lookup_of(session).coins == ("parent",)
    assert session.fee_sat == 0
    claim = (1_000).to_bytes(8, "little") + bytes([len(WITNESS_SCRIPT)]) + WITNESS_SCRIPT
    session = txexplain.read(psbt_of(unsigned, (b"\1", claim), version=version), source=story.source)
    assert lookup_of(session).coins == ("parent",)
    lie = psbt_of(unsigned, (b"\1", b"\1" + claim[1:]), version=version)
    assert story.refused(lie).code == "server_coin_differs"


def test_a_block_is_found_by_its_hash_or_its_height(story: Story) -> None:
    name = display_hex(story.block)
    for what in (
        name,
        "2",
        f"0x{name}",
        f"https://mempool.space/block/{name}",
        "https://blockchair.com/bitcoin/block/2",
    ):
        session = txexplain.read_block(what, source=story.source)
        assert session.hash == name
        assert session.report.network.name == "regtest"
    for what, code in (("99", "no_block_at_height"), (MISSING, "block_not_known")):
        with pytest.raises(txexplain.InputError) as caught:
            txexplain.read_block(what, source=story.source)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("hash: {}", "looks_like_txid"),
        ("{}:0", "looks_like_outpoint"),
        ("https://mempool.space/tx/{}", "link_to_transaction"),
    ],
)
def test_what_names_no_block_is_refused_as_ever(what: str, code: str, story: Story) -> None:
    with pytest.raises(txexplain.InputError) as caught:
        txexplain.read_block(what.format(MISSING), source=story.source)
    assert caught.value.code == code


def test_a_block_says_how_its_height_is_known() -> None:
    story = Story("main")
    assert txexplain.read_block("2", source=story.source).report.height == (2, "server")
    by_hash = txexplain.read_block(display_hex(story.block), source=story.source)
    assert by_hash.report.height == (2, "server")
    assert by_hash.transaction(1).subject.height is None, "by the word of a server nothing is valid"


def test_a_server_that_gives_a_block_of_another_height_fails(story: Story) -> None:
    story.chain.mine()
    assert txexplain.read_block("3", source=story.source).report.height == (3, "stated")
    blocks = story.chain.blocks
    blocks[2], blocks[3] = blocks[3], blocks[2]
    with pytest.raises(txexplain.ServerError) as caught:
        txexplain.read_block("3", source=story.source)
    assert (caught.value.code, caught.value.facts["stated"]) == ("server_other_height", 2)


def test_a_mainnet_transaction_is_judged_by_todays_rules_whatever_height_is_stated() -> None:
    story = Story("main")
    session = txexplain.read(display_hex(story.parent.txid), source=story.source)
    assert (session.subject.height, session.subject.told_height) == (None, 2)
    assert "DERSIG" in session.verifier.rules.names
    for options, height in (({"rules": "consensus"}, None), ({"height": 800_000}, 800_000)):
        named = txexplain.read(display_hex(story.parent.txid), source=story.source, **options)
        assert named.subject.height == height
    assert txexplain.read(story.parent.raw, source=Story().source).subject.told_height is None


def test_a_transaction_of_a_block_is_asked_about(story: Story) -> None:
    block = txexplain.read_block("2", source=story.source)
    assert block.transaction(1).fee_sat is None
    session = block.transaction(1, source=story.source)
    assert session.fee_sat == 50 * 10**8 - 3_000
    assert lookup_of(session).block.hash == story.block


def test_bytes_that_are_not_in_the_block_that_was_named_are_refused(story: Story) -> None:
    assert story.refused(spend(point(story.parent, 1)), block=2).code == "not_in_named_block"


def test_another_network_than_the_servers_is_refused(story: Story) -> None:
    refusal = story.refused(display_hex(story.parent.txid), network="main")
    assert (refusal.code, refusal.exit_status) == ("other_network_than_server", 2)
    assert txexplain.read(story.child.raw, source=story.source, network="regtest").fee_sat == 100


@pytest.mark.parametrize(("name", "network"), [("pizza", "regtest"), ("psbt-signed", "main")])
def test_an_example_of_another_network_is_shown_as_it_is(name: str, network: str) -> None:
    story = Story(network)
    session = txexplain.read(name, source=story.source)
    assert session.subject._replace(notes=()) == txexplain.read(name).subject
    assert notes_of(session) == ["example_not_asked"]
    assert set(story.source.asked) <= {"network", "close"}


@pytest.mark.examples_known
def test_an_example_is_asked_about_on_its_own_network() -> None:
    story = Story("main")
    for what in ("first", EXAMPLES["first"].raw, EXAMPLES["first"].txid):
        session = txexplain.read(what, source=story.source)
        assert not lookup_of(session).known
        assert session.subject.example is not None
        assert session.fee_sat == txexplain.read("first").fee_sat


def test_bytes_that_do_not_read_are_refused_as_ever(story: Story) -> None:
    assert story.refused(story.child.raw.hex()[:-2]).code == "truncated"
    assert story.refused("hello").code == "unknown_source"
    assert story.refused(f"{MISSING} {'cd' * 32}").code == "looks_like_txids"
    assert set(story.source.asked) <= {"network", "close"}


def test_a_source_is_checked_before_anything_is_read() -> None:
    with pytest.raises(TypeError, match="source must be made by"):
        txexplain.read("pizza", source="https://blockstream.info/api")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="block needs a source"):
        txexplain.read("pizza", block=2)


OF_A_SOURCE = sorted({*Source.__annotations__, *(name for name in vars(Source) if not name.startswith("_"))})


@pytest.mark.parametrize("name", OF_A_SOURCE)
def test_a_source_is_one_that_has_all_of_it(story: Story, name: str) -> None:
    lacking = SimpleNamespace(**{each: getattr(story.source, each) for each in OF_A_SOURCE})
    txexplain.read("pizza", source=lacking)
    delattr(lacking, name)
    with pytest.raises(TypeError, match="source must be made by"):
        txexplain.read("pizza", source=lacking)


def test_the_transaction_of_a_parent_can_be_named_by_its_id(story: Story) -> None:
    psbt = json.dumps({"hex": story.child.raw.hex()})
    assert txexplain.read(psbt, source=story.source).fee_sat == 100
    assert PSBTS
