#include "verbs/case_invoices.h"

#include <algorithm>

#include "store/case_desk.h"
#include "store/case_index.h"
#include "store/register_rows.h"
#include "verbs/case_claim.h"
#include "verbs/register.h"

namespace yitong::verbs {
namespace {

constexpr std::string_view kEverywhere;  ///< an invoice is the same in every area
constexpr std::size_t kMostClaims = 50;  ///< looked at for one invoice, the newest

std::string word_of(const Invoice& invoice) { return "invoice/" + invoice.name(); }

std::vector<std::string> words_in(const cases::Form& form) {
  std::vector<std::string> out;
  for (const Invoice& each : invoices_in(form))
    if (!each.empty()) out.push_back(word_of(each));
  return out;
}

bool names(const cases::Form& form, const Invoice& invoice) {
  return std::ranges::any_of(invoices_in(form),
                             [&](const Invoice& each) { return each.name() == invoice.name(); });
}

/// It is somebody's turn, or the person has to correct it.
bool waits(const ledger::CaseFile& file) {
  const auto state = cases::parse_state(file.now.state);
  if (!state) return false;
  const cases::StateText& text = cases::text_of(*state);
  return text.personal || text.turn != identity::Role::anonymous;
}

/// Since when the case, as handed in, names the invoice without a break; nothing: it does not, or
/// its person was erased.
std::optional<Instant> named_since(store::Store& store, const ledger::CaseFile& file,
                                   const Invoice& invoice) {
  const auto keys = store::case_keys(store, file.person);
  if (!keys) return std::nullopt;
  std::optional<Instant> out;
  cases::Form form;
  for (const ledger::CaseEvent& event : store::case_events_of(store.database(), file.id)) {
    if (!event.outcome.empty()) continue;
    auto content = content_of(*keys, event);
    if (!content) return std::nullopt;
    if (content->body) form = std::move(content->body->form);
    const bool opens = event.from.empty();  // nothing is handed in yet
    if (opens || !names(form, invoice))
      out.reset();
    else if (!out)
      out = event.at;
  }
  return out;
}

/// The claim that named the invoice first, of those that wait and named it before this one.
std::optional<ledger::CaseFile> claimed_before(store::Store& store, const ledger::CaseFile& file,
                                               const Invoice& invoice) {
  using Place = std::pair<std::int64_t, ledger::EntryId>;
  std::optional<ledger::CaseFile> out;
  std::optional<Place> first;
  for (const store::FoundCase& found :
       store::search_cases(store, kEverywhere, word_of(invoice), kMostClaims)) {
    if (found.id == file.id) continue;
    auto other = store::find_case(store.database(), found.id);
    const auto since =
        other && waits(*other) ? named_since(store, *other, invoice) : std::optional<Instant>();
    if (!since || (first && *first < Place{since->micros, found.id})) continue;
    first = Place{since->micros, found.id}, out = std::move(other);
  }
  if (!first) return std::nullopt;
  const auto own = named_since(store, file, invoice);
  if (own && Place{own->micros, file.id} < *first) return std::nullopt;
  return out;
}

}  // namespace

void index_invoices(store::Store& store, const ledger::CaseFile& file, const cases::Form& before,
                    const cases::Form& after) {
  store::reindex_case(store, file, kEverywhere, words_in(before), words_in(after));
}

std::vector<cases::UsedInvoice> used_invoices(store::Store& store, const ledger::CaseFile& file,
                                              const cases::Form& form) {
  using Of = cases::UsedInvoice::Of;
  std::vector<cases::UsedInvoice> out;
  const auto invoices = invoices_in(form);
  for (std::size_t row = 0; row < invoices.size(); ++row) {
    const Invoice& invoice = invoices[row];
    if (invoice.empty()) continue;
    const auto holder =
        store::find_holder(store.database(), {ledger::ThingKind::invoice, invoice.name()});
    if (holder) {
      if (!is_held_by_case(*holder, ledger::case_number(file.id)))
        out.push_back({row, invoice.name() + ": " + words_of(*holder), Of::settlement});
    } else if (const auto claim = claimed_before(store, file, invoice)) {
      out.push_back({row,
                     invoice.name() + ": " + ledger::case_number(claim->id) + " " +
                         claim->opened.date().str(),
                     claim->person == file.person ? Of::own_claim : Of::other_person});
    }
  }
  return out;
}

}  // namespace yitong::verbs
