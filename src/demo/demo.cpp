#include "demo/demo.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/id.h"
#include "base/random.h"
#include "demo/people.h"
#include "demo/stories.h"
#include "store/batch_writer.h"
#include "store/card_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"

namespace yitong::demo {
namespace {

constexpr std::string_view kFamilyNames[] = {"赵", "钱", "孙", "李", "周",
                                             "吴", "郑", "王", "冯", "陈"};
constexpr std::string_view kGivenNames[] = {"示一", "示二", "示三", "例一",
                                            "例二", "例三", "样一", "样二"};

/// A stream of its own for each person and purpose, so that one more draw changes nobody else.
Random stream(const Options& options, std::size_t index, std::uint64_t purpose) {
  return Random(options.seed * 1'000'003 + index * 8 + purpose);
}

store::PersonSecrets secrets_of(const Options& options, std::size_t index) {
  Random random = stream(options, index, 1);
  store::PersonSecrets secrets{};
  for (std::uint8_t& byte : secrets) byte = static_cast<std::uint8_t>(random.next());
  return secrets;
}

store::PersonalData data_of(const Options& options, std::size_t index, const Person& person) {
  Random random = stream(options, index, 2);
  // 990101 is no division of any province; the serial number makes each id unique.
  std::string id = fmt::format("990101{:04}{:02}{:02}{:03}", person.birth.year(),
                               person.birth.month(), person.birth.day(), index % 1000);
  id += resident_check_digit(id);
  const std::string name =
      std::string(random.one_of(kFamilyNames)) + std::string(random.one_of(kGivenNames));
  return {id, name, fmt::format("199{:08}", index)};
}

Person person_at(const std::vector<Place>& all, Date today, const Options& options,
                 std::size_t index) {
  Random random = stream(options, index, 0);
  Person out;
  const Place& home = all[index % all.size()];
  out.index = index;
  out.number = person_number(options, index);
  out.area = home.area;
  out.insurance = home.insurance;
  out.card = card_number(index);
  const bool employee = home.insurance == "310";
  out.retired = employee && random.percent(40);
  out.student = !employee && random.percent(25);
  const std::size_t youngest = out.retired ? 60 : out.student ? 6 : employee ? 22 : 18;
  const std::size_t span = out.retired ? 30 : out.student ? 15 : employee ? 37 : 65;
  const std::size_t age = youngest + random.below(span);
  out.birth = today.plus_months(-12 * static_cast<int>(age))
                  .plus_days(-static_cast<int>(random.below(360)));
  out.aid = !employee && random.percent(6) ? "low_income" : "none";
  out.filing = "none";
  if (random.percent(60)) {
    static constexpr std::string_view kKinds[] = {"long_term", "referral", "other_temporary"};
    out.filing = random.one_of(kKinds);
    std::string target = out.area;
    for (std::size_t tries = 0; tries < 16 && target == out.area; ++tries)
      target = all[random.below(all.size())].area;
    out.filing_target = target;
    if (target == out.area) out.filing = "none";
  }
  return out;
}

Result<void> put_person(store::Store& store, const Options& options, const Person& person,
                        Instant now) {
  const auto number = store::insert_person(store, data_of(options, person.index, person),
                                           secrets_of(options, person.index));
  if (!number) return fail(number.error());
  YT_CHECK(*number == person.number);
  const Date today = now.date();
  if (auto added = store::insert_coverage(store, person.number, coverage_of(person, now)); !added)
    return fail(added.error());
  store::record(store, person.number, {0, 0, ledger::CardAction::issued, "demo", {}, now},
                person.card);
  if (person.filing == "none") return {};
  const Date from = today.plus_months(-5);
  const Date to = person.filing == "long_term" ? ledger::kNoEnd : today.plus_months(6);
  ledger::Filing filing{0, person.filing, person.filing_target, {from, to}, now, 0};
  if (auto added = store::insert_filing(store, person.number, filing); !added)
    return fail(added.error());
  return {};
}

/// One or two stays or visits in the last months, at an example institution at home or where the
/// person has filed.
std::vector<verbs::SettleRequest> history_of(const verbs::Rules& rules, const Options& options,
                                             std::size_t index, const Person& person, Date today) {
  std::vector<verbs::SettleRequest> out;
  const auto catalogue = rules.editions.on(today);
  if (catalogue == nullptr) return out;
  Random random = stream(options, index, 3);
  const std::string area =
      person.filing_target.empty() || random.percent(50) ? person.area : person.filing_target;
  std::vector<const InstitutionFacts*> hospitals;
  for (const InstitutionFacts& each : catalogue->institutions())
    if (each.area == area && each.kind == InstitutionKind::hospital) hospitals.push_back(&each);
  if (hospitals.empty()) return out;
  const std::size_t visits = random.below(3);
  for (std::size_t i = 0; i < visits; ++i) {
    verbs::SettleRequest request;
    const InstitutionFacts& hospital = *hospitals[random.below(hospitals.size())];
    request.key = {person.number, std::string(hospital.code), fmt::format("demo-{}-{}", index, i)};
    const bool stay = random.percent(60);
    request.bill.visit = stay ? "21" : "11";
    request.bill.on = today.plus_days(-static_cast<int>(random.below(120)) - 1);
    request.bill.admitted =
        stay ? request.bill.on.plus_days(-static_cast<int>(random.below(14))) : request.bill.on;
    const auto yuan =
        static_cast<std::int64_t>(stay ? 3000 + random.below(90'000) : 50 + random.below(2000));
    BillSums sums;
    sums.full_self_pay =
        Money::fen(static_cast<std::int64_t>(random.below(static_cast<std::size_t>(yuan) * 10)));
    sums.self_pay_first =
        Money::fen(static_cast<std::int64_t>(random.below(static_cast<std::size_t>(yuan) * 5)));
    sums.in_scope = Money::yuan(yuan) - sums.full_self_pay - sums.self_pay_first;
    request.bill.total = Money::yuan(yuan);
    request.bill.sums = sums;
    out.push_back(std::move(request));
  }
  return out;
}

Result<void> put_story(store::Store& store, const Options& options, const Story& story,
                       Instant now) {
  if (auto put = put_person(store, options, story.person, now); !put) return put;
  for (ledger::Contribution row : story.contributions) {
    row.known_since = now;
    if (auto added = store::insert_contribution(store, story.person.number, row); !added)
      return fail(added.error());
  }
  return {};
}

Result<void> put_all(store::Store& store, const Options& options, const std::vector<Person>& all,
                     const std::vector<Story>& told, Instant now) {
  for (const Person& person : all)
    if (auto put = put_person(store, options, person, now); !put) return put;
  for (const Story& story : told)
    if (auto put = put_story(store, options, story, now); !put) return put;
  return {};
}

}  // namespace

std::vector<Place> places(const verbs::Rules& rules, Date today) {
  std::set<std::string, std::less<>> areas;
  if (const auto catalogue = rules.editions.on(today))
    for (const InstitutionFacts& each : catalogue->institutions())
      if (catalogue->find(ItemKind::area, each.area) != nullptr) areas.emplace(each.area);
  std::set<Place> out;
  for (const PlanBook::Entry& entry : rules.plans.entries())
    if (areas.contains(entry.area) && entry.from <= today &&
        (!entry.to.is_set() || today <= entry.to))
      out.insert({entry.area, entry.insurance});
  return {out.begin(), out.end()};
}

std::string person_number(const Options& options, std::size_t index) {
  const store::PersonSecrets secrets = secrets_of(options, index);
  std::string number = "p";
  for (std::size_t i = 0; i < 8; ++i) number += fmt::format("{:02x}", secrets[i]);
  return number;
}

std::string card_number(std::size_t index) { return fmt::format("Z99{:06}", index + 1); }

ledger::Coverage coverage_of(const Person& person, Instant now) {
  std::string facts;  // keys in their order
  if (person.aid != "none") facts += "aid=" + person.aid + "\n";
  if (!person.group.empty()) facts += "group=" + person.group + "\n";
  if (person.retired) facts += "retired=true\n";
  if (person.student) facts += "student=true\n";
  const Date since = std::max(now.date().plus_months(-60), person.birth);
  return {0, person.area, person.insurance, {since, ledger::kNoEnd}, now, 0, facts};
}

std::vector<Person> people(const verbs::Rules& rules, Date today, const Options& options) {
  const std::vector<Place> all = places(rules, today);
  std::vector<Person> out;
  for (std::size_t i = 0; i < options.people && !all.empty(); ++i)
    out.push_back(person_at(all, today, options, i));
  return out;
}

Result<Made> make(store::Store& store, std::shared_ptr<const verbs::Rules> rules,
                  const verbs::RenderSettled& render, Instant now, const Options& options,
                  const std::function<void(std::size_t, std::size_t)>& progress) {
  const std::vector<Person> all = people(*rules, now.date(), options);
  Made made;
  store.database().begin_write();
  if (all.empty() || store::person_exists(store, all[0].number)) {
    store.database().rollback();
    return made;
  }
  const std::vector<Story> told = stories(*rules, now.date(), options);
  if (auto put = put_all(store, options, all, told, now); !put) {
    store.database().rollback();
    return fail(put.error());
  }
  if (auto committed = store.database().commit(); !committed) return fail(committed.error());
  made.people = all.size() + told.size();

  store::CommitQueue queue(store::kBatchLimit);
  store::BatchWriter writer(queue, store);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (verbs::SettleRequest& request : history_of(*rules, options, i, all[i], now.date())) {
      auto prepared = verbs::prepare_settlement(std::move(request), *rules, now);
      if (!prepared) return fail(prepared.error());
      const auto count = [&made](Result<verbs::Answer> answer) {
        ++(answer ? made.settlements : made.refused);
      };
      auto work = std::make_unique<verbs::SettleWork>(std::move(*prepared), rules, render, count);
      if (auto offered = queue.offer(std::move(work)); !offered) return fail(offered.error());
      if (queue.waiting() == store::kBatchLimit) writer.commit(now);
    }
    if (i % 100 == 0) progress(i, all.size());
  }
  while (queue.waiting() > 0) writer.commit(now);
  progress(all.size(), all.size());
  return made;
}

}  // namespace yitong::demo
