"""Pay to public key hash: OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG, the push a direct one."""

from txexplain.templates.outputs.template import paying_to
from txexplain.wire.output_scripts import pay_to_pubkey_hash

KEY = "pubkeyhash"
TEMPLATE = paying_to(KEY, "public_key_hash", 20, pay_to_pubkey_hash, spend="p2pkh")
match = TEMPLATE.match
