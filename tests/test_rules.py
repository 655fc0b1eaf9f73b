"""The rules: when they count, that each decides something, and that every script error can be had."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple

import pbk
import pytest
from conftest import ROOT
from pbk.script import PrecomputedTransactionData

from txexplain.crypto.checker import checkers
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS, HISTORY, NO_RULES, POLICY, Rules, rules_at, with_needed
from txexplain.model.spend import Run, Verdict
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.assemble import assemble
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import CURVE_ORDER
from txexplain.wire.script import push
from txexplain.wire.transaction import decode

PACKAGE = ROOT / "txexplain"
AMOUNT = 50_000

X = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"  # of the point G
Y = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
KEY, LONG_KEY, HYBRID_KEY = f"<02{X}>", f"<04{X}{Y}>", f"<06{X}{Y}>"
SIGNATURE = "<300602010102010101>"  # well written, and of nothing
HIGH_S = f"<302602010102210{CURVE_ORDER - 1:065x}01>"
PADDED_R = "<30070202000102010101>"
ODD_HASH_TYPE = "<300602010102010105>"
W = Rules.P2SH | Rules.WITNESS
T = W | Rules.TAPROOT


class Case(NamedTuple):
    """What is spent, what spends it, and under which rules."""

    script_sig: bytes
    script_pubkey: bytes
    witness: tuple[bytes, ...]
    rules: Rules

    @property
    def transaction(self) -> bytes:
        """One input, one output, version 1, no lock time, the sequence final."""
        items = compact_size(len(self.witness)) + b"".join(map(sized, self.witness)) if self.witness else b""
        txin = b"\1" + b"\x77" * 32 + bytes(4) + sized(self.script_sig) + b"\xff" * 4
        txout = b"\1" + AMOUNT.to_bytes(8, "little") + sized(b"\x51")
        return b"\1\0\0\0" + (b"\0\1" if self.witness else b"") + txin + txout + items + bytes(4)

    def run(self, rules: Rules) -> Run:
        tx = decode(self.transaction)
        checker = checkers(tx, [SpentOutput(AMOUNT, self.script_pubkey)])[0]
        return verify_spend(
            Satisfaction(tx.inputs[0].script_sig, tx.inputs[0].witness), self.script_pubkey, rules, checker
        )

    def core_accepts(self, rules: Rules) -> bool:
        """What Bitcoin Core's own engine says; it knows no rules but those of consensus."""
        flags = sum(pbk.ScriptVerificationFlags[name] for name in rules.names)
        tx, script = pbk.Transaction(self.transaction), pbk.ScriptPubkey(self.script_pubkey)
        data = PrecomputedTransactionData(tx, [pbk.TransactionOutput(script, AMOUNT)])
        return bool(script.verify(AMOUNT, tx, data, 0, flags))


def bare(script_sig: str, script_pubkey: str, rules: Rules = NO_RULES) -> Case:
    return Case(assemble(script_sig), assemble(script_pubkey), (), rules)


def p2sh(script_sig: str, redeem_script: str, rules: Rules = Rules.P2SH, witness: tuple[bytes, ...] = ()) -> Case:
    script = assemble(redeem_script)
    return Case(assemble(script_sig) + push(script), b"\xa9\x14" + hash160(script) + b"\x87", witness, rules)


def program(version: int, data: bytes, witness: tuple[bytes, ...], rules: Rules = T, script_sig: bytes = b"") -> Case:
    opcode = bytes([0x50 + version if version else 0])
    return Case(script_sig, opcode + push(data), witness, rules)


def p2wsh(script: str, *items: str, rules: Rules = W) -> Case:
    """Each item is the data of one push."""
    code = assemble(script)
    return program(0, sha256(code), (*map(data_of, items), code), rules)


def leaf(script: str | bytes, *items: str, rules: Rules = T, version: int = 0xC0) -> Case:
    """A taproot output with this leaf alone in its tree."""
    code = assemble(script) if isinstance(script, str) else script
    internal_key = bytes.fromhex(X)
    output_key, parity = tweaked_key(internal_key, leaf_hash(version, code)) or (b"", 0)
    control = bytes([version | parity]) + internal_key
    return program(1, output_key, (*map(data_of, items), code, control), rules)


def key_path(*witness: str, rules: Rules = T) -> Case:
    return program(1, bytes.fromhex(X), tuple(map(data_of, witness)), rules)


def data_of(item: str) -> bytes:
    return bytes.fromhex(item.strip("<>"))


CASES: dict[str, list[Case]] = {
    "EVAL_FALSE": [
        bare("", ""),
        bare("0", "NOP"),
        bare("0x01 0x80", "NOP"),
        p2sh("", "0"),
        p2wsh("0"),
        leaf("0"),
        bare("1", "0", W),
    ],
    "OP_RETURN": [bare("1", "RETURN"), p2wsh("RETURN")],
    "VERIFY": [bare("", "0 VERIFY 1")],
    "EQUALVERIFY": [bare("1", "2 EQUALVERIFY 1")],
    "NUMEQUALVERIFY": [bare("1", "2 NUMEQUALVERIFY 1")],
    "CHECKSIGVERIFY": [bare("0", f"{KEY} CHECKSIGVERIFY 1"), leaf(f"<{X}> CHECKSIGVERIFY 1", "")],
    "CHECKMULTISIGVERIFY": [bare("0 0", f"1 {KEY} 1 CHECKMULTISIGVERIFY 1")],
    "SCRIPTNUM": [
        bare("<0102030405>", "1ADD"),
        bare("<0100>", "1ADD", Rules.MINIMALDATA),
        bare("<010203040506>", "CHECKLOCKTIMEVERIFY", Rules.CHECKLOCKTIMEVERIFY),
    ],
    "SCRIPT_SIZE": [Case(b"", b"\x00" * 10_001, (), NO_RULES), p2wsh("0 DROP " * 5_001)],
    "PUSH_SIZE": [
        bare("", f"<{'00' * 521}>"),
        bare("1", f"0 IF <{'00' * 521}> ENDIF"),
        p2wsh("DROP 1", "00" * 521),
        leaf("DROP 1", "00" * 521),
    ],
    "OP_COUNT": [
        bare("1", "NOP " * 202),
        bare("1", f"0 0 {'1 ' * 20} 20 CHECKMULTISIG DROP " * 10),
        p2wsh("1" + " NOP" * 202),
    ],
    "STACK_SIZE": [bare("1", "1 " * 1_000), leaf("1", *["01"] * 1_001), bare("", "1 TOALTSTACK " * 99 + "1 " * 902)],
    "SIG_COUNT": [bare("", "0 1 0 CHECKMULTISIG"), bare("", f"0 -1 {KEY} 1 CHECKMULTISIG")],
    "PUBKEY_COUNT": [bare("", "21 CHECKMULTISIG"), bare("", "-1 CHECKMULTISIG")],
    "BAD_OPCODE": [
        bare("1", "RESERVED"),
        bare("1", "0x05 0x00"),
        bare("1", "0x4d 0x00"),
        bare("1", "0 IF VERIF ENDIF"),
        bare("1", "0xff"),
        bare(f"0 0 {KEY}", "CHECKSIGADD"),
        p2wsh(f"0 0 {KEY} CHECKSIGADD"),
        leaf("1 0x05 0x00"),
        leaf("VERIF"),
        Case(b"\x4c", b"\x51", (), NO_RULES),
        p2sh("", "0x05 0x00"),
    ],
    "DISABLED_OPCODE": [bare("1", "0 IF CAT ENDIF"), p2wsh("1 0 IF MUL ENDIF")],
    "INVALID_STACK_OPERATION": [
        bare("", "DUP"),
        bare("1", "PICK"),
        bare("1 1", "ROLL"),
        bare("1 -1", "PICK"),
        bare("", "IF 1 ENDIF"),
        bare("", "CHECKMULTISIG"),
        bare("", "1 CHECKMULTISIG"),
        bare("", f"1 {KEY} 1 CHECKMULTISIG"),
        bare("", "0 0 CHECKMULTISIG"),
        bare("1", "CHECKSIG"),
        leaf("0 0 CHECKSIGADD"),
        bare("", "CHECKSEQUENCEVERIFY", Rules.CHECKSEQUENCEVERIFY),
    ],
    "INVALID_ALTSTACK_OPERATION": [bare("1", "FROMALTSTACK")],
    "UNBALANCED_CONDITIONAL": [bare("1", "IF"), bare("1", "ELSE"), bare("1", "ENDIF"), bare("1", "1 IF ENDIF ENDIF")],
    "NEGATIVE_LOCKTIME": [
        bare("-1", "CHECKLOCKTIMEVERIFY", Rules.CHECKLOCKTIMEVERIFY),
        bare("-1", "CHECKSEQUENCEVERIFY", Rules.CHECKSEQUENCEVERIFY),
    ],
    "UNSATISFIED_LOCKTIME": [
        bare("1", "CHECKLOCKTIMEVERIFY", Rules.CHECKLOCKTIMEVERIFY),
        bare("1", "CHECKSEQUENCEVERIFY", Rules.CHECKSEQUENCEVERIFY),
    ],
    "SIG_DER": [
        bare(PADDED_R, f"{KEY} CHECKSIG NOT", Rules.DERSIG),
        bare(PADDED_R, f"{KEY} CHECKSIG NOT", Rules.LOW_S),
        bare(PADDED_R, f"{KEY} CHECKSIG NOT", Rules.STRICTENC),
        bare(f"0 {PADDED_R}", f"1 {KEY} 1 CHECKMULTISIG NOT", Rules.DERSIG),
        p2wsh(f"{KEY} CHECKSIG NOT", "01", rules=W | Rules.DERSIG),
    ],
    "SIG_HIGH_S": [bare(HIGH_S, f"{KEY} CHECKSIG NOT", Rules.LOW_S)],
    "SIG_HASHTYPE": [bare(ODD_HASH_TYPE, f"{KEY} CHECKSIG NOT", Rules.STRICTENC)],
    "PUBKEYTYPE": [
        bare("0", f"{HYBRID_KEY} CHECKSIG NOT", Rules.STRICTENC),
        bare("0", "0 CHECKSIG NOT", Rules.STRICTENC),
        bare("0 0", "1 <02> 1 CHECKMULTISIG NOT", Rules.STRICTENC),
    ],
    "MINIMALDATA": [
        bare("PUSHDATA1 <4242>", "NOP", Rules.MINIMALDATA),
        bare("0x01 0x10", "NOP", Rules.MINIMALDATA),
        p2wsh("0x01 0x01", rules=W | Rules.MINIMALDATA),
    ],
    "SIG_PUSHONLY": [
        bare("1 NOP", "NOP", Rules.SIGPUSHONLY),
        bare("0x4c", "1", Rules.SIGPUSHONLY),
        p2sh("1 NOP", "NOP"),
    ],
    "SIG_NULLDUMMY": [
        bare("1", "0 0 CHECKMULTISIG", Rules.NULLDUMMY),
        p2wsh("1 0 0 CHECKMULTISIG", rules=W | Rules.NULLDUMMY),
    ],
    "NULLFAIL": [
        bare(SIGNATURE, f"{KEY} CHECKSIG NOT", Rules.NULLFAIL),
        bare(f"0 0 {SIGNATURE}", f"2 {KEY} {KEY} 2 CHECKMULTISIG NOT", Rules.NULLFAIL),
        bare(f"0 {SIGNATURE} 0", f"2 {KEY} {KEY} 2 CHECKMULTISIG NOT", Rules.NULLFAIL),
    ],
    "CLEANSTACK": [
        bare("1 1", "NOP", W | Rules.CLEANSTACK),
        p2sh("1 1", "NOP", W | Rules.CLEANSTACK),
        p2wsh("1 1"),
        p2wsh("DROP", "01"),
        leaf("1 1"),
    ],
    "MINIMALIF": [
        p2wsh("IF 1 ELSE 1 ENDIF", "02", rules=W | Rules.MINIMALIF),
        p2wsh("NOTIF 1 ELSE 1 ENDIF", "0100", rules=W | Rules.MINIMALIF),
    ],
    "DISCOURAGE_UPGRADABLE_NOPS": [
        bare("1", f"NOP{number}", Rules.DISCOURAGE_UPGRADABLE_NOPS) for number in (1, 4, 5, 6, 7, 8, 9, 10)
    ],
    "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM": [
        program(2, b"\x07" * 32, (), W | Rules.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM),
        program(1, b"\x07" * 31, (), T | Rules.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM),
        p2sh("", f"1 <{X}>", T | Rules.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM),
        p2sh("", "1 <4e73>", T | Rules.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM),
    ],
    "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION": [
        leaf("0", rules=T | Rules.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION, version=0xC2)
    ],
    "DISCOURAGE_OP_SUCCESS": [
        leaf("0x50 0x01", rules=T | Rules.DISCOURAGE_OP_SUCCESS),
        leaf("0 IF 0xfe ENDIF", rules=T | Rules.DISCOURAGE_OP_SUCCESS),
    ],
    "DISCOURAGE_UPGRADABLE_PUBKEYTYPE": [
        leaf(f"{KEY} CHECKSIG", "01", rules=T | Rules.DISCOURAGE_UPGRADABLE_PUBKEYTYPE),
        leaf("0 <07> CHECKSIGADD", "01", rules=T | Rules.DISCOURAGE_UPGRADABLE_PUBKEYTYPE),
    ],
    "WITNESS_PROGRAM_WRONG_LENGTH": [program(0, b"\x07" * 21, (), W), program(0, b"\x07" * 2, (b"\1",), W)],
    "WITNESS_PROGRAM_WITNESS_EMPTY": [program(0, b"\x07" * 32, (), W), key_path()],
    "WITNESS_PROGRAM_MISMATCH": [
        program(0, b"\x07" * 32, (b"\x51",), W),
        program(0, b"\x07" * 20, (b"\1",), W),
        program(1, bytes.fromhex(X), (b"\x51", b"\xc0" + bytes.fromhex(X))),
        program(1, bytes.fromhex(X), (b"\x51", b"\xc0" + b"\xff" * 32)),
    ],
    "WITNESS_MALLEATED": [
        program(0, b"\x07" * 32, (), W, script_sig=b"\x51"),
        program(2, b"\x07" * 32, (), W, script_sig=b"\x00"),
    ],
    "WITNESS_MALLEATED_P2SH": [p2sh("1", f"0 <{'07' * 32}>", W), p2sh("0x4c", f"0 <{'07' * 20}>", W)],
    "WITNESS_UNEXPECTED": [Case(b"", b"\x51", (b"",), W), p2sh("", "1", W, (b"\1",))],
    "WITNESS_PUBKEYTYPE": [
        p2wsh(f"{LONG_KEY} CHECKSIG NOT", "", rules=W | Rules.WITNESS_PUBKEYTYPE),
        p2wsh(f"0 0 1 {LONG_KEY} 1 CHECKMULTISIG NOT", rules=W | Rules.WITNESS_PUBKEYTYPE),
    ],
    "OP_CODESEPARATOR": [bare("1", "0 IF CODESEPARATOR ENDIF", Rules.CONST_SCRIPTCODE)],
    "SIG_FINDANDDELETE": [
        bare(SIGNATURE, f"{SIGNATURE} DROP {KEY} CHECKSIG NOT", Rules.CONST_SCRIPTCODE),
        bare(f"0 {SIGNATURE}", f"{SIGNATURE} DROP 1 {KEY} 1 CHECKMULTISIG NOT", Rules.CONST_SCRIPTCODE),
    ],
    "SCHNORR_SIG_SIZE": [key_path("00" * 63), key_path(""), leaf(f"<{X}> CHECKSIG", "01"), key_path("00" * 66)],
    "SCHNORR_SIG_HASHTYPE": [
        key_path("00" * 65),
        key_path("00" * 64 + "04"),
        key_path("00" * 64 + "80"),
        leaf(f"<{X}> CHECKSIG", "00" * 65),
    ],
    "SCHNORR_SIG": [
        key_path("00" * 64),
        key_path("ff" * 64 + "01"),
        key_path("00" * 64, "50"),
        leaf(f"<{X}> CHECKSIG NOT", "00" * 64),
        leaf(f"0 <{X}> CHECKSIGADD NOT", "00" * 64),
    ],
    "TAPROOT_WRONG_CONTROL_SIZE": [key_path("51", size * "c0") for size in (0, 1, 32, 34, 64, 33 + 32 * 129)],
    "TAPSCRIPT_VALIDATION_WEIGHT": [leaf("DUP <07> CHECKSIGVERIFY " * 4 + "1", "01")],
    "TAPSCRIPT_CHECKMULTISIG": [leaf("0 0 0 CHECKMULTISIG"), leaf("CHECKMULTISIGVERIFY")],
    "TAPSCRIPT_MINIMALIF": [leaf("IF 1 ELSE 1 ENDIF", "02"), leaf("NOTIF 1 ELSE 1 ENDIF", "00")],
    "TAPSCRIPT_EMPTY_PUBKEY": [leaf("0 CHECKSIG NOT", ""), leaf("0 0 CHECKSIGADD NOT", "01")],
}
EVERY_CASE = [
    pytest.param(code, case, id=f"{code}-{place}")
    for code, cases in CASES.items()
    for place, case in enumerate(cases)
]


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Each call in a source file, with the name of what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", "") or getattr(node.func, "attr", ""), node


def codes_in_the_sources() -> set[str]:
    """Every script error that the engine names; fails where one is made in a way that is not known here."""
    place_of_code = {"Halt": 0, "_require": 1, "_discourage": 0}
    found, computed = set(), set()
    for path in (PACKAGE / "script").rglob("*.py"):
        for name, call in calls(path):
            if name not in place_of_code:
                continue
            code = call.args[place_of_code[name]]
            if isinstance(code, ast.Constant):
                found.add(code.value)
            elif ast.unparse(code).startswith("Rules."):
                found.add(ast.unparse(code).removeprefix("Rules."))
            else:
                computed.add(ast.unparse(code))
    assert computed == {"code", "str(rule.name)", "check.script_error"}
    return found | schnorr_codes()


def schnorr_codes() -> set[str]:
    """Those that a check of a signature brings along."""
    paths = [PACKAGE / "model" / "signing.py", *(PACKAGE / "crypto").rglob("*.py")]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    texts = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    return {text for text in texts if text.startswith("SCHNORR_SIG") and " " not in text}


def outcome(run: Run) -> str:
    return run.failure.code if run.failure else "OK" if run.verdict is Verdict.VALID else "UNKNOWN"


def test_every_script_error_of_the_engine_has_a_case() -> None:
    codes = codes_in_the_sources()
    assert len(codes) == 53  # all that Core has (script/script_error.h)
    assert codes == set(CASES)


@pytest.mark.parametrize(("code", "case"), EVERY_CASE)
def test_the_case_ends_with_its_script_error(code: str, case: Case) -> None:
    assert with_needed(case.rules) == case.rules
    run = case.run(case.rules)
    assert outcome(run) == code
    assert run.failure is not None
    assert run.failure.role


@pytest.mark.parametrize(("code", "case"), EVERY_CASE)
def test_core_says_the_same_under_the_consensus_rules_of_the_case(code: str, case: Case) -> None:
    for rules in (case.rules & CONSENSUS, CONSENSUS):
        assert case.core_accepts(rules) == (case.run(rules).verdict is Verdict.VALID)


def test_every_rule_is_used_by_the_engine() -> None:
    sources = " ".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "script").rglob("*.py"))
    for rule in Rules:
        assert f"Rules.{rule.name}" in sources


@pytest.mark.parametrize("rule", Rules, ids=lambda rule: rule.name)
def test_every_rule_decides_a_case(rule: Rules) -> None:
    """There is a case that fails with the rule, and passes without it and those that need it."""
    needing = [other for other in Rules if rule in with_needed(other)]
    without = ~reduce(or_, needing)
    outcomes = {
        outcome(case.run(case.rules & without)) for cases in CASES.values() for case in cases if rule in case.rules
    }
    assert "OK" in outcomes


@pytest.mark.parametrize(
    "case",
    [
        bare("", "1"),
        p2sh("", "1"),
        p2wsh("1"),
        leaf("1"),
        program(1, bytes.fromhex("4e73"), ()),
        p2wsh("IF 1 ELSE 1 ENDIF", "01"),
        leaf(f"<{X}> CHECKSIG NOT", ""),
        bare("0 0", f"1 {KEY} 1 CHECKMULTISIG NOT"),
    ],
    ids=["bare", "p2sh", "p2wsh", "p2tr", "p2a", "if", "leaf-checksig", "multisig"],
)
def test_what_is_in_order_passes_under_every_rule(case: Case) -> None:
    """A payment to an anchor is no unknown witness program (Core: IsPayToAnchor)."""
    assert outcome(case.run(CONSENSUS | POLICY)) == "OK"
    assert case.core_accepts(CONSENSUS)


def test_consensus_rules_are_those_of_core() -> None:
    assert set(CONSENSUS.names) == {flag.name for flag in pbk.ScriptVerificationFlags if flag.name != "ALL"}
    assert sum(pbk.ScriptVerificationFlags[name] for name in CONSENSUS.names) == pbk.ScriptVerificationFlags.ALL


def test_policy_is_every_other_rule() -> None:
    assert CONSENSUS & POLICY == NO_RULES
    assert set((CONSENSUS | POLICY).names) == {rule.name for rule in Rules}
    assert len(CONSENSUS) + len(POLICY) == len(Rules) == 21


def test_a_rule_brings_those_that_it_needs() -> None:
    assert with_needed(NO_RULES) == NO_RULES
    assert with_needed(Rules.TAPROOT) == Rules.P2SH | Rules.WITNESS | Rules.TAPROOT
    assert with_needed(Rules.CLEANSTACK) == Rules.P2SH | Rules.WITNESS | Rules.CLEANSTACK
    assert with_needed(Rules.WITNESS) == Rules.P2SH | Rules.WITNESS
    for rule in set(Rules) - {Rules.TAPROOT, Rules.CLEANSTACK, Rules.WITNESS}:
        assert with_needed(rule) == rule


ALWAYS = {"P2SH", "WITNESS", "TAPROOT"}
BIP66 = ALWAYS | {"DERSIG"}
BIP65 = BIP66 | {"CHECKLOCKTIMEVERIFY"}
BIP112 = BIP65 | {"CHECKSEQUENCEVERIFY"}
BIP147 = BIP112 | {"NULLDUMMY"}


@pytest.mark.parametrize(
    ("height", "names"),
    [
        (0, ALWAYS),
        (170_059, ALWAYS),
        (170_060, set()),
        (170_061, ALWAYS),
        (363_724, ALWAYS),
        (363_725, BIP66),
        (388_380, BIP66),
        (388_381, BIP65),
        (419_327, BIP65),
        (419_328, BIP112),
        (481_823, BIP112),
        (481_824, BIP147),
        (692_260, BIP147),
        (692_261, BIP147 - {"TAPROOT"}),
        (692_262, BIP147),
        (10_000_000, BIP147),
    ],
)
def test_the_rules_of_a_block_are_those_of_core(height: int, names: set[str]) -> None:
    """Core's GetBlockScriptFlags: buried heights, and the two blocks that broke a rule before it was one."""
    assert set(rules_at(height).names) == names


def test_the_changes_are_told_newest_first_and_lead_to_the_rules_of_today() -> None:
    assert [change.bip for change in HISTORY] == ["BIP147", "BIP112", "BIP65", "BIP66", "BIP16"]
    heights = [change.height for change in HISTORY]
    assert heights == sorted(heights, reverse=True)
    assert rules_at(heights[0]) == CONSENSUS
    rules = CONSENSUS
    for change in HISTORY:
        rules &= ~change.rules
    assert rules == NO_RULES
