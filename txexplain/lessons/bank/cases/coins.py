"""Cases about who may be behind coins, how old they are, and how small they may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case
from txexplain.model.bytes import compact_size_width
from txexplain.model.report import OutputReport
from txexplain.session.transaction import Session
from txexplain.wire.dust import DUST_RELAY_SAT_PER_KVB, dust_sat

_FEW = range(1, 7)
_AMOUNT_BYTES = 8
_SHORT = 6  # characters at either end of an address
_PREFIX = 4  # characters that tell kinds apart: bc1q, bc1p


def _short(item: OutputReport | None) -> str:
    return f"{item.address[:_SHORT]}…{item.address[-_SHORT:]}" if item is not None and item.address else ""


def _addresses(session: Session) -> Iterator[Case]:
    """Where every coin on either side has an address, and they are few enough to write down."""
    spent = [_short(item.spent) for item in session.report.inputs]
    created = [_short(item) for item in session.report.outputs]
    if all((*spent, *created)) and len(spent) in _FEW and len(created) in _FEW:
        yield Case({"spent": ", ".join(spent), "created": ", ".join(created)})


def _joined(session: Session) -> Iterator[Case]:
    """Several inputs with addresses."""
    spent = [_short(item.spent) for item in session.report.inputs]
    if all(spent) and len(spent) > 1 and len(spent) in _FEW:
        yield Case({"spent": ", ".join(spent)})


def _change_by_kind(session: Session) -> Iterator[Case]:
    """Two outputs, of which one alone has the kind of all spent coins."""
    kinds = {item.spent.type.key for item in session.report.inputs if item.spent is not None}
    outputs = session.report.outputs
    if len(kinds) == 1 and len(outputs) == 2 and outputs[0].type.key != outputs[1].type.key:
        alike = [vout for vout, item in enumerate(outputs) if item.type.key in kinds]
        names = [item.address or "" for item in outputs]
        if alike and all(names) and names[0][:_PREFIX] != names[1][:_PREFIX]:
            figures = {f"output{vout}": f"{name[:_SHORT]}…" for vout, name in enumerate(names)}
            spent = _short(session.report.inputs[0].spent)
            choices = (f"likely{alike[0]}", f"likely{1 - alike[0]}", f"sure{alike[0]}")
            yield Case({**figures, "spent": f"{spent[:_SHORT]}…"}, choices=choices)


def _equal_amounts(session: Session) -> Iterator[Case]:
    """Outputs of which some hold the same amount."""
    amounts = [item.value_sat for item in session.report.outputs]
    if 2 < len(amounts) <= 10 and Counter(amounts).most_common(1)[0][1] > 1:
        yield Case({"amounts": ", ".join(f"{sat:,}" for sat in amounts)})


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
    "change_by_kind": _change_by_kind,
    "equal_amounts": _equal_amounts,
    "age": _age,
    "dust": _dust,
}
