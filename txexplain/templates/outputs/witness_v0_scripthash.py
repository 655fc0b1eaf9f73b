"""Pay to witness script hash (BIP141): OP_0 <32 bytes>."""

from functools import partial

from txexplain.templates.outputs.template import paying_to
from txexplain.wire.output_scripts import pay_to_witness

KEY = "witness_v0_scripthash"
TEMPLATE = paying_to(KEY, "witness_script_hash", 32, partial(pay_to_witness, 0), spend="p2wsh")
