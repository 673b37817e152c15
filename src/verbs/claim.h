// Manual claims 手工报销: a bill that the person has paid, adjudicated like any other; what the
// funds pay is owed to the person. The message's institution is ledger::kClaimDesk, its id the case
// number, so a case is settled once; settled again on appeal its id is "c0303-17.2.s1". Own account
// and family account pay nothing of a claim.
#pragma once

#include "ledger/register.h"
#include "verbs/decide.h"
#include "verbs/resettle.h"
#include "verbs/service_rules.h"

namespace yitong::verbs {

struct ClaimRequest {
  std::string person, case_number;
  Bill bill;
  ClaimTerms terms;  ///< where, on what ground, when handed in, which lines staff refused
  bool emergency = false;
  std::string disease, doctor, stay;
  std::vector<Invoice> invoices;  ///< all held in the register; at least one
};

struct ClaimQuoted {
  Settled settled;  ///< without a number
  ledger::Payers payers;
  Money payable;  ///< to the person
  ClaimDeadline deadline;
  std::vector<Words> remarks;  ///< that it could have been settled directly
};

struct ClaimSettled {
  std::string settlement_id;
  Money payable;      ///< to the person, by this settlement alone
  std::string reply;  ///< what `render` made of it
  bool replayed = false;
};

/// What settle_claim() would do, without a write. Inside the caller's transaction; one that reads
/// will do. Errors: as settle(); claim_catalogue_unknown, claim_too_late, invoice_used
/// (by another than the case; each by its path, /invoices/0), missing_field where there is none.
Result<ClaimQuoted> quote_claim(store::Store& store, const ClaimRequest& request,
                                const Rules& rules, Instant now);
/// Inside the caller's write transaction, which the caller rolls back on an error. A case that was
/// settled before gives the same again, or same_key_other_body; after a
/// reversal already_reversed.
Result<ClaimSettled> settle_claim(store::Store& store, const ClaimRequest& request,
                                  std::shared_ptr<const Rules> rules, const RenderSettled& render,
                                  Instant now);

/// A claim that was settled, to be settled again with other lines refused.
struct ClaimAgain {
  ledger::EntryId settlement;        ///< in force now
  std::string message_id;            ///< of the resettlement: "c0303-17.2"
  std::vector<RefusedLine> refused;  ///< all that staff refuse now
  std::string by;                    ///< account
};
/// What the funds would pay of it then, without a write. Errors: as restate().
Result<Money> quote_claim_again(store::Store& store, const std::string& person,
                                const ClaimAgain& again, const Rules& rules, Instant now);
/// Reversed and settled at its place in the year, with those that were decided by its counts. Its
/// payments follow (verbs/payment.h). Errors: as ResettleWork; inside the caller's transaction.
Result<ClaimSettled> settle_claim_again(store::Store& store, const std::string& person,
                                        const ClaimAgain& again, std::shared_ptr<const Rules> rules,
                                        const RenderResettled& render, Instant now);
/// The invoice is the case's own, by its first settlement or one made again.
bool is_held_by_case(const ledger::Holding& holding, std::string_view case_number);
/// What took its place, and the place of that: the last of the chain.
ledger::EntryId standing_settlement(store::Database& database, ledger::EntryId settlement);

}  // namespace yitong::verbs
