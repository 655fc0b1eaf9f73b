"""The script engine: runs what a spend runs, step by step, as Bitcoin Core does (Core: script/interpreter.cpp)."""
