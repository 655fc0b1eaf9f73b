"""Every mistake with a signature told by the program, and every word that it has for one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from diagnosed import MISTAKES, Made, make
from spends_with_mistakes import SPENDS
from test_texts import flat

from txexplain.explain.parts.diagnosis import Statement, diagnosis_lines, fixes, sentences
from txexplain.explain.parts.diagnosis_proof import proof_blocks
from txexplain.explain.parts.numbers import in_bytes
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.report import Facts
from txexplain.model.signing import Part, Sighash
from txexplain.model.spend import InputVerdict, Run, Verdict
from txexplain.texts import LANGUAGES, Texts

Call = list[str]
INSCRIPTION = (  # the tag of a field in it is an opcode
    "0200000000010122222222222222222222222222222222222222222222222222222222222222220000000000fdffffff01220200"
    "00000000001600141111111111111111111111111111111111111111034011111111111111111111111111111111111111111111"
    "111111111111111111111111111111111111111111111111111111111111111111111111111111111111512059bceae3a1058584"
    "801da29238e0f574ceb9703fc2915bb1ac6bd140e180ab58ac0063036f72645118746578742f706c61696e3b636861727365743d"
    "7574662d38000c68656c6c6f776f726c647a396821c079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8"
    "179800000000"
)
_ALGORITHMS = ("legacy", "bip143", "bip341", "bip342")
_MADE_FOR = ("message", "digest", "key", "form", "whole")
_FACTS = Facts(
    {"hash_type": 1, "vin": 0, "vout": 1, "value_sat": 5, "position": 1, "place": 0, "first": 1, "key": 0, "keys": 2},
    version=2,
    lock_time=0,
    sequence=0,
    spend_type=1,
    size=70,
    required=2,
    valid=1,
    missing=1,
    tried=7,
    opcode="OP_CHECKMULTISIG",
    order="1, 0",
    part="outpoint",
    belongs="0, 1",
    is_in="1, 0",
    announced=71,
    fitting="0",
    lacking="1",
    total="02",
    extra="02",
    first_byte="02",
)


def of_diagnoses() -> Iterator[Call]:
    """Each mistake in one kind of spend; an inscription that few read."""
    yield ["explain", INSCRIPTION]
    for mistake in MISTAKES:
        raw, spent = _wrong(mistake)
        yield ["verify", raw.hex(), "--prevouts", json.dumps(spent)]
    for name in ("wpkh_swapped_wit", "locktime_changed"):
        mistaken, script, value_sat = SPENDS[name]
        coins = json.dumps([{"value_sat": value_sat, "script_pubkey": script}])
        yield ["verify", mistaken, "--prevouts", coins, "--no-diagnosis"]
        yield ["trace", mistaken, "--prevouts", coins]


def _wrong(mistake) -> tuple[bytes, list[dict[str, object]]]:
    for attempt in range(100):
        rng = random.Random(f"{mistake.name}/{attempt}")
        spend = make(mistake.kinds[0], rng)
        found = mistake.make(spend, rng)
        if found is not None:
            made = Made(found if hasattr(found, "ins") else spend.placed(found), spend.index)
            coins = [{"value_sat": each.value_sat, "script_pubkey": each.script_pubkey.hex()} for each in made.spent]
            return made.tx.raw, coins
    raise AssertionError(mistake.name)


def say_every_clue() -> None:
    """The words for clues that no run above comes to: each text by a clue that it is for."""
    for language in LANGUAGES:
        texts = Texts(language)
        for topic, *rest in sorted(flat(language, "diagnosis")):
            if topic in (*_MADE_FOR, "fix"):
                _say(rest[0], texts)
        _say_how_many(texts)
        in_bytes(1, texts)


def _say(name: str, texts: Texts) -> None:
    """By itself, and as a case of a key that is shorter."""
    words = name.split("_")
    for at in range(1, len(words) + 1):
        key, case = "_".join(words[:at]), "_".join(words[at:])
        asked = Sighash(case if case in _ALGORITHMS else "bip143", 1, (), bytes(32))
        clue = Clue(key, True, b"\2" * 33, asked, b"\1" * 32, Facts(_FACTS, case=case, role=case or "witness"))
        for each in (clue, clue._replace(fits=False)):
            said = Statement((each,), (b"\1",), asked)
            sentences(said, texts), fixes(said, texts)


def _say_how_many(texts: Texts) -> None:
    asked = Sighash("bip143", 1, (), bytes(32))
    for key in ("no_hash_type", "hashed_once", "other_key", "compact", "nothing_fits"):
        clue = Clue(key, key != "nothing_fits", b"\2" * 33, asked, b"\1" * 32, Facts(_FACTS, role="redeem_script"))
        both = clue._replace(facts=Facts(clue.facts, also="hashed_once", by="key_elsewhere", key_role="witness"))
        read = clue._replace(facts=Facts(clue.facts, reading="compact"))
        for clues in ((clue,), (both,), (read,)):
            for signatures in ((b"\1",), (b"\1", b"\2")):
                for alone in (True, False):
                    sentences(Statement(clues, signatures, asked, alone), texts)
                    sentences(Statement(clues, signatures, asked, alone, tuple(range(len(signatures)))), texts)
    for role in flat(texts.language, "diagnosis"):
        if role[0] == "place":
            clue = Clue("key_elsewhere", True, b"\2" * 33, asked, bytes(32), Facts(_FACTS, role=role[1]))
            sentences(Statement((clue,), (b"\1",), asked), texts)
    _say_several(asked, texts)
    _say_pages(asked._replace(pieces=(Part("version", bytes(4)),)), texts)


def _say_several(asked: Sighash, texts: Texts) -> None:
    """How many are valid and how many are not; what else can be wrong, by the rules of the message."""
    for fitting, lacking in (("0", "1"), ("0, 1", "2, 3")):
        clue = Clue("multisig_partly", False, facts=Facts(_FACTS, fitting=fitting, lacking=lacking))
        sentences(Statement((clue,)), texts)
    for algorithm in _ALGORITHMS:
        nothing = (Clue("nothing_fits", False),)
        sentences(Statement(nothing, (b"\1",), asked._replace(algorithm=algorithm)), texts)


def _say_pages(asked: Sighash, texts: Texts) -> None:
    fits = Clue("multisig_fits", True, b"\2" * 33, asked, b"\1" * 32, Facts(_FACTS, opcode="OP_CHECKMULTISIG"))
    parts = tuple(Part(key, bytes(1)) for key in ("sequence", "amount", "lock_time", "hash_type", "outpoint"))
    needed = asked._replace(pieces=parts, digest=b"\3" * 32)
    signatures = tuple(SignatureDiagnosis(bytes([n]), (fits,), (1, 2), needed) for n in range(4))
    for opcode in ("OP_CHECKMULTISIG", "OP_CHECKSIGADD"):
        by_opcode = fits._replace(facts=Facts(fits.facts, opcode=opcode))
        found = InputDiagnosis(0, signatures, (by_opcode,), 7, brought=4)
        spend = InputVerdict(0, "p2pkh", Verdict.INVALID, Run(Verdict.INVALID), diagnosis=found)
        list(proof_blocks(spend, texts, 3))
    for tried, left_out in ((0, True), (7, True), (7, False)):
        nothing = SignatureDiagnosis(b"\7", (Clue("nothing_fits", False),))
        found = InputDiagnosis(0, (*signatures, nothing), (fits,), tried, left_out)
        spend = InputVerdict(0, "p2pkh", Verdict.INVALID, Run(Verdict.INVALID), diagnosis=found)
        list(diagnosis_lines(spend, texts))
        list(proof_blocks(spend, texts, 3, whole=True))
