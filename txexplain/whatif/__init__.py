"""Changes to a transaction, and what they break."""

from txexplain.whatif.run import whatif

__all__ = ["whatif"]
