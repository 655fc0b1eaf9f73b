"""What opens an output script: each way to do so, and what an input weighs that takes it."""

from txexplain.opening.closed import why_closed, why_nobody_opens
from txexplain.opening.keys import hybrid_keys, repeated_keys, useless_keys, wrong_parity_keys
from txexplain.opening.ways import Leaf, open_ways

__all__ = [
    "Leaf",
    "hybrid_keys",
    "open_ways",
    "repeated_keys",
    "useless_keys",
    "why_closed",
    "why_nobody_opens",
    "wrong_parity_keys",
]
