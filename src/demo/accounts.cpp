#include "demo/accounts.h"

#include <algorithm>

#include "base/random.h"
#include "demo/stories.h"
#include "identity/password.h"
#include "identity/rights.h"
#include "identity/totp.h"
#include "store/login_rows.h"
#include "store/person_rows.h"
#include "verbs/delegates.h"

namespace yitong::demo {
namespace {

using identity::Action;
using identity::Role;
using ledger::Login;

constexpr std::string_view kWholeCountry = "000000";
constexpr std::uint64_t kAccountSeed = 0xACC0;

/// Who plays which part. Areas and institutions follow from the retiree.
struct Cast {
  const Person* retiree = nullptr;
  const Person* parent = nullptr;
  const Person* child = nullptr;
  std::string home, away;
  std::string hospital, pharmacy;  ///< where the retiree is treated
  Setting drugs;                   ///< where special drugs want an approval
};

const Person* first_of(const std::vector<Person>& people, auto fits) {
  const auto at = std::ranges::find_if(people, fits);
  return at == people.end() ? nullptr : &*at;
}

std::string institution_in(const Catalogue* catalogue, std::string_view area,
                           InstitutionKind kind) {
  if (catalogue == nullptr) return {};
  for (const InstitutionFacts& each : catalogue->institutions())
    if (each.area == area && each.kind == kind) return std::string(each.code);
  return {};
}

Cast cast_of(const verbs::Rules& rules, const std::vector<Person>& people, Date today) {
  Cast out;
  out.retiree = first_of(people, [](const Person& each) {
    return each.retired && each.filing == "long_term" && each.filing_target != each.area;
  });
  if (out.retiree == nullptr) return out;
  out.home = out.retiree->area, out.away = out.retiree->filing_target;
  out.child = first_of(people, [&](const Person& each) {
    return each.student && each.area == out.home && each.filing == "none" &&
           age_on(each.birth, today) < 14;
  });
  out.parent = first_of(people, [&](const Person& each) {
    const int age = age_on(each.birth, today);
    return each.insurance == out.retiree->insurance && !each.retired && each.area == out.home &&
           each.filing == "none" && age >= 30 && age <= 50;
  });
  out.drugs = setting_of(rules, today);
  const auto catalogue = rules.editions.on(today);
  out.hospital = institution_in(catalogue.get(), out.away, InstitutionKind::hospital);
  out.pharmacy = institution_in(catalogue.get(), out.away, InstitutionKind::pharmacy);
  if (out.pharmacy.empty()) out.pharmacy = out.hospital;
  return out;
}

std::string random_bytes(Random& random, std::size_t size) {
  std::string out;
  while (out.size() < size) out += static_cast<char>(random.next());
  return out;
}

Login person_login(std::string_view account, const Person& person, std::string_view zh,
                   std::string_view en) {
  Login out;
  out.account = account;
  out.role = text_of(Role::insured).name;
  out.person = person.number;
  out.title_zh = zh, out.title_en = en;
  return out;
}

Login staff_login(const Cast& cast, const identity::RoleText& role) {
  Login out;
  out.account = "demo." + std::string(role.name);
  out.role = role.name;
  out.title_zh = "示例：" + std::string(role.zh);
  out.title_en = "Example: " + std::string(role.en);
  const bool national = role.role == Role::auditor || role.role == Role::administrator;
  if (role.of_institution) {
    out.institution = role.role == Role::pharmacist ? cast.pharmacy : cast.hospital;
  } else {
    out.areas = national                              ? kWholeCountry
                : role.role == Role::treatment_agency ? cast.away
                                                      : cast.home;
    out.agency = national ? "示例国家经办机构" : "示例经办机构（" + out.areas + "）";
    if (!national && role.role != Role::treatment_agency && !cast.drugs.area.empty())
      out.areas += " " + cast.drugs.area;
  }
  return out;
}

/// Who has a say in special drugs at the hospital of the made-up area.
Login drug_login(const Cast& cast, Role role) {
  const identity::RoleText& text = text_of(role);
  Login out;
  out.account = "demo.drug_" + std::string(text.name), out.role = text.name;
  out.institution = cast.drugs.hospital;
  out.title_zh = "示例：" + std::string(text.zh) + "（特药）";
  out.title_en = "Example: " + std::string(text.en) + " (special drugs)";
  return out;
}

std::vector<Login> logins_of(const Cast& cast, const std::vector<Story>& told) {
  std::vector<Login> out;
  if (cast.retiree != nullptr)
    out.push_back(person_login("demo.insured", *cast.retiree, "示例：退休职工，常住异地",
                               "Example: a retiree who lives elsewhere"));
  if (cast.parent != nullptr)
    out.push_back(person_login("demo.parent", *cast.parent, "示例：家长", "Example: a parent"));
  if (cast.child != nullptr)
    out.push_back(person_login("demo.child", *cast.child, "示例：孩子", "Example: a child"));
  for (const Story& story : told)
    out.push_back(person_login(story.account, story.person, story.title_zh, story.title_en));
  for (const identity::RoleText& role : identity::all_roles())
    if (is_staff(role.role)) out.push_back(staff_login(cast, role));
  if (!cast.drugs.hospital.empty())
    for (const Role role : {Role::doctor, Role::institution_office})
      out.push_back(drug_login(cast, role));
  // An appeal wants other eyes than the decision.
  Login second = staff_login(cast, text_of(Role::approver));
  second.account = "demo.second_approver";
  second.title_zh += "（复查）", second.title_en += " of appeals";
  out.push_back(std::move(second));
  return out;
}

Result<void> let_parent_act(store::Store& store, const Cast& cast, Instant now) {
  if (cast.parent == nullptr || cast.child == nullptr) return {};
  verbs::DelegateRequest request{
      cast.child->number, cast.parent->number, {}, {}, {now.date(), now.date().plus_months(60)}};
  for (const identity::ActionText& each : identity::all_actions())
    if (identity::is_delegable(each.action)) request.actions.push_back(each.action);
  identity::Actor clerk;
  clerk.account = "demo." + std::string(text_of(Role::window_clerk).name);
  const auto made = verbs::let_act_now(store, request, clerk, now);
  if (!made) return fail(made.error());
  return {};
}

}  // namespace

Result<std::vector<Account>> make_accounts(store::Store& store, const verbs::Rules& rules,
                                           const std::vector<Person>& people,
                                           const Options& options, Instant now) {
  const Cast cast = cast_of(rules, people, now.date());
  const std::string auditor = "demo." + std::string(text_of(Role::auditor).name);
  Random random(kAccountSeed);
  const std::string secret = random_bytes(random, identity::kTotpSecretBytes);
  const std::string nonce = random_bytes(random, 24);
  const std::string hash = identity::hash_password(kPassword, identity::Salt{1, 9, 8, 4});
  std::vector<Account> out;
  store.database().begin_write();
  const auto undo = [&](Errors errors) {
    store.database().rollback();
    return fail(std::move(errors));
  };
  for (Login& wanted : logins_of(cast, stories(rules, now.date(), options))) {
    if (!wanted.person.empty() && !store::person_exists(store, wanted.person)) continue;
    const bool second_factor = wanted.account == auditor;
    auto known = store::find_login(store.database(), wanted.account);
    if (!known) {
      wanted.password = hash, wanted.at = now, wanted.by = "-";
      if (second_factor) {
        wanted.totp = sm3(secret);
        store::put_login_secret(store, wanted.account, secret, nonce);
      }
      if (auto made = store::insert_login(store.database(), wanted); !made)
        return undo(made.error());
      if (wanted.account == "demo.child")
        if (auto made = let_parent_act(store, cast, now); !made) return undo(made.error());
      known = wanted;
    }
    out.push_back({*known, second_factor ? identity::base32(secret) : std::string()});
  }
  if (auto committed = store.database().commit(); !committed) return fail(committed.error());
  return out;
}

}  // namespace yitong::demo
