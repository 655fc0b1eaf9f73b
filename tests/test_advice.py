"""What is advised against a mistake leads to a spend that is valid, and names the mistake as it is."""

from __future__ import annotations

import pytest
from advised import CASES
from diagnosed import Made
from proofs import prove
from test_every_mistake import judged, keys_of

from txexplain.explain.parts.diagnosis import diagnosis_lines
from txexplain.model.spend import Verdict
from txexplain.texts import Texts, plain


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_has_its_clue_and_the_advice_makes_it_valid(name: str) -> None:
    advised = CASES[name]()
    index = next(vin for vin, each in enumerate(advised.wrong.ins) if each.witness or each.script_sig)
    spend, diagnosis = judged(Made(advised.wrong, index))
    assert spend.verdict is Verdict.INVALID
    said = keys_of(diagnosis)
    facts = {key: [dict(clue.facts) for clue in clues] for key, clues in said.items()}
    prove(None, Made(advised.wrong, index), diagnosis)
    assert any(advised.facts.items() <= each.items() for each in facts.get(advised.key, [])), facts
    lines = " ".join(plain(line) for line in diagnosis_lines(spend._replace(diagnosis=diagnosis), Texts("en")))
    assert advised.says in lines
    if advised.right is not None:
        assert judged(Made(advised.right, index))[0].verdict is Verdict.VALID


def test_a_signature_that_a_script_checks_against_two_keys_is_not_told_to_be_there_twice() -> None:
    from advised import KEYS, push, relock
    from advised import spend as spend_of

    made = spend_of("p2wsh")
    first, second = (push(key.forms[0]) for key in KEYS[:2])
    made.script = b"\x76" + first + b"\xac\x91\x69" + second + b"\xac"  # not by the first, but by the second
    relock(made)
    _, diagnosis = judged(Made(made.placed([made.signature(made.message.digest, KEYS[0])]), 0))
    assert "used_twice" not in keys_of(diagnosis)


def test_nothing_is_counted_where_nobody_signed() -> None:
    from advised import spend as spend_of

    made = spend_of("checksigadd", 0, signers=[])
    _, diagnosis = judged(Made(made.placed([]), 0))
    assert not keys_of(diagnosis)
