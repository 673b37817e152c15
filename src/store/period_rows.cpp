#include "store/period_rows.h"

#include "base/id.h"
#include "ledger/bytes.h"
#include "ledger/journal.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::ByteReader;
using ledger::ByteWriter;
using ledger::Contribution;
using ledger::Coverage;
using ledger::EntryKind;
using ledger::Filing;
using ledger::Grant;

constexpr std::size_t kMaxField = 1 << 20;

/// What kind of row and of entry it is.
struct Kinds {
  PersonRowKind row;
  EntryKind entry;
};
constexpr Kinds kinds_of(const Coverage*) { return {PersonRowKind::coverage, EntryKind::coverage}; }
constexpr Kinds kinds_of(const Filing*) { return {PersonRowKind::filing, EntryKind::filing}; }
constexpr Kinds kinds_of(const Grant*) { return {PersonRowKind::grant, EntryKind::grant}; }
constexpr Kinds kinds_of(const Contribution*) {
  return {PersonRowKind::contribution, EntryKind::contribution};
}

template <class Row>
ByteWriter begin_content(const Row& row) {
  ByteWriter out;
  out.zigzag(row.in_force.from.days()).zigzag(row.in_force.to.days());
  out.zigzag(row.known_since.micros).zigzag(row.replaces);
  return out;
}

Date day_of(ByteReader& in) {
  const std::int64_t days = in.zigzag();
  if (days < INT32_MIN || days > INT32_MAX) in.fail();
  return date_of(in.ok() ? days : 0);
}

template <class Row>
void read_period(ByteReader& in, Row& out) {
  out.in_force.from = day_of(in), out.in_force.to = day_of(in);
  out.known_since = {in.zigzag()}, out.replaces = in.zigzag();
}

template <class Row>
std::vector<Row> find_periods(Database& database, std::string_view person) {
  constexpr PersonRowKind kKind = kinds_of(static_cast<Row*>(nullptr)).row;
  std::vector<Row> out;
  PersonRowsOfKind rows(database, person, kKind);
  while (const auto row = rows.next())
    if (!decode(row->name, row->content, out.emplace_back())) set_content_fault(database, kKind);
  return out;
}

template <class Row>
Result<std::int64_t> insert_period(Store& store, std::string_view person, Row added) {
  constexpr Kinds kKinds = kinds_of(static_cast<Row*>(nullptr));
  Database& database = store.database();
  if (!person_exists(store, person))
    return fail(ErrorCode::unknown_person, "person", std::string(person));
  const auto rows = find_periods<Row>(database, person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const Row>(rows), added); !fine)
    return fail(std::move(fine.error()));
  const Place place = next_place(database, bucket_of(person));
  const auto name = name_of_number(added.no);
  insert_row(database, person, kKinds.row, {name.data(), name.size()}, place.id.seq, encode(added));
  record_row(database, place, kKinds.entry, added.known_since, std::string(person),
             digest_of(std::string(person), added));
  return added.no;
}

}  // namespace

std::string encode(const Coverage& row) {
  return begin_content(row).bytes(row.area).bytes(row.insurance).bytes(row.facts).take();
}

bool decode(std::string_view content, Coverage& out) {
  ByteReader in(content);
  read_period(in, out);
  out.area = in.bytes(kMaxField), out.insurance = in.bytes(kMaxField);
  out.facts = in.bytes(kMaxField);
  return in.done();
}

std::string encode(const Contribution& row) {
  ByteWriter out = begin_content(row);
  out.bytes(row.area).bytes(row.insurance).zigzag(row.paid_on.days()).bytes(row.basis);
  return out.zigzag(row.amount.fen()).zigzag(row.base.fen()).bytes(row.situations).take();
}

bool decode(std::string_view content, Contribution& out) {
  ByteReader in(content);
  read_period(in, out);
  out.area = in.bytes(kMaxField), out.insurance = in.bytes(kMaxField);
  out.paid_on = day_of(in), out.basis = in.bytes(kMaxField);
  out.amount = Money::fen(in.zigzag()), out.base = Money::fen(in.zigzag());
  out.situations = in.bytes(kMaxField);
  return in.done();
}

std::string encode(const Filing& row) {
  return begin_content(row).bytes(row.kind).bytes(row.target).take();
}

bool decode(std::string_view content, Filing& out) {
  ByteReader in(content);
  read_period(in, out);
  out.kind = in.bytes(kMaxField), out.target = in.bytes(kMaxField);
  return in.done();
}

std::string encode(const Grant& row) {
  ByteWriter out = begin_content(row);
  out.bytes(row.area).bytes(row.kind).bytes(row.code).bytes(row.disease);
  out.bytes(chosen_text(row)).bytes(row.doctor).bytes(row.pharmacy);
  return out.bytes(row.case_number).take();
}

bool decode(std::string_view content, Grant& out) {
  ByteReader in(content);
  read_period(in, out);
  out.area = in.bytes(kMaxField), out.kind = in.bytes(kMaxField), out.code = in.bytes(kMaxField);
  out.disease = in.bytes(kMaxField);
  const std::string_view chosen = in.bytes(kMaxField);
  out.institutions = ledger::chosen_of(chosen);
  if (chosen_text(out) != chosen) in.fail();
  out.doctor = in.bytes(kMaxField), out.pharmacy = in.bytes(kMaxField);
  out.case_number = in.bytes(kMaxField);
  return in.done();
}

std::vector<Coverage> find_coverages(Database& database, std::string_view person) {
  return find_periods<Coverage>(database, person);
}
std::vector<Contribution> find_contributions(Database& database, std::string_view person) {
  return find_periods<Contribution>(database, person);
}
std::vector<Filing> find_filings(Database& database, std::string_view person) {
  return find_periods<Filing>(database, person);
}
std::vector<Grant> find_grants(Database& database, std::string_view person) {
  return find_periods<Grant>(database, person);
}

Result<std::int64_t> insert_coverage(Store& store, std::string_view person, Coverage added) {
  return insert_period(store, person, std::move(added));
}
Result<std::int64_t> insert_contribution(Store& store, std::string_view person,
                                         Contribution added) {
  return insert_period(store, person, std::move(added));
}
Result<std::int64_t> insert_filing(Store& store, std::string_view person, Filing added) {
  return insert_period(store, person, std::move(added));
}
Result<std::int64_t> insert_grant(Store& store, std::string_view person, Grant added) {
  return insert_period(store, person, std::move(added));
}

}  // namespace yitong::store
