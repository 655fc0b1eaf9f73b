"""Many transactions at once: pieces of work in, lines of JSON out, in order, on as many cores as asked for.

What comes in (lines, a block, a node's block files) is cut into `Work`s (`work.py`); each gives `Item`s, each item an
answer (`answer.py`). `jobs.py` has them done in this process or in others.
"""
