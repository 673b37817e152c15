#include "verbs/bill_check.h"

#include <fmt/format.h>

#include "base/id.h"
#include "policy/dimension.h"

namespace yitong::verbs {
namespace {

const Date kFirstDay = *Date::from_ymd(2000, 1, 1);

void check_day(Errors& errors, std::string path, Date day, Date last) {
  if (!day.is_set())
    return errors.push_back({ErrorCode::missing_field, std::move(path), {}, {}, {}});
  if (day < kFirstDay || day > last)
    errors.push_back({ErrorCode::date_out_of_range,
                      std::move(path),
                      day.str(),
                      fmt::format("{} to {}", kFirstDay.str(), last.str()),
                      {}});
}

void check_amount(Errors& errors, std::string path, Money amount) {
  if (amount.is_negative())
    errors.push_back({ErrorCode::negative_amount, std::move(path), amount.str(), {}, {}});
  else if (amount > kMaxFromOutside)
    errors.push_back({ErrorCode::amount_too_large,
                      std::move(path),
                      amount.str(),
                      "at most " + kMaxFromOutside.str(),
                      {}});
}

/// What check_lines() says nothing about; nearly every line is.
bool fine(const BillLine& line, Date last) {
  return !line.amount.is_negative() && line.amount <= kMaxFromOutside && line.quantity_e4 >= 0 &&
         line.price_e6 >= 0 &&
         (!line.date.is_set() || (line.date >= kFirstDay && line.date <= last));
}

void check_lines(Errors& errors, const Bill& bill) {
  if (bill.lines.empty())
    return errors.push_back({ErrorCode::missing_field, "/bill/lines", {}, "lines or sums", {}});
  if (bill.lines.size() > kMaxBillLines)
    return errors.push_back({ErrorCode::too_large,
                             "/bill/lines",
                             fmt::format("{} lines", bill.lines.size()),
                             fmt::format("at most {}", kMaxBillLines),
                             {}});
  const std::size_t faults = errors.size();
  Money sum;
  for (std::size_t i = 0; i < bill.lines.size(); ++i) {
    const BillLine& line = bill.lines[i];
    if (fine(line, bill.on)) {
      if (errors.size() == faults) sum += line.amount;
      continue;
    }
    const std::string path = fmt::format("/bill/lines/{}", i);
    check_amount(errors, path + "/amount", line.amount);
    if (line.date.is_set()) check_day(errors, path + "/date", line.date, bill.on);
    if (line.quantity_e4 < 0)
      errors.push_back({ErrorCode::bad_value, path + "/quantity", {}, "not negative", {}});
    if (line.price_e6 < 0)
      errors.push_back({ErrorCode::negative_amount, path + "/price", {}, {}, {}});
  }
  if (errors.size() == faults && sum != bill.total)
    errors.push_back({ErrorCode::sum_mismatch,
                      "/bill/total",
                      bill.total.str(),
                      "the sum of the lines, " + sum.str(),
                      {}});
}

void check_sums(Errors& errors, const Bill& bill) {
  const BillSums& sums = *bill.sums;
  const std::size_t faults = errors.size();
  check_amount(errors, "/bill/sums/full_self_pay", sums.full_self_pay);
  check_amount(errors, "/bill/sums/over_limit", sums.over_limit);
  check_amount(errors, "/bill/sums/self_pay_first", sums.self_pay_first);
  check_amount(errors, "/bill/sums/in_scope", sums.in_scope);
  if (errors.size() != faults) return;
  const Money sum = sums.full_self_pay + sums.over_limit + sums.self_pay_first + sums.in_scope;
  if (sum != bill.total)
    errors.push_back({ErrorCode::sum_mismatch,
                      "/bill/total",
                      bill.total.str(),
                      "the sum of the parts, " + sum.str(),
                      {}});
  if (!bill.lines.empty())
    errors.push_back({ErrorCode::bad_value, "/bill", "lines and sums", "one of them", {}});
}

}  // namespace

Errors check_message_key(const ledger::MessageKey& key) {
  Errors errors;
  if (!is_person_id(key.person))
    errors.push_back({ErrorCode::bad_value, "/person", key.person, "p and 16 hex digits", {}});
  if (!is_institution_code(key.institution) && key.institution != ledger::kClaimDesk)
    errors.push_back(
        {ErrorCode::bad_value, "/institution", key.institution, "H or P and 11 digits", {}});
  if (!is_token(key.message_id))
    errors.push_back({ErrorCode::bad_value,
                      "/message_id",
                      key.message_id,
                      "1 to 64 letters, digits, . _ -",
                      {}});
  return errors;
}

Errors check_bill(const Bill& bill, Date today) {
  Errors errors;
  if (!closed_value(Dim::visit, bill.visit))
    errors.push_back(
        {ErrorCode::bad_value, "/visit", bill.visit, "a national medical category", {}});
  check_day(errors, "/on", bill.on, today);
  if (bill.admitted.is_set()) check_day(errors, "/admitted_on", bill.admitted, bill.on);
  check_amount(errors, "/bill/total", bill.total);
  if (bill.sums)
    check_sums(errors, bill);
  else
    check_lines(errors, bill);
  return errors;
}

}  // namespace yitong::verbs
