#include "server/demo_people.h"

#include <fmt/format.h>

#include "api/handlers.h"
#include "api/report_json.h"
#include "demo/accounts.h"

namespace yitong::server {
namespace {

Words label_of(const demo::Person& person, int age) {
  const bool employee = person.insurance == "310";
  const std::string_view zh = !employee ? (person.student ? "居民（学生儿童）" : "居民")
                              : person.retired ? "退休职工"
                                               : "在职职工";
  const std::string_view en = !employee
                                  ? (person.student ? "resident (student or child)" : "resident")
                              : person.retired ? "retired employee"
                                               : "employee";
  return {fmt::format("示例：{}，{} 岁", zh, age), fmt::format("Example: {}, aged {}", en, age)};
}

void write_person(api::JsonWriter& json, const demo::Person& person, Date today) {
  const int age = age_on(person.birth, today);
  json.begin_object().key("person").string(person.number).key("insured_area").string(person.area);
  json.key("insurance")
      .string(person.insurance)
      .key("retired")
      .boolean(person.retired)
      .key("age")
      .integer(age);
  json.key("filing").string(person.filing).key("treatment_area");
  if (person.filing_target.empty())
    json.null();
  else
    json.string(person.filing_target);
  json.key("card").string(person.card).key("label");
  write_words(json, label_of(person, age));
  json.end_object();
}

std::string render_accounts(const std::vector<demo::Account>& accounts) {
  std::string out;
  api::JsonWriter json(out);
  json.begin_object().key("password").string(demo::kPassword).key("accounts").begin_array();
  for (const demo::Account& each : accounts) {
    const ledger::Login& login = each.login;
    const identity::RoleText& role = text_of(identity::parse_role(login.role).value());
    json.begin_object().key("account").string(login.account).key("role").string(role.name);
    json.key("role_name").text(role.zh, role.en);
    json.key("title").text(login.title_zh, login.title_en).key("person");
    if (login.person.empty())
      json.null();
    else
      json.string(login.person);
    json.key("second_factor").boolean(!each.totp_base32.empty()).key("totp_secret");
    if (each.totp_base32.empty())
      json.null();
    else
      json.string(each.totp_base32);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace

Result<DemoDeps> make_demo(store::Store& store, std::shared_ptr<const verbs::Rules> rules,
                           Instant now) {
  const demo::Options options;
  const auto quiet = [](std::size_t, std::size_t) {};
  auto made = demo::make(store, rules, api::render_settled, now, options, quiet);
  if (!made) return fail(std::move(made.error()));
  const Date today = now.date();
  auto people =
      std::make_shared<const std::vector<demo::Person>>(demo::people(*rules, today, options));
  const auto accounts = demo::make_accounts(store, *rules, *people, options, now);
  if (!accounts) return fail(accounts.error());
  DemoDeps deps;
  deps.accounts = render_accounts(*accounts);
  deps.people = [people, today](std::string_view area, std::size_t limit) {
    std::string out;
    api::JsonWriter json(out);
    json.begin_object().key("people").begin_array();
    for (const demo::Person& person : *people) {
      if (limit == 0) break;
      if (!area.empty() && person.area != area) continue;
      write_person(json, person, today);
      --limit;
    }
    json.end_array().end_object();
    return out;
  };
  return deps;
}

}  // namespace yitong::server
