#include <fmt/format.h>

#include "base/id.h"
#include "ledger/bytes.h"
#include "ledger/period.h"
#include "verbs/bill_check.h"
#include "verbs/settle.h"

namespace yitong::verbs {
namespace {

/// An amount that an account may pay.
void check_use(Errors& errors, const char* path, Money amount) {
  if (amount.is_negative())
    errors.push_back({ErrorCode::negative_amount, path, amount.str(), {}, {}});
  if (amount > kWholeAccount)
    errors.push_back({ErrorCode::amount_too_large, path, amount.str(), kWholeAccount.str(), {}});
}

void check_register(Errors& errors, const SettleRequest& request) {
  check_use(errors, "/account/own", request.account);
  check_use(errors, "/account/family", request.family);
  const bool payer = is_person_id(request.family_payer);
  if (!request.family_payer.empty() && (!payer || request.family_payer == request.key.person))
    errors.push_back({ErrorCode::bad_value,
                      "/account/family_payer",
                      request.family_payer,
                      "another person's number",
                      {}});
  const auto is_word = [](std::string_view text, std::size_t most) {
    return text.empty() || is_token(text, most);
  };
  if (!is_word(request.invoice.code, 20) ||
      (request.invoice.empty() && !request.invoice.code.empty()))
    errors.push_back({ErrorCode::bad_value,
                      "/invoice/code",
                      request.invoice.code,
                      "at most 20 letters and digits, with a number",
                      {}});
  if (!is_word(request.invoice.number, 30))
    errors.push_back({ErrorCode::bad_value,
                      "/invoice/number",
                      request.invoice.number,
                      "1 to 30 letters and digits",
                      {}});
}

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
  out.zigzag(request.account.fen()).bytes(request.stay);
  if (!request.invoice.empty() || !request.family_payer.empty())
    out.bytes(request.invoice.code)
        .bytes(request.invoice.number)
        .bytes(request.family_payer)
        .zigzag(request.family.fen());
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
  out.zigzag(request.account.fen());
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
  check_register(errors, request);
  if (!errors.empty() && form.empty()) errors.insert(errors.end(), ahead.begin(), ahead.end());
  if (!errors.empty()) return fail(std::move(errors));
  auto classified = ahead.empty() ? classify_for(request, rules) : fail(ahead);
  PreparedSettlement out{std::move(request), {}, {}, {}, {}, {}, std::move(classified)};
  out.bill = encode(out.request.bill, &out.recurring);
  out.bill_hash = sm3(out.bill);
  out.body = body_of(out.request, out.bill_hash);
  out.message = store::hash_of(out.request.key);
  return out;
}

}  // namespace yitong::verbs
