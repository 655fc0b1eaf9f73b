"""Pay to witness public key hash (BIP141): OP_0 <20 bytes>."""

from functools import partial

from txexplain.templates.outputs.template import paying_to
from txexplain.wire.output_scripts import pay_to_witness

KEY = "witness_v0_keyhash"
TEMPLATE = paying_to(KEY, "public_key_hash", 20, partial(pay_to_witness, 0), spend="p2wpkh")
