#include "verbs/sheet_check.h"

#include <algorithm>

#include "base/text.h"
#include "ledger/bytes.h"
#include "store/ledger_rows.h"

namespace yitong::verbs {
namespace {

constexpr std::size_t kMacBytes = 12;

/// Takes the same time wherever they differ.
bool equal(std::string_view a, std::string_view b) {
  unsigned differing = a.size() != b.size();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    differing |= static_cast<unsigned>(a[i] ^ b[i]);
  return differing == 0;
}

}  // namespace

std::string sheet_code(const store::MasterKey& key, const ledger::SettlementEntry& entry) {
  const std::string number = number_of(ledger::EntryKind::settlement, entry.id);
  const ledger::Payers& payers = entry.payers;
  ledger::ByteWriter out;
  out.bytes("settlement 1").bytes(number).zigzag(entry.at.micros);
  out.zigzag(payers.total.fen()).zigzag(payers.funds_paid().fen());
  out.zigzag(payers.account.fen()).zigzag(payers.family_account.fen()).zigzag(payers.cash.fen());
  const Digest mac = key.of_print(out.str());
  return number + "." + to_hex(bytes_of(mac).substr(0, kMacBytes));
}

bool is_sheet_code(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != text.npos && text.size() - dot - 1 == 2 * kMacBytes &&
         ledger::parse_number(ledger::EntryKind::settlement, text.substr(0, dot)) &&
         from_hex(text.substr(dot + 1));
}

Result<std::optional<CheckedSheet>> check_sheet(store::Store& store, std::string_view code) {
  std::optional<CheckedSheet> out;
  const std::string_view number = code.substr(0, code.find('.'));
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, number);
  if (!id) return out;
  store::Database& database = store.database();
  database.begin_read();
  if (auto entry = store::find_settlement(database, *id))
    if (equal(sheet_code(store.key(), *entry), code))
      out = CheckedSheet{std::string(number), std::move(*entry), aftermath_of(database, *id)};
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

}  // namespace yitong::verbs
