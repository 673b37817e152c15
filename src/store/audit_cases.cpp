#include "store/audit_cases.h"

#include <fmt/format.h>

#include "base/id.h"
#include "store/case_desk.h"
#include "store/case_index.h"

namespace yitong::store {
namespace {

using ledger::CaseEvent;
using ledger::CaseFile;
using ledger::EntryId;

constexpr Sql kSelectCaseDraftsOf{
    "SELECT case_seq, person_id FROM case_draft WHERE bucket = $1 ORDER BY case_seq"};
constexpr Sql kSelectCaseBlindsOf{
    "SELECT blind, opened_micros, case_bucket, case_seq FROM case_blind WHERE bucket = $1"};
constexpr Sql kSelectCaseBlind{
    "SELECT 1 FROM case_blind WHERE bucket = $1 AND blind = $2 AND opened_micros = $3 AND "
    "case_bucket = $4 AND case_seq = $5"};
constexpr Sql kSelectOneCasesBlinds{
    "SELECT opened_micros, blinds FROM case_file WHERE bucket = $1 AND seq = $2"};
struct PlacedByArea {
  std::string_view table;
  Sql areas;
};
constexpr PlacedByArea kPlacedByArea[] = {
    {"case_count", {"SELECT area FROM case_count WHERE bucket = $1 ORDER BY area"}},
    {"case_day", {"SELECT area FROM case_day WHERE bucket = $1 ORDER BY area"}}};
constexpr Digest kNoDigest{};

std::string path_of_case(EntryId id) { return path_of("case_file", id); }

bool same(const CaseFile& file, const CaseFile& fold) {
  const bool refused = fold.refused < ledger::kMaxRefusedKept ? file.refused == fold.refused
                                                              : file.refused >= fold.refused;
  return file.person == fold.person && file.kind == fold.kind && file.area == fold.area &&
         file.insurance == fold.insurance && file.now == fold.now && file.opened == fold.opened &&
         file.state_since == fold.state_since && file.updated == fold.updated &&
         file.version == fold.version && refused;
}

}  // namespace

bool CaseAudit::fault_found(const std::string& path) {
  const auto fine = database_.take_fault();
  if (!fine) find_(path, fine.error()[0].path + ": " + fine.error()[0].found, fine.error()[0].rule);
  return !fine;
}

const CaseKeys* CaseAudit::keys_of(const std::string& person) {
  const auto [at, added] = keys_.try_emplace(person);
  if (added)
    if (const auto keys = case_keys(store_, person)) at->second = *keys;
  return at->second ? &*at->second : nullptr;
}

void CaseAudit::begin(std::int32_t bucket) {
  rows_.clear(), folds_.clear(), keys_.clear();
  std::vector<CaseEvent> sealed;
  {
    Rows rows = database_.query(kSelectCaseEvents, {integer(bucket)});
    while (rows.next()) {
      CaseEvent event = case_event_of(rows, bucket);
      if (!fault_found(path_of("case_event", event.id))) sealed.push_back(std::move(event));
    }
  }
  for (const CaseEvent& event : sealed) check_event(event);
}

void CaseAudit::check_event(const CaseEvent& event) {
  rows_[event.id.seq] = {event.person, digest_of(event)};
  if (!fold(folds_[event.case_seq], event))
    find_(path_of("case_event", event.id), event.action + " from " + event.from,
          "an event that follows from those before it");
  check_seal(event);
}

void CaseAudit::check_seal(const CaseEvent& event) {
  const std::string path = path_of("case_event", event.id);
  const CaseKeys* keys = keys_of(event.person);
  if (keys == nullptr || event.clear == kNoDigest) {
    if (!event.sealed.empty()) find_(path, "sealed text", "none");
    return;
  }
  const auto clear = keys->open(event_context(event), event.sealed);
  if (!clear || keys->hash(event_context(event), *clear) != event.clear)
    find_(path, "a seal that does not open, or another text", "what the journal's hash is of");
}

std::optional<RegisterAudit::Checked> CaseAudit::check(const ledger::EntryHead& head) {
  const auto row = rows_.extract(head.id.seq);
  if (!row) {
    find_(path_of("case_event", head.id), "missing", "the row that the journal names");
    return std::nullopt;
  }
  const std::string& person = row.mapped().person;
  if (head.key.person != person || !head.key.institution.empty() || !head.key.message_id.empty())
    find_(path_of("entry", head.id), "person_id " + head.key.person, person + " and no message");
  return RegisterAudit::Checked{"case_event", row.mapped().digest, {}, {}};
}

void CaseAudit::check_way(const CaseFile& file, std::string_view blinds) {
  if (blinds.size() % kCaseBlindBytes != 0 || (keys_of(file.person) == nullptr) != blinds.empty())
    find_(path_of_case(file.id), fmt::format("{} bytes of blinds", blinds.size()),
          "its words, or none after the person was erased");
  for (std::size_t at = 0; at + kCaseBlindBytes <= blinds.size(); at += kCaseBlindBytes) {
    const std::string blind(blinds.substr(at, kCaseBlindBytes));
    Rows rows = database_.query(
        kSelectCaseBlind, {integer(bucket_of(blind)), blob(blind), integer(file.opened.micros),
                           integer(file.id.bucket), integer(file.id.seq)});
    if (!rows.next())
      find_(path_of_case(file.id), "a word that leads nowhere", "a case_blind each");
  }
}

void CaseAudit::check_file(const CaseFile& file, std::string_view blinds) {
  const auto folded = folds_.extract(file.id.seq);
  if (!folded || folded.mapped().version == 0) {
    find_(path_of_case(file.id), "a case without events", "the fold of its events");
    return;
  }
  if (!same(file, folded.mapped()))
    find_(path_of_case(file.id), file.now.state + fmt::format(", version {}", file.version),
          "the fold of its events");
  check_way(file, blinds);
}

void CaseAudit::check_files(std::int32_t bucket) {
  std::vector<std::pair<CaseFile, std::string>> files;
  {
    Rows rows = database_.query(kSelectCaseFiles, {integer(bucket)});
    while (rows.next()) {
      CaseFile file = case_file_of(rows, bucket, 0);
      std::string blinds(rows.blob(15));
      if (!fault_found(path_of_case(file.id)))
        files.emplace_back(std::move(file), std::move(blinds));
    }
  }
  for (const auto& [file, blinds] : files) check_file(file, blinds);
  for (const auto& [seq, fold] : folds_)
    find_(path_of_case({bucket, seq}), "missing", "the fold of its events");
}

void CaseAudit::check_drafts(std::int32_t bucket) {
  std::vector<std::pair<std::int64_t, std::string>> drafts;
  {
    Rows rows = database_.query(kSelectCaseDraftsOf, {integer(bucket)});
    while (rows.next()) drafts.emplace_back(rows.integer(0), rows.text(1));
  }
  for (const auto& [seq, person] : drafts) {
    const EntryId id{bucket, seq};
    const std::string path = path_of("case_draft", id);
    const auto file = find_case(database_, id);
    const CaseKeys* keys = keys_of(person);
    if (!file || file->person != person || keys == nullptr) {
      find_(path, "person " + person, "the person of its case");
      continue;
    }
    const bool opens = find_case_draft(database_, *keys, id).has_value();
    if (!fault_found(path) && !opens) find_(path, "gone", "a draft");
  }
}

void CaseAudit::check_blinds(std::int32_t bucket) {
  Rows rows = database_.query(kSelectCaseBlindsOf, {integer(bucket)});
  while (rows.next()) {
    const std::string blind(rows.blob(0));
    const std::int64_t opened = rows.integer(1);
    const EntryId id{static_cast<std::int32_t>(rows.integer(2)), rows.integer(3)};
    const std::string path = fmt::format("case_blind/{}", bucket);
    Rows files = database_.query(kSelectOneCasesBlinds, {integer(id.bucket), integer(id.seq)});
    bool known = files.next() && files.integer(0) == opened && bucket_of(blind) == bucket;
    if (known) {
      const std::string_view all = files.blob(1);
      known = false;
      for (std::size_t at = 0; at < all.size(); at += kCaseBlindBytes)
        known |= all.substr(at, kCaseBlindBytes) == blind;
    }
    if (!fault_found(path) && !known)
      find_(path, fmt::format("case {}/{}", id.bucket, id.seq), "a case with that word");
  }
}

void CaseAudit::check_places(std::int32_t bucket) {
  for (const PlacedByArea& each : kPlacedByArea) {
    std::optional<std::string> last;
    Rows rows = database_.query(each.areas, {integer(bucket)});
    while (rows.next()) {
      const std::string_view area = rows.text(0);
      if (area == last) continue;
      last = area;
      if (bucket_of(*last) != bucket)
        find_(fmt::format("{}/{}", each.table, bucket), "area " + *last, "the area's bucket");
    }
  }
}

void CaseAudit::finish(std::int32_t bucket) {
  for (const auto& [seq, row] : rows_)
    find_(path_of("case_event", {bucket, seq}), "a row without its entry", "an entry of its kind");
  check_files(bucket);
  check_drafts(bucket);
  check_blinds(bucket);
  check_places(bucket);
}

void CaseAudit::check_counts() {
  {
    Rows rows = database_.query(kSelectCountsWrong, {});
    while (rows.next())
      find_(fmt::format("case_count/{}/{}/{}", rows.text(0), rows.text(1), rows.text(2)),
            "a wrong count", "as many as there are cases");
  }
  fault_found("case_count");
  {
    Rows rows = database_.query(kSelectDaysWrong, {});
    while (rows.next())
      find_(fmt::format("case_day/{}/{}/{}/{}", rows.text(0), rows.integer(1), rows.text(2),
                        rows.text(3)),
            "wrong figures", "as the events add up");
  }
  fault_found("case_day");
}

}  // namespace yitong::store
