"""The script engine against the vectors of others: Bitcoin Core's, those of the BIPs, and Wycheproof's.

Each test asserts how many cases it has run, so that none is passed over in silence, and what it has run is told at
the end. `python tests/core_vectors.py FOLDER` gets Core's files from the package index.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from conftest import FULL, load_vectors, slow, vector_bytes

from txexplain.analyse import analyse
from txexplain.crypto import ecdsa, schnorr
from txexplain.crypto.checker import TransactionChecker, checkers
from txexplain.crypto.curve import G
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.taproot import branch_hash, leaf_hash, prove_commitment, tweaked_key
from txexplain.model.bytes import ByteSlice
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Level, SpentOutput
from txexplain.model.rules import CONSENSUS, NO_RULES, Rules, with_needed
from txexplain.model.spend import Run, Verdict
from txexplain.model.transaction import Transaction
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.verify import verify
from txexplain.wire.assemble import assemble
from txexplain.wire.cursor import Cursor, compact_size, sized
from txexplain.wire.der import is_low_s, is_valid_signature_encoding
from txexplain.wire.hashes import hash256, sha256, tagged_hash
from txexplain.wire.transaction import decode

EVERY_RULE = ~NO_RULES
BASE_POINT_X = G.x.to_bytes(32, "big")  # the x-only public key of secret key 1
RANDOM_SETS = 64 if FULL else 16  # sets of rules drawn for each case, beside those that Core's tests try
ASSET_SETS = 64 if FULL else 8  # sets of consensus rules for each case of script_assets; there are 64
FEW_SETS = 2  # in the quick run
ASSET_PARTS = 4  # of script_assets, each a test by itself

Record = Callable[[str, object], None]
"""pytest's `record_property`: what a test has run, by file, to be told at the end."""


class Case(NamedTuple):
    """A transaction and the outputs that it spends; the checkers remember, so that more rules cost little."""

    tx: Transaction
    spent: list[SpentOutput | None]
    checkers: list[TransactionChecker]

    def run(self, index: int, rules: Rules) -> Run:
        txin, spent = self.tx.inputs[index], self.spent[index]
        assert spent is not None
        satisfaction = Satisfaction(txin.script_sig, txin.witness)
        return verify_spend(satisfaction, spent.script_pubkey, rules, self.checkers[index])

    def is_valid(self, rules: Rules) -> bool:
        """Whether every input is valid under these rules; there is always a verdict."""
        verdicts = {self.run(index, rules).verdict for index in range(len(self.tx.inputs))}
        assert Verdict.UNKNOWN not in verdicts
        return verdicts == {Verdict.VALID}


def case_of(tx: Transaction, spent: list[SpentOutput | None]) -> Case:
    return Case(tx, spent, checkers(tx, spent))


def rules_of(names: str) -> Rules:
    rules = NO_RULES
    for name in names.split(","):
        if name not in ("", "NONE"):
            rules |= Rules[name]
    return rules


def trimmed(rules: Rules) -> Rules:
    """The rules without those that lack what they need (Core: TrimFlags)."""
    if Rules.P2SH not in rules:
        rules &= ~Rules.WITNESS
    return rules if Rules.WITNESS in rules else rules & ~(Rules.CLEANSTACK | Rules.TAPROOT)


def random_rules(source: random.Random) -> Rules:
    return Rules(source.getrandbits(len(Rules)))


def outcome(run: Run) -> str:
    """The name of the script error, or OK."""
    assert run.verdict is not Verdict.UNKNOWN
    assert (run.failure is not None) == (run.verdict is Verdict.INVALID)
    return run.failure.code if run.failure else "OK"


# Bitcoin Core's script_tests.json


def script_case(script_sig: bytes, script_pubkey: bytes, witness: list[bytes], amount: int) -> Case:
    """Core's BuildCreditingTransaction and BuildSpendingTransaction."""
    none, value = b"\xff" * 4, amount.to_bytes(8, "little")
    credit = (
        b"\1\0\0\0\1" + bytes(32) + none + sized(b"\0\0") + none + b"\1" + value + sized(script_pubkey) + bytes(4)
    )
    items = compact_size(len(witness)) + b"".join(map(sized, witness)) if witness else b""
    spend = (
        b"\1\0\0\0" + (b"\0\1" if witness else b"") + b"\1" + hash256(credit) + bytes(4) + sized(script_sig) + none
    )
    spend += b"\1" + value + b"\0" + items + bytes(4)
    return case_of(decode(spend), [SpentOutput(amount, script_pubkey)])


def script_row(row: list[Any]) -> tuple[Case, Rules, str]:
    """A row of script_tests.json; five hold a taproot script, for which a tree of one leaf is built."""
    *items, amount = row.pop(0) if isinstance(row[0], list) else [0]
    script_sig, script_pubkey, names, expected = row[:4]
    witness: list[bytes] = []
    output_key, parity = b"", 0
    for item in items:
        if item.startswith("#SCRIPT#"):
            witness.append(assemble(item.removeprefix("#SCRIPT#")))
            output_key, parity = tweaked_key(BASE_POINT_X, leaf_hash(0xC0, witness[-1])) or (b"", 0)
        elif item == "#CONTROLBLOCK#":
            witness.append(bytes([0xC0 | parity]) + BASE_POINT_X)
        else:
            witness.append(bytes.fromhex(item))
    script = assemble(script_pubkey.replace("#TAPROOTOUTPUT#", f"0x{output_key.hex()}"))
    return script_case(assemble(script_sig), script, witness, round(amount * 1e8)), rules_of(names), expected


def test_core_script_tests_end_with_the_very_error(record_property: Record) -> None:
    """And rules taken from what passes, or added to what fails, change nothing (Core: DoTest)."""
    rows = [row for row in load_vectors("script_tests.json") if len(row) > 1]
    wrong, tried, source = [], 0, random.Random("script_tests")
    for row in rows:
        case, rules, expected = script_row(list(row))
        code = outcome(case.run(0, with_needed(rules)))
        if code != expected:
            wrong.append((code, row))
        for _ in range(RANDOM_SETS):
            other = random_rules(source)
            other = trimmed(rules & ~other) if expected == "OK" else with_needed(rules | other)
            tried += 1
            if case.is_valid(other) != (expected == "OK"):
                wrong.append((other, row))
    assert not wrong
    assert len(rows) == 1222
    record_property("script_tests.json", f"{len(rows):,} tests by their error, {tried:,} more sets of rules")


# Bitcoin Core's tx_valid.json and tx_invalid.json


def tx_rows(name: str) -> Iterator[tuple[bytes, Case, str]]:
    """Raw bytes, the case, and the names of rules; rows of one element are comments."""
    for row in load_vectors(name):
        if len(row) == 1:
            continue
        spent = {
            (txid, vout & 0xFFFFFFFF): SpentOutput(amount[0] if amount else 0, assemble(script))
            for txid, vout, script, *amount in row[0]
        }
        raw = bytes.fromhex(row[1])
        tx = decode(raw)
        outputs = [spent.get((display_hex(txin.outpoint.txid), txin.outpoint.vout)) for txin in tx.inputs]
        yield raw, case_of(tx, outputs), row[2]


def breaks_a_rule_of_transactions(raw: bytes) -> bool:
    return any(finding.level is Level.INVALID for finding in analyse(raw).findings)


def test_core_valid_transactions_are_valid(record_property: Record) -> None:
    """Under all rules but those listed and under fewer; and each one listed is needed (Core: tx_valid)."""
    wrong, cases, sets, source = [], 0, 0, random.Random("tx_valid")
    for raw, case, names in tx_rows("tx_valid.json"):
        cases += 1
        assert not breaks_a_rule_of_transactions(raw)
        excluded = rules_of(names)
        valid = {trimmed(~excluded & ~rule) for rule in (NO_RULES, *Rules)}
        valid |= {trimmed(~excluded & ~random_rules(source)) for _ in range(RANDOM_SETS)}
        fewer = {trimmed(excluded & ~rule) for rule in excluded} - {excluded}
        wrong += [(names, rules, raw.hex()) for rules in valid if not case.is_valid(rules)]
        wrong += [(names, left, raw.hex()) for left in fewer if case.is_valid(with_needed(~left))]
        sets += len(valid) + len(fewer)
    assert not wrong
    assert cases == 121
    record_property("tx_valid.json", f"{cases} transactions, {sets:,} sets of rules")


def test_core_invalid_transactions_are_invalid(record_property: Record) -> None:
    """Under the rules listed and under more; and each one listed is needed (Core: tx_invalid)."""
    wrong, cases, broken, sets, source = [], 0, 0, 0, random.Random("tx_invalid")
    for raw, case, names in tx_rows("tx_invalid.json"):
        cases += 1
        assert breaks_a_rule_of_transactions(raw) == (names == "BADTX")
        if names == "BADTX":
            broken += 1
            continue
        asked = rules_of(names)
        invalid = {with_needed(asked | rule) for rule in (NO_RULES, *Rules)}
        invalid |= {with_needed(asked | random_rules(source)) for _ in range(RANDOM_SETS)}
        valid = {trimmed(asked & ~rule) for rule in asked} - {asked}
        assert asked in invalid
        wrong += [(names, rules, raw.hex()) for rules in invalid if case.is_valid(rules)]
        wrong += [(names, rules, raw.hex()) for rules in valid if not case.is_valid(rules)]
        sets += len(invalid) + len(valid)
    assert not wrong
    assert (cases, broken) == (93, 9)
    record_property(
        "tx_invalid.json", f"{cases} transactions, {broken} of them without scripts, {sets:,} sets of rules"
    )


# Bitcoin Core's sighash.json


def test_core_sighashes_of_scripts_outside_the_witness(record_property: Record) -> None:
    rows = [row for row in load_vectors("sighash.json") if len(row) > 1]
    for raw, script, index, hash_type, expected in rows:
        fields = Fields(decode(bytes.fromhex(raw)), [])
        sighash = legacy_sighash(fields, index, bytes.fromhex(script), hash_type & 0xFFFFFFFF)
        assert display_hex(sighash.digest) == expected, (raw, script, index, hash_type)
        assert hash256(sighash.message) == sighash.digest
    assert len(rows) == 500
    record_property("sighash.json", f"{len(rows)} digests")


# Bitcoin Core's script_assets_test.json


CONSENSUS_SETS = [rules for rules in map(Rules, range(CONSENSUS.value + 1)) if trimmed(rules) == rules]


def asset_output(data: str) -> SpentOutput:
    cursor = Cursor(bytes.fromhex(data))
    return SpentOutput(cursor.int64("value"), cursor.take(cursor.compact_size("size"), "script"))


@pytest.mark.parametrize(("part", "sets"), [(0, FEW_SETS), *(slow(part, ASSET_SETS) for part in range(ASSET_PARTS))])
def test_core_taproot_assets(record_property: Record, part: int, sets: int) -> None:
    """What passes does so under fewer rules too, marked final under any; what fails does under more (AssetTest)."""
    lines = gzip.decompress(vector_bytes("script_assets.jsonl.gz")).decode().splitlines()
    assert (len(lines), sum('"failure"' in line for line in lines)) == (1418, 1266)
    assert len(CONSENSUS_SETS) == 64
    wrong, failures, tried, source = [], 0, 0, random.Random(f"script_assets {part}")
    for line in lines[part::ASSET_PARTS]:
        asset = json.loads(line)
        asked, index = rules_of(asset["flags"]), asset["index"]
        case = case_of(decode(bytes.fromhex(asset["tx"])), [asset_output(data) for data in asset["prevouts"]])
        allowed = [rules for rules in CONSENSUS_SETS if asset.get("final") or rules in asked]
        passing = {asked, *source.sample(allowed, min(sets, len(allowed)))}
        passing |= {CONSENSUS} if asset.get("final") else set()
        failing = {asked, CONSENSUS, EVERY_RULE} if "failure" in asset else set()
        wrong += [(line, rules) for rules in passing if not asset_passes(case, index, asset["success"], rules)]
        wrong += [(line, rules) for rules in failing if asset_passes(case, index, asset["failure"], rules)]
        failures += bool(failing)
        tried += len(passing) + len(failing)
    assert not wrong
    passed = len(lines[part::ASSET_PARTS])
    counts = f"{passed:,} that pass, {failures:,} that fail, {tried:,} sets of rules"
    record_property(f"script_assets.jsonl.gz, part {part + 1} of {ASSET_PARTS}", counts)


def asset_passes(case: Case, index: int, data: dict[str, Any], rules: Rules) -> bool:
    witness = tuple(ByteSlice(0, bytes.fromhex(item)) for item in data["witness"])
    satisfaction = Satisfaction(ByteSlice(0, bytes.fromhex(data["scriptSig"])), witness)
    spent = case.spent[index]
    assert spent is not None
    run = verify_spend(satisfaction, spent.script_pubkey, rules, case.checkers[index])
    return outcome(run) == "OK"


# The BIPs' own vectors


def test_bip143_examples(record_property: Record) -> None:
    """The signed transactions are valid, and what they sign are the messages and digests that BIP143 prints."""
    vectors = load_vectors("bip143_examples.json")
    messages: dict[bytes, bytes] = {}
    for case in vectors["cases"]:
        spent = [SpentOutput(item["value_sat"], bytes.fromhex(item["script_hex"])) for item in case["prevouts"]]
        verification = verify(analyse(bytes.fromhex(case["hex"]), spent))
        assert verification.verdict is Verdict.VALID, case["name"]
        checks = [check for spend in verification.inputs for check in spend.run.checks]
        messages |= {check.sighash.digest: check.sighash.message for check in checks if check.sighash}
    preimages = [bytes.fromhex(data) for section in vectors["raw_sections"] for data in section["preimages"]]
    digests = [bytes.fromhex(data) for section in vectors["raw_sections"] for data in section["sighashes"]]
    assert set(preimages) <= set(messages.values())
    assert set(digests) <= set(messages)
    assert (len(vectors["cases"]), len(preimages), len(digests)) == (8, 8, 13)
    record_property(
        "bip143_examples.json", f"8 signed transactions, {len(preimages)} messages, {len(digests)} digests"
    )


def test_bip340_signatures(record_property: Record) -> None:
    rows = list(csv.DictReader(io.StringIO(vector_bytes("bip340_test_vectors.csv").decode())))
    for row in rows:
        signature, key, message = (bytes.fromhex(row[name]) for name in ("signature", "public key", "message"))
        expected = row["verification result"] == "TRUE"
        assert schnorr.verify(signature, key, message).passes == expected, row["comment"]
    assert len(rows) == 19
    record_property("bip340_test_vectors.csv", f"{len(rows)} signatures")


Tree = dict[str, Any] | list[Any] | None


def leaves_of(tree: Tree) -> list[tuple[int, bytes]]:
    """Version and script of each leaf, from left to right."""
    if isinstance(tree, dict):
        return [(tree["leafVersion"], bytes.fromhex(tree["script"]))]
    return [leaf for branch in tree or [] for leaf in leaves_of(branch)]


def root_of(tree: Tree) -> bytes:
    if isinstance(tree, dict):
        return leaf_hash(tree["leafVersion"], bytes.fromhex(tree["script"]))
    return branch_hash(*map(root_of, tree)) if tree else b""


def test_bip341_trees(record_property: Record) -> None:
    """Leaf hashes, root, tweak and output key of each tree, and the proof that each leaf is in it."""
    trees = load_vectors("bip341_wallet_vectors.json")["scriptPubKey"]
    proofs = 0
    for tree in trees:
        given, between, expected = tree["given"], tree["intermediary"], tree["expected"]
        leaves, root = leaves_of(given["scriptTree"]), root_of(given["scriptTree"])
        internal_key = bytes.fromhex(given["internalPubkey"])
        found = tweaked_key(internal_key, root)
        assert found is not None
        assert found[0].hex() == between["tweakedPubkey"]
        assert expected["scriptPubKey"] == "5120" + found[0].hex()
        assert root.hex() == (between["merkleRoot"] or "")
        assert tagged_hash("TapTweak", internal_key, root).hex() == between["tweak"]
        assert [leaf_hash(*leaf).hex() for leaf in leaves] == between.get("leafHashes", [])
        for (version, script), control in zip(leaves, expected.get("scriptPathControlBlocks", []), strict=True):
            proof = prove_commitment(bytes.fromhex(control), script, found[0])
            values = dict(proof.values)
            assert proof.holds
            assert values["leaf_hash"] == leaf_hash(version, script)
            assert values["tweak"].hex() == between["tweak"]
            assert not prove_commitment(bytes.fromhex(control), script + b"\0", found[0]).holds
            proofs += 1
    assert (len(trees), proofs) == (7, 12)
    record_property("bip341_wallet_vectors.json, trees", f"{len(trees)} trees, {proofs} proofs")


def test_bip341_key_path_messages(record_property: Record) -> None:
    """Each signed message byte by byte, its digest, and the signature over it; in the end the whole transaction."""
    (vector,) = load_vectors("bip341_wallet_vectors.json")["keyPathSpending"]
    spent = [
        SpentOutput(item["amountSats"], bytes.fromhex(item["scriptPubKey"])) for item in vector["given"]["utxosSpent"]
    ]
    fields = Fields(decode(bytes.fromhex(vector["given"]["rawUnsignedTx"])), spent)
    names = ("amounts", "outputs", "prevouts", "script_pubkeys", "sequences")
    hashes = {name: getattr(fields, f"sha_{name}").hex() for name in names}
    assert list(hashes.values()) == [vector["intermediary"][name] for name in sorted(vector["intermediary"])]
    for case in vector["inputSpending"]:
        index, between = case["given"]["txinIndex"], case["intermediary"]
        sighash = taproot_sighash(fields, index, case["given"]["hashType"], None, None)
        assert sighash is not None
        assert sighash.message.hex() == between["sigMsg"]
        assert sighash.digest.hex() == between["sigHash"]
        used = {part.data.hex() for part in sighash.parts} & set(hashes.values())
        assert used == {vector["intermediary"][name] for name in between["precomputedUsed"]}
        signature = bytes.fromhex(case["expected"]["witness"][0])
        assert schnorr.verify(signature[:64], spent[index].script_pubkey[2:], sighash.digest).passes
    signed = verify(analyse(bytes.fromhex(vector["auxiliary"]["fullySignedTx"]), spent))
    assert signed.verdict is Verdict.VALID
    assert len(vector["inputSpending"]) == 7
    record_property("bip341_wallet_vectors.json, key paths", "7 signed messages, 1 transaction of 9 inputs")


# Wycheproof


def test_wycheproof_signatures(record_property: Record) -> None:
    """ECDSA with strict DER and low S, as relay policy has it; in scripts the hash type follows the signature."""
    groups = load_vectors("wycheproof_ecdsa_secp256k1_sha256_bitcoin.json")["testGroups"]
    cases = [(group["publicKey"]["uncompressed"], test) for group in groups for test in group["tests"]]
    wrong = []
    for key, test in cases:
        signature = bytes.fromhex(test["sig"])
        digest = sha256(bytes.fromhex(test["msg"]))
        passes = (
            is_valid_signature_encoding(signature + b"\1")
            and is_low_s(signature)
            and ecdsa.verify(signature, bytes.fromhex(key), digest).passes
        )
        if passes != (test["result"] == "valid"):
            wrong.append(test)
    assert not wrong
    assert len(cases) == 463
    record_property("wycheproof_ecdsa_secp256k1_sha256_bitcoin.json", f"{len(cases)} signatures")
