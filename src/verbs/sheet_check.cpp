#include "verbs/sheet_check.h"

#include <algorithm>
#include <array>

#include "base/money.h"
#include "base/text.h"
#include "ledger/bytes.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"

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

struct FormCode {
  ledger::EntryId id;
  const cases::PrintedForm* form = nullptr;
  std::int64_t version = 0;
};

std::optional<FormCode> parse_form_code(std::string_view text) {
  std::array<std::string_view, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t dot = text.find('.');
    if ((dot == text.npos) != (i + 1 == parts.size())) return std::nullopt;
    parts[i] = text.substr(0, dot);
    text.remove_prefix(std::min(text.size(), parts[i].size() + 1));
  }
  const auto id = ledger::parse_case_number(parts[0]);
  const auto version = parse_decimal(parts[1], 0);
  const auto forms = cases::printed_forms();
  const auto form = std::ranges::find(forms, parts[2], &cases::PrintedForm::name);
  if (!id || !version || form == forms.end() || parts[3].size() != 2 * kMacBytes ||
      !from_hex(parts[3]))
    return std::nullopt;
  return FormCode{*id, &*form, *version};
}

/// Inside the caller's transaction.
Result<std::optional<CheckedForm>> find_printed(store::Store& store, const Rules& rules,
                                                const FormCode& asked, std::string_view code,
                                                Instant now) {
  const auto file = store::find_case(store.database(), asked.id);
  if (!file) return std::nullopt;
  for (ledger::CaseEvent& event : store::case_events_of(store.database(), asked.id)) {
    if (event.no != asked.version || !equal(form_code(store.key(), *asked.form, event), code))
      continue;
    CheckedForm out{asked.form, std::move(event), *file, std::nullopt, {}, std::nullopt};
    auto content = load_case(store, asked.id, asked.version);
    if (!content && content.error().front().code != ErrorCode::unknown_case)
      return fail(std::move(content.error()));
    if (content) {
      if (auto setting = setting_for(store, rules, file->person, content->one, now))
        out.setting = std::move(*setting);
      out.content = std::move(*content);
    }
    if (const auto data = store::open_person(store, file->person)) out.name = data->name;
    return out;
  }
  return std::nullopt;
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

std::string form_code(const store::MasterKey& key, const cases::PrintedForm& form,
                      const ledger::CaseEvent& event) {
  const std::string number = ledger::case_number({event.id.bucket, event.case_seq});
  ledger::ByteWriter out;
  out.bytes("case 1").bytes(number).bytes(form.name).zigzag(event.no);
  out.bytes(bytes_of(digest_of(event)));
  const Digest mac = key.of_print(out.str());
  return number + "." + std::to_string(event.no) + "." + std::string(form.name) + "." +
         to_hex(bytes_of(mac).substr(0, kMacBytes));
}

bool is_form_code(std::string_view text) { return parse_form_code(text).has_value(); }

Result<std::optional<CheckedForm>> check_form(store::Store& store, const Rules& rules,
                                              std::string_view code, Instant now) {
  const auto asked = parse_form_code(code);
  if (!asked) return std::nullopt;
  store.database().begin_read();
  auto out = find_printed(store, rules, *asked, code, now);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

}  // namespace yitong::verbs
