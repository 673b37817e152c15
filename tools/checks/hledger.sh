#!/usr/bin/env bash
# An independent double-entry check: hledger adds up the ledger of $YITONG_DB (key: $YITONG_KEY).
set -euo pipefail

journal=$(mktemp)
trap 'rm -f "$journal"' EXIT
build/release/yitong ledger --db "$YITONG_DB" --key "$YITONG_KEY" >"$journal"

hledger -f "$journal" check # every transaction balances
transactions=$(grep -c '^[0-9]' "$journal")
((transactions > 100)) || { echo "only $transactions transactions"; exit 1; }

# What hledger says the funds paid is what the database says they paid.
fen() { sed 's/[^0-9.-]//g; s/\.//'; }
owed=$(hledger -f "$journal" balance --depth 1 institution -N --format '%(total)' | fen)
stored=$(sqlite3 "$YITONG_DB" "SELECT sum(amount_fen) FROM posting WHERE account LIKE 'institution/%'")
[[ $owed == "$stored" ]] || { echo "owed to institutions: hledger $owed fen, database $stored fen"; exit 1; }
total=$(hledger -f "$journal" balance --depth 1 | tail -n 1 | tr -d ' ')
[[ $total == 0 ]] || { echo "the ledger does not sum to zero: $total"; exit 1; }
echo "hledger: $transactions transactions balance, $owed fen owed to institutions"
