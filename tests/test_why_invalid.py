"""What a page says of an input that fails: first what stopped it, each thing once, and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from causing import CASES, ECDSA, ONE, P2PKH, TWO, Case, case, locked, p2sh, p2wsh
from causing_lacks import LACKING
from conftest import Ran
from said_cause import given
from spends.keys import Order, key_of

from txexplain.model.messages import Message
from txexplain.model.subject import Subject
from txexplain.session.transaction import Session
from txexplain.wire.assemble import assemble
from txexplain.wire.script import push

Cli = Callable[..., Ran]
NOT_REACHED = "There is a later mistake, which the run did not reach."


def flat(page: str) -> str:
    return " ".join(page.split())


def shown(each: Case, cli: Cli, *options: str) -> str:
    return flat(cli("verify", *given(each), *options).out)


def signed_for_none(lock: str) -> Case:
    """Behind a lock that is not met, and signed with a sighash type that the signature does not say."""
    script = assemble(f"{lock} DROP <{ONE.hex()}> CHECKSIG")
    draft = case("", p2wsh(script), b"", [ECDSA, script])
    message = Session(Subject(draft.raw, spent_outputs=draft.spent)).to_sign(0, 2)
    assert isinstance(message, Message)
    signature = Order(key_of(1001), 1, "strict", key_of(77)).ecdsa(message.sighash.digest)
    return case("", p2wsh(script), b"", [signature, script])


@pytest.mark.parametrize("lock", ["500000 CHECKLOCKTIMEVERIFY", "144 CHECKSEQUENCEVERIFY"])
def test_what_stopped_the_run_is_said_before_a_signature_that_it_did_not_reach(lock: str, cli: Cli) -> None:
    page = shown(signed_for_none(lock), cli)
    stopped, later = page.index("timelock" if "SEQUENCE" in lock else "locktime is 0"), page.index(NOT_REACHED)
    assert stopped < later < page.index("its sighash type is NONE, not ALL") < page.index("UNSATISFIED_LOCKTIME")


ALONE = [each for each in (*LACKING, *CASES) if len(each.spent) == 1]
OF_EACH = [pytest.param(each, marks=[pytest.mark.slow] if place % 6 else []) for place, each in enumerate(ALONE)]


@pytest.mark.parametrize("each", OF_EACH)
def test_the_page_of_one_input_says_its_cause_once(each: Case, cli: Cli) -> None:
    top, _, inputs = cli("verify", *given(each)).out.partition("Inputs\n")
    note = flat(top).partition("#0: ")[2].partition(". ")[0]
    assert len(note) > 20
    assert note not in flat(inputs.partition("Relay policy")[0])


def test_of_two_inputs_each_says_its_cause(cli: Cli) -> None:
    wrong = push(ECDSA) + push(TWO)
    page = cli("verify", *given(case("", P2PKH, wrong, others=[(P2PKH, wrong, ())]))).out
    assert "The public key hashes to" in flat(page.partition("Inputs\n")[2])


@pytest.mark.parametrize(
    ("each", "fix"),
    [
        (locked("", "1711441930 CHECKLOCKTIMEVERIFY"), "Set the locktime to at least 1,711,441,930;"),
        (locked("", "120 CHECKLOCKTIMEVERIFY", lock_time=500_000_000), "a block height, 120 or higher;"),
        (locked("", "144 CHECKSEQUENCEVERIFY", sequence=10), "sequence to 00000090,"),
        (locked("", "4194306 CHECKSEQUENCEVERIFY", sequence=10), "sequence to 00400002,"),
        (locked("", "10 CHECKSEQUENCEVERIFY", version=1, sequence=10), "Set the version to 2. Then sign again"),
        (case("", P2PKH), "txexplain sighash TX --input 0"),
    ],
)
def test_what_to_do_is_said(each: Case, fix: str, cli: Cli) -> None:
    assert fix in shown(each, cli)


def test_rules_of_old_blocks_are_told_where_all_is_asked_for(cli: Cli) -> None:
    before_p2sh = case("", p2sh(P2PKH), push(ECDSA) + push(TWO) + push(P2PKH))
    assert "Before block 173,805" not in shown(before_p2sh, cli)
    assert "Before block 173,805" in shown(before_p2sh, cli, "--all")


def test_a_reason_of_relay_that_is_not_the_one_of_consensus_is_explained(cli: Cli) -> None:
    negative = assemble("<81> CHECKLOCKTIMEVERIFY DROP 1")  # a push that is longer than it need be
    page = shown(case("", p2sh(negative), push(negative)), cli)
    assert "NEGATIVE_LOCKTIME" in page
    assert "Input 0 breaks MINIMALDATA:" in page
