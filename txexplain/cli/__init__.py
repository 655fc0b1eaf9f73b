"""The commands: read, analyse, render, exit status. Thin; what they do is in the layers below."""
