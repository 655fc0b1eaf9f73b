"""The engine: what a run leaves behind, what it asks about the transaction, and that crafted scripts end quickly."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from conftest import EXAMPLES, slow
from effort import grows_in_step

from txexplain.analyse import analyse
from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.checker import checkers
from txexplain.crypto.curve import G, N, P, combine, lift_x
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import NotKnown
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS, NO_RULES, Rules
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Missing, Run, Stage, Step, Verdict
from txexplain.script.checker import NoTransaction
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.verify import trace
from txexplain.wire.assemble import assemble
from txexplain.wire.hashes import hash160, sha256, tagged_hash
from txexplain.wire.script import number_push, push
from txexplain.wire.transaction import decode

SEGWIT = Rules.P2SH | Rules.WITNESS
NOTHING = Satisfaction(ByteSlice(0, b""))


def run_bare(script: str, rules: Rules = NO_RULES, keep: int = 100) -> Run:
    """An output script that nothing is put on the stack for, without a transaction."""
    return verify_spend(NOTHING, assemble(script), rules, NoTransaction(), keep)


def script_pubkey_of(run: Run) -> Stage:
    (stage,) = (stage for stage in run.stages if stage.role == "script_pubkey")
    return stage


def steps_of(script: str, keep: int = 100) -> tuple[Step, ...]:
    return script_pubkey_of(run_bare(script, keep=keep)).steps


def told(items: tuple[bytes, ...]) -> str:
    return " ".join(item.hex() or "-" for item in items)


# Traces


def test_the_trace_of_a_payment_to_a_key_hash_shows_every_stack() -> None:
    example = EXAMPLES["p2pkh"]
    spend = trace(analyse(example.raw, example.spent_outputs), 0, CONSENSUS, 10)
    sig = (
        "3045022100ed81ff192e75a3fd2304004dcadb746fa5e24c5031ccfcf21320b0277457c98f"
        "02207a986d955c6e0cb35d446a89d3f56100f4d7f67801c31967743a9c8e10615bed01"
    )
    key = "0349fc4e631e3624a545de3f89f5d8684c7b8138bd94bdd531d2e213bf016b278a"
    key_hash = "a802fc56c704ce87c42d7c92eb75e7896bdc41ae"
    assert spend.verdict is Verdict.VALID
    assert [
        (stage.role, step.position, step.instruction.name, told(step.stack))
        for stage in spend.run.stages
        for step in stage.steps
    ] == [
        ("script_sig", 0, "OP_PUSHBYTES_72", sig),
        ("script_sig", 1, "OP_PUSHBYTES_33", f"{sig} {key}"),
        ("script_pubkey", 0, "OP_DUP", f"{sig} {key} {key}"),
        ("script_pubkey", 1, "OP_HASH160", f"{sig} {key} {key_hash}"),
        ("script_pubkey", 2, "OP_PUSHBYTES_20", f"{sig} {key} {key_hash} {key_hash}"),
        ("script_pubkey", 3, "OP_EQUALVERIFY", f"{sig} {key}"),
        ("script_pubkey", 4, "OP_CHECKSIG", "01"),
    ]
    check = spend.run.stages[1].steps[4].checks[0]
    assert (check.signature.hex(), check.public_key.hex(), check.passes) == (sig, key, True)
    assert spend.run.checks == (check,)
    assert [told(stage.before) for stage in spend.run.stages] == ["", f"{sig} {key}"]
    assert {step.altstack for stage in spend.run.stages for step in stage.steps} == {()}


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("p2pkh", "script_sig script_pubkey"),
        ("p2wpkh", "script_sig script_pubkey witness_key_hash"),
        ("p2sh-multisig", "script_sig script_pubkey redeem_script"),
        ("p2wsh-multisig", "script_sig script_pubkey witness_script_hash witness_script"),
        ("p2sh-p2wpkh", "script_sig script_pubkey redeem_script witness_key_hash"),
        ("p2sh-p2wsh", "script_sig script_pubkey redeem_script witness_script_hash witness_script"),
        ("taproot-key", "script_sig script_pubkey key_path"),
        ("checksigadd", "script_sig script_pubkey taproot_commitment leaf_script"),
    ],
)
def test_the_stages_of_a_spend_come_in_order(name: str, roles: str) -> None:
    example = EXAMPLES[name]
    spend = trace(analyse(example.raw, example.spent_outputs), 0, CONSENSUS, 1)
    assert [stage.role for stage in spend.run.stages] == roles.split()


def test_branches_show_their_depth_and_what_is_not_executed() -> None:
    """An OP_ELSE or OP_ENDIF that leads back to what is executed counts as executed itself."""
    steps = steps_of("1 IF 0 IF 2 ELSE 3 ENDIF ELSE 0 IF 4 ELSE 5 ENDIF ENDIF")
    assert [(step.instruction.name, step.executed, step.depth, step.taken, told(step.stack)) for step in steps] == [
        ("OP_1", True, 0, True, "01"),
        ("OP_IF", True, 1, True, ""),
        ("OP_0", True, 1, True, "-"),
        ("OP_IF", True, 2, False, ""),
        ("OP_2", False, 2, False, ""),
        ("OP_ELSE", True, 2, True, ""),
        ("OP_3", True, 2, True, "03"),
        ("OP_ENDIF", True, 1, True, "03"),
        ("OP_ELSE", True, 1, False, "03"),
        ("OP_0", False, 1, False, "03"),
        ("OP_IF", False, 2, False, "03"),
        ("OP_4", False, 2, False, "03"),
        ("OP_ELSE", False, 2, False, "03"),
        ("OP_5", False, 2, False, "03"),
        ("OP_ENDIF", False, 1, False, "03"),
        ("OP_ENDIF", True, 0, True, "03"),
    ]


def test_several_else_take_turns() -> None:
    steps = steps_of("0 NOTIF 1 ELSE 2 ELSE 3 ELSE 4 ENDIF")
    assert [
        (told(step.stack), step.executed) for step in steps if step.instruction.name in ("OP_2", "OP_3", "OP_4")
    ] == [
        ("01", False),
        ("01 03", True),
        ("01 03", False),
    ]


def test_the_altstack_is_shown_and_does_not_outlive_its_script() -> None:
    steps = steps_of("5 TOALTSTACK 6 TOALTSTACK FROMALTSTACK")
    assert [(told(step.stack), told(step.altstack)) for step in steps] == [
        ("05", ""),
        ("", "05"),
        ("06", "05"),
        ("", "05 06"),
        ("06", "05"),
    ]
    left = verify_spend(
        Satisfaction(ByteSlice(0, assemble("5 TOALTSTACK"))), assemble("FROMALTSTACK"), NO_RULES, NoTransaction()
    )
    assert left.failure is not None
    assert (left.failure.code, left.failure.role) == ("INVALID_ALTSTACK_OPERATION", "script_pubkey")


def test_of_a_long_script_the_first_and_last_steps_are_kept() -> None:
    script = "1" + " NOP" * 18 + " 2"
    stage = script_pubkey_of(run_bare(script, keep=3))
    assert [step.position for step in stage.steps] == [0, 1, 2, 17, 18, 19]
    assert stage.skipped == 14
    assert told(stage.steps[-1].stack) == "01 02"
    exact = script_pubkey_of(run_bare(script, keep=10))
    assert ([step.position for step in exact.steps], exact.skipped) == (list(range(20)), 0)
    none = script_pubkey_of(run_bare(script, keep=0))
    assert (none.steps, none.skipped) == ((), 20)


def test_a_trace_changes_no_outcome() -> None:
    for name in ("p2wsh-multisig", "bad-signature", "codeseparator", "checksigadd"):
        example = EXAMPLES[name]
        report = analyse(example.raw, example.spent_outputs)
        runs = [trace(report, 0, CONSENSUS, keep).run for keep in (0, 1, 50)]
        assert len({run.verdict for run in runs}) == 1
        assert runs[0].failure == runs[1].failure == runs[2].failure
        assert runs[0].checks == runs[1].checks == runs[2].checks


def test_the_failing_step_carries_its_error() -> None:
    run = run_bare("1 2 3 EQUALVERIFY NOP")
    steps = script_pubkey_of(run).steps
    assert [step.failure for step in steps] == ["", "", "", "EQUALVERIFY"]
    assert told(steps[-1].stack) == "01 -"
    assert run.failure is not None
    assert (run.failure.role, run.failure.position, run.failure.opcode) == ("script_pubkey", 3, "OP_EQUALVERIFY")


@pytest.mark.parametrize(
    ("script", "code"), [("1 IF", "UNBALANCED_CONDITIONAL"), ("0", "EVAL_FALSE"), ("", "EVAL_FALSE")]
)
def test_an_error_at_the_end_has_no_step(script: str, code: str) -> None:
    run = run_bare(script)
    assert run.failure is not None
    assert (run.failure.code, run.failure.position, run.failure.opcode) == (code, None, "")
    assert [step.failure for step in script_pubkey_of(run).steps if step.failure] == []


def test_the_facts_of_an_error_say_what_it_is_about() -> None:
    failures = [
        run_bare(script).failure for script in ("NOP " * 202, f"<{'00' * 521}>", "1 2ROT", "21 CHECKMULTISIG")
    ]
    assert [dict(failure.facts) for failure in failures if failure] == [
        {"count": 202, "limit": 201},
        {"size": 521, "limit": 520},
        {"needed": 6, "found": 1},
        {"count": 21, "limit": 20},
    ]


# What a script asks


class Stub:
    """A checker without any cryptography: signatures pass by a table, and all questions are noted."""

    def __init__(self, *passing: tuple[bytes, bytes], unknown: bool = False) -> None:
        self.passing = set(passing)
        self.unknown = unknown
        self.asked: list[tuple[object, ...]] = []

    def _check(self, algorithm: str, signature: bytes, public_key: bytes) -> SignatureCheck:
        if self.unknown:
            raise NotKnown("spent_output", (0, 3))
        return SignatureCheck(algorithm, signature, public_key, (signature, public_key) in self.passing)

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        self.asked.append((signature, public_key, script_code, version))
        return self._check("ecdsa", signature, public_key)

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        self.asked.append((signature, public_key, annex, leaf))
        return self._check("schnorr", signature, public_key)

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        self.asked.append((control_block, script, output_key))
        return Proof("taproot_commitment", (("leaf_hash", b"the leaf"),), output_key == b"k" * 32)

    def lock_time(self, wanted: int) -> bool:
        self.asked.append(("lock_time", wanted))
        return wanted <= 100

    def sequence(self, wanted: int) -> bool:
        self.asked.append(("sequence", wanted))
        return wanted <= 100


S1, S2, A, B, C = b"s1", b"s2", b"kA", b"kB", b"kC"


def run_stub(script: str, stub: Stub, script_sig: str = "", rules: Rules = NO_RULES) -> Run:
    return verify_spend(Satisfaction(ByteSlice(0, assemble(script_sig))), assemble(script), rules, stub, 100)


def last_stack(run: Run) -> str:
    return told(run.stages[-1].steps[-1].stack)


def test_checksig_gives_what_the_check_says() -> None:
    yes, no = Stub((S1, A)), Stub()
    assert last_stack(run_stub("'s1' 'kA' CHECKSIG", yes)) == "01"
    assert last_stack(run_stub("'s1' 'kA' CHECKSIG", no)) == "-"
    assert yes.asked == no.asked == [(S1, A, assemble("'kA' CHECKSIG"), SigVersion.BASE)]


def test_the_script_code_lacks_the_signature_only_outside_the_witness() -> None:
    script = "'s1' 'kA' CHECKSIG"
    inside, outside = Stub((S1, A)), Stub((S1, A))
    code = assemble(script)
    run_stub(script, outside)
    verify_spend(Satisfaction(ByteSlice(0, b""), (ByteSlice(0, code),)), b"\0" + push(sha256(code)), SEGWIT, inside)
    assert outside.asked == [(S1, A, assemble("'kA' CHECKSIG"), SigVersion.BASE)]
    assert inside.asked == [(S1, A, code, SigVersion.WITNESS_V0)]


def test_the_script_code_begins_behind_the_last_separator_that_ran() -> None:
    stub = Stub((S1, A))
    run_stub(
        "CODESEPARATOR 'kA' CHECKSIGVERIFY 0 IF CODESEPARATOR ENDIF 's1' 'kA' CODESEPARATOR CHECKSIG", stub, "'s1'"
    )
    whole = assemble("'kA' CHECKSIGVERIFY 0 IF CODESEPARATOR ENDIF 'kA' CODESEPARATOR CHECKSIG")
    assert [code for _, _, code, _ in stub.asked] == [whole, assemble("CHECKSIG")]


def multisig(passing: list[tuple[bytes, bytes]], signatures: str, count: int) -> tuple[Stub, Run]:
    stub = Stub(*passing)
    return stub, run_stub(f"{count} 'kA' 'kB' 'kC' 3 CHECKMULTISIG", stub, f"0 {signatures}")


def test_multisig_walks_from_the_last_key_to_the_first() -> None:
    stub, run = multisig([(S1, A), (S2, B)], "'s1' 's2'", 2)
    assert [(signature, key) for signature, key, *_ in stub.asked] == [(S2, C), (S2, B), (S1, A)]
    assert run.verdict is Verdict.VALID
    assert [check.passes for check in run.checks] == [False, True, True]


def test_multisig_leaves_the_keys_that_it_does_not_need() -> None:
    stub, run = multisig([(S2, C)], "'s2'", 1)
    assert [(signature, key) for signature, key, *_ in stub.asked] == [(S2, C)]
    assert run.verdict is Verdict.VALID
    stub, run = multisig([], "", 0)
    assert (stub.asked, run.verdict) == ([], Verdict.VALID)


def test_multisig_gives_up_when_too_few_keys_are_left() -> None:
    stub, run = multisig([(S1, A)], "'s1' 's2'", 2)
    assert [(signature, key) for signature, key, *_ in stub.asked] == [(S2, C), (S2, B)]
    assert last_stack(run) == "-"
    stub, run = multisig([(S1, B), (S2, A)], "'s1' 's2'", 2)
    assert [(signature, key) for signature, key, *_ in stub.asked] == [(S2, C), (S2, B)], "the order counts"
    assert last_stack(run) == "-"


def test_multisig_uses_one_item_too_many() -> None:
    _, run = multisig([(S1, A)], "'other' 's1'", 1)
    assert (run.verdict, last_stack(run)) == (Verdict.VALID, "- 01")
    refused = run_stub("0 0 CHECKMULTISIG", Stub(), "1", Rules.NULLDUMMY)
    assert refused.failure is not None
    assert refused.failure.code == "SIG_NULLDUMMY"


def test_multisig_misses_the_extra_item_before_it_looks_at_a_signature() -> None:
    stub = Stub()
    run = run_stub("1 'kA' 1 CHECKMULTISIG", stub, "'s1'", Rules.DERSIG)
    assert run.failure is not None
    assert (run.failure.code, stub.asked) == ("INVALID_STACK_OPERATION", [])


def taproot_spend(script: str, stub: Stub, *items: bytes) -> Run:
    control = b"\xc1" + b"i" * 32
    witness = tuple(ByteSlice(0, item) for item in (*items, assemble(script), control, b"\x50annex"))
    return verify_spend(Satisfaction(ByteSlice(0, b""), witness), b"\x51" + push(b"k" * 32), CONSENSUS, stub, 100)


def test_a_leaf_script_asks_with_its_annex_its_leaf_and_its_separator() -> None:
    key = b"x" * 32
    stub = Stub((S1, key), (S2, key))
    script = f"<{key.hex()}> CHECKSIGVERIFY CODESEPARATOR 7 <{key.hex()}> CHECKSIGADD 8 EQUAL"
    assert taproot_spend(script, stub, S2, S1).verdict is Verdict.VALID
    assert stub.asked == [
        (b"\xc1" + b"i" * 32, assemble(script), b"k" * 32),
        (S1, key, b"\x50annex", LeafContext(b"the leaf", 0xFFFFFFFF)),
        (S2, key, b"\x50annex", LeafContext(b"the leaf", 2)),
    ]


def test_a_leaf_script_asks_nothing_about_unknown_kinds_of_key() -> None:
    stub = Stub()
    assert taproot_spend("<07> CHECKSIG", stub, S1).verdict is Verdict.VALID
    assert taproot_spend("<07> CHECKSIG NOT", stub, b"").verdict is Verdict.VALID
    assert len(stub.asked) == 2, "the two commitments"


def test_the_key_path_asks_without_a_leaf() -> None:
    stub = Stub((S1, b"k" * 32))
    satisfaction = Satisfaction(ByteSlice(0, b""), (ByteSlice(0, S1),))
    run = verify_spend(satisfaction, b"\x51" + push(b"k" * 32), CONSENSUS, stub)
    assert stub.asked == [(S1, b"k" * 32, None, None)]
    assert run.verdict is Verdict.VALID


def test_lock_times_are_asked_and_left_on_the_stack() -> None:
    stub = Stub()
    rules = Rules.CHECKLOCKTIMEVERIFY | Rules.CHECKSEQUENCEVERIFY
    script = "100 CHECKLOCKTIMEVERIFY CHECKSEQUENCEVERIFY <0000008000> CHECKSEQUENCEVERIFY"
    run = run_stub(script, stub, rules=rules)
    assert (run.verdict, last_stack(run)) == (Verdict.VALID, "64 0000008000")
    assert stub.asked == [("lock_time", 100), ("sequence", 100)], "with its top bit a sequence asks nothing"
    late = run_stub("101 CHECKLOCKTIMEVERIFY", Stub(), rules=rules)
    assert late.failure is not None
    assert (late.failure.code, dict(late.failure.facts)) == ("UNSATISFIED_LOCKTIME", {"wanted": 101})
    assert run_stub("101 CHECKLOCKTIMEVERIFY", Stub()).verdict is Verdict.VALID, "a NOP before the rule"


def test_what_is_not_known_gives_no_verdict() -> None:
    run = run_stub("1 's1' 'kA' CHECKSIG NOP", Stub(unknown=True))
    assert (run.verdict, run.failure, run.missing) == (Verdict.UNKNOWN, None, Missing("spent_output", (0, 3)))
    steps = script_pubkey_of(run).steps
    assert [step.failure for step in steps] == ["", "", "", "unknown"]
    assert run_bare("<02> <02> CHECKSIG").missing == Missing("transaction")
    assert run_bare("1 CHECKLOCKTIMEVERIFY", CONSENSUS).missing == Missing("transaction")
    assert run_bare("0 <02> CHECKSIG NOT").verdict is Verdict.VALID, "an empty signature needs no transaction"
    assert run_bare("RETURN <02> <02> CHECKSIG").verdict is Verdict.INVALID


# Crafted scripts


def spend_of(script_pubkey: bytes, *witness: bytes, keep: int = 0) -> Run:
    """With the true checker, in a transaction whose one input is this one."""
    tx = decode(EXAMPLES["p2wpkh"].raw)
    checker = checkers(tx, [SpentOutput(1_000, script_pubkey)] * len(tx.inputs))[0]
    satisfaction = Satisfaction(ByteSlice(0, b""), tuple(ByteSlice(0, item) for item in witness))
    return verify_spend(satisfaction, script_pubkey, CONSENSUS, checker, keep)


def leaf_spend(script: bytes, *items: bytes, keep: int = 0) -> Run:
    internal_key = G.x.to_bytes(32, "big")
    output_key, parity = tweaked_key(internal_key, leaf_hash(0xC0, script)) or (b"", 0)
    return spend_of(b"\x51" + push(output_key), *items, script, bytes([0xC0 | parity]) + internal_key, keep=keep)


def code_of(run: Run) -> str:
    return run.failure.code if run.failure else run.verdict.value


def test_an_output_script_ends_at_its_limits() -> None:
    assert code_of(spend_of(b"\x51" * 10_000)) == "STACK_SIZE"
    assert code_of(spend_of(b"\x51" * 10_001)) == "SCRIPT_SIZE"
    assert code_of(spend_of(b"\x4d\x09\x02" + b"\xff" * 9_000)) == "PUSH_SIZE"
    assert code_of(spend_of(b"\x51\x63" * 100 + b"\x51" + b"\x68" * 100)) == "valid"
    assert code_of(spend_of(b"\x51\x63" * 101 + b"\x51" + b"\x68" * 101)) == "OP_COUNT"
    assert code_of(spend_of(b"\x00\x63" + b"\x51" * 9_996 + b"\x68\x51")) == "valid"


BRANCHES: dict[str, tuple[Callable[[int], bytes], str]] = {
    "all taken": (lambda depth: b"\x51\x63" * depth + b"\x51" + b"\x68" * depth, "valid"),
    "none taken": (lambda depth: b"\x00" + b"\x63" * depth + b"\x68" * depth + b"\x51", "valid"),
    "ELSE after ELSE": (lambda count: b"\x00\x63" + b"\x67" * (count | 1) + b"\x51\x68", "valid"),
    "never ended": (lambda depth: b"\x51\x63" * depth, "UNBALANCED_CONDITIONAL"),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_the_cost_of_branches_grows_in_step_with_their_number(name: str) -> None:
    script, ends = BRANCHES[name]

    def spend(count: int) -> None:
        assert code_of(leaf_spend(script(count))) == ends

    assert grows_in_step(spend, 1_000, 30_000)


ROLL = b"\x7a"
LONG: dict[str, tuple[Callable[[int], bytes], tuple[bytes, ...], str]] = {
    "nothing done": (lambda size: b"\x51" + b"\x61" * size, (), "valid"),
    "an OP_SUCCESS at the end": (lambda size: b"\x00" * (size // 3) + b"\x50", (), "valid"),
    "DUP and DROP": (lambda size: b"\x76\x75" * (size // 20), (b"\xff" * 520,), "valid"),
    "ROLL": (
        lambda size: b"\x51" * 900 + number_push(899) + (ROLL + number_push(899)) * (size // 40),
        (),
        "CLEANSTACK",
    ),
}


@pytest.mark.parametrize("size", [200_000, slow(1_000_000)])
@pytest.mark.parametrize("name", LONG)
def test_the_cost_of_a_leaf_script_grows_in_step_with_its_size(name: str, size: int) -> None:
    script, items, ends = LONG[name]

    def spend(size: int) -> None:
        assert code_of(leaf_spend(script(size), *items)) == ends

    assert grows_in_step(spend, size // 30, size)


def test_a_long_trace_keeps_little() -> None:
    run = leaf_spend(b"\x51" + b"\x61" * 100_000, keep=50)
    assert [(len(stage.steps), stage.skipped) for stage in run.stages if stage.role == "leaf_script"] == [
        (100, 99_901)
    ]
    big = leaf_spend(b"\x76" * 900 + b"\x61" * 10_000, b"\xff" * 520, keep=1_000).stages[-1]
    assert sum(len(item) for step in big.steps for item in step.stack) < 10_000_000
    assert big.steps[0].position == 0
    assert big.steps[-1].position == 10_899
    assert len(big.steps) + big.skipped == 10_900


def some_keys(count: int) -> list[bytes]:
    points = [combine(secret, 0, G) or (0, 0) for secret in range(2, 2 + count)]
    return [bytes([2 + (y & 1)]) + x.to_bytes(32, "big") for x, y in points]


def der(r: int, s: int) -> bytes:
    """A signature as DER without its hash type; the lengths fit in a byte."""
    numbers = b"".join(
        b"\2" + bytes([size]) + number.to_bytes(size, "big")
        for number, size in ((number, number.bit_length() // 8 + 1) for number in (r, s))
    )
    return b"\x30" + bytes([len(numbers)]) + numbers


@pytest.mark.parametrize(("count", "tried"), [(1, 180), (4, 153), (10, 99), (20, 9)])
def test_wrong_signatures_of_multisig_are_tried_no_more_than_there_are_keys_for(count: int, tried: int) -> None:
    """As often as the limits allow: nine times twenty keys, each time with other signatures, short ones to fit."""
    source = random.Random(count)
    keys = b"".join(map(push, some_keys(20))) + number_push(20) + b"\xae\x75"
    script = b""
    for _ in range(9):
        signatures = [der(source.randrange(1, 2**15), source.randrange(1, 2**15)) + b"\1" for _ in range(count)]
        script += b"\0" + b"".join(map(push, signatures)) + number_push(count) + keys
    script += b"\x51"
    bare, hashed = spend_of(script), spend_of(b"\0" + push(sha256(script)), script)
    assert [(code_of(run), len(run.checks)) for run in (bare, hashed)] == [("valid", tried)] * 2


def test_taking_a_signature_out_of_the_script_costs_in_step_with_how_often_it_stands_there() -> None:
    """Each check takes 4,500 copies of the empty signature out of the script that it signs."""
    checks = push(some_keys(1)[0]) + b"\0\x78\xac\x75" * 60 + b"\x51"

    def spend(copies: int) -> None:
        assert code_of(spend_of(b"\0\x63" + b"\0\x51" * copies + b"\x68" + checks)) == "valid"

    assert grows_in_step(spend, 150, 4_500)


def test_the_cost_of_witness_items_grows_in_step_with_their_size() -> None:
    """Up to as much as fits into a block; each is refused, for the reason that Core gives."""
    taproot = b"\x51" + push(G.x.to_bytes(32, "big"))
    drop = b"\x75\x51"

    def spends(size: int) -> None:
        huge = bytes(size)
        assert code_of(spend_of(b"\0" + push(sha256(drop)), huge, drop)) == "PUSH_SIZE"
        assert code_of(spend_of(b"\0" + push(sha256(huge)), huge)) == "SCRIPT_SIZE"
        assert code_of(spend_of(b"\0" + push(hash160(b"")), huge, huge)) == "PUSH_SIZE"
        assert code_of(leaf_spend(drop, huge)) == "PUSH_SIZE"
        assert code_of(spend_of(taproot, huge)) == "SCHNORR_SIG_SIZE"
        assert code_of(spend_of(taproot, b"\1" * 64, b"\x50" + huge)) == "SCHNORR_SIG"
        assert code_of(spend_of(taproot, huge, huge)) == "TAPROOT_WRONG_CONTROL_SIZE"
        assert code_of(spend_of(taproot, huge, b"\xc0" + bytes(32 * 129))) == "WITNESS_PROGRAM_MISMATCH"
        assert code_of(spend_of(taproot, huge, b"\xc0" + bytes(32 * 130))) == "TAPROOT_WRONG_CONTROL_SIZE"
        assert code_of(leaf_spend(b"\x51", *[b""] * (size // 20))) == "STACK_SIZE"

    assert grows_in_step(spends, 100_000, 4_000_000)


# Signatures at the edges


def keyed(secret: int) -> tuple[bytes, int]:
    """The compressed public key of that secret, and the secret below n."""
    x, y = combine(secret, 0, G) or (0, 0)
    return bytes([2 + (y & 1)]) + x.to_bytes(32, "big"), secret % N


def signed(secret: int, digest: int, nonce: int) -> bytes:
    """An ECDSA signature of the digest, high s or low."""
    r = (combine(nonce, 0, G) or (0, 0))[0] % N
    return der(r, pow(nonce, -1, N) * (digest + r * secret) % N)


EDGE_SECRETS = [1, -1, 2, -2, 3, (N + 1) // 2, N // 3, 2**128]  # 1 is the key G itself, -1 is −G


@pytest.mark.parametrize("secret", EDGE_SECRETS)
def test_ecdsa_takes_a_true_signature_by_any_key(secret: int) -> None:
    key, secret = keyed(secret)
    for digest, nonce in [(0, 5), (1, 1), (N - 1, 2), (secret, N - 1), (2**255, 2**200 + 7)]:
        signature = signed(secret, digest, nonce)
        assert ecdsa.verify(signature, key, digest.to_bytes(32, "big")).passes
        wrong = ecdsa.verify(signature, key, (digest ^ 2).to_bytes(32, "big"))
        assert (wrong.passes, wrong.reason) == (False, "mismatch")


@pytest.mark.parametrize("secret", EDGE_SECRETS)
@pytest.mark.parametrize("r", [1, 2, 0x1234567890, N // 2, N - 1])
def test_ecdsa_refuses_what_adds_up_to_infinity(secret: int, r: int) -> None:
    """With z = −r·d, u1·G + u2·Q is the point at infinity, whatever s is."""
    key, secret = keyed(secret)
    digest = (-r * secret % N).to_bytes(32, "big")
    for s in (1, 2, N // 2, N - 1):
        found = ecdsa.verify(der(r, s), key, digest)
        assert (found.passes, found.reason) == (False, "infinity")
        assert (found.working["u1"] + found.working["u2"] * secret) % N == 0


def test_ecdsa_refuses_numbers_out_of_range() -> None:
    key, _ = keyed(7)
    for r, s in [(0, 1), (1, 0), (0, 0), (N, 1), (1, N), (N + 1, 1), (1, 2**256), (2**256 + 1, 1), (P, 1)]:
        found = ecdsa.verify(der(r, s), key, bytes(32))
        assert (found.passes, found.reason) == (False, "out_of_range"), (r, s)


def test_ecdsa_takes_an_x_that_is_not_below_the_order() -> None:
    """R's x may be in n…p−1; the signature then holds x − n (SEC 1: r = x mod n)."""
    x = next(x for x in range(N + 1, N + 100) if lift_x(x))
    point = lift_x(x)
    assert point is not None
    r, s = x - N, 3
    u1, u2 = 5 * pow(s, -1, N) % N, r * pow(s, -1, N) % N
    key_point = combine(-u1 * pow(u2, -1, N), pow(u2, -1, N), point)  # Q = (R − u1·G) / u2
    assert key_point is not None
    key = bytes([2 + (key_point[1] & 1)]) + key_point[0].to_bytes(32, "big")
    assert ecdsa.verify(der(r, s), key, (5).to_bytes(32, "big")).passes
    assert ecdsa.verify(der(r + 1, s), key, (5).to_bytes(32, "big")).reason == "mismatch"
    assert ecdsa.verify(der(x, s), key, (5).to_bytes(32, "big")).reason == "out_of_range"


def test_ecdsa_refuses_keys_that_are_no_points() -> None:
    x = next(x for x in range(1, 100) if lift_x(x) is None).to_bytes(32, "big")
    for key in (
        b"",
        b"\2",
        b"\2" + x,
        b"\3" + x,
        b"\2" + P.to_bytes(32, "big"),
        b"\4" + x + x,
        b"\5" + bytes(32),
        b"\0",
    ):
        assert ecdsa.verify(der(1, 1), key, bytes(32)).reason == "bad_public_key", key.hex()


def test_ecdsa_takes_a_hybrid_key_whose_prefix_tells_the_parity() -> None:
    x, y = combine(7, 0, G) or (0, 0)
    digest = (99).to_bytes(32, "big")
    for prefix in (4, 6, 7):
        key = bytes([prefix]) + x.to_bytes(32, "big") + y.to_bytes(32, "big")
        fits = prefix == 4 or prefix & 1 == y & 1
        assert ecdsa.verify(signed(7, 99, 5), key, digest).reason == ("" if fits else "bad_public_key")


def multiples(secret: int) -> dict[int, tuple[int, int] | None]:
    """k·G for small k of both signs, by adding one point after the other on paper (SEC 1, 2.2.1)."""
    point, table = (G.x, G.y), {0: None}
    current: tuple[int, int] = point
    for k in range(1, secret + 1):
        table[k], table[-k] = current, (current[0], P - current[1])
        current = added(current, point)
    return table


def added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Two points that are not each other's opposite."""
    (x1, y1), (x2, y2) = one, other
    slope = 3 * x1 * x1 * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def test_curve_sums_are_right_where_formulas_have_their_exceptions() -> None:
    """a·G + b·Q for small a, b of both signs and Q = ±G, ±2G, ±3G: doublings, opposites, zeros."""
    table = multiples(20)
    cases = 0
    for secret in (1, -1, 2, -2, 3, -3):
        x, y = table[secret] or (0, 0)
        point = lift_x(x, odd=bool(y & 1))
        assert point is not None
        for a in range(-4, 5):
            for b in range(-4, 5):
                assert combine(a, b, point) == table[a + b * secret], (a, b, secret)
                cases += 1
    assert cases == 486


def schnorr_spoiled(secret: int, r: int, message: bytes) -> tuple[bytes, bytes]:
    """A key and a signature with s = e·d, for which R = s·G − e·P is the point at infinity."""
    x, y = combine(secret, 0, G) or (0, 0)
    key, even = x.to_bytes(32, "big"), secret if y % 2 == 0 else -secret
    challenge = int.from_bytes(tagged_hash("BIP0340/challenge", r.to_bytes(32, "big"), key, message), "big") % N
    return key, r.to_bytes(32, "big") + (challenge * even % N).to_bytes(32, "big")


@pytest.mark.parametrize("secret", EDGE_SECRETS)
def test_schnorr_refuses_what_adds_up_to_infinity(secret: int) -> None:
    for r in (0, 1, G.x):
        key, signature = schnorr_spoiled(secret, r, b"message")
        assert schnorr.verify(signature, key, b"message").reason == "infinity"


def test_schnorr_refuses_numbers_out_of_range() -> None:
    key = G.x.to_bytes(32, "big")
    for r, s in [(P, 1), (2**256 - 1, 1), (1, N), (1, 2**256 - 1)]:
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert schnorr.verify(signature, key, b"").reason == "out_of_range"
    between = N.to_bytes(32, "big") + (1).to_bytes(32, "big")
    assert schnorr.verify(between, key, b"").reason != "out_of_range", "r is an x, and below p"
    assert schnorr.verify(bytes(64), P.to_bytes(32, "big"), b"").reason == "bad_public_key"
    assert schnorr.verify(bytes(64), bytes(32), b"").reason == "bad_public_key"
    assert not schnorr.verify(bytes(64), key, b"").passes
