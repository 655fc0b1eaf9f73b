"""A signature that is written otherwise than it is to be, or something else in its place, and what it is good for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.crypto.curve import N, P, combine, lift_x
from txexplain.crypto.schnorr import challenge
from txexplain.crypto.sighash.taproot import is_defined
from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.inquiry import Fit, Inquiry
from txexplain.diagnosis.readings import DEFINED, Reading, lacking_of, readings, rewritten
from txexplain.model.diagnosis import Clue
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Sighash, SigVersion
from txexplain.wire.der import is_low_s, is_valid_signature_encoding, lax_der
from txexplain.wire.keys import can_sign

_SCHNORR, _WITH_TYPE = 64, 65
_SCHNORR_TYPES = (SIGHASH_DEFAULT, *DEFINED)
_MIN_PLACEHOLDER = 64  # bytes
_FEW = 8  # different bytes; a signature has more than 40
_NO_SIGNATURE = ("placeholder", "der_cut_short", "public_key_in_place", "no_signature")
_REFUSED = {"SIG_HIGH_S": "high_s", "SIG_HASHTYPE": "hash_type_undefined"}


class Written(NamedTuple):
    """What is said of how a signature is written; if nothing of that fits, the readings to be tried further."""

    clues: tuple[Clue, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether something fits, or there is no signature: then no message need be looked for."""
        return any(clue.fits or clue.key in _NO_SIGNATURE for clue in self.clues)


def written(attempt: Attempt, signature: bytes, inquiry: Inquiry, refused: str = "") -> Written:
    """How the bytes in the place of a signature are written, which does not pass there or never was checked.

    `refused` is the script error that the input fails by: some forms are a fault only where that says so.

    A clue that fits is valid as it is named: for a key of the opcode, and the message that belongs there with the
    hash type of the clue's `sighash`. One that does not, tells a form alone.
    """
    if not signature:
        return Written()
    is_schnorr = attempt.version in (SigVersion.TAPROOT, SigVersion.TAPSCRIPT)
    found = _in_taproot(attempt, signature, inquiry) if is_schnorr else _in_old(attempt, signature, inquiry, refused)
    return found if found.clues or found.readings else Written(tuple(_no_signature(attempt, signature)))


def is_well_written(attempt: Attempt, signature: bytes) -> bool:
    """Whether it is written as one is, for the opcode or the path that takes it."""
    if attempt.version in (SigVersion.TAPROOT, SigVersion.TAPSCRIPT):
        has_type = len(signature) == _WITH_TYPE
        return len(signature) == _SCHNORR or (has_type and signature[-1] > 0 and is_defined(signature[-1]))
    return is_valid_signature_encoding(signature)


def _clue(key: str, fit: Fit | None, facts: Facts = NO_FACTS) -> Clue:
    """What fits, with the hash type of its message; or the form alone."""
    if fit is None:
        return Clue(key, False, facts=facts)
    facts = Facts({"hash_type": fit.sighash.hash_type, **facts})
    return Clue(key, True, fit.public_key, fit.sighash, fit.sighash.digest, facts)


def _no_signature(attempt: Attempt, item: bytes) -> Iterator[Clue]:
    """What it is, where it is no signature at all."""
    facts = Facts(size=len(item))
    if is_placeholder(item):
        yield Clue("placeholder", False, facts=Facts(facts, byte=item[0]))
    elif can_sign(item) or item in attempt.keys:
        yield Clue("public_key_in_place", False, item, facts=facts)
    elif attempt.version is SigVersion.TAPROOT or attempt.version is SigVersion.TAPSCRIPT:
        if len(item) not in (_SCHNORR, _WITH_TYPE):
            yield Clue("no_signature", False, facts=facts)
    elif lacking := lacking_of(item):
        yield Clue("der_cut_short", False, facts=Facts(facts, announced=len(item) + lacking))
    elif not is_valid_signature_encoding(item):
        yield Clue("no_signature", False, facts=Facts(facts, case="der"))


# In the place of an ECDSA signature


def _in_old(attempt: Attempt, signature: bytes, inquiry: Inquiry, refused: str) -> Written:
    swapped = _swapped_with_key(attempt, signature, inquiry)
    if swapped:
        return Written((swapped,))
    schnorr = _schnorr_in_old(attempt, signature, inquiry)
    if schnorr and schnorr.fits:
        return Written((schnorr,))
    forms = [] if is_placeholder(signature) else list(readings(signature))
    for each in forms:
        clue = _tried(each, attempt, inquiry)
        if clue.fits:
            return Written((clue,))
    if forms:
        return Written((_tried_in_vain(forms[0]), *_listed(schnorr)), tuple(forms))
    return Written((*_listed(schnorr), *_of_strict(attempt, signature, inquiry, refused)))


def is_placeholder(item: bytes) -> bool:
    """Whether it has a few bytes over and over, as no signature has: zeros, or those in the frame of DER."""
    return len(item) >= _MIN_PLACEHOLDER and len(set(item)) <= _FEW


def _listed(clue: Clue | None) -> tuple[Clue, ...]:
    return () if clue is None else (clue,)


def _tried(reading: Reading, attempt: Attempt, inquiry: Inquiry) -> Clue:
    """The numbers so read, over the messages that belong there, for the keys of the opcode."""
    if not reading.in_range:
        return _clue(reading.key, None, reading.facts)
    messages = inquiry.messages(attempt, reading.hash_types)
    return _clue(reading.key, inquiry.ecdsa(reading.r, reading.s, messages, attempt.keys), reading.facts)


def _tried_in_vain(reading: Reading) -> Clue:
    return _clue(reading.key, None, reading.facts)


def _of_strict(attempt: Attempt, signature: bytes, inquiry: Inquiry, refused: str) -> tuple[Clue, ...]:
    """One in strict DER with a hash type: refused for that or its high s, or with its numbers the wrong way round."""
    numbers = lax_der(signature[:-1])
    if numbers is None or not any(numbers):
        return ()
    fit = inquiry.ecdsa(*numbers, inquiry.messages(attempt, (signature[-1],)), attempt.keys)
    if fit:
        name = _REFUSED.get(refused)
        holds = not is_low_s(signature[:-1]) if name == "high_s" else signature[-1] not in DEFINED
        return (_clue(name, fit),) if name and holds else ()
    turned = (_tried(each, attempt, inquiry) for each in rewritten(*numbers, signature[-1]))
    return _listed(next((clue for clue in turned if clue.fits), None))


def _swapped_with_key(attempt: Attempt, item: bytes, inquiry: Inquiry) -> Clue | None:
    """A key where the signature belongs, and the signature where the key belongs."""
    if attempt.is_multisig or not can_sign(item):
        return None
    signature = attempt.keys[0]
    numbers = lax_der(signature[:-1])
    if numbers is None:
        return None
    fit = inquiry.ecdsa(*numbers, inquiry.messages(attempt, (signature[-1],)), (item,))
    return _clue("signature_and_key_swapped", fit, Facts(hash_type=signature[-1]))


def _schnorr_in_old(attempt: Attempt, signature: bytes, inquiry: Inquiry) -> Clue | None:
    """64 bytes, or 65, as taproot has them: over the message that belongs here, or that of a taproot spend."""
    if len(signature) not in (_SCHNORR, _WITH_TYPE) or is_placeholder(signature):
        return None
    hash_type = signature[_SCHNORR] if len(signature) == _WITH_TYPE else SIGHASH_DEFAULT
    taproot = attempt._replace(version=SigVersion.TAPROOT, annex=None, leaf=None, opcode="")
    messages = inquiry.messages(taproot, (hash_type,)) + inquiry.messages(
        attempt, (hash_type,) if hash_type else DEFINED
    )
    keys = [key if len(key) == 32 else key[1:33] for key in attempt.keys]
    fit = inquiry.schnorr(signature[:_SCHNORR], messages, keys)
    return _clue("schnorr_in_old_input", fit, Facts(size=len(signature)))


# In the place of a Schnorr signature


def _in_taproot(attempt: Attempt, signature: bytes, inquiry: Inquiry) -> Written:
    if is_placeholder(signature):
        return Written()
    if len(signature) in (_SCHNORR, _WITH_TYPE):
        return Written(tuple(_of_size(attempt, signature, inquiry)))
    for size, case in ((len(signature) - 1, "length_in_signature"), (_SCHNORR, "hash_type_written_long")):
        clue = _longer(attempt, signature, size, case, inquiry)
        if clue:
            return Written((clue,))
    return _ecdsa_in_taproot(attempt, signature, inquiry)


def _of_size(attempt: Attempt, signature: bytes, inquiry: Inquiry) -> Iterator[Clue]:
    """One of the right size: a hash type that there is not, halves the wrong way round, parities that are odd."""
    plain, tail = signature[:_SCHNORR], signature[_SCHNORR:]
    longer = _longer(attempt, signature, len(signature) - 1, "length_in_signature", inquiry)
    if longer and longer.fits:
        yield longer
        return
    if tail and not is_defined(tail[0]):
        fit = inquiry.schnorr(plain, inquiry.messages(attempt, _SCHNORR_TYPES), attempt.keys)
        case = "remove" if fit and fit.sighash.hash_type == SIGHASH_DEFAULT else "replace"
        yield _clue("hash_type_undefined", fit, Facts(written=tail[0], case=case) if fit else Facts(written=tail[0]))
        return
    if tail == b"\0":
        fit = inquiry.schnorr(plain, inquiry.messages(attempt, _SCHNORR_TYPES), attempt.keys)
        is_other = fit is not None and fit.sighash.hash_type != SIGHASH_DEFAULT
        yield _clue("default_written", fit, Facts(case="other_type") if is_other else NO_FACTS)
        return
    messages = inquiry.messages(attempt, (tail[0] if tail else SIGHASH_DEFAULT,))
    if not messages:
        return
    found = (
        _parities(attempt, plain, messages[0]),
        *(_turned(key, data, attempt, messages, inquiry) for key, data in _ways(plain)),
        _plain_ecdsa(attempt, plain, messages, inquiry),
    )
    yield from [clue for clue in found if clue is not None][:1]


def _ways(signature: bytes) -> tuple[tuple[str, bytes], ...]:
    one, other = signature[:32], signature[32:]
    return (
        ("numbers_swapped", other + one),
        ("numbers_reversed", one[::-1] + other[::-1]),
        ("numbers_swapped_and_reversed", signature[::-1]),
    )


def _turned(key: str, data: bytes, attempt: Attempt, messages: Sequence[Sighash], inquiry: Inquiry) -> Clue | None:
    fit = inquiry.schnorr(data, messages, attempt.keys)
    return _clue(key, fit) if fit else None


def _parities(attempt: Attempt, signature: bytes, sighash: Sighash) -> Clue | None:
    """Valid but for a nonce or a key of odd y that was not negated (BIP340): s·G - e·P or s·G + e·P has the x r."""
    key = attempt.keys[0]
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    point = lift_x(int.from_bytes(key, "big")) if len(key) == 32 else None
    if point is None or r >= P or s >= N:
        return None
    e = challenge(signature[:32], key, sighash.digest)
    for sign, name in ((-1, "nonce_of_odd_y"), (1, "key_of_odd_y")):
        result = combine(s, sign * e, point)
        if result and result[0] == r:
            if sign < 0 and not result[1] & 1:
                return None  # it is valid as it is
            facts = Facts(hash_type=sighash.hash_type, nonce_is_odd=result[1] & 1)
            return Clue(name, True, key, sighash, sighash.digest, facts)
    return None


def _plain_ecdsa(attempt: Attempt, data: bytes, messages: Sequence[Sighash], inquiry: Inquiry) -> Clue | None:
    r, s = int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")
    fit = inquiry.ecdsa(r, s, messages, _whole_keys(attempt))
    return _clue("ecdsa_in_taproot", fit, Facts(case="compact")) if fit else None


def _whole_keys(attempt: Attempt) -> list[bytes]:
    return [bytes([first]) + key for key in attempt.keys for first in (2, 3)]


def _longer(attempt: Attempt, signature: bytes, size: int, case: str, inquiry: Inquiry) -> Clue | None:
    """One with its length in front, or with its hash type in four bytes."""
    if case == "length_in_signature":
        inner = signature[1:]
        if len(inner) not in (_SCHNORR, _WITH_TYPE) or signature[0] != size:
            return None
        hash_types: tuple[int, ...] = (inner[_SCHNORR],) if len(inner) == _WITH_TYPE else (SIGHASH_DEFAULT,)
    else:
        inner, tail = signature[:size], signature[size:]
        if len(tail) != 4 or any(tail[1:]):
            return None
        hash_types = (tail[0],)
    fit = inquiry.schnorr(inner[:_SCHNORR], inquiry.messages(attempt, hash_types), attempt.keys)
    is_default = case == "hash_type_written_long" and hash_types == (SIGHASH_DEFAULT,)
    return _clue(case, fit, Facts(case="default") if is_default else NO_FACTS)


def _ecdsa_in_taproot(attempt: Attempt, signature: bytes, inquiry: Inquiry) -> Written:
    """DER, or text that stands for a signature; else its size alone."""
    numbers = lax_der(signature[:-1])
    if numbers and any(numbers):
        messages = inquiry.messages(attempt, (signature[-1], SIGHASH_DEFAULT))
        fit = inquiry.ecdsa(*numbers, messages, _whole_keys(attempt))
        reading = Reading("ecdsa_in_taproot", *numbers, (signature[-1],), Facts(case="der"))
        return Written((_clue("ecdsa_in_taproot", fit, reading.facts),), () if fit else (reading,))
    text = _text(signature)
    if text in (_SCHNORR, _WITH_TYPE):
        data = bytes.fromhex(signature.decode())
        hash_type = data[_SCHNORR] if text == _WITH_TYPE else SIGHASH_DEFAULT
        fit = inquiry.schnorr(data[:_SCHNORR], inquiry.messages(attempt, (hash_type,)), attempt.keys)
        return Written((_clue("signature_in_text", fit, Facts(form="hex")),))
    return Written()


def _text(data: bytes) -> int:
    """How many bytes the digits stand for; 0 where it is no hex."""
    try:
        return len(bytes.fromhex(data.decode("ascii")))
    except ValueError:
        return 0
