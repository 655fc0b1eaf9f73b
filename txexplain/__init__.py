"""txexplain: a command-line explainer of Bitcoin transactions."""

__version__ = "0.1.0"
