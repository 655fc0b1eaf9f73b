"""Transactions read by offsets alone: the same as the full reading, or left to it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from tests.vectors import VECTORS
from txexplain.model.errors import DecodeError
from txexplain.wire.block import BlockReader
from txexplain.wire.scan import Doubt, Scan, scan, transaction_spans
from txexplain.wire.transaction import decode

