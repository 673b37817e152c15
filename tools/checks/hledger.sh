#!/usr/bin/env bash
# An independent double-entry check: hledger adds up the ledger of $YITONG_DB (key: $YITONG_KEY).
set -euo pipefail

journal=$(mktemp)
trap 'rm -f "$journal"' EXIT
build/release/yitong ledger --db "$YITONG_DB" --key "$YITONG_KEY" >"$journal"

hledger -f "$journal" check # every transaction balances
transactions=$(grep -c '^[0-9]' "$journal")
((transactions > 100)) || { echo "only $transactions transactions"; exit 1; }

entries=$(sqlite3 "$YITONG_DB" "SELECT COUNT(*) FROM entry WHERE kind IN ('s', 'r')")
((transactions == entries)) || { echo "$transactions transactions of $entries entries"; exit 1; }

# What hledger says is owed to institutions is what the audit adds up.
fen() { sed 's/[^0-9.-]//g; s/\.//'; }
owed=$(hledger -f "$journal" balance --depth 1 institution -N --format '%(total)' | fen)
audit=$(build/release/yitong audit --db "$YITONG_DB" --key "$YITONG_KEY")
stored=$(grep -oE '[0-9.-]+ owed to institutions' <<<"$audit" | fen)
[[ $owed == "$stored" ]] || { echo "owed to institutions: hledger $owed fen, audit $stored fen"; exit 1; }
total=$(hledger -f "$journal" balance --depth 1 | tail -n 1 | tr -d ' ')
[[ $total == 0 ]] || { echo "the ledger does not sum to zero: $total"; exit 1; }
echo "hledger: $transactions transactions balance, $owed fen owed to institutions"
