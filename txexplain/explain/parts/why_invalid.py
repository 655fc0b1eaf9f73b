"""Why an input is invalid: the cause of the error, what is wrong with its signatures, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from txexplain.explain.parts.failures import (
    cause_line,
    check_line,
    failure_lines,
    fitting_no_key,
    fix_lines,
    is_unsigned,
    sentence,
    without_hints,
)
from txexplain.model.diagnosis import Clue
from txexplain.model.spend import Failure, InputVerdict
from txexplain.texts import Line, Texts

SHOWN_CHECKS = 3  # of those that do not pass
_OF_CHECKS = ("OP_CHECKSIG", "OP_CHECKMULTISIG")  # how the opcodes begin that check signatures
_OF_SIGNATURES = ("SIG_", "SCHNORR_", "NULLFAIL", "PUBKEYTYPE", "WITNESS_PUBKEYTYPE", "CHECKSIG", "CHECKMULTISIG")
_OF_KEY = frozenset(
    (
        *("signature_and_key_swapped", "for_key_brought", "for_key_in_other_form", "for_key_required"),
        *("items_in_text", "items_on_top"),
    )
)
"""Clues that tell why a key has not the required hash, and what to do about that."""
_OF_SIZE = frozenset(("ecdsa_in_taproot", "no_signature"))
_OF_ENCODING = ("SIG_DER", "SCHNORR_SIG_SIZE")


class Around(NamedTuple):
    """What the page says elsewhere, and what is asked of it.

    `above` are the sentences that it begins with, on input `vin`, which are not repeated; `called` are the words by
    which a command finds the transaction, empty where there are none; `alone` says that what is told is told of one
    input; `history`, that rules of old blocks are told of.
    """

    above: Collection[Line] = ()
    called: str = ""
    alone: bool = False
    history: bool = False
    vin: int | None = None

    def of_one(self, vin: int) -> Around:
        """Of that input alone."""
        return self._replace(above=self.above if vin == self.vin else (), alone=True)

    def of_several(self) -> Around:
        """Of inputs of which the same can be told."""
        return self._replace(above=(), alone=False)


def headline(spend: InputVerdict, texts: Texts) -> tuple[Line, ...]:
    """What stopped it, or what its signatures were made for; both, where it was not stopped by them."""
    failure = spend.run.failure
    cause = cause_line(spend, texts) if failure is None else sentence(_said_once(spend, failure), texts)
    made_for = _made_for(spend, texts)
    if not made_for:
        return (cause,) if cause else ()
    return made_for if _is_stopped_by_signatures(spend) else (cause, _later(texts), *made_for)


def why_lines(spend: InputVerdict, failure: Failure, texts: Texts, around: Around) -> Iterator[Line]:
    """What its signatures were made for, or where that is not known which numbers differ; then the error.

    The error comes first where the run did not get as far as the signatures.
    """
    of_signatures = _of_signatures(spend, texts)
    to_do = () if _is_of_key(spend) else fix_lines(spend, texts, around.called, around.alone)
    above = (*around.above, *_said_better(spend, failure, texts))
    of_failure = (*failure_lines(_said_once(spend, failure), texts, above), *to_do)
    if _is_stopped_by_signatures(spend):
        lines = (*of_signatures, *of_failure)
    else:
        lines = (*of_failure, *((_later(texts),) if _made_for(spend, texts) else ()), *of_signatures)
    yield from (line for line in lines if line not in around.above)


def _is_script_run(spend: InputVerdict) -> bool:
    """Whether the redeem script runs in the input script, where its checks check nothing that was meant."""
    failure = spend.run.failure
    return failure is not None and failure.facts.get("cause") == "redeem_not_pushed"


def _later(texts: Texts) -> Line:
    return texts.line("verify", "not_reached")


def _of_signatures(spend: InputVerdict, texts: Texts) -> tuple[Line, ...]:
    if is_unsigned(spend) or _is_script_run(spend):
        return ()
    if spend.diagnosis is None:
        return tuple(_failing_checks(spend, texts))
    from txexplain.explain.parts.diagnosis import diagnosis_lines, explains

    numbers = () if explains(spend) else _failing_checks(spend, texts)
    return (*numbers, *diagnosis_lines(spend, texts))


def _failing_checks(spend: InputVerdict, texts: Texts) -> Iterator[Line]:
    for check in fitting_no_key(spend.run.checks)[-SHOWN_CHECKS:]:
        yield check_line(check, texts)


def _made_for(spend: InputVerdict, texts: Texts) -> tuple[Line, ...]:
    """What its signatures were made for, each mistake in a sentence; nothing where that was not found."""
    if spend.diagnosis is None or is_unsigned(spend):
        return ()
    from txexplain.explain.parts.diagnosis import diagnosed_causes

    return diagnosed_causes(spend, texts)


def _said_once(spend: InputVerdict, failure: Failure) -> Failure:
    """Without the hints that the clues about its signatures say."""
    if spend.diagnosis is None or is_unsigned(spend):
        return failure
    from txexplain.explain.parts.diagnosis import says

    return without_hints(failure, says(spend))


def _said_better(spend: InputVerdict, failure: Failure, texts: Texts) -> tuple[Line, ...]:
    """The sentence of an error of which a clue says the same, and more."""
    if failure.code not in _OF_ENCODING or not _made_for(spend, texts):
        return ()
    from txexplain.explain.parts.diagnosis import says

    said = says(spend)
    better = "no_signature" not in said if failure.code == "SIG_DER" else bool(said & _OF_SIZE)
    return (sentence(failure, texts),) if better else ()


def _is_of_key(spend: InputVerdict) -> bool:
    """Whether a clue tells why the key has not the required hash, or a lock is not satisfied."""
    found = spend.diagnosis
    if found is None:
        return False
    clues = (*found.whole, *(clue for each in found.signatures for clue in each.clues))
    return any(clue.key in _OF_KEY or "with_key" in clue.facts or _is_of_lock(clue, spend) for clue in clues)


def _is_of_lock(clue: Clue, spend: InputVerdict) -> bool:
    """Whether it was signed with the locktime or the sequence that the script requires and the transaction lacks."""
    is_required = str(clue.facts.get("case")).startswith("required")
    return is_required and spend.run.failure is not None and spend.run.failure.code == "UNSATISFIED_LOCKTIME"


def _is_stopped_by_signatures(spend: InputVerdict) -> bool:
    """Whether the run came to a signature of which something was found, or failed by signatures, or by the key."""
    failure, found = spend.run.failure, spend.diagnosis
    if failure is None or found is None:
        return True
    checked = {check.signature for check in spend.run.checks}
    if failure.opcode.startswith(_OF_CHECKS) or failure.code.startswith(_OF_SIGNATURES):
        return True
    reached = bool(found.whole and checked) or any(each.signature in checked for each in found.signatures)
    return reached or _is_of_key(spend)
