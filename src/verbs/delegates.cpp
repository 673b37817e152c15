#include "verbs/delegates.h"

#include <algorithm>

#include "base/id.h"
#include "store/person_rows.h"
#include "verbs/credential.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

using ledger::Delegation;

constexpr int kMostMonths = 60;

std::string name_of_person(store::Store& reader, std::string_view person) {
  auto data = store::open_person(reader, person);
  return data ? std::move(data->name) : std::string();
}

std::string names_of(std::vector<identity::Action> actions) {
  std::vector<std::string_view> names;
  for (const identity::Action each : actions) names.push_back(identity::text_of(each).name);
  std::ranges::sort(names);
  std::string out;
  for (const std::string_view each : names) {
    if (!out.empty()) out += ' ';
    out += each;
  }
  return out;
}

/// Not replaced by another row.
bool stands(std::span<const Delegation> rows, const Delegation& row) {
  return !row.in_force.empty() && std::ranges::none_of(rows, [&](const Delegation& other) {
    return other.replaces == row.no;
  });
}

/// Both of them learn of it; each sees of the other's name what a delegation shows.
void tell_both(store::Store& store, const std::string& person, const Delegation& row, bool begins,
               Instant now) {
  const auto tell_one = [&](const std::string& whom, const std::string& of, NoticeKind kind) {
    Notice notice{kind, {{"name", masked(name_of_person(store, of)), {}}}, {}};
    if (begins) {
      notice.values.push_back({"from", row.in_force.from.str(), {}});
      notice.values.push_back({"to", row.in_force.to.str(), {}});
    }
    tell_person(store, whom, notice, now);
  };
  tell_one(person, row.delegate, begins ? NoticeKind::delegate_added : NoticeKind::delegate_ended);
  tell_one(row.delegate, person, begins ? NoticeKind::acting_added : NoticeKind::acting_ended);
}

}  // namespace

Result<Delegation> let_act_now(store::Store& store, const DelegateRequest& request,
                               const identity::Actor& by, Instant now) {
  const Date today = now.date();
  Delegation added;
  added.delegate = request.resident_id.empty()
                       ? request.delegate
                       : store::find_person(store, request.resident_id).value_or(std::string());
  Errors errors;
  if (added.delegate.empty())
    errors.push_back({ErrorCode::unknown_person, "/delegate_resident_id", {}, {}, {}});
  else if (added.delegate == request.person)
    errors.push_back({ErrorCode::bad_value, "/delegate", added.delegate, "another person", {}});
  if (request.in_force.to < today)
    errors.push_back({ErrorCode::date_out_of_range,
                      "/to",
                      request.in_force.to.str(),
                      "not before " + today.str(),
                      {}});
  if (request.in_force.to > request.in_force.from.plus_months(kMostMonths))
    errors.push_back(
        {ErrorCode::date_out_of_range, "/to", request.in_force.to.str(), "at most five years", {}});
  if (!errors.empty()) return fail(std::move(errors));
  added.actions = names_of(request.actions);
  added.in_force = request.in_force;
  added.known_since = now;
  added.by = by.account;
  const auto no = store::insert_delegation(store, request.person, added);
  if (!no) return fail(no.error());
  added.no = *no;
  tell_both(store, request.person, added, true, now);
  return added;
}

Result<void> withdraw_now(store::Store& store, const std::string& person, std::int64_t no,
                          const identity::Actor& by, Instant now) {
  const auto rows = store::find_delegations(store.database(), person);
  const auto row = std::ranges::find(rows, no, &Delegation::no);
  const Date today = now.date();
  if (row == rows.end() || !stands(rows, *row) || row->in_force.to < today)
    return fail(ErrorCode::not_found, "/no", std::to_string(no), "a delegation in force");
  Delegation added = *row;
  added.in_force.to = today.plus_days(-1);
  added.replaces = no;
  added.known_since = now;
  added.by = by.account;
  const auto ended = store::insert_delegation(store, person, added);
  if (!ended) return fail(ended.error());
  tell_both(store, person, added, false, now);
  return {};
}

std::vector<DelegateView> delegates_of(store::Store& store, const std::string& person,
                                       Instant now) {
  const auto rows = store::find_delegations(store.database(), person);
  std::vector<DelegateView> out;
  for (const Delegation& row : rows)
    if (stands(rows, row) && now.date() <= row.in_force.to)
      out.push_back(
          {row, person, name_of_person(store, row.delegate), row.in_force.contains(now.date())});
  return out;
}

std::vector<DelegateView> principals_of(store::Store& store, const std::string& delegate,
                                        Instant now) {
  std::vector<DelegateView> out;
  for (const std::string& person : store::find_principals(store.database(), delegate)) {
    const auto rows = store::find_delegations(store.database(), person);
    if (const auto row = ledger::delegation_on(rows, delegate, now.date(), now))
      out.push_back({*row, person, name_of_person(store, person), true});
  }
  return out;
}

}  // namespace yitong::verbs
