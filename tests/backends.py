"""Everything that can compute on the curve here, one beside the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from txexplain.crypto import by_libsecp256k1, curve, ecdsa, schnorr
from txexplain.crypto.by_ecdsa import ByEcdsa
from txexplain.crypto.points import Backend

PLAIN: Backend = ByEcdsa()


def _bindings() -> Iterator[Backend]:
    """Each binding of libsecp256k1 that is installed, by each of its modules that will do."""
    for name, modules in by_libsecp256k1.BINDINGS:
        for module in modules:
            try:
                binding = import_module(module)
            except ImportError:
                continue
            yield by_libsecp256k1.ByLibsecp256k1(name, binding.ffi, binding.lib)


FAST: dict[str, Backend] = {f"{each.name}-{place}": each for place, each in enumerate(_bindings())}
ALL: dict[str, Backend] = {"ecdsa": PLAIN, **FAST}

Verdict = tuple[bool, str]


@contextmanager
def using(backend: Backend) -> Iterator[None]:
    """The curve by this backend, and nothing remembered of another."""
    before = curve.BACKEND, ecdsa.combine, schnorr.combine  # type: ignore[attr-defined]
    curve.BACKEND, ecdsa.combine, schnorr.combine = backend, curve.combine, curve.combine  # type: ignore[attr-defined]
    try:
        yield
    finally:
        curve.BACKEND, ecdsa.combine, schnorr.combine = before  # type: ignore[attr-defined]


def checked(algorithm: str, signature: bytes, key: bytes, message: bytes) -> ecdsa.Outcome:
    """The check with its numbers. Without them verdict and reason must be the same, and no number another."""
    verify = ecdsa.verify if algorithm == "ecdsa" else schnorr.verify
    whole, short = verify(signature, key, message), verify(signature, key, message, working=False)
    assert short[:2] == whole[:2], (curve.BACKEND.name, algorithm, signature.hex(), key.hex(), message.hex())
    assert short.working in ({}, whole.working)
    return whole


def checked_by_all(algorithm: str, signature: bytes, key: bytes, message: bytes) -> Verdict:
    """What all backends say, which must be the same with all numbers."""
    outcomes = []
    for backend in ALL.values():
        with using(backend):
            outcomes.append(checked(algorithm, signature, key, message))
    place = (algorithm, signature.hex(), key.hex(), message.hex())
    assert all(outcome == outcomes[0] for outcome in outcomes), (place, dict(zip(ALL, outcomes, strict=True)))
    return outcomes[0].passes, outcomes[0].reason
