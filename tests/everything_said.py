"""Runs of the program that between them make it say everything it has to say, but for tables that list something."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conftest import EXAMPLES
from said_addr import of_mistaken_addresses
from said_blk import of_blk, of_wrong_blk
from said_broken import of_broken_transactions
from said_cause import of_causes
from said_check import say_why_files_are_not_written
from said_choices import guess_what_cannot_be_told, leave_go_on_and_take_again, show_a_class_the_answers
from said_coins import of_coins, tell_of_an_example_without_its_witness
from said_contradictions import of_contradictions
from said_course import of_the_course, take_the_final_test
from said_curve import of_backends
from said_desc import of_descriptors
from said_dtell import of_diagnoses, say_every_clue
from said_files import of_block_files
from said_find import of_what_is_looked_up, wait_for_a_server
from said_finding import of_finding
from said_fixa import of_unsignable_psbts
from said_fixdiag import of_advice
from said_fixlock import of_odd_locks, tell_of_a_minute
from said_fixlook import of_fixlook
from said_fixnotes import of_fixnotes
from said_fixsafe import of_fixsafe, of_wrong_coins
from said_fixwhy import of_whys
from said_given import of_what_is_given
from said_gloss import of_gloss
from said_handout import of_handouts
from said_jobs import sum_up_many
from said_last3 import of_questions
from said_lastb import of_many_ways
from said_lastc import of_lastc
from said_lesson import (
    answer_wrongly_and_rightly,
    read_to_the_end,
    run_scripts_as_one_that_leave_false,
    teach_a_class,
)
from said_lines import (
    of_lines,
    tell_of_a_bad_transaction_in_a_block,
    tell_of_short_and_long_runs,
    tell_of_what_is_no_line,
)
from said_lock import of_lock
from said_long import announce_long_work, of_long, of_refused_work
from said_messages import of_messages
from said_net import of_bad_servers
from said_newcomers import of_newcomers
from said_page import leave_out_of_pages, of_pages
from said_panes import show_the_panes
from said_pasted import of_pasted_text
from said_pictures import of_pictures, say_that_a_step_is_too_far_inside, say_that_only_the_parity_is_wrong
from said_polt import of_relay, of_wrong_policies
from said_price import name_a_table_on_a_web_page, say_that_hints_differ
from said_psbt import of_psbts
from said_psbtexample import of_bundled_psbts
from said_psbttexts import of_psbt_bytes, of_psbt_errors
from said_psbtwarn import of_suspicious_psbts
from said_quiz import of_quizzes
from said_script import of_output_scripts
from said_step import press_every_key
from said_tell import show_what_servers_told
from said_web_live import say_what_moves
from said_word import of_word
from said_words import of_words_of_nodes
from spends.draft import Draft, Vin
from spends.keys import Order, key_of
from test_attacks import spending
from test_block import B170, coinbase, committed, mined, payment
from test_rules import AMOUNT, T
from test_rules import CASES as RULE_CASES
from test_templates import KEY
from test_whatif import CASES as EDITED
from test_whatif import CAUSES

from txexplain.analyse_block import analyse_block
from txexplain.bundled import block_names, load_block
from txexplain.cli.app import COMMANDS
from txexplain.cli.manual import man_pages
from txexplain.crypto.curve import G
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.explain.pages.block_trial import block_trial_page
from txexplain.explain.pages.examples import examples_page
from txexplain.lessons.blocks import block_trial
from txexplain.model.networks import NETWORKS
from txexplain.model.report import SpentOutput
from txexplain.model.rules import NO_RULES, Rules
from txexplain.model.signing import LeafContext
from txexplain.model.transaction import COIN
from txexplain.model.whatif import Edit
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.assemble import assemble
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push
from txexplain.wire.transaction import decode

Call = list[str]
COIN_AT = b"\1" * 36
INTERNAL_KEY = G.x.to_bytes(32, "big")


def given(raw: bytes, *scripts: bytes, rules: Rules | None = None) -> Call:
    """A transaction, the outputs that it spends, and by which rules."""
    spent = [{"value_sat": AMOUNT, "script_pubkey": script.hex()} for script in scripts]
    named = [] if rules is None else ["--rules", ",".join(rules.names) or "none"]
    return [raw.hex(), "--prevouts", json.dumps(spent), *named]


def leaf_spend(script: bytes, *items: bytes, annex: tuple[bytes, ...] = ()) -> Call:
    _, parity = tweaked_key(INTERNAL_KEY, leaf_hash(0xC0, script)) or (b"", 0)
    control = bytes([0xC0 | parity]) + INTERNAL_KEY
    return given(spending(COIN_AT, b"", (*items, script, control, *annex)), output_of(script), rules=T)


def output_of(leaf: bytes) -> bytes:
    output_key, _ = tweaked_key(INTERNAL_KEY, leaf_hash(0xC0, leaf)) or (b"", 0)
    return b"\x51\x20" + output_key


def signed_leaf_spend(script: bytes) -> Call:
    """With the signature of the first key, which is secret 1's, and none of the second."""
    raw, spent = leaf_spend(script, b"", b"")[0], SpentOutput(AMOUNT, output_of(script))
    fields = Fields(decode(bytes.fromhex(raw)), [spent])
    sighash = taproot_sighash(fields, 0, 0, None, LeafContext(leaf_hash(0xC0, script), 0xFFFFFFFF))
    assert sighash is not None
    return leaf_spend(script, b"", Order(key_of(1), None, "schnorr", key_of(2)).schnorr(sighash.digest))


def witness_script_spend(script: bytes, *items: bytes) -> Call:
    return given(spending(COIN_AT, b"", (*items, script)), b"\0\x20" + sha256(script))


def of_examples() -> Iterator[Call]:
    """Every example, with its spent outputs and without."""
    for name, example in EXAMPLES.items():
        yield from (["decode", name], ["decode", "--bytes", name], ["explain", "--why", name])
        raw = example.raw.hex()
        yield from (["verify", raw], ["explain", raw], ["trace", name], ["sighash", name])


def of_scripts() -> Iterator[Call]:
    """Scripts by themselves."""
    yield ["explain", "--why", EXAMPLES["p2pkh"].raw.hex()]
    yield ["script", "OP_2 OP_3 OP_ADD OP_5 OP_EQUAL"]
    yield ["script", "1 OP_CHECKLOCKTIMEVERIFY"]
    yield ["script", "0014" + "11" * 20]
    yield ["script", "1", "--kind", "v0"]
    yield ["script", "OP_RESERVED", "--rules", "policy"]


SINGLE, ANYONE = b"\x03", b"\x81"
ECDSA, SCHNORR = bytes.fromhex("3006020101020101"), b"\1" * 64
LAX = b"\x30\x08" + ECDSA[2:] + b"\0\0"


def of_signatures() -> Iterator[Call]:
    """Signatures with the hash types and in the places that no example has; none passes."""
    lock = assemble(f"<02{INTERNAL_KEY.hex()}> CHECKSIG")
    inputs = [Vin(COIN_AT, 0), Vin(b"\2" * 36, 0x400010, b"", [ECDSA + SINGLE, lock])]
    without_output = Draft(2, inputs, [(1, b"\x51")], 0, [], 0).raw()
    yield ["explain", "--why", *given(without_output, b"\x51", b"\0\x20" + sha256(lock))]
    for hash_type in (SINGLE, ANYONE):
        key_path = given(spending(COIN_AT, b"", (SCHNORR + hash_type,)), b"\x51\x20" + INTERNAL_KEY, rules=T)
        leaf = assemble(f"<{INTERNAL_KEY.hex()}> CHECKSIG")
        script_path = leaf_spend(leaf, SCHNORR + hash_type, annex=(b"\x50",))
        yield from (["explain", "--why", *key_path], ["explain", "--why", *script_path])
    for signature in (LAX, b"\x31" + ECDSA[1:]):
        raw = spending(COIN_AT, push(signature + ANYONE))
        yield ["explain", "--why", *given(raw, lock, rules=NO_RULES)]
        yield ["decode", "--bytes", *given(raw, lock)]
    signed = assemble(f"<02{INTERNAL_KEY.hex()}> CHECKSIGVERIFY CODESEPARATOR <{ECDSA.hex()}01> DROP")
    for script in (signed + b"\x05\x01", b"\xab" + signed):
        yield ["sighash", *given(spending(COIN_AT, push(ECDSA + b"\1")), script, rules=NO_RULES)]
    yield ["sighash", *leaf_spend(assemble(f"CODESEPARATOR <{INTERNAL_KEY.hex()}> CHECKSIG"), SCHNORR)]


def of_rules() -> Iterator[Call]:
    """A spend for every script error."""
    for case in (case for cases in RULE_CASES.values() for case in cases if len(case.transaction) < 20_000):
        yield ["explain", "--why", *given(case.transaction, case.script_pubkey, rules=case.rules)]


LOCKS = ("CHECKLOCKTIMEVERIFY", "CHECKSEQUENCEVERIFY")
LOCK_NUMBERS = ("81", "0000008000", "ffffffff7f", "050040", "00")  # below zero, bit 31, too large, a time, none
SHAPES = (f"{KEY}ad51b2", f"{KEY}ac736460b268", f"{KEY}ac", f"76a914{'22' * 20}88ac", "4c")


def of_revealed_scripts() -> Iterator[Call]:
    """Scripts in the shapes that no example has."""
    scripts = [assemble(f"<{number}> {lock} DROP 1") for number in LOCK_NUMBERS for lock in LOCKS]
    for script in (*scripts, *map(bytes.fromhex, SHAPES)):
        yield ["explain", "--why", *witness_script_spend(script, b"")]
    keys = f"<{INTERNAL_KEY.hex()}> CHECKSIG <{INTERNAL_KEY.hex()}> CHECKSIGADD 1"
    yield ["explain", "--why", *leaf_spend(assemble(f"{keys} GREATERTHANOREQUAL"), b"", b"")]
    yield ["explain", "--why", *signed_leaf_spend(assemble(f"{keys} NUMEQUALVERIFY"))]
    yield ["explain", "--why", *leaf_spend(b"\x50")]
    yield ["trace", *leaf_spend(b"\x61" * 10_001 + b"\x51"), "--all"]  # more steps than are ever kept
    opened = assemble(f"SHA256 <{sha256(b'secret').hex()}> EQUAL")
    raw = spending(COIN_AT, push(b"secret") + push(opened))
    for script_hash in (hash160(opened), bytes(20)):
        yield ["explain", "--why", *given(raw, b"\xa9\x14" + script_hash + b"\x87")]


def of_changes() -> Iterator[Call]:
    for name, edits in ((name, edits) for name, edits, *_ in EDITED):
        yield ["whatif", name, *options_of(edits)]
    for name, edit, *_ in CAUSES:
        yield ["whatif", name, *options_of([edit])]
    yield ["whatif", "p2pkh", "--set", "version=1"]


def options_of(edits: list[Edit]) -> Iterator[str]:
    between = {"flip": ":", "swap": ","}
    for edit in edits:
        yield f"--{edit.action.replace('_', '-')}"
        takes_value = edit.value or edit.action == "set"
        yield edit.path + (f"{between.get(edit.action, '=')}{edit.value}" if takes_value else "")


def of_blocks() -> Iterator[Call]:
    """The bundled blocks, and some with which each check fails."""
    for name in block_names():
        yield from (["block", name], ["block", name, "--proof", "0"], ["block", name, "--proof", "1"])
        yield from (["block", name, "--tx", "1", "--as", view] for view in ("decode", "verify", "explain"))
    for raw in broken_blocks():
        yield ["block", raw.hex(), "--network", "regtest"]
        if len(raw) < 1_000_000:
            yield ["block", raw.hex()]
    yield ["block", mined(coinbase()).hex(), "--network", "regtest", "--proof", "0"]


def broken_blocks() -> Iterator[bytes]:
    first, second = payment((b"\1" * 32, 0)), payment((b"\2" * 32, 0))
    secret = payment((b"\1" * 32, 0), witness=b"secret")
    honest = mined(coinbase(), first, second)
    yield from (honest, honest[:80] + b"\4" + honest[81:] + second, mined(first, second, first, second))
    yield mined(coinbase(), first, second, second, first, payment((b"\3" * 32, 0)))
    yield from (mined(coinbase(), coinbase(b"\1\2\3")), mined(root=bytes(32)), mined(coinbase(), root=bytes(32)))
    yield mined(coinbase(), first, payment((b"\1" * 32, 0), (b"\1" * 32, 0)))
    yield from (committed(secret), committed(secret, wrong=True), committed(secret, reserved=bytes(31)))
    yield from (mined(coinbase(), secret), mined(coinbase(b"\x03\x26\x38\x0dhello, who reads this", bytes(32))))
    yield mined(coinbase(b"\x03\x26\x38\x0d").replace((50 * COIN).to_bytes(8, "little"), bytes(8)))
    yield mined(coinbase(), payment((b"\1" * 32, 0), witness=bytes(3_999_900)))
    for bits in (0, 0x03123456, int.from_bytes(B170[72:76], "little")):
        yield B170[:72] + bits.to_bytes(4, "little") + bytes(4) + B170[80:]


NAMES = (
    "p2pkh p2tr-key nulldata hash_lock OP_IF OP_SUCCESS80 OP_NOP2 CLEANSTACK EVAL_FALSE bad-cb-length truncated stack"
)


def of_words() -> Iterator[Call]:
    """Help, the course, and a name of each family."""
    yield from (
        ["learn", "--all", "--linear"],
        ["learn"],
        ["examples"],
        ["why"],
        ["--help"],
        [],
        ["--show-completion", "-h"],
    )
    yield from ([name, "--help"] for name in COMMANDS)
    yield from (["why", name] for name in (*NAMES.split(), "inscription_body", "p2wpkk"))


def of_oddities() -> Iterator[Call]:
    """Transactions that are odd as a whole, and errors whose texts depend on where they are."""
    first = EXAMPLES["first"].raw.hex()
    yield from (["decode", first[:-2]], ["decode", first + "00"], ["verify", first, "--prevouts", "[]"])
    yield from (["decode", EXAMPLES["p2wpkh"].raw.hex()[: 2 * size]] for size in (20, 100, 150))
    yield from (["block", B170.hex()[:-2]], ["block", B170.hex() + "00"])
    yield ["block", (B170[:80] + b"\xfe\xff\xff\xff\xff" + B170[81:]).hex()]
    yield ["decode", "01000000000000000000"]
    yield ["decode", "01000000000005000000"]
    yield ["verify", *given(Draft(2, [Vin(COIN_AT, 0)], [(2 * AMOUNT, b"\x51")], 0, [], 0).raw(), b"\x51")]
    yield ["decode", "--all", *given(Draft(2, [Vin(COIN_AT, 0)], [(2 * AMOUNT, b"\x51")], 0, [], 0).raw(), b"\x51")]
    no_points = push(b"\x51" + push(b"\2" + bytes(31) + b"\5") + b"\x51\xae")
    yield ["decode", Draft(2, [Vin(COIN_AT, 0, b"\0\0" + no_points)] * 5, [(1, b"")] * 5, 0, [], 0).raw().hex()]
    odd = b"\7" + b"".join(number.to_bytes(32, "big") for number in G)  # G's y is even
    yield ["explain", *given(spending(COIN_AT, push(ECDSA + b"\1")), push(odd) + b"\xac")]
    key, many = push(b"\2" * 33), b"\xac" * 401
    final, other = 0xFFFFFFFF, 0
    yield ["decode", Draft(3, [Vin(COIN_AT, final)], [(1, many)], 0, [], 0).raw().hex()]
    yield ["decode", Draft(2, [Vin(COIN_AT, other)], [(1, b"\x6a" + key)], 0xFFFFFFFF, [], 0).raw().hex()]
    nested, leaf = b"\x51\x20" + INTERNAL_KEY, tweaked_key(INTERNAL_KEY, leaf_hash(0xC2, b"\0")) or (b"", 0)
    inside = given(spending(COIN_AT, push(nested)), b"\xa9\x14" + hash160(nested) + b"\x87")
    newer = given(spending(COIN_AT, b"", (b"\0", bytes([0xC2 | leaf[1]]) + INTERNAL_KEY)), b"\x51\x20" + leaf[0])
    yield from ([view, *call] for view in ("trace", "explain") for call in (inside, newer))
    for sequence in (1 << 22 | 0xFFFF, 1 << 22 | 20, 1 << 22 | 1):
        yield ["decode", Draft(2, [Vin(COIN_AT, sequence)], [(1, b"\x51")], 0, [], 0).raw().hex()]


CALLS = (
    of_examples,
    of_causes,
    of_scripts,
    of_signatures,
    of_rules,
    of_revealed_scripts,
    of_changes,
    of_blocks,
    of_blk,
    of_wrong_blk,
    of_words,
    of_oddities,
    of_pasted_text,
    of_what_is_given,
    of_mistaken_addresses,
    of_broken_transactions,
    of_coins,
    of_contradictions,
    of_descriptors,
    of_diagnoses,
    of_advice,
    of_messages,
    of_lock,
    of_the_course,
    of_odd_locks,
    of_many_ways,
    of_psbt_errors,
    of_psbt_bytes,
    of_suspicious_psbts,
    of_unsignable_psbts,
    of_bundled_psbts,
    of_psbts,
    of_what_is_looked_up,
    of_fixlook,
    of_lastc,
    of_relay,
    of_wrong_policies,
    of_fixsafe,
    of_wrong_coins,
    of_word,
    of_handouts,
    of_fixnotes,
    of_gloss,
    of_bad_servers,
    of_newcomers,
    of_backends,
    of_output_scripts,
    of_words_of_nodes,
    of_whys,
    of_questions,
    of_quizzes,
    of_block_files,
    of_lines,
    of_long,
    of_refused_work,
    of_finding,
    of_pages,
    of_pictures,
)


def pages_that_nothing_leads_to_yet() -> None:
    """Of lessons with other trials, and of an example in no group."""
    small, large = (analyse_block(load_block(name).raw).layout for name in ("block170", "block100000"))
    easy = analyse_block(mined(coinbase()), NETWORKS["regtest"]).layout
    always = easy._replace(header=easy.header._replace(bits=0x2100FFFF))
    trials = block_trial(small, "duplicate", ()), block_trial(large, "swap", (0, 0)), block_trial(always, "nonce", ())
    for trial in trials:
        block_trial_page(trial, Texts())
    examples_page([EXAMPLES["p2pkh"]._replace(teaches=("nothing",))], Texts())


def write_the_manual() -> None:
    man_pages(LANGUAGES)


def leave_out_of_pages_in_all_languages() -> None:
    for language in LANGUAGES:
        leave_out_of_pages(language)


SCENES = (
    press_every_key,
    answer_wrongly_and_rightly,
    take_the_final_test,
    teach_a_class,
    say_that_hints_differ,
    name_a_table_on_a_web_page,
    read_to_the_end,
    guess_what_cannot_be_told,
    leave_go_on_and_take_again,
    show_a_class_the_answers,
    run_scripts_as_one_that_leave_false,
    pages_that_nothing_leads_to_yet,
    write_the_manual,
    tell_of_an_example_without_its_witness,
    tell_of_a_bad_transaction_in_a_block,
    tell_of_short_and_long_runs,
    tell_of_what_is_no_line,
    tell_of_a_minute,
    wait_for_a_server,
    show_what_servers_told,
    say_every_clue,
    sum_up_many,
    announce_long_work,
    say_why_files_are_not_written,
    show_the_panes,
    say_that_a_step_is_too_far_inside,
    say_that_only_the_parity_is_wrong,
    say_what_moves,
    leave_out_of_pages_in_all_languages,
)
