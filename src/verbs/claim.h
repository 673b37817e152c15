// Manual claims 手工报销: a bill that the person has paid, adjudicated like any other; what the funds
// pay is owed to the person. The message's institution is ledger::kClaimDesk, its id the case
// number, so a case is settled once. Own account and family account pay nothing of a claim.
#pragma once

#include "verbs/decide.h"
#include "verbs/settle.h"

namespace yitong::verbs {

struct ClaimRequest {
  std::string person, case_number;
  Bill bill;
  ClaimTerms terms;         ///< where, when handed in, which lines staff refused
  std::string ground;       ///< a ground of the area, or empty: not told
  bool emergency = false;
  std::string disease, doctor, stay;
  Invoice invoice;          ///< held in the register; must be told
};

/// What is known about the deadline.
enum class Deadline : std::uint8_t { kept, unknown };

struct ClaimQuoted {
  Settled settled;            ///< without a number
  ledger::Payers payers;
  Money payable;              ///< to the person
  Deadline deadline = Deadline::unknown;
  Date last_day;              ///< kept: the last day to hand in; not set: never ends
  std::vector<Words> remarks; ///< that it could have been settled directly, …
};
struct ClaimSettled {
  std::string settlement_id;
  Money payable;
  std::string reply;          ///< what `render` made
  bool replayed = false;
};

/// What settle_claim() would do, without a write; inside the caller's transaction (reading will
/// do). Errors: as settle(); claim_catalogue_unknown, claim_too_late, invoice_used.
Result<ClaimQuoted> quote_claim(store::Store& store, const ClaimRequest& request,
                                std::shared_ptr<const Rules> rules, Instant now);
/// Inside the caller's write transaction. A case settled before gives its settlement again, or
/// same_key_other_body.
Result<ClaimSettled> settle_claim(store::Store& store, const ClaimRequest& request,
                                  std::shared_ptr<const Rules> rules, const RenderSettled& render,
                                  Instant now);

}  // namespace yitong::verbs
