"""Why an input fails, or why that cannot be told: the same words on every page."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from typing import TYPE_CHECKING

from txexplain.explain.document import Fact
from txexplain.explain.parts.numbers import grouped, shortened, sizes, utc
from txexplain.model.hash_types import hash_type_words as words_of_type
from txexplain.model.report import Facts
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import Failure, InputVerdict, Missing, Verdict
from txexplain.texts import Chunk, Line, Texts, plain

if TYPE_CHECKING:
    from txexplain.model.chain import Unmade

_SHOWN_INPUTS = 5
_BEGINNING = 40  # digits of a longer item
_LONGEST_HEX = 130  # digits of an uncompressed key
_SAID_BY = {  # a hint of a cause, and the clue that says the same
    "swapped": "signature_and_key_swapped",
    "key_form_compressed": "for_key_in_other_form",
    "key_form_uncompressed": "for_key_in_other_form",
}
_ENCODING_ERRORS = ("SIG_DER", "SIG_HIGH_S", "SIG_HASHTYPE")


def failure_lines(failure: Failure, texts: Texts, above: Collection[Line] = ()) -> tuple[Line, ...]:
    """The check that fails, by its name and in a sentence, and where it stands; what is unsigned, before all else.

    The sentence is left out where it is among those `above`.
    """
    said = sentence(failure, texts)
    if _is_unsigned(failure):
        return (said, _as_it_is(failure, texts))
    if said in above:
        between = Chunk(texts.plain("verify", "between_parts"))
        return ((Chunk(failure.code, "invalid"), between, *_place(failure, texts)),)
    return (_named(failure, "invalid", texts), _place(failure, texts))


def fix_lines(spend: InputVerdict, texts: Texts, called: str, alone: bool) -> Iterator[Line]:
    """What to change, where the cause shows it; of what is unsigned, the command that shows the message to sign."""
    failure = spend.run.failure
    if failure is None:
        return
    keys = [key for key in str(failure.facts.get("fix", "")).split(",") if key]
    if keys:
        told = _told(failure)
        yield _joined([texts.line("causes", f"fix_{key}", **told) for key in keys], texts)
    if _is_unsigned(failure):
        yield texts.line("causes", "fix_unsigned", name=called or "TX", input=spend.vin if alone else "N")


def _as_it_is(failure: Failure, texts: Texts) -> Line:
    """By what an input fails that nobody has signed yet."""
    role = texts.plain("verify", f"role_{failure.role}")
    return texts.line("causes", "as_it_is", code=failure.code, role=role)


def _place(failure: Failure, texts: Texts) -> Line:
    role = texts.plain("verify", f"role_{failure.role}")
    if failure.position is None:
        return texts.line("verify", "fails_in", role=role)
    position = grouped(failure.position)
    return texts.line("verify", "fails_at", role=role, position=position, opcode=failure.opcode)


def rule_lines(failure: Failure, texts: Texts) -> Line:
    """A broken rule in one line: its name and a sentence."""
    return _named(failure, "odd", texts)


def cause_line(spend: InputVerdict, texts: Texts) -> Line:
    """What is wrong with an input, in a short sentence; nothing where no check of it fails."""
    failure = spend.run.failure or spend.policy or spend.standard
    return () if failure is None else sentence(failure, texts)


def _named(failure: Failure, style: str, texts: Texts) -> Line:
    """The name of the error and its sentence."""
    between = Chunk(texts.plain("verify", "between_name_and_sentence"))
    return (Chunk(failure.code, style), between, *sentence(failure, texts))


def sentence(failure: Failure, texts: Texts) -> Line:
    """What the check found wrong: its cause, where that was found out, else the sentence of its case."""
    cause = str(failure.facts.get("cause", ""))
    if cause and texts.has("causes", cause):
        hints = str(failure.facts.get("hints", "")).split(",")
        told = _told(failure) | sizes(failure.facts, texts)
        return _joined([texts.line("causes", key, **told) for key in (cause, *filter(None, hints))], texts)
    case = f"{failure.code}_{failure.facts.get('case')}"
    return texts.line("script_errors", case if texts.has("script_errors", case) else failure.code)


def _joined(lines: Sequence[Line], texts: Texts) -> Line:
    between = Chunk(texts.plain("causes", "between"))
    return tuple(chunk for line in lines for chunk in (*line, between))[:-1]


def _told(failure: Failure) -> dict[str, str]:
    """The facts of a cause as they are shown."""
    facts = failure.facts
    told = {key: grouped(fact) if isinstance(fact, int) else _whole(fact) for key, fact in facts.items()}
    times = {"wanted_time": facts.get("wanted"), "found_time": facts.get("lock_time")}
    return told | {key: utc(fact) for key, fact in times.items() if isinstance(fact, int) and 0 <= fact < 1 << 32}


def _whole(fact: str) -> str:
    """Hex, of which hashes and keys are shown whole; of what is only a beginning, the beginning."""
    if len(fact) > _LONGEST_HEX and fact.endswith("…"):
        return f"{fact[:_BEGINNING]}…"
    return shortened(fact, _BEGINNING, 16) if len(fact) > _LONGEST_HEX else fact


def without_hints(failure: Failure, said: Container[str]) -> Failure:
    """The failure without the hints of its cause that the diagnosis says already."""
    hints = str(failure.facts.get("hints", "")).split(",")
    kept = [hint for hint in hints if _SAID_BY.get(hint) not in said]
    return failure if kept == hints else failure._replace(facts=Facts({**failure.facts, "hints": ",".join(kept)}))


def is_unsigned(spend: InputVerdict) -> bool:
    """Whether it fails because nobody has signed it yet."""
    return spend.run.failure is not None and _is_unsigned(spend.run.failure)


def _is_unsigned(failure: Failure) -> bool:
    return str(failure.facts.get("cause", "")).startswith("unsigned_")


def missing_line(missing: Missing, texts: Texts, name: str = "") -> Line:
    """What is not known, and how to give it, to a command that finds the transaction by that `name`."""
    if missing.height is not None:
        told = {"block": grouped(missing.height), "height": missing.height, "name": name or "…"}
        return texts.line("verify", "missing_block_height", **told)
    if missing.what != "spent_output":
        return texts.line("verify", f"missing_{missing.what}")
    shown = texts.plain("why", "between_names").join(f"{index}" for index in missing.vin[:_SHOWN_INPUTS])
    if len(missing.vin) > _SHOWN_INPUTS:
        shown += texts.plain("verify", "and_more", count=grouped(len(missing.vin) - _SHOWN_INPUTS))
    return texts.line("verify", "missing_spent_output", inputs=shown)


def unmade_line(unmade: Unmade, texts: Texts) -> Line:
    """That the coin does not exist, and why."""
    return texts.count("verify", "unmade", unmade.total, vout=grouped(unmade.vout))


def open_facts(spend: InputVerdict, texts: Texts) -> Iterator[Fact]:
    """What is assumed of the spent output, and what is not known."""
    if spend.assumed is not None:
        assumed = texts.line("verify", "assumed_script", script=spend.assumed.hex())
        yield Fact(texts.plain("verify", "assumed"), (assumed,))
    if spend.missing is not None:
        yield Fact(texts.plain("verify", "missing"), (missing_line(spend.missing, texts),))


def hash_type_words(check: SignatureCheck) -> str:
    """The hash type by its name, or as a byte where it has none."""
    if check.hash_type is None:
        return "-"
    return words_of_type(check.hash_type, check.algorithm)


def check_line(check: SignatureCheck, texts: Texts) -> Line:
    """One signature against one key: what came out, and why not."""
    told = {
        "algorithm": "ECDSA" if check.algorithm == "ecdsa" else "Schnorr",
        "signature": shortened(check.signature.hex()) or texts.plain("verify", "empty_item"),
        "key": shortened(check.public_key.hex()) or texts.plain("verify", "empty_item"),
        "hash_type": hash_type_words(check),
    }
    if check.passes:
        return texts.line("verify", "check_unchecked" if check.reason else "check_passes", **told)
    if check.reason == "empty_signature" or (check.algorithm == "schnorr" and not check.signature):
        return texts.line("verify", "check_empty", **told)
    reason = texts.plain("script_errors", "reason", check.reason)
    return texts.line("verify", "check_fails" if check.sighash else "check_refused", reason=reason, **told)


def fitting_no_key(checks: tuple[SignatureCheck, ...]) -> list[SignatureCheck]:
    """The checks that do not pass, but those of a signature that is valid for another key later: a multisig."""
    valid_later: dict[bytes, set[bytes]] = {}
    failing = []
    for check in reversed(checks):
        keys = valid_later.setdefault(check.signature, set())
        if check.passes:
            keys.add(check.public_key)
        elif not keys or check.public_key in keys:
            failing.append(check)
    return failing[::-1]


def signature_words(spend: InputVerdict, texts: Texts) -> str:
    """How many signatures pass and with which hash types, and how many tries that took where it took more."""
    checks = spend.run.checks
    if is_unsigned(spend):
        return texts.plain("causes", "not_signed")
    passing = [check for check in checks if check.passes and not check.reason]
    failing = len(fitting_no_key(checks))
    tried = sum(not check.passes for check in checks) - failing
    parts = []
    if passing:
        types = texts.plain("why", "between_names").join(dict.fromkeys(hash_type_words(check) for check in passing))
        parts.append(plain(texts.count("verify", "signatures", len(passing), types=types)))
    if tried:
        parts.append(plain(texts.count("verify", "signatures_tried", tried)))
    if failing:
        key = "signatures_allowed" if spend.verdict is Verdict.VALID else "signatures_not"
        parts.append(plain(texts.count("verify", key, failing)))
    if spend.run.failure is not None and spend.run.failure.code in _ENCODING_ERRORS:
        parts.append(texts.plain("verify", "signature_refused"))
    return texts.plain("verify", "between_counts").join(parts) or texts.plain("verify", "no_signature")
