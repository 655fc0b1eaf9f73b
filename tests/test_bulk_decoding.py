"""One transaction among many is answered as it is alone: the same members and values, made of less."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from conftest import FULL, load_vectors, slow, vector_bytes

from txexplain.bulk.decoding import decode_members
from txexplain.bulk.scanning import scan_plan
from txexplain.bulk.work import Asked, Fields
from txexplain.bundled import all_examples
from txexplain.data import plain
from txexplain.model.errors import TxExplainError
from txexplain.model.report import SpentOutput
from txexplain.model.subject import Subject, subject_of
from txexplain.render.json import json_line
from txexplain.session.transaction import Session
from txexplain.session.views import Choices, VIEWS
from txexplain.texts import load
from txexplain.wire.scan import transaction_spans
from txexplain.wire.transaction import decode

NAMES = tuple(
    "txid hash version size vsize weight locktime hex schema_version network has_witness input_sat output_sat "
    "fee_sat fee fee_rate_sat_per_kvb".split()
)
BELOW = tuple(
    "vin.0.txid vin.0.vout vin.0.scriptSig.hex vin.0.txinwitness vin.0.sequence vin.0.coinbase vout.0.value "
    "vout.0.value_sat vout.0.n vout.0.scriptPubKey.hex".split()
)
