"""txexplain: what a Bitcoin transaction says, what it signs and whether it is valid.

    import txexplain

    session = txexplain.read("pizza")
    print(session.fee_sat, session.verify().verdict)

The README has a section on the library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from txexplain.model.errors import TxExplainError
    from txexplain.model.report import SpentOutput
    from txexplain.model.spend import Verdict
    from txexplain.model.whatif import Edit
    from txexplain.session.block import BlockSession
    from txexplain.session.page import Page
    from txexplain.session.read import read, read_block
    from txexplain.session.transaction import Session

__version__ = "0.1.0"
__all__ = [
    "BlockSession",
    "Edit",
    "Page",
    "Session",
    "SpentOutput",
    "TxExplainError",
    "Verdict",
    "__version__",
    "read",
    "read_block",
]

_HOMES = {
    "BlockSession": "txexplain.session.block",
    "Edit": "txexplain.model.whatif",
    "Page": "txexplain.session.page",
    "Session": "txexplain.session.transaction",
    "SpentOutput": "txexplain.model.report",
    "TxExplainError": "txexplain.model.errors",
    "Verdict": "txexplain.model.spend",
    "read": "txexplain.session.read",
    "read_block": "txexplain.session.read",
}


def __getattr__(name: str) -> Any:
    """Loads what is asked for, and only then: importing txexplain costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'txexplain' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
