#include <fmt/format.h>

#include "base/id.h"
#include "ledger/bytes.h"
#include "ledger/period.h"
#include "verbs/bill_check.h"
#include "verbs/settle.h"

namespace yitong::verbs {
namespace {

Result<Classified> classify_for(const SettleRequest& request, const Rules& rules) {
  Classified out;
  out.catalogue = rules.editions.on(request.bill.on);
  const InstitutionFacts* institution =
      out.catalogue == nullptr ? nullptr : out.catalogue->institution(request.key.institution);
  if (institution == nullptr)
    return fail(ErrorCode::unknown_institution, "/institution", request.key.institution);
  out.institution = *institution;
  auto scoped = classify(request.bill, out.catalogue->in_area(institution->area));
  if (!scoped) return fail(std::move(scoped.error()));
  out.scoped = std::move(*scoped);
  return out;
}

}  // namespace

Digest body_of(const SettleRequest& request, const Digest& bill_hash) {
  ledger::ByteWriter out;
  out.u8(2)
      .bytes("settle")
      .bytes(request.key.person)
      .bytes(request.key.institution)
      .bytes(request.key.message_id);
  out.raw(bytes_of(bill_hash)).u8(request.emergency).bytes(request.disease);
  out.zigzag(request.account_available).bytes(request.stay);
  return sm3(out.str());
}

Digest body_of_row_sets(const SettleRequest& request) {
  ledger::ByteWriter out;
  out.u8(1)
      .bytes("settle")
      .bytes(request.key.person)
      .bytes(request.key.institution)
      .bytes(request.key.message_id);
  out.bytes(encode_version_2(request.bill)).u8(request.emergency).bytes(request.disease);
  out.zigzag(request.account_available);
  // Left out when empty, as it was before bills could name a stay: old hashes stay true.
  if (!request.stay.empty()) out.bytes(request.stay);
  return sm3(out.str());
}

Result<PreparedSettlement> prepare_settlement(SettleRequest request, const Rules& rules,
                                              Instant now) {
  Errors errors = check_message_key(request.key);
  // A bill from after today is known to be wrong only as far as the clock is known to be right, and
  // a message that was settled before the clock went back is answered as it was.
  const Errors ahead = check_bill(request.bill, now.date());
  Errors form = ahead.empty() ? Errors() : check_bill(request.bill, ledger::kNoEnd);
  if (!form.empty()) form = ahead;
  for (Error& error : form) errors.push_back(std::move(error));
  if (!request.disease.empty() && !is_token(request.disease))
    errors.push_back(
        {ErrorCode::bad_value, "/disease", request.disease, "1 to 64 letters, digits, . _ -", {}});
  if (request.account_available < 0)
    errors.push_back({ErrorCode::negative_amount,
                      "/account",
                      Money::fen(request.account_available).str(),
                      {},
                      {}});
  if (!errors.empty() && form.empty()) errors.insert(errors.end(), ahead.begin(), ahead.end());
  if (!errors.empty()) return fail(std::move(errors));
  auto classified = ahead.empty() ? classify_for(request, rules) : fail(ahead);
  PreparedSettlement out{std::move(request), {}, {}, {}, {}, std::move(classified)};
  out.bill = encode(out.request.bill, &out.recurring);
  out.bill_hash = sm3(out.bill);
  out.body = body_of(out.request, out.bill_hash);
  return out;
}

}  // namespace yitong::verbs
