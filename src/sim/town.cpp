#include "sim/town.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "base/id.h"
#include "catalogue/csv.h"
#include "sim/vfs.h"
#include "store/account_rows.h"
#include "store/document_rows.h"
#include "store/period_rows.h"
#include "store/sqlite/sqlite.h"
#include "verbs/enrol.h"

namespace yitong::sim {
namespace {

using Row = std::vector<std::string>;

/// The rows below the head of a CSV file.
Result<std::vector<Row>> read_csv(const std::string& path, std::size_t columns) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string content = text.str();
  CsvReader reader(content);
  std::vector<Row> out;
  while (reader.next() == CsvReader::Step::row) {
    if (reader.fields().size() != columns)
      return fail(ErrorCode::bad_value, path, std::to_string(reader.line()));
    out.emplace_back(reader.fields().begin(), reader.fields().end());
  }
  if (out.size() < 2) return fail(ErrorCode::io_failed, path);
  out.erase(out.begin());
  return out;
}

/// Two neighbours share a bucket, so that its journal is written for both.
store::PersonSecrets secrets_for(std::size_t index, std::string& number) {
  const std::int32_t wanted = static_cast<std::int32_t>(index / 2 * 37 + 11) % kBuckets;
  for (std::uint64_t salt = 0;; ++salt) {
    Random random(index * 1'000'003 + salt);
    store::PersonSecrets secrets{};
    for (std::uint8_t& byte : secrets) byte = static_cast<std::uint8_t>(random.next());
    number = "p";
    for (std::size_t i = 0; i < 8; ++i) number += fmt::format("{:02x}", secrets[i]);
    if (bucket_of(number) == wanted) return secrets;
  }
}

Result<Citizen> citizen_of(const Row& row, std::size_t index) {
  Citizen out;
  out.area = row[0], out.insurance = row[1], out.diseases = row[3], out.retired = row[4] == "true";
  const auto birth = Date::parse(row[2]);
  if (!birth) return fail(ErrorCode::bad_date, "people.csv", row[2]);
  out.resident_id =
      fmt::format("990101{:04}{:02}{:02}{:03}", birth->year(), birth->month(), birth->day(), index);
  out.resident_id += resident_check_digit(out.resident_id);
  out.secrets = secrets_for(index, out.number);
  return out;
}

std::string facts_of(const Citizen& person) {
  std::string facts;
  if (!person.diseases.empty()) {
    facts += "diseases=";
    for (const char c : person.diseases) facts += c == ';' ? std::string(", ") : std::string(1, c);
    facts += '\n';
  }
  if (person.retired) facts += "retired=true\n";
  return facts;
}

/// Of papers only the rows are here; their files are outside what is simulated.
void hand_in(store::Store& store, const std::string& person) {
  const auto keys = store::document_keys(store, person);
  if (!keys) return;
  for (std::size_t i = 0; i < Town::kPapers; ++i) {
    ledger::Document paper;
    paper.person = person, paper.kind = "other", paper.type = "application/pdf";
    paper.size = 10, paper.pages = 1, paper.at = kStart;
    paper.file = fmt::format("{}-{}", person, i);
    paper.address = hmac_sm3(bytes_of(keys->addressing), paper.file);
    paper.sealed_name = seal(bytes_of(keys->sealing), std::string(24, 'n'),
                             "document/name/" + paper.file, "paper.pdf");
    store::record(store.database(), std::move(paper));
  }
}

Result<Disk::Image> enrol_all(Town& town) {
  Disk disk;
  const Vfs vfs(disk, 0);
  auto database = store::open_sqlite({.path = kDatabase, .vfs = vfs.name()});
  if (!database) return fail(std::move(database.error()));
  auto store = store::Store::open(std::move(*database), Town::key());
  if (!store) return fail(std::move(store.error()));
  if (auto enrolled = town.enrol(*store); !enrolled) return fail(std::move(enrolled.error()));
  for (Citizen& person : town.people)
    for (const store::KeptDocument& each : store::documents_of(store->database(), person.number))
      person.documents.push_back(ledger::document_number(each.document.id));
  store = fail(ErrorCode::io_failed);  // closes it, which copies the log into the file
  return disk.image();
}

void set_amounts(Bill& bill, Random& random) {
  static constexpr std::int64_t kScales[] = {50'00, 2'000'00, 2'000'00, 30'000'00, 400'000'00};
  BillSums sums;
  const auto amount = [&](std::int64_t scale) {
    return Money::fen(static_cast<std::int64_t>(random.below(static_cast<std::size_t>(scale) + 1)));
  };
  sums.in_scope = amount(random.one_of(kScales));
  if (random.percent(40)) sums.full_self_pay = amount(500'00);
  if (random.percent(40)) sums.self_pay_first = amount(800'00);
  if (random.percent(10)) sums.over_limit = amount(300'00);
  bill.total = sums.in_scope + sums.full_self_pay + sums.self_pay_first + sums.over_limit;
  bill.sums = sums;
}

/// Mostly one that the coverage names; another counts once it is recognised.
std::string one_disease_of(const Citizen& person, Random& random) {
  if (person.diseases.empty() || random.percent(20))
    return random.percent(50) ? "hypertension" : "diabetes";
  const std::size_t half = person.diseases.find(';');
  if (half == std::string::npos) return person.diseases;
  return random.percent(50) ? person.diseases.substr(0, half) : person.diseases.substr(half + 1);
}

}  // namespace

store::MasterKey Town::key() { return store::MasterKey::parse(std::string(64, '5')).value(); }

Result<Town> Town::load(const std::string& folder) {
  Town out;
  auto rules = verbs::load_rules({folder + "/policies"}, {folder + "/catalogue"});
  if (!rules) return fail(std::move(rules.error()));
  out.rules = std::move(*rules);
  const auto catalogue = out.rules->editions.on(kStart.date());
  if (catalogue == nullptr) return fail(ErrorCode::io_failed, folder + "/catalogue");
  for (const InstitutionFacts& each : catalogue->institutions())
    out.institutions.emplace_back(each.code);
  auto people = read_csv(folder + "/people.csv", 5);
  if (!people) return fail(std::move(people.error()));
  for (const Row& row : *people) {
    auto person = citizen_of(row, out.people.size());
    if (!person) return fail(std::move(person.error()));
    out.people.push_back(std::move(*person));
  }
  out.home = out.people.front().area;
  for (const InstitutionFacts& each : catalogue->institutions())
    if (each.area != out.home) out.away = each.area, out.there = each.code;
  auto limits = read_csv(folder + "/limits.csv", 3);
  if (!limits) return fail(std::move(limits.error()));
  for (const Row& row : *limits)
    out.limits.push_back({row[0], row[1], parse_decimal(row[2], 0).value_or(0)});
  auto enrolled = enrol_all(out);
  if (!enrolled) return fail(std::move(enrolled.error()));
  out.enrolled = std::move(*enrolled);
  return out;
}

Result<void> Town::enrol(store::Store& store) const {
  if (auto kept = verbs::keep_rules(store, *rules); !kept) return kept;
  for (const Citizen& person : people) {
    if (store::person_exists(store, person.number)) continue;
    const store::PersonalData data{person.resident_id, "推演", "19900000000"};
    store.database().begin_write();
    auto number = store::insert_person(store, data, person.secrets);
    if (number) {
      const auto since = *Date::from_ymd(2020, 1, 1);
      auto covered = store::insert_coverage(
          store, *number,
          {0, person.area, person.insurance, {since, ledger::kNoEnd}, kStart, 0, facts_of(person)});
      if (!covered) number = fail(std::move(covered.error()));
      store::record(store.database(), ledger::Inflow{{}, person.number, "once", kInflow, kStart});
      hand_in(store, *number);
    }
    auto committed = store.database().commit();
    if (!committed) return committed;
    if (!number) return fail(std::move(number.error()));
  }
  return consent(store);
}

Result<void> Town::consent(store::Store& store) const {
  for (std::size_t i = 0; i < people.size(); ++i)
    for (std::size_t step = 1; step <= 2; ++step) {
      const std::string& payer = people[i].number;
      ledger::Consent added;
      added.relative = people[(i + step) % people.size()].number;
      added.in_force = {*Date::from_ymd(2020, 1, 1), ledger::kNoEnd};
      added.known_since = kStart;
      if (step == 2) added.yearly_limit = kYearlyLimit;
      const auto known = store::find_consents(store.database(), payer);
      if (consent_on(known, added.relative, kStart.date(), kStart)) continue;
      store.database().begin_write();
      const auto number = store::insert_consent(store, payer, added);
      if (auto committed = store.database().commit(); !committed) return committed;
      if (!number) return fail(number.error());
    }
  return {};
}

verbs::SettleRequest Town::request(std::size_t person, std::size_t institution, std::size_t message,
                                   std::size_t variant) const {
  Random random((person * 64 + institution) * 4096 + message * 4);
  const Citizen& citizen = people[person];
  verbs::SettleRequest out;
  out.key = {citizen.number, institutions[institution], fmt::format("m{}", message)};
  const std::size_t visit = random.below(100);
  out.bill.visit = visit < 50 ? "21" : visit < 75 ? "11" : "14";
  const Date today = kStart.date();
  const std::size_t days = random.percent(50) ? 60 : 400;
  out.bill.on = random.percent(30) ? today : today.plus_days(-static_cast<int>(random.below(days)));
  const bool stay = out.bill.visit == "21";
  out.bill.admitted = stay ? out.bill.on.plus_days(-static_cast<int>(random.below(20))) : Date();
  if (stay && random.percent(30)) out.stay = fmt::format("stay{}", random.below(3));
  if (out.bill.visit == "14") out.disease = one_disease_of(citizen, random);
  out.emergency = random.percent(10);
  if (random.percent(20)) out.account = Money::fen(static_cast<std::int64_t>(random.below(50'000)));
  set_amounts(out.bill, random);
  if (random.percent(30)) out.invoice = {"", fmt::format("inv{}", random.below(10))};
  if (random.percent(30)) {
    const std::size_t before = 1 + random.below(3);  // the third does not consent
    out.family_payer = people[(person + people.size() - before) % people.size()].number;
    out.family = Money::fen(static_cast<std::int64_t>(random.below(200'000)));
    if (out.family_payer == out.key.person) out.family_payer.clear(), out.family = {};
  }
  if (variant == 1) {
    out.bill.total += Money::yuan(1);
    out.bill.sums->in_scope += Money::yuan(1);
  }
  if (variant == 2) out.stay += "x";
  return out;
}

}  // namespace yitong::sim
