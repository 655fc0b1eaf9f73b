"""Transactions read by offsets alone: the same as the full reading, or left to it."""

from __future__ import annotations
