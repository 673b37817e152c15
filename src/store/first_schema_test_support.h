// A database as the first schema had it, for tests of what carries it over: the first migration,
// and rows as the program of that time wrote them.
#pragma once

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "ledger/journal.h"
#include "store/ledger_rows.h"
#include "store/migrations.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "store/store_test_support.h"

namespace yitong::store::testing {

/// Gives a settlement and its message the forms of that time.
using ToFirst = std::function<void(ledger::SettlementEntry&, ledger::Message&)>;

class FirstSchema {
 public:
  /// Writes everything that stands in the database at `now_path` into a new one at `path`.
  static void write(Store& now, const std::string& now_path, const std::string& path,
                    const ToFirst& to_first) {
    FirstSchema made(now.database(), path, to_first);
    made.begin(now_path);
    for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) made.bucket(bucket);
    ASSERT_TRUE(made.first_->commit());
  }

 private:
  FirstSchema(Database& now, const std::string& path, const ToFirst& to_first)
      : now_(now), first_(open_sqlite({.path = path}).value()), to_first_(to_first) {}

  void begin(const std::string& now_path) {
    const Migration& step = all_migrations()[0];
    first_->begin_write();
    first_->run_script(step.script);
    first_->run_script(
        "CREATE TABLE schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
        "hash BLOB NOT NULL)");
    static constexpr Sql kApplied{
        "INSERT INTO schema_migration (number, name, hash) VALUES ($1, $2, $3)"};
    first_->run(kApplied, {integer(step.number), text(step.name), blob(sm3(step.script))});
    ASSERT_TRUE(first_->commit());
    first_->run_script(("ATTACH DATABASE '" + now_path + "' AS now").c_str());
    first_->begin_write();
    for (const char* table : {"setting", "resident_index"})
      first_->run_script(
          (std::string("INSERT INTO ") + table + " SELECT * FROM now." + table).c_str());
    first_->run_script(
        "INSERT INTO source_text (hash, kind, body) SELECT hash, kind, body FROM now.source_text "
        "WHERE kind IN ('plan', 'catalogue')");
  }

  void bucket(std::int32_t bucket) {
    previous_ = {};
    std::vector<EntryRow> rows;
    {
      Rows chain = now_.query(kSelectChain, {integer(bucket)});
      while (chain.next()) rows.push_back(*entry_of(chain, bucket));
    }
    for (const EntryRow& row : rows) entry(row);
    rows_of_persons(bucket);
  }

  /// As that schema's tables had them; every person has one coverage and one filing.
  void rows_of_persons(std::int32_t bucket) {
    static constexpr Sql kPerson{
        "INSERT INTO person (bucket, person_id, wrapped_key, sealed) VALUES ($1, $2, $3, $4)"};
    static constexpr Sql kCoverage{
        "INSERT INTO coverage (bucket, person_id, no, area, insurance, in_force_from_day, "
        "in_force_to_day, known_since_micros, replaces, facts, entry_seq) VALUES ($1, $2, $3, $4, "
        "$5, $6, $7, $8, $9, $10, $11)"};
    static constexpr Sql kFiling{
        "INSERT INTO filing (bucket, person_id, no, kind, target, in_force_from_day, "
        "in_force_to_day, known_since_micros, replaces, entry_seq) VALUES ($1, $2, $3, $4, $5, $6, "
        "$7, $8, $9, $10)"};
    static constexpr Sql kCount{
        "INSERT INTO accumulator (bucket, person_id, scope, period, name, value) VALUES ($1, $2, "
        "$3, $4, $5, $6)"};
    Rows rows = now_.query(kSelectPersonRowsOf, {integer(bucket)});
    while (rows.next()) {
      const Param at = integer(bucket), seq = integer(rows.integer(3));
      const std::string person(rows.text(0)), name(rows.blob(2)), content(rows.blob(4));
      PersonSeals seals;
      ledger::Coverage coverage;
      ledger::Filing filing;
      std::vector<ledger::Accumulated> counts;
      switch (parse_person_row_kind(rows.text(1)).value()) {
        case PersonRowKind::seals:
          ASSERT_TRUE(decode(content, seals));
          first_->run(kPerson, {at, text(person), blob(seals.wrapped_key), blob(seals.sealed)});
          break;
        case PersonRowKind::coverage:
          ASSERT_TRUE(decode(name, content, coverage));
          first_->run(kCoverage,
                      {at, text(person), integer(coverage.no), text(coverage.area),
                       text(coverage.insurance), integer(coverage.in_force.from.days()),
                       integer(coverage.in_force.to.days()), integer(coverage.known_since.micros),
                       integer(coverage.replaces), text(coverage.facts), seq});
          break;
        case PersonRowKind::filing:
          ASSERT_TRUE(decode(name, content, filing));
          first_->run(kFiling,
                      {at, text(person), integer(filing.no), text(filing.kind), text(filing.target),
                       integer(filing.in_force.from.days()), integer(filing.in_force.to.days()),
                       integer(filing.known_since.micros), integer(filing.replaces), seq});
          break;
        case PersonRowKind::counts:
          ASSERT_TRUE(decode_counts(name, content, counts));
          for (const auto& each : counts)
            first_->run(kCount, {at, text(person), text(each.scope), text(each.period),
                                 text(each.name), integer(each.amount)});
          break;
        default: break;  // messages come with their entries, the rest is younger
      }
    }
  }

  void entry(const EntryRow& row) {
    switch (row.head.kind) {
      case ledger::EntryKind::settlement: return settlement(row);
      case ledger::EntryKind::reversal: return reversal(row);
      case ledger::EntryKind::tombstone: return tombstone(row);
      case ledger::EntryKind::coverage: {
        const auto rows = find_coverages(now_, row.head.key.person);
        return chain(row.head, {digest_of(row.head.key.person, rows.at(0))});
      }
      case ledger::EntryKind::filing: {
        const auto rows = find_filings(now_, row.head.key.person);
        return chain(row.head, {digest_of(row.head.key.person, rows.at(0))});
      }
      default: FAIL() << "younger than that schema";
    }
  }

  void settlement(const EntryRow& row) {
    Answered answered;
    auto entry = settlement_of(now_, row, &answered).value();
    ledger::Message message{row.head.key, ledger::MessageRole::settlement, row.head.id,
                            answered.body, answered.reply_bytes};
    to_first_(entry, message);
    const ledger::Payers& payers = entry.payers;
    const std::string funds = encode(payers.funds), before = encode(entry.before),
                      changes = encode(entry.changes);
    static constexpr Sql kInsert{
        "INSERT INTO settlement (bucket, seq, person_id, institution, message_id, state, area, "
        "insurance, on_day, at_micros, plan_hash, catalogue_hash, total_fen, funds, account_fen, "
        "family_account_fen, cash_fen, institution_fen, before, changes, input, outcome, steps) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19, $20, $21, $22, $23)"};
    first_->run(kInsert, {integer(entry.id.bucket),
                          integer(entry.id.seq),
                          text(entry.key.person),
                          text(entry.key.institution),
                          text(entry.key.message_id),
                          text(name_of(entry.state)),
                          text(entry.area),
                          text(entry.insurance),
                          integer(entry.on.days()),
                          integer(entry.at.micros),
                          blob(entry.plan),
                          blob(entry.catalogue),
                          integer(payers.total.fen()),
                          blob(funds),
                          integer(payers.account.fen()),
                          integer(payers.family_account.fen()),
                          integer(payers.cash.fen()),
                          integer(payers.institution.fen()),
                          blob(before),
                          blob(changes),
                          blob(entry.input),
                          blob(entry.outcome),
                          blob(entry.steps)});
    const auto posted = postings_of(entry);
    postings(row.head.id, posted);
    chain(row.head, {digest_of(entry), digest_of(row.head.id, posted), messages({message})});
  }

  void reversal(const EntryRow& row) {
    const auto answered = answered_of(now_, row).value();
    const ledger::ReversalEntry entry{row.head.id, row.head.key, answered.settlement_seq,
                                      row.head.at};
    static constexpr Sql kInsert{
        "INSERT INTO reversal (bucket, seq, person_id, institution, message_id, settlement_seq, "
        "at_micros) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
    first_->run(kInsert, {integer(entry.id.bucket), integer(entry.id.seq), text(entry.key.person),
                          text(entry.key.institution), text(entry.key.message_id),
                          integer(entry.settlement_seq), integer(entry.at.micros)});
    const auto posted = find_postings(now_, row.head.id);
    postings(row.head.id, posted);
    chain(row.head, {digest_of(entry), digest_of(row.head.id, posted),
                     messages({{row.head.key, ledger::MessageRole::reversal, row.head.id,
                                answered.body, answered.reply_bytes}})});
  }

  void tombstone(const EntryRow& row) {
    const auto answered = answered_of(now_, row).value();
    std::vector<ledger::Message> all{{row.head.key, ledger::MessageRole::reversal, row.head.id,
                                      answered.body, answered.reply_bytes}};
    if (!answered.original.empty())
      all.push_back({{row.head.key.person, row.head.key.institution, answered.original},
                     ledger::MessageRole::tombstone,
                     row.head.id,
                     {},
                     {}});
    std::ranges::sort(all, {}, &ledger::Message::key);
    chain(row.head, {messages(all)});
  }

  void postings(ledger::EntryId id, const std::vector<ledger::Posting>& posted) {
    static constexpr Sql kInsert{
        "INSERT INTO posting (bucket, seq, no, account, amount_fen) VALUES ($1, $2, $3, $4, $5)"};
    std::int64_t no = 0;
    for (const ledger::Posting& each : posted)
      first_->run(kInsert, {integer(id.bucket), integer(id.seq), integer(++no), text(each.account),
                            integer(each.amount.fen())});
  }

  Digest messages(const std::vector<ledger::Message>& all) {
    static constexpr Sql kInsert{
        "INSERT INTO message (bucket, person_id, institution, message_id, role, entry_seq, "
        "body_hash, reply) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
    std::vector<Digest> digests;
    for (const ledger::Message& each : all) {
      first_->run(kInsert,
                  {integer(each.entry.bucket), text(each.key.person), text(each.key.institution),
                   text(each.key.message_id), text(name_of(each.role)), integer(each.entry.seq),
                   blob(each.body), blob(each.reply)});
      digests.push_back(digest_of(each));
    }
    return ledger::digest_of_messages(digests);
  }

  void chain(const ledger::EntryHead& head, std::vector<Digest> sets) {
    ledger::JournalEntry entry{head.id, head.kind, head.at, std::move(sets), {}, {}};
    entry.leaf = leaf_of(entry);
    entry.link = ledger::link_of(previous_, entry.leaf);
    previous_ = entry.link;
    std::string digests;
    for (const Digest& each : entry.rows) digests += bytes_of(each);
    static constexpr Sql kInsert{
        "INSERT INTO journal (bucket, seq, kind, at_micros, row_digests, leaf, link) VALUES ($1, "
        "$2, $3, $4, $5, $6, $7)"};
    first_->run(kInsert,
                {integer(head.id.bucket), integer(head.id.seq), text(name_of(head.kind)),
                 integer(head.at.micros), blob(digests), blob(entry.leaf), blob(entry.link)});
  }

  Database& now_;
  std::unique_ptr<Database> first_;
  const ToFirst& to_first_;
  Digest previous_{};
};

}  // namespace yitong::store::testing
