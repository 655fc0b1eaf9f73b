"""Recognition of scripts and spends: one file a shape, matched on instructions, never on text.

`outputs` are the types Core names, `spends` the ways an input spends, `scripts` the shapes of scripts that
inputs reveal.
"""
