#include "store/audit.h"

#include <fmt/format.h>

#include <algorithm>

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

/// Rows of buckets that cannot be, which no bucket's check would read.
void check_places(AuditParts& parts) {
  for (const PlaceQuery& place : kPlaceQueries) {
    {
      Rows rows = parts.database.query(place.sql, {});
      while (rows.next())
        parts.find(fmt::format("{}/{}", place.table, rows.integer(0)), "a bucket that cannot be",
                   "0 to 1023");
    }
    parts.fault_found(std::string(place.table));
  }
}

void check_bucket(AuditParts& parts, ChainAudit& chain, std::int32_t bucket) {
  parts.folds.begin();
  parts.messages.begin(bucket);
  parts.registers.begin(bucket);
  parts.entitlement.begin(bucket);
  parts.cases.begin(bucket);
  chain.run(bucket);
  parts.messages.finish(bucket);
  parts.report.accumulators += parts.folds.finish(bucket);
  const RegisterAudit::Counted counted = parts.registers.finish(bucket);
  parts.report.holdings += counted.holdings, parts.report.accounts += counted.accounts;
  parts.entitlement.finish(bucket);
  parts.cases.finish(bucket);
  audit_login_secrets(parts.store, bucket, parts.find);
  audit_persons(parts.store, bucket, parts.find);
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
  for (std::int32_t bucket = part.first; bucket < part.end; ++bucket)
    check_bucket(parts, chain, bucket);
  database.rollback();
  return report;
}

void AuditReport::add(AuditReport part) {
  entries += part.entries, settlements += part.settlements, reversals += part.reversals;
  tombstones += part.tombstones, accumulators += part.accumulators, texts += part.texts;
  holdings += part.holdings, accounts += part.accounts;
  owed += part.owed;
  for (Error& finding : part.findings)
    if (findings.size() < kMaxFindings) findings.push_back(std::move(finding));
}

}  // namespace yitong::store
