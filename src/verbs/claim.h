// Manual claims 手工报销: a bill that the person has paid, adjudicated like any other; what the
// funds pay is owed to the person. The message's institution is ledger::kClaimDesk, its id the case
// number, so a case is settled once. Own account and family account pay nothing of a claim.
#pragma once

#include "verbs/decide.h"
#include "verbs/service_rules.h"

namespace yitong::verbs {

struct ClaimRequest {
  std::string person, case_number;
  Bill bill;
  ClaimTerms terms;  ///< where, on what ground, when handed in, which lines staff refused
  bool emergency = false;
  std::string disease, doctor, stay;
  Invoice invoice;  ///< held in the register; needed
};

struct ClaimQuoted {
  Settled settled;  ///< without a number
  ledger::Payers payers;
  Money payable;  ///< to the person
  ClaimDeadline deadline;
  std::vector<Words> remarks;  ///< that it could have been settled directly, …
};

struct ClaimSettled {
  std::string settlement_id;
  Money payable;      ///< to the person
  std::string reply;  ///< what `render` made of it
  bool replayed = false;
};

/// What settle_claim() would do, without a write. Inside the caller's transaction; one that reads
/// will do. Errors: as settle(); claim_catalogue_unknown, claim_too_late, invoice_used,
/// missing_field for the invoice.
Result<ClaimQuoted> quote_claim(store::Store& store, const ClaimRequest& request,
                                const Rules& rules, Instant now);
/// Inside the caller's write transaction, which the caller rolls back on an error. A case that was
/// settled before gives the same again, or same_key_other_body; after a
/// reversal already_reversed.
Result<ClaimSettled> settle_claim(store::Store& store, const ClaimRequest& request,
                                  std::shared_ptr<const Rules> rules, const RenderSettled& render,
                                  Instant now);

}  // namespace yitong::verbs
