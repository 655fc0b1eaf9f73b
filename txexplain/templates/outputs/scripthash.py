"""Pay to script hash (BIP16): OP_HASH160 <20 bytes> OP_EQUAL."""

from txexplain.templates.outputs.template import paying_to
from txexplain.wire.output_scripts import pay_to_script_hash

KEY = "scripthash"
TEMPLATE = paying_to(KEY, "script_hash", 20, pay_to_script_hash, spend="p2sh")
