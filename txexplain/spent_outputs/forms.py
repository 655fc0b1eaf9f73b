"""By which names programs write the outpoint, the amount and the script of a coin. A new form is a row."""

from __future__ import annotations

OUTPOINTS = (  # the id of the transaction, the number of the output
    ("txid", "vout"),  # Bitcoin Core, Esplora, mempool, BlockBook
    ("txid", "output"),  # Core Lightning
    ("txid", "outputIndex"),  # Bitcore
    ("txid", "output_no"),  # SoChain
    ("mintTxid", "mintIndex"),  # Bitcore
    ("previous_txid", "previous_vout"),  # a PSBT of version 2
    ("prev_hash", "output_index"),  # BlockCypher, of an input
    ("prevout_hash", "prevout_n"),  # Electrum
    ("prev_txid", "prev_vout"),
    ("prev_tx_hash", "prev_position"),  # BTC.com
    ("transaction_hash", "index"),  # Blockchair
    ("tx_hash_big_endian", "tx_output_n"),  # Blockchain.com, whose tx_hash is in stored order
    ("tx_hash", "tx_output_n"),  # BlockCypher, of an unspent output
    ("tx_hash", "tx_pos"),  # Electrum's protocol
    ("txid_str", "output_index"),  # lnd
    ("hash", "index"),  # bcoin, bitcoinjs
)
OUTPOINT = "outpoint"  # as `txid:n`, or as an object (lnd)

SATOSHI = "satoshi"
BITCOIN = "bitcoin"
MILLISATOSHI = "millisatoshi"
AMOUNTS = {
    "value_sat": SATOSHI,
    "prevout_value_sat": SATOSHI,
    "amount_sat": SATOSHI,
    "amountSat": SATOSHI,
    "value_sats": SATOSHI,
    "valueSat": SATOSHI,
    "satoshis": SATOSHI,
    "sats": SATOSHI,
    "output_value": SATOSHI,
    "prev_value": SATOSHI,
    "value_btc": BITCOIN,
    "amount_msat": MILLISATOSHI,
    "amount": BITCOIN,  # last: one of the others may tell its unit
}
VALUE = "value"  # in the unit of what stands beside it
WITH_POINT = {VALUE, "amount"}  # of those in BTC: numbers that Core always writes with a point

SCRIPTS = ("scriptPubKey", "scriptpubkey", "script_pubkey", "script_hex", "scriptHex", "pk_script", "script")
SCRIPT_OF_EITHER = "script"  # which in an input is its own
SCRIPT_OF_BLOCKBOOK = "hex"  # where `isAddress` stands beside it, in an output
IN_SATOSHI = {  # what stands beside a `value` in satoshi
    *("scriptpubkey", "script_pubkey", "script_hex", "scriptHex", "pk_script", "script", "isAddress"),
    *("tx_pos", "tx_output_n", "transaction_hash", "mintTxid", "status"),
}
IN_BITCOIN = {"prevout_hash"}  # Electrum, as text

COINS = ("prevout", "prev_out", "witness_utxo", "witnessUtxo", "txout", "utxo")  # the output within an input
PARENTS = ("non_witness_utxo", "nonWitnessUtxo")  # the whole transaction that made it
BYTES = ("hex", "rawtx", "raw", "tx_hex")
INPUTS = ("vin", "inputs")
OUTPUTS = ("vout", "outputs", "out")
NUMBERS = ("n", "index")  # of an output, where it is not its place in the list
LISTS = {  # members whose items may be in input order
    *("result", "data", "prevouts", "prevtxs", "spent_outputs", "utxos", "unspent_outputs", "coins"),
}
OF_OTHER_THINGS = {"txid", "hash", "hex", "category"}  # beside an amount of a transaction, or of a wallet's own list
HEIGHTS = ("height", "block_height", "blockHeight", "blockheight", "block_id")
COINBASES = ("generated", "coinbase", "is_coinbase", "is_from_coinbase")
