#include "verbs/prepare.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "ledger/bytes.h"
#include "ledger/period.h"
#include "verbs/bill_check.h"

namespace yitong::verbs {
namespace {

/// An amount that an account may pay.
void check_use(Errors& errors, const char* path, Money amount) {
  if (amount.is_negative())
    errors.push_back({ErrorCode::negative_amount, path, amount.str(), {}, {}});
  if (amount > kWholeAccount)
    errors.push_back({ErrorCode::amount_too_large, path, amount.str(), kWholeAccount.str(), {}});
}

void check_invoice(Errors& errors, const Invoice& invoice, const std::string& path) {
  const auto is_word = [](std::string_view text, std::size_t most) {
    return text.empty() || is_token(text, most);
  };
  if (!is_word(invoice.code, 20) || (invoice.empty() && !invoice.code.empty()))
    errors.push_back({ErrorCode::bad_value,
                      path + "/code",
                      invoice.code,
                      "at most 20 letters and digits, with a number",
                      {}});
  if (!is_word(invoice.number, 30))
    errors.push_back(
        {ErrorCode::bad_value, path + "/number", invoice.number, "1 to 30 letters and digits", {}});
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
  check_invoice(errors, request.invoice, "/invoice");
}

void fault(Errors& errors, bool fine, const char* path, const std::string& found,
           const char* rule) {
  if (!fine) errors.push_back({ErrorCode::bad_value, path, found, rule, {}});
}

/// Refused lines as they are recorded.
constexpr std::size_t kMaxRefusedText = 4000;

}  // namespace

void check_refused(Errors& errors, const std::vector<RefusedLine>& refused, std::size_t lines) {
  std::int32_t last = -1;
  std::size_t size = 0;
  for (const RefusedLine& each : refused) {
    const bool there = each.line > last && static_cast<std::size_t>(each.line) < lines;
    fault(errors, there, "/refused", std::to_string(each.line),
          "a line of the bill, in order, each once");
    fault(errors, is_token(each.reason, 32), "/refused", each.reason, "a reason's code");
    last = each.line, size += each.reason.size() + 6;
  }
  if (size > kMaxRefusedText)
    errors.push_back({ErrorCode::too_large,
                      "/refused",
                      std::to_string(size),
                      "reasons of at most 4000 bytes in all",
                      {}});
}

namespace {

/// Each invoice once, the first among them.
void check_more_invoices(Errors& errors, const SettleRequest& request) {
  const std::vector<Invoice>& more = request.claim->more;
  std::vector<std::string> names{request.invoice.name()};
  for (std::size_t i = 0; i < more.size(); ++i) {
    const std::string path = fmt::format("/invoices/{}", i + 1);
    check_invoice(errors, more[i], path);
    if (more[i].empty() || std::ranges::find(names, more[i].name()) != names.end())
      errors.push_back(
          {ErrorCode::duplicate_key, path, more[i].name(), "an invoice, each once", {}});
    names.push_back(more[i].name());
  }
  if (names.size() > kMaxInvoices)
    errors.push_back({ErrorCode::too_large,
                      "/invoices",
                      std::to_string(names.size()),
                      fmt::format("at most {}", kMaxInvoices),
                      {}});
}

void check_claim(Errors& errors, const SettleRequest& request, Date today) {
  const bool desk = request.key.institution == ledger::kClaimDesk;
  if (!request.claim) {
    fault(errors, !desk, "/institution", request.key.institution, "an institution's code");
    return;
  }
  const ClaimTerms& claim = *request.claim;
  const auto is_word = [](const std::string& text) { return text.empty() || is_token(text, 32); };
  fault(errors, desk, "/institution", request.key.institution, "claim");
  fault(errors, is_word(claim.institution), "/institution", claim.institution,
        "a code of the catalogue, or nothing");
  if (claim.institution.empty()) {
    fault(errors, is_area_code(claim.area), "/area", claim.area, "six digits");
    fault(errors, closed_value(Dim::kind, claim.kind).has_value(), "/kind", claim.kind,
          "hospital, community, pharmacy, tcm_hospital or psychiatric_hospital");
    fault(errors, claim.level.empty() || closed_value(Dim::level, claim.level).has_value(),
          "/level", claim.level, "a level of hospitals, or nothing");
  }
  fault(errors, is_word(claim.ground), "/ground", claim.ground, "a ground of the area");
  if (!claim.handed_in.is_set() || claim.handed_in < request.bill.on || today < claim.handed_in)
    errors.push_back({ErrorCode::date_out_of_range,
                      "/handed_in",
                      claim.handed_in.is_set() ? claim.handed_in.str() : std::string(),
                      request.bill.on.str() + " – " + today.str(),
                      {}});
  fault(errors, request.account == Money() && request.family_payer.empty(), "/account", {},
        "no account pays a claim: it was paid already");
  check_refused(errors, request.claim->refused, request.bill.lines.size());
  check_more_invoices(errors, request);
}

Result<Classified> classify_for(const SettleRequest& request, const Rules& rules) {
  Classified out;
  out.catalogue = rules.editions.on(request.bill.on);
  const std::string& code = request.claim ? request.claim->institution : request.key.institution;
  const InstitutionFacts* institution =
      out.catalogue == nullptr ? nullptr : out.catalogue->institution(code);
  const bool stated = request.claim && code.empty() && out.catalogue != nullptr;
  if (institution == nullptr && !stated)
    return fail(ErrorCode::unknown_institution, "/institution", code);
  if (institution != nullptr) out.institution = *institution;
  if (request.claim) return out;  // whose catalogue counts, the insured area's rules say
  auto scoped = classify(request.bill, out.catalogue->in_area(institution->area));
  if (!scoped) return fail(std::move(scoped.error()));
  out.scoped = std::move(*scoped);
  return out;
}

void put_claim(ledger::ByteWriter& out, const ClaimTerms& claim) {
  out.u8('c').bytes(claim.institution).bytes(claim.handed_in.str()).varint(claim.refused.size());
  for (const RefusedLine& each : claim.refused)
    out.varint(static_cast<std::uint64_t>(each.line)).bytes(each.reason);
  if (claim.more.empty()) return;
  out.varint(claim.more.size());
  for (const Invoice& each : claim.more) out.bytes(each.code).bytes(each.number);
}

}  // namespace

std::string body_bytes(const SettleRequest& request, const Digest& bill_hash) {
  ledger::ByteWriter out;
  out.reserve(256);  // about
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
  if (!request.doctor.empty()) out.u8('d').bytes(request.doctor);
  if (request.claim) put_claim(out, *request.claim);
  return out.take();
}

Digest body_of(const SettleRequest& request, const Digest& bill_hash) {
  return sm3(body_bytes(request, bill_hash));
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
  if (!request.doctor.empty() && !is_token(request.doctor))
    errors.push_back({ErrorCode::bad_value, "/doctor", request.doctor, "a code", {}});
  check_register(errors, request);
  check_claim(errors, request, now.date());
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
