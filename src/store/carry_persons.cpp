#include "store/carry_persons.h"

#include <algorithm>
#include <functional>

#include "base/id.h"
#include "ledger/bytes.h"
#include "store/ledger_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"

namespace yitong::store {
namespace {

constexpr Sql kPersons{"SELECT person_id, wrapped_key, sealed FROM person WHERE bucket = $1"};
constexpr Sql kCoverages{
    "SELECT person_id, entry_seq, no, in_force_from_day, in_force_to_day, known_since_micros, "
    "replaces, area, insurance, facts FROM coverage WHERE bucket = $1"};
constexpr Sql kContributions{
    "SELECT person_id, entry_seq, no, in_force_from_day, in_force_to_day, known_since_micros, "
    "replaces, area, insurance, paid_on_day, basis, amount_fen, base_fen, situations FROM "
    "contribution WHERE bucket = $1"};
constexpr Sql kFilings{
    "SELECT person_id, entry_seq, no, in_force_from_day, in_force_to_day, known_since_micros, "
    "replaces, kind, target FROM filing WHERE bucket = $1"};
constexpr Sql kGrants{
    "SELECT person_id, entry_seq, no, in_force_from_day, in_force_to_day, known_since_micros, "
    "replaces, area, kind, code, disease, institutions, doctor, pharmacy, case_number FROM "
    "grant_of_person WHERE bucket = $1"};
constexpr Sql kCounts{
    "SELECT person_id, scope, period, name, value FROM accumulator WHERE bucket = $1 ORDER BY "
    "person_id, scope, period, name"};
constexpr Sql kMessages{"SELECT person_id, entry_seq, key, role FROM message WHERE bucket = $1"};

struct Carried {
  std::string person;
  PersonRowKind kind;
  std::string name;
  std::int64_t entry_seq = 0;
  std::string content;
  auto operator<=>(const Carried&) const = default;
};

class Carrying {
 public:
  explicit Carrying(Database& database) : database_(database) {}
  /// In the order of the table, so that its pages become full.
  void bucket(std::int32_t bucket) {
    rows_.clear();
    each(kPersons, bucket, [this](Rows& rows) {
      const PersonSeals seals{std::string(rows.blob(1)), std::string(rows.blob(2))};
      add(rows, PersonRowKind::seals, {}, 0, encode(seals));
    });
    periods<ledger::Coverage>(kCoverages, bucket, PersonRowKind::coverage,
                              [](Rows& rows, ledger::Coverage& out) {
                                out.area = rows.text(7), out.insurance = rows.text(8);
                                out.facts = rows.text(9);
                              });
    periods<ledger::Contribution>(
        kContributions, bucket, PersonRowKind::contribution,
        [](Rows& rows, ledger::Contribution& out) {
          out.area = rows.text(7), out.insurance = rows.text(8);
          out.paid_on = date_of(rows.integer(9)), out.basis = rows.text(10);
          out.amount = Money::fen(rows.integer(11)), out.base = Money::fen(rows.integer(12));
          out.situations = rows.text(13);
        });
    periods<ledger::Filing>(kFilings, bucket, PersonRowKind::filing,
                            [](Rows& rows, ledger::Filing& out) {
                              out.kind = rows.text(7), out.target = rows.text(8);
                            });
    periods<ledger::Grant>(
        kGrants, bucket, PersonRowKind::grant, [](Rows& rows, ledger::Grant& out) {
          out.area = rows.text(7), out.kind = rows.text(8), out.code = rows.text(9);
          out.disease = rows.text(10), out.institutions = ledger::chosen_of(rows.text(11));
          out.doctor = rows.text(12), out.pharmacy = rows.text(13);
          out.case_number = rows.text(14);
        });
    counts(bucket);
    each(kMessages, bucket, [this](Rows& rows) {
      add(rows, PersonRowKind::message, std::string(rows.blob(2)), rows.integer(1),
          std::string(rows.text(3)));
    });
    std::ranges::sort(rows_);
    for (const Carried& row : rows_) insert(bucket, row);
  }

 private:
  /// As the table was at that step.
  void insert(std::int32_t bucket, const Carried& row) {
    static constexpr Sql kInsert{
        "INSERT INTO person_row (bucket, person_id, kind, name, entry_seq, content) VALUES ($1, "
        "$2, $3, $4, $5, $6)"};
    const char letter = static_cast<char>(row.kind);
    database_.run(kInsert, {integer(bucket), text(row.person), text({&letter, 1}), blob(row.name),
                            integer(row.entry_seq), blob(row.content)});
  }
  void each(const Sql& sql, std::int32_t bucket, const std::function<void(Rows&)>& visit) {
    Rows rows = database_.query(sql, {integer(bucket)});
    while (rows.next()) visit(rows);
  }
  void add(Rows& rows, PersonRowKind kind, std::string name, std::int64_t entry_seq,
           std::string content) {
    rows_.push_back(
        {std::string(rows.text(0)), kind, std::move(name), entry_seq, std::move(content)});
  }
  template <class Row, class Read>
  void periods(const Sql& sql, std::int32_t bucket, PersonRowKind kind, Read read) {
    each(sql, bucket, [&](Rows& rows) {
      Row row;
      const std::int64_t no = rows.integer(2);
      row.in_force = {date_of(rows.integer(3)), date_of(rows.integer(4))};
      row.known_since = {rows.integer(5)}, row.replaces = rows.integer(6);
      read(rows, row);
      if (no < 1 || no > kMaxNumber) set_content_fault(database_, kind);
      if (database_.failed()) return;
      const auto name = name_of_number(no);
      add(rows, kind, {name.data(), name.size()}, rows.integer(1), encode(row));
    });
  }
  /// The values of one scope and period follow each other, in order of their names.
  void counts(std::int32_t bucket) {
    each(kCounts, bucket, [this](Rows& rows) {
      std::string name = name_of_counts(rows.text(1), rows.text(2));
      const bool goes_on = !rows_.empty() && rows_.back().kind == PersonRowKind::counts &&
                           rows_.back().person == rows.text(0) && rows_.back().name == name;
      if (!goes_on) add(rows, PersonRowKind::counts, std::move(name), 0, {});
      ledger::ByteWriter value;
      value.bytes(rows.text(3)).zigzag(rows.integer(4));
      rows_.back().content += value.str();
    });
  }

  Database& database_;
  std::vector<Carried> rows_;  ///< of one bucket
};

}  // namespace

Result<void> carry_persons(Database& database) {
  Carrying carrying(database);
  for (std::int32_t bucket = 0; bucket < kBuckets && !database.failed(); ++bucket)
    carrying.bucket(bucket);
  return database.failed() ? database.take_fault() : Result<void>();
}

}  // namespace yitong::store
