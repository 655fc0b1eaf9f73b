"""What people give in place of a transaction, by the code that tells it."""

from __future__ import annotations

import json

from conftest import EXAMPLES
from test_block import B170

ID = "ab" * 31 + "0c"
OTHER_ID = "cd" * 32
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
XPUB = (
    "xpub6DJ2dNUysrn5Vt36jH2KLBT2i1auw1tTSSomg8PhqNiUtx8QX2SvC9nrHu81fT41fvDUnhMjEzQgXnQjKEu3oaqMSzhSrHMxyyoEAmUHQbY"
)
INVOICE = (
    "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw"
    "5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp"
)
OFFER = (
    "lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4"
    "afgfjn7k4rgrkuag0jsd5xvxg"
)
LNURL = "lnurl1dp68gurn8ghj7ampd3kx2ar0veekzar0wd5xjtnrdakj7tnhv4kxctttdehhwm30d3h82unvwqhkxctjd9skummcxu6qs3tlcm"
NPUB = "npub1sg6plzptd64u62a878hep2kev88swjh3tw00gjsfl8f237lmu63q0uf63m"
SILENT = (
    "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgqjuexzk6murw5"
    "6suy3e0rd2cgqvycxttddwsvgxe2usfpxumr70xc9pkqwv"
)
PROOF = (B170[:80] + (2).to_bytes(4, "little") + b"\2" + bytes(64) + b"\1\7").hex()
DECODED = {"txid": ID, "vin": [{"txid": OTHER_ID, "vout": 0}], "vout": [{"value": 1}]}
CUT = EXAMPLES["p2wpkh"].raw.hex()

SAMPLES: dict[str, tuple[str, ...]] = {
    "looks_like_txid": (
        ID,
        f"the tx is {ID}, help",
        json.dumps({"txid": ID}),
        json.dumps([ID]),
        json.dumps({"result": ID, "error": None}),
        f"bitcoin-cli getrawtransaction {ID}",
        f"txid={ID}",
        f"Is {ID.upper()}?",
    ),
    "looks_like_txids": (f"{ID} {OTHER_ID}", f"{ID}\n{OTHER_ID}\n{'11' * 32}", json.dumps([ID, OTHER_ID])),
    "looks_like_outpoint": (
        f"{ID}:1",
        f"{ID} 1",
        f"{ID}#0",
        f"my coin {ID}:12 is gone",
        json.dumps({"txid": ID, "vout": 1}),
        json.dumps([{"txid": ID, "vout": 1, "amount": 0.5, "confirmations": 3}]),
        json.dumps([ID, 1]),
        f"bitcoin-cli gettxout {ID} 0",
    ),
    "link_to_transaction": (
        f"https://mempool.space/tx/{ID}",
        f"https://blockstream.info/testnet/tx/{ID}?expand",
        f"https://www.blockchain.com/explorer/transactions/btc/{ID}",
        f"https://blockchair.com/bitcoin/transaction/{ID}",
        f"https://btc.com/btc/transaction/{ID}",
        f"mempool.space/signet/tx/{ID}#vin=0",
        f"look at [this](https://mempool.space/tx/{ID}) please",
    ),
    "link_to_address": (
        f"https://mempool.space/address/{ADDRESS}",
        f"https://blockchair.com/bitcoin/address/{ADDRESS}",
    ),
    "link_to_block": (
        f"https://mempool.space/block/{'00' * 10}{ID[:44]}",
        "https://blockchair.com/bitcoin/block/800000",
    ),
    "looks_like_link": ("https://example.org/", "https://mempool.space/tx/1"),
    "looks_like_address": (f"pay {ADDRESS} please", f'{{"address": "{ADDRESS}"}}', f"bitcoin:{ADDRESS}?amount=1"),
    "looks_like_invoice": (INVOICE, f"lightning:{INVOICE}", INVOICE.upper(), f"pay {INVOICE} now"),
    "looks_like_offer": (OFFER,),
    "looks_like_lnurl": (LNURL, LNURL.upper()),
    "looks_like_nostr": (NPUB,),
    "looks_like_silent_payment": (SILENT, f"my address: {SILENT}"),
    "looks_like_extended_key": (XPUB, f"key: {XPUB}"),
    "looks_like_other_coin": (
        "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
        "LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz",
        "DBXu2kgc3xtvCUWFcxFE3r9hEYgmuaaCyD",
        "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
        "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
        "send to LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz, thanks",
    ),
    "looks_like_descriptor": (
        f"wpkh([d34db33f/84h/0h/0h]{XPUB}/0/*)#cjjspncu",
        f"tr({XPUB}/0/*)",
        f"addr({ADDRESS})",
    ),
    "looks_like_miniscript": ("and_v(v:pk(key),after(100))", "or_d(pk(a),and_v(v:pkh(b),older(144)))"),
    "looks_like_script": (
        f"OP_DUP OP_HASH160 {'11' * 20} OP_EQUALVERIFY OP_CHECKSIG",
        f"76a914{'11' * 20}88ac",
        f"a914{'11' * 20}87",
        f"0014{'11' * 20}",
        f"0020{'11' * 32}",
        f"5120{'11' * 32}",
        f"5121{'02' * 33}21{'03' * 33}52ae",
        "6a0b68656c6c6f20776f726c64",
    ),
    "looks_like_ethereum": ("02f86f" + "11" * 0x6F, "0xf86c" + "22" * 0x6C),
    "looks_like_merkle_proof": (PROOF,),
    "looks_like_block_header": (B170[:80].hex(), json.dumps({"result": B170[:80].hex()})),
    "looks_like_block": (json.dumps({"result": B170.hex()}),),
    "looks_like_node_error": (
        "error code: -25\nerror message:\nbad-txns-inputs-missingorspent",
        '{"result":null,"error":{"code":-22,"message":"TX decode failed"},"id":1}',
        "mandatory-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)",
        "min relay fee not met, 100 < 141",
        '[{"txid": "' + ID + '", "allowed": false, "reject-reason": "bad-txns-in-belowout"}]',
    ),
    "looks_like_decoded_transaction": (json.dumps(DECODED), json.dumps({"result": DECODED})),
    "looks_like_decoded_block": (json.dumps({"hash": ID, "merkleroot": OTHER_ID, "nonce": 1, "tx": [ID]}),),
    "hex_cut": (CUT[:80] + "…" + CUT[-40:], f'{{"result": "{CUT[:80]}..."}}', f"{CUT[:80]} [...] {CUT[-40:]}"),
    "looks_like_json": ('{"foo": 1}', "[1, 2]"),
    "looks_like_text": ("hello there, how do you do", "a decade added: fee"),
}
