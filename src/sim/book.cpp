#include "sim/book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "store/account_rows.h"
#include "store/ledger_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "verbs/adjudicate.h"
#include "verbs/scope.h"

namespace yitong::sim {
namespace {

Failure failure(const char* invariant, std::string detail) {
  return {invariant, std::move(detail)};
}

std::string place_of(ledger::EntryId id) { return number_of(ledger::EntryKind::settlement, id); }

std::string fact(const verbs::StatedFacts& facts, std::string_view name) {
  for (const auto& [key, text] : facts)
    if (key == name) return text;
  return {};
}

std::set<std::string> words_in(std::string_view list, char between) {
  std::set<std::string> out;
  while (!list.empty()) {
    std::string_view word = list.substr(0, list.find(between));
    list.remove_prefix(std::min(list.size(), word.size() + 1));
    while (word.starts_with(' ')) word.remove_prefix(1);
    if (!word.empty()) out.emplace(word.substr(0, word.find('@')));
  }
  return out;
}

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& each : words) out += (out.empty() ? "" : ";") + each;
  return out;
}

/// Rows of a kind that were in the journal before the entry: rows are numbered in its order.
std::int64_t rows_before(store::Database& database, const std::string& person, ledger::EntryId id,
                         const char* kind) {
  static constexpr store::Sql kCount{
      "SELECT COUNT(*) FROM entry WHERE bucket = $1 AND person_id = $2 AND kind = $3 AND seq < $4"};
  store::Rows rows = database.query(kCount, {store::integer(id.bucket), store::text(person),
                                             store::text(kind), store::integer(id.seq)});
  return rows.next() ? rows.integer(0) : 0;
}

/// Those of the first `count` that none of these replaces.
template <class Row>
std::vector<Row> standing_rows(const std::vector<Row>& rows, std::int64_t count) {
  std::vector<Row> out;
  for (const Row& row : rows)
    if (row.no <= count && std::ranges::none_of(rows, [&](const Row& later) {
          return later.no <= count && later.replaces == row.no;
        }))
      out.push_back(row);
  return out;
}

/// 980000 and 980100 contain 980102, and nothing but itself 980102.
bool lies_in(std::string_view area, std::string_view target) {
  if (target.ends_with("0000")) return area.starts_with(target.substr(0, 2));
  if (target.ends_with("00")) return area.starts_with(target.substr(0, 4));
  return area == target;
}

}  // namespace

std::string render_settled(const verbs::Settled& settled) {
  const Report& report = settled.report;
  std::string out =
      fmt::format("{} {} {} {} {} {} {} {} {}", settled.settlement_id, settled.key.message_id,
                  settled.on.str(), settled.filing, settled.relation, report.total.str(),
                  report.funds.str(), report.account.str(), report.cash.str());
  for (const Named& part : report.parts) out += fmt::format(" {} {}", part.key, part.amount.str());
  for (const LayerPaid& layer : report.layers)
    out += fmt::format(" {} {}", layer.layer, layer.paid.str());
  for (const ReportStep& step : report.steps)
    out += fmt::format("\n{} {}", step.key, step.result.str());
  return out;
}

std::string render_reversed(const verbs::Reversed& reversed) {
  std::string out = fmt::format("{} {} of {} {} {}", reversed.reversal_id, reversed.key.message_id,
                                reversed.original_message_id, reversed.settlement_id,
                                reversed.negated.total.str());
  for (const std::string& later : reversed.built_on) out += " " + later;
  return out;
}

verbs::RenderResettled renders() {
  return {render_settled, render_reversed, [](const verbs::Resettlement& made) {
            std::string out;
            for (const auto& [payer, amount] : made.differences)
              out += fmt::format("{} {} ", payer, amount.str());
            return out;
          }};
}

/// Of a bill all is owed to the institution; of a claim what funds pay to the person.
Check Book::check_postings(store::Database& database, ledger::EntryId id, const Settled& settled,
                           std::int64_t sign) const {
  std::int64_t sum = 0, owed = 0;
  const ledger::Payers& payers = settled.payers;
  const char* const to = settled.claim ? "payable/" : "institution/";
  for (const ledger::Posting& posting : store::find_postings(database, id)) {
    sum += posting.amount.fen();
    if (posting.account.starts_with(to)) owed += posting.amount.fen();
  }
  if (sum != 0) return failure(kMoney, fmt::format("postings of {} sum to {}", place_of(id), sum));
  const Money due = settled.claim ? payers.funds_paid() : payers.total;
  if (owed != sign * due.fen())
    return failure(kMoney,
                   fmt::format("{} owes {} where {} is due", place_of(id), owed, due.str()));
  return {};
}

/// What the settlement was decided by is what stood in the book then.
Check Book::check_before(const ledger::SettlementEntry& entry) const {
  for (const ledger::Accumulated& value : entry.before) {
    const auto at = counts_.find({entry.key.person, value.scope, value.period, value.name});
    const std::int64_t known = at == counts_.end() ? 0 : at->second;
    if (known != value.amount)
      return failure(kFold,
                     fmt::format("{} was decided by {} {} = {}, which was {}", place_of(entry.id),
                                 value.period, value.name, value.amount, known));
  }
  for (const ledger::Accumulated& change : entry.changes) {
    const auto at = counts_.find({entry.key.person, change.scope, change.period, change.name});
    const bool given = std::ranges::any_of(entry.before, [&](const ledger::Accumulated& value) {
      return value.period == change.period && value.name == change.name;
    });
    if (!given && at != counts_.end() && at->second != 0)
      return failure(kFold, fmt::format("{} was not decided by {} {} = {}", place_of(entry.id),
                                        change.period, change.name, at->second));
  }
  return {};
}

/// The filing and the diseases that counted are those that the person had when it was decided.
Check Book::check_obeys(store::Database& database, const ledger::SettlementEntry& entry) const {
  const auto input = verbs::decode_input(entry.input);
  const auto bill = input ? verbs::bill_of(entry, *input) : std::nullopt;
  if (!bill) return failure(kReply, place_of(entry.id) + ": input cannot be read");
  const std::string& person = entry.key.person;
  std::string filed = "none";
  const Date day = bill->admitted.is_set() ? bill->admitted : bill->on;
  constexpr const char* kBestFirst[] = {"long_term", "referral", "emergency"};
  const auto filings = store::find_filings(database, person);
  const auto known =
      standing_rows(filings, filings.empty() ? 0 : rows_before(database, person, entry.id, "f"));
  for (const char* const kind : kBestFirst) {
    const bool has = std::ranges::any_of(known, [&](const ledger::Filing& each) {
      return each.kind == kind && each.in_force.from <= day && day <= each.in_force.to &&
             lies_in(input->treatment_area, each.target);
    });
    if (filed == "none" && (has || (input->emergency && std::string_view(kind) == "emergency")))
      filed = kind;
  }
  if (fact(input->facts, "filing") != filed && fact(input->facts, "filing") != "local")
    return failure(kObeys, fmt::format("{} of {} counts {} as filed, not {}", place_of(entry.id),
                                       person, fact(input->facts, "filing"), filed));
  const auto who = std::ranges::find(town_.people, person, &Citizen::number);
  std::set<std::string> diseases = words_in(who->diseases, ';');
  const auto grants = store::find_grants(database, person);
  for (const ledger::Grant& each :
       standing_rows(grants, grants.empty() ? 0 : rows_before(database, person, entry.id, "v")))
    if (each.in_force.from <= entry.on && entry.on <= each.in_force.to) diseases.insert(each.code);
  const auto counted = words_in(fact(input->facts, "diseases"), ',');
  if (counted != diseases)
    return failure(
        kObeys, fmt::format("{} of {} counts {} as recognised, not {}", place_of(entry.id), person,
                            joined(counted), joined(diseases)));
  const std::string disease = fact(input->facts, "disease");
  if (bill->visit == "14" && !diseases.contains(disease))
    return failure(kObeys, fmt::format("{} of {} is for {}, which is not recognised",
                                       place_of(entry.id), person, disease));
  return {};
}

Check Book::check_caps(store::Database& database, const std::string& person, int year) const {
  const auto who = std::ranges::find(town_.people, person, &Citizen::number);
  if (who == town_.people.end()) return failure(kMoney, "a settlement of nobody: " + person);
  std::set<std::string> ever = words_in(who->diseases, ';');
  for (const ledger::Grant& each : store::find_grants(database, person)) ever.insert(each.code);
  const std::string diseases = joined(ever);
  for (const YearLimit& limit : town_.limits) {
    if (limit.diseases != "*" && limit.diseases != diseases) continue;
    const auto at = paid_.find({person, year, limit.fund});
    if (at != paid_.end() && at->second > limit.fen)
      return failure(kCap, fmt::format("{} paid {} fen for {} in {}, at most {}", limit.fund,
                                       at->second, person, year, limit.fen));
  }
  return {};
}

Check Book::check_reply(store::Database& database, const ledger::SettlementEntry& entry) {
  const auto message = store::find_message(database, entry.id.bucket, entry.key);
  if (!message || message->entry != entry.id)
    return failure(kTwice, fmt::format("{} is not the settlement of {}", place_of(entry.id),
                                       entry.key.message_id));
  const WorkedOut from{entry.key,     entry.form,  entry.insurance,
                       entry.on,      entry.plan,  entry.before,
                       entry.bill,    entry.input, entry.payers.family_account,
                       message->reply};
  const auto [known, is_new] = worked_out_.try_emplace(entry.id);
  if (!is_new && known->second == from) return {};
  if (auto broken = work_out(entry, message->reply)) return broken;
  known->second = from;
  return {};
}

/// Works the settlement out again from what was recorded and writes the reply again.
Check Book::work_out(const ledger::SettlementEntry& entry, const std::string& reply) const {
  const std::string place = place_of(entry.id);
  const auto input = verbs::decode_input(entry.input);
  const auto bill = input ? verbs::bill_of(entry, *input) : std::nullopt;
  const auto plan = town_.rules->plans.by_hash(to_hex(entry.plan), entry.insurance);
  const auto catalogue = town_.rules->editions.on(entry.on);
  if (!bill || plan == nullptr || catalogue == nullptr)
    return failure(kReply, place + ": input, plan or catalogue cannot be read");
  const auto scoped = verbs::scope(*bill, input->facts, input->treatment_area, *catalogue);
  if (!scoped) return failure(kReply, place + ": the bill cannot be classified");
  const auto again = verbs::adjudicate(*input, *scoped, *plan, entry.before, bill->admitted,
                                       entry.on, verbs::institution_of(input->facts, entry.key));
  if (!again) return failure(kReply, place + ": " + again.error()[0].str(false));
  const verbs::Settled settled{
      place,
      entry.key,
      entry.on,
      fact(input->facts, "filing"),
      fact(input->facts, "relation"),
      plan,
      catalogue,
      report(again->settlement, again->steps, again->facts, *plan, entry.on),
      entry.payers.family_account,
      input->shared.family_payer,
      input->shared.invoice};
  if (render_settled(settled) != reply)
    return failure(kReply,
                   fmt::format("{}: stored {}, again {}", place, reply, render_settled(settled)));
  return {};
}

void Book::fold(const Settled& settled, std::int64_t sign) {
  for (const ledger::Accumulated& change : settled.changes)
    counts_[{settled.person, change.scope, change.period, change.name}] += sign * change.amount;
  if (!settled.invoice.empty()) invoices_[settled.invoice] += static_cast<int>(sign);
  for (const ledger::Payers::Fund& fund : settled.payers.funds)
    paid_[{settled.person, settled.year, fund.fund}] += sign * fund.paid.fen();
}

Check Book::add_settlement(store::Database& database, ledger::EntryId id) {
  const auto entry = store::find_settlement(database, id);
  if (!entry) return failure(kLostAnswer, place_of(id) + " is not in the store");
  if (!keys_.insert(entry->key).second)
    return failure(kTwice, fmt::format("{} settles {} of {} again", place_of(id),
                                       entry->key.message_id, entry->key.person));
  if (!entry->payers.adds_up())
    return failure(kMoney, fmt::format("the payers of {} do not make {}", place_of(id),
                                       entry->payers.total.str()));
  if (auto broken = check_before(*entry)) return broken;
  Settled settled{entry->key.person, entry->payers, entry->changes, entry->on.year(), {}, {}};
  settled.claim = entry->key.institution == ledger::kClaimDesk;
  if (auto broken = check_postings(database, id, settled, 1)) return broken;
  for (const ledger::HeldThing& each : verbs::things_of(*entry))
    (each.thing.kind == ledger::ThingKind::invoice ? settled.invoice : settled.family_payer) =
        each.thing.name;
  fold(settled, 1);
  settled_[id] = settled;
  if (auto broken = check_caps(database, settled.person, settled.year)) return broken;
  if (auto broken = check_obeys(database, *entry)) return broken;
  return check_reply(database, *entry);
}

Check Book::add_reversal(store::Database& database, ledger::EntryId id) {
  const auto entry = store::find_reversal(database, id);
  if (!entry) return failure(kLostAnswer, "a reversal is not in the store");
  const auto original = settled_.find({id.bucket, entry->settlement_seq});
  if (original == settled_.end())
    return failure(kMoney,
                   fmt::format("a reversal of {}, which is no settlement", entry->settlement_seq));
  if (original->second.reversed)
    return failure(kTwice, place_of(original->first) + " is reversed twice");
  original->second.reversed = true;
  fold(original->second, -1);
  return check_postings(database, id, original->second, -1);
}

Check Book::compare_accumulators(store::Database& database, const std::string& person) const {
  const auto who = std::ranges::find(town_.people, person, &Citizen::number);
  std::map<Count, std::int64_t> stored;
  for (const ledger::Accumulated& each :
       store::find_accumulators(database, person, verbs::scope_of(who->area, who->insurance)))
    if (each.amount != 0) stored[{person, each.scope, each.period, each.name}] = each.amount;
  std::map<Count, std::int64_t> folded;
  for (auto at = counts_.lower_bound({person, "", "", ""});
       at != counts_.end() && std::get<0>(at->first) == person; ++at)
    if (at->second != 0) folded.insert(*at);
  if (stored == folded) return {};
  std::string detail = person + ":";
  for (const auto& [key, value] : folded)
    if (const auto at = stored.find(key); at == stored.end() || at->second != value)
      detail += fmt::format(" {} {} folds to {}", std::get<2>(key), std::get<3>(key), value);
  for (const auto& [key, value] : stored)
    if (const auto at = folded.find(key); at == folded.end() || at->second != value)
      detail += fmt::format(" {} {} is stored as {}", std::get<2>(key), std::get<3>(key), value);
  return failure(kFold, std::move(detail));
}

Check Book::check_invoices() const {
  for (const auto& [invoice, count] : invoices_)
    if (count > 1)
      return failure(kInvoice, fmt::format("{} settlements count invoice {}", count, invoice));
  return {};
}

std::vector<ledger::EntryHead> Book::entries_after(store::Database& database,
                                                   std::int32_t bucket) const {
  static constexpr store::Sql kSelect{
      "SELECT seq, kind FROM entry WHERE bucket = $1 AND seq > $2 ORDER BY seq"};
  const auto at = read_to_.find(bucket);
  store::Rows rows = database.query(
      kSelect, {store::integer(bucket), store::integer(at == read_to_.end() ? 0 : at->second)});
  std::vector<ledger::EntryHead> out;
  while (rows.next())
    if (const auto kind = ledger::parse_entry_kind_letter(rows.text(1)))
      out.push_back({{bucket, rows.integer(0)}, *kind, {}, {}});
  return out;
}

Check Book::add_entries(store::Database& database, std::int32_t bucket) {
  for (const ledger::EntryHead& head : entries_after(database, bucket)) {
    read_to_[bucket] = head.id.seq;
    Check broken;
    if (head.kind == ledger::EntryKind::settlement) broken = add_settlement(database, head.id);
    if (head.kind == ledger::EntryKind::reversal) broken = add_reversal(database, head.id);
    if (broken) return broken;
  }
  return {};
}

Check Book::knows(ledger::EntryId id) const {
  if (settled_.contains(id)) return {};
  return failure(kLostAnswer, place_of(id) + " is not in the store");
}

Check Book::catch_up(store::Database& database, const std::string& person) {
  if (auto broken = add_entries(database, bucket_of(person))) return broken;
  return compare_accumulators(database, person);
}

Check Book::catch_up(store::Database& database) {
  std::set<std::int32_t> buckets;
  for (const Citizen& person : town_.people) buckets.insert(bucket_of(person.number));
  for (const std::int32_t bucket : buckets)
    if (auto broken = add_entries(database, bucket)) return broken;
  for (const Citizen& person : town_.people)
    if (auto broken = compare_accumulators(database, person.number)) return broken;
  if (auto broken = compare_accounts(database, false)) return broken;
  return check_invoices();
}

Check Book::compare_accounts(store::Database& database, bool quiet) const {
  std::map<std::string, Money> paid;
  for (const auto& [id, settled] : settled_) {
    if (settled.reversed) continue;
    paid[settled.person] += settled.payers.account;
    paid[settled.family_payer] += settled.payers.family_account;
  }
  for (const Citizen& person : town_.people) {
    const auto account = store::find_account(database, person.number);
    if (!account) return failure(kAccount, person.number + " has none");
    const Money left = Town::kInflow - paid[person.number];
    if (account->held < Money() || account->balance < account->held || left < Money() ||
        (quiet && (account->balance != left || account->held != Money())))
      return failure(kAccount,
                     fmt::format("{} has {}, {} of it held; {} came in, {} is paid", person.number,
                                 account->balance.str(), account->held.str(), Town::kInflow.str(),
                                 paid[person.number].str()));
  }
  return {};
}

Check Book::read_again(store::Database& database) {
  counts_.clear(), paid_.clear(), settled_.clear(), keys_.clear();
  invoices_.clear(), read_to_.clear();
  return catch_up(database);
}

}  // namespace yitong::sim
