"""Cases about who may be behind coins, how old they are, and how small they may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case
from txexplain.model.bytes import compact_size_width
from txexplain.model.report import OutputReport
from txexplain.session.transaction import Session
from txexplain.wire.dust import DUST_RELAY_SAT_PER_KVB, dust_sat

_OTHER_SCRIPTS = ("p2sh", "p2wsh", "p2sh-p2wsh")
_FEW = range(1, 7)
_AMOUNT_BYTES = 8
_SHORT = 6  # characters at either end of an address


def _short(item: OutputReport | None) -> str:
    return f"{item.address[:_SHORT]}…{item.address[-_SHORT:]}" if item is not None and item.address else ""


def _addresses(session: Session) -> Iterator[Case]:
    """Where every coin on either side has an address, and they are few enough to write down."""
    spent = [_short(item.spent) for item in session.report.inputs]
    created = [_short(item) for item in session.report.outputs]
    if all((*spent, *created)) and len(spent) in _FEW and len(created) in _FEW:
        yield Case({"spent": tuple(spent), "created": tuple(created)})


def _joined(session: Session) -> Iterator[Case]:
    """Several inputs with addresses, of which two at least are different: the first two, three, and so on.

    Not those of other scripts than the usual ones, which perhaps anybody can open.
    """
    if any(item.kind.key in _OTHER_SCRIPTS for item in session.report.inputs):
        return
    spent = [_short(item.spent) for item in session.report.inputs[: _FEW[-1]]]
    for count in range(2, len(spent) + 1):
        if all(spent[:count]) and len(set(spent[:count])) > 1:
            yield Case({"spent": tuple(spent[:count])}, (count,))


def _equal_amounts(session: Session) -> Iterator[Case]:
    """Outputs of which some hold the same amount."""
    amounts = [item.value_sat for item in session.report.outputs]
    if 2 < len(amounts) <= 10 and Counter(amounts).most_common(1)[0][1] > 1:
        yield Case({"amounts": tuple(f"{sat:,}" for sat in amounts)})


def _age(session: Session) -> Iterator[Case]:
    """In a block of mainnet, with a last block that is soon after."""
    height = session.subject.height
    if height is not None and session.report.network.name == "main":
        tip = height + session.report.tx.weight_wu % 11 + 1
        yield Case({"height": height, "tip": tip}, (height, tip))


def _dust(session: Session) -> Iterator[Case]:
    """By the size of the output, and of an input that would spend it, as Core reckons them."""
    for vout, item in enumerate(session.report.outputs):
        script = item.script.slice.data
        limit = dust_sat(script)
        if limit and item.type.key.startswith(("pubkeyhash", "scripthash", "witness_")):
            size = _AMOUNT_BYTES + compact_size_width(len(script)) + len(script)
            rate = DUST_RELAY_SAT_PER_KVB // 1_000
            figures = {"size": size, "spending": limit // rate - size, "rate": rate}
            yield Case(figures, (vout,))


COINS: dict[str, Callable[[Session], Iterator[Case]]] = {
    "addresses": _addresses,
    "joined": _joined,
    "equal_amounts": _equal_amounts,
    "age": _age,
    "dust": _dust,
}
