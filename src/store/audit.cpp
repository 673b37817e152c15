#include "store/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "base/text.h"
#include "store/audit_chain.h"
#include "store/audit_notices.h"
#include "store/audit_persons.h"
#include "store/audit_queries.h"

namespace yitong::store {
namespace {

void check_texts(AuditParts& parts) {
  constexpr std::string_view kKinds[] = {"plan", "catalogue", "names", "reply", "piece"};
  std::int64_t& count = parts.report.texts;
  Rows rows = parts.database.query(kSelectTexts, {});
  for (; rows.next(); ++count) {
    const std::string hash = to_hex(rows.blob(0));
    const std::string kind(rows.text(1));
    const std::string computed = to_hex(sm3(rows.blob(2)));
    if (hash != computed)
      parts.find("source_text/" + hash, "body with hash " + computed, "the hash that is its key");
    if (std::ranges::find(kKinds, kind) == std::end(kKinds))
      parts.find("source_text/" + hash, "kind " + kind, "plan, catalogue, names, reply or piece");
    if (rows.integer(3) != count + 1)
      parts.find("source_text/" + hash, fmt::format("no {}", rows.integer(3)),
                 "every number from 1");
    parts.fault_found("source_text/" + hash);
  }
}

/// The next bucket of a table, as TableOfBuckets has it.
std::optional<std::int64_t> next_bucket(AuditParts& parts, const TableOfBuckets& of,
                                        std::int64_t from, std::int64_t other) {
  Rows rows = parts.database.query(of.next, {integer(from), integer(other)});
  if (!rows.next()) return std::nullopt;
  const std::int64_t bucket = rows.integer(0);
  return parts.database.failed() ? std::nullopt : std::optional(bucket);
}

/// Rows of buckets that cannot be, which no bucket's check would read. What stands between the last
/// bucket and the next number is of another type, so it is looked for from the last bucket on.
void check_places(AuditParts& parts) {
  constexpr std::int64_t kLast = kBuckets - 1;
  constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  for (const TableOfBuckets& each : kTablesOfBuckets) {
    const auto find = [&](std::int64_t bucket) {
      parts.find(fmt::format("{}/{}", each.table, bucket), "a bucket that cannot be", "0 to 1023");
      return bucket == kHighest ? std::nullopt : next_bucket(parts, each, bucket + 1, kLast);
    };
    for (auto at = next_bucket(parts, each, kLowest, 0); at && *at < 0;) at = find(*at);
    for (auto at = next_bucket(parts, each, kLast, kLast); at;) at = find(*at);
    parts.fault_found(std::string(each.table));
  }
}

/// Which buckets have a row in any table: of the others nothing needs to be asked.
class OccupiedBuckets {
 public:
  explicit OccupiedBuckets(AuditParts& parts)
      : parts_(parts), first_(kTablesOfBuckets.size(), kNotAsked) {}
  /// The first from `bucket` on; kBuckets: none. Buckets are asked for in rising order.
  std::int32_t from(std::int32_t bucket) {
    std::int32_t out = kBuckets;
    for (std::size_t i = 0; i < kTablesOfBuckets.size() && out != bucket; ++i) {
      if (first_[i] < bucket) first_[i] = ask(kTablesOfBuckets[i], bucket);
      out = std::min(out, first_[i]);
    }
    return out;
  }

 private:
  static constexpr std::int32_t kNotAsked = -1;
  /// A table that cannot be read there may have a row: the bucket's own checks say what is wrong.
  std::int32_t ask(const TableOfBuckets& table, std::int32_t bucket) {
    const auto next = next_bucket(parts_, table, bucket, kNotAsked);
    if (!parts_.database.take_fault()) return bucket;
    return static_cast<std::int32_t>(std::min<std::int64_t>(next.value_or(kBuckets), kBuckets));
  }

  AuditParts& parts_;
  std::vector<std::int32_t> first_;  ///< of each table
};

/// Every row stands in the bucket of its person, and is of a kind.
void read_persons(AuditParts& parts, std::int32_t bucket) {
  parts.persons.clear();
  Rows rows = parts.database.query(kSelectPersonRowsOf, {integer(bucket)});
  while (rows.next()) {
    const auto kind = parse_person_row_kind(rows.text(1));
    RowOfBucket row{std::string(rows.text(0)), std::string(rows.blob(2)), rows.integer(3),
                    std::string(rows.blob(4))};
    const auto path = [&] { return fmt::format("person_row/{}/{}", bucket, row.person); };
    if (parts.database.failed() && parts.fault_found(path())) continue;
    if (bucket_of(row.person) != bucket)
      parts.find(path(), "a person of another bucket", std::to_string(bucket_of(row.person)));
    if (!kind) parts.find(path(), "kind", "a known one");
    if (kind) parts.persons.add(*kind, std::move(row));
  }
}

void check_bucket(AuditParts& parts, ChainAudit& chain, std::int32_t bucket) {
  read_persons(parts, bucket);
  parts.folds.begin();
  parts.messages.begin(bucket, parts.persons.of(PersonRowKind::message));
  parts.registers.begin(bucket);
  parts.entitlement.begin(bucket, parts.persons);
  parts.cases.begin(bucket);
  chain.run(bucket);
  parts.messages.finish(bucket);
  parts.report.accumulators += parts.folds.finish(bucket, parts.persons.of(PersonRowKind::counts));
  const RegisterAudit::Counted counted = parts.registers.finish(bucket);
  parts.report.holdings += counted.holdings, parts.report.accounts += counted.accounts;
  parts.entitlement.finish(bucket);
  parts.cases.finish(bucket);
  audit_login_secrets(parts.store, bucket, parts.find);
  audit_persons(parts.store, bucket, parts.persons.of(PersonRowKind::seals), parts.find);
  audit_residents(parts.store, bucket, parts.find);
  check_notices(parts.store, bucket, parts.find);
  parts.fault_found(fmt::format("bucket {}", bucket));
}

}  // namespace

bool fault_found(Database& database, const std::string& path, const RegisterAudit::Find& find) {
  const auto fine = database.take_fault();
  if (fine) return false;
  const Error& error = fine.error().front();
  find(path, error.path + ": " + error.found, error.rule);
  return true;
}

AuditReport audit(Store& store, const SettlementCheck& check_settlement, const ThingsOf& things_of,
                  AuditPart part) {
  AuditReport report;
  report.reference = part.reference;
  AuditParts parts(store, check_settlement, things_of, report);
  Database& database = store.database();
  database.begin_read();
  database.texts().clear();  // what the file says now, not what it said
  if (part.reference) {
    for (const Error& error : database.check_file())
      parts.find(error.path, error.found, "a whole file");
    check_texts(parts);
    check_places(parts);
    parts.cases.check_counts();
  }
  ChainAudit chain(parts);
  OccupiedBuckets occupied(parts);
  for (std::int32_t at = occupied.from(part.first); at < part.end; at = occupied.from(at + 1))
    check_bucket(parts, chain, at);
  database.rollback();
  return report;
}

void AuditReport::add(AuditReport part) {
  entries += part.entries, settlements += part.settlements, reversals += part.reversals;
  tombstones += part.tombstones, accumulators += part.accumulators, texts += part.texts;
  holdings += part.holdings, accounts += part.accounts;
  owed += part.owed;
  if (part.reference) std::swap(findings, part.findings);
  reference |= part.reference;
  for (Error& finding : part.findings)
    if (findings.size() < kMaxFindings) findings.push_back(std::move(finding));
}

}  // namespace yitong::store
