"""txexplain: what a Bitcoin transaction says, what it signs and whether it is valid.

    import txexplain

    session = txexplain.read("pizza")
    print(session.fee_sat, session.verify().verdict)

The README has a section on the library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from txexplain.bulk.many import read_many
    from txexplain.bulk.read_blocks import read_blocks
    from txexplain.bundled import block_names, example_names, psbt_names
    from txexplain.model.errors import DecodeError, InputError, ServerError, TxExplainError
    from txexplain.model.policy import PolicySettings
    from txexplain.model.report import Report, SpentAmount, SpentOutput
    from txexplain.model.spend import InputVerdict, Verdict, Verification
    from txexplain.model.whatif import Edit, WhatIf
    from txexplain.session.block import BlockSession
    from txexplain.session.lock import LockSession, lock
    from txexplain.session.page import Page
    from txexplain.session.read import read, read_block
    from txexplain.session.servers import esplora, node
    from txexplain.session.transaction import Session

__version__ = "0.1.0"
_HOMES = {
    "BlockSession": "txexplain.session.block",
    "DecodeError": "txexplain.model.errors",
    "Edit": "txexplain.model.whatif",
    "InputError": "txexplain.model.errors",
    "InputVerdict": "txexplain.model.spend",
    "LockSession": "txexplain.session.lock",
    "Page": "txexplain.session.page",
    "PolicySettings": "txexplain.model.policy",
    "Report": "txexplain.model.report",
    "ServerError": "txexplain.model.errors",
    "Session": "txexplain.session.transaction",
    "SpentAmount": "txexplain.model.report",
    "SpentOutput": "txexplain.model.report",
    "TxExplainError": "txexplain.model.errors",
    "Verdict": "txexplain.model.spend",
    "Verification": "txexplain.model.spend",
    "WhatIf": "txexplain.model.whatif",
    "block_names": "txexplain.bundled",
    "esplora": "txexplain.session.servers",
    "example_names": "txexplain.bundled",
    "lock": "txexplain.session.lock",
    "node": "txexplain.session.servers",
    "psbt_names": "txexplain.bundled",
    "read": "txexplain.session.read",
    "read_block": "txexplain.session.read",
    "read_blocks": "txexplain.bulk.read_blocks",
    "read_many": "txexplain.bulk.many",
}
__all__ = [
    "BlockSession",
    "DecodeError",
    "Edit",
    "InputError",
    "InputVerdict",
    "LockSession",
    "Page",
    "PolicySettings",
    "Report",
    "ServerError",
    "Session",
    "SpentAmount",
    "SpentOutput",
    "TxExplainError",
    "Verdict",
    "Verification",
    "WhatIf",
    "__version__",
    "block_names",
    "esplora",
    "example_names",
    "lock",
    "node",
    "psbt_names",
    "read",
    "read_block",
    "read_blocks",
    "read_many",
]


def __getattr__(name: str) -> Any:
    """Loads what is asked for, and only then: importing txexplain costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'txexplain' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
