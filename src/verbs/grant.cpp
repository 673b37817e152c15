#include "verbs/grant.h"

#include <algorithm>

#include "base/id.h"
#include "store/person_rows.h"
#include "verbs/in_transaction.h"
#include "verbs/scope.h"
#include "verbs/service_rules.h"

namespace yitong::verbs {
namespace {

using ledger::Grant;

constexpr std::size_t kMaxGrantText = 4000;  // of all codes of one bill

void demand(Errors& errors, bool fine, const char* path, const std::string& found,
            const char* rule) {
  if (!fine) errors.push_back({ErrorCode::bad_value, path, found, rule, {}});
}

/// The grants that count for a bill, one question at a time.
class GrantsOnBill {
 public:
  GrantsOnBill(std::span<const Grant> rows, const GrantQuestion& question, StatedFacts& facts,
               Instant now)
      : q_(question), on_(question.request->bill.on), facts_(facts) {
    for (Grant& row : grants_at(rows, now))
      if (row.area == q_.area && row.in_force.contains(on_)) grants_.push_back(std::move(row));
    if (!grants_.empty() || asks_for_disease()) told_ = service_facts(facts_, q_.insurance);
  }

  Errors run() {
    merge_diseases();
    demand_recognised();
    approve_drugs();
    return std::move(errors_);
  }
  std::vector<Grant> used() { return std::move(used_); }

 private:
  struct Recognised {
    std::string code;
    std::int64_t month = 1;
  };

  bool asks_for_disease() const {
    return !q_.request->disease.empty() && q_.request->disease != "none";
  }

  std::vector<Recognised> recognised() const {
    std::vector<Recognised> out;
    for (std::string& item : ledger::chosen_of(fact_in(facts_, "diseases"))) {
      item.erase(0, std::min(item.size(), item.find_first_not_of(' ')));
      const std::size_t at = std::min(item.size(), item.find('@'));
      const auto month = at < item.size() ? parse_decimal(item.substr(at + 1), 0, 2) : 1;
      out.push_back({item.substr(0, at), month.value_or(1)});
    }
    return out;
  }

  /// One of this benefit year counts from its month.
  void merge_diseases() {
    auto known = recognised();
    const std::size_t before = known.size();
    const Policy& policy = *q_.plan->policy;
    for (const Grant& grant : grants_) {
      if (grant.kind != ledger::kRecognition) continue;
      const bool told = std::ranges::find(known, grant.code, &Recognised::code) != known.end();
      const Date from = grant.in_force.from;
      const bool this_year = benefit_year(policy, from) == benefit_year(policy, on_);
      if (!told) known.push_back({grant.code, this_year ? benefit_month(policy, from) : 1});
    }
    if (known.size() == before) return;
    std::string text;
    for (const Recognised& each : known) {
      text += (text.empty() ? "" : ",") + each.code;
      if (each.month > 1) text += "@" + std::to_string(each.month);
    }
    set("diseases", std::move(text));
  }

  void demand_recognised() {
    if (!asks_for_disease()) return;
    const std::string& disease = q_.request->disease;
    if (is_approved_for(disease)) return;
    const RuleFound rule = find_rule(q_.services, "recognition", "demanded", told_, on_);
    const bool demanded = rule.row != nullptr && value(*rule.row, "demanded").number != 0;
    if (!demanded) {
      std::ranges::copy_if(grants_, std::back_inserter(used_), [&](const Grant& grant) {
        return grant.kind == ledger::kRecognition && grant.code == disease;
      });
      return;
    }
    const std::int64_t month = benefit_month(*q_.plan->policy, on_);
    const auto known = recognised();
    if (std::ranges::none_of(known, [&](const Recognised& each) {
          return each.code == disease && each.month <= month;
        })) {
      errors_.push_back(
          {ErrorCode::not_recognised, "/disease", disease, clause_of(*q_.services, *rule.row), {}});
      return;
    }
    for (const Grant& grant : grants_) {
      if (grant.kind != ledger::kRecognition || grant.code != disease) continue;
      check_fixings(grant, "recognition");
      used_.push_back(grant);
    }
  }

  /// What the area's rule says is fixed, as far as the grant names it. The patient is: a grant is
  /// one person's.
  void check_fixings(const Grant& grant, std::string_view matter) {
    const RuleFound rule = find_rule(q_.services, matter, "fixes", told_, on_);
    if (rule.row == nullptr) return;
    const std::string clause = clause_of(*q_.services, *rule.row);
    const auto check = [&](std::string_view what, const char* path, std::string_view found,
                           bool same, std::string fixed) {
      if (!has(*rule.row, "fixes", what) || same || (q_.is_estimate && found.empty())) return;
      errors_.push_back(
          {ErrorCode::not_fixed, path, std::string(found), std::move(fixed) + "; " + clause, {}});
    };
    const std::string_view here = q_.institution->code;
    const bool pharmacy = q_.institution->kind == InstitutionKind::pharmacy;
    check("institution", "/institution", here,
          pharmacy || grant.institutions.empty() ||
              std::ranges::find(grant.institutions, here) != grant.institutions.end(),
          chosen_text(grant));
    check("pharmacy", "/institution", here,
          !pharmacy || grant.pharmacy.empty() || grant.pharmacy == here, grant.pharmacy);
    check("doctor", "/doctor", q_.request->doctor,
          grant.doctor.empty() || grant.doctor == q_.request->doctor, grant.doctor);
    check("disease", "/disease", q_.request->disease,
          grant.disease.empty() || grant.disease == q_.request->disease, grant.disease);
  }

  bool is_of(const BillLine& line, const std::string& code) const {
    if (line.code == code || (line.code.empty() && line.given_group == code)) return true;
    const CatalogueItem* item =
        q_.catalogue == nullptr || line.code.empty() ? nullptr : q_.catalogue->find(line.code);
    return item != nullptr && item->drug_group != 0 &&
           q_.catalogue->drug_group_name(item->drug_group) == code;
  }

  bool on_bill(const std::string& code) const {
    const Bill& bill = q_.request->bill;
    if (bill.sums && bill.sums->drug_group == code) return true;
    return std::ranges::any_of(bill.lines, [&](const BillLine& line) { return is_of(line, code); });
  }

  /// An approval fixes the disease for its drug: a bill of such drugs alone needs no recognition
  /// beside it.
  bool is_approved_for(const std::string& disease) const {
    const auto approves = [&](const BillLine* line) {
      return std::ranges::any_of(grants_, [&](const Grant& grant) {
        if (grant.kind != ledger::kSpecialDrug || grant.disease != disease) return false;
        return line != nullptr ? is_of(*line, grant.code)
                               : q_.request->bill.sums->drug_group == grant.code;
      });
    };
    const Bill& bill = q_.request->bill;
    if (bill.lines.empty()) return bill.sums && approves(nullptr);
    return std::ranges::all_of(bill.lines, [&](const BillLine& line) { return approves(&line); });
  }

  void approve_drugs() {
    if ((q_.plan->used_dims >> static_cast<unsigned>(Dim::granted) & 1) == 0) return;
    std::string codes;
    for (const Grant& grant : grants_) {
      if (grant.kind != ledger::kSpecialDrug || !on_bill(grant.code)) continue;
      check_fixings(grant, "special_drug");
      used_.push_back(grant);
      codes += (codes.empty() ? "" : ",") + grant.code;
    }
    if (codes.size() > kMaxGrantText)
      errors_.push_back({ErrorCode::too_large,
                         "/bill/lines",
                         std::to_string(codes.size()),
                         "the codes of all approvals take at most 4000 bytes",
                         {}});
    if (!codes.empty()) set(std::string(kGrants), std::move(codes));
  }

  void set(std::string key, std::string text) {
    for (auto& [name, old] : facts_)
      if (name == key) {
        old = std::move(text);
        return;
      }
    facts_.emplace_back(std::move(key), std::move(text));
  }

  const GrantQuestion& q_;
  const Date on_;
  StatedFacts& facts_;
  std::vector<Grant> grants_, used_;
  ServiceFacts told_;  ///< where a rule is asked
  Errors errors_;
};

}  // namespace

Errors faults_of(const Grant& grant) {
  Errors errors;
  const bool drug = grant.kind == ledger::kSpecialDrug;
  const auto word = [](const std::string& text) { return text.empty() || is_token(text); };
  demand(errors, is_area_code(grant.area), "/area", grant.area, "six digits");
  demand(errors, drug || grant.kind == ledger::kRecognition, "/kind", grant.kind,
         "recognition or special_drug");
  demand(errors, is_token(grant.code), "/code", grant.code, "1 to 64 letters, digits, . _ -");
  demand(errors, word(grant.disease) && (drug || grant.disease.empty()), "/disease", grant.disease,
         "of special drugs alone: 1 to 64 letters, digits, . _ -");
  demand(errors, grant.institutions.size() <= ledger::kMaxChosen, "/institutions",
         std::to_string(grant.institutions.size()), "at most 32");
  for (std::size_t i = 0; i < grant.institutions.size(); ++i)
    demand(errors,
           is_token(grant.institutions[i]) &&
               (i == 0 || grant.institutions[i - 1] < grant.institutions[i]),
           "/institutions", grant.institutions[i], "codes in order, each once");
  demand(errors, word(grant.doctor), "/doctor", grant.doctor, "a code");
  demand(errors, word(grant.pharmacy), "/pharmacy", grant.pharmacy, "a code");
  demand(errors, word(grant.case_number), "/case_number", grant.case_number, "a case's number");
  return errors;
}

Result<std::int64_t> add_grant_now(store::Store& store, std::string_view person, Grant grant,
                                   Instant now) {
  std::ranges::sort(grant.institutions);
  if (auto faults = faults_of(grant); !faults.empty()) return fail(std::move(faults));
  grant.known_since = now;
  return store::insert_grant(store, person, std::move(grant));
}

Result<std::int64_t> add_grant(store::Store& store, std::string_view person, Grant grant,
                               Instant now) {
  return in_transaction(store, [&] { return add_grant_now(store, person, grant, now); });
}

Result<std::vector<Grant>> view_grants(store::Store& store, const std::string& person,
                                       Instant now) {
  store::Database& database = store.database();
  database.begin_read();
  const bool known = store::person_exists(store, person);
  auto rows = grants_at(store::find_grants(database, person), now);
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!known) return fail(ErrorCode::unknown_person, "person", person);
  return rows;
}

Result<std::vector<Grant>> apply_grants(std::span<const Grant> rows, const GrantQuestion& question,
                                        StatedFacts& facts, Instant now) {
  GrantsOnBill bill(rows, question, facts, now);
  if (auto errors = bill.run(); !errors.empty()) return fail(std::move(errors));
  return bill.used();
}

}  // namespace yitong::verbs
