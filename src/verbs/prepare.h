// A settlement's request, checked and classified before the store is asked anything.
#pragma once

#include "store/ledger_rows.h"
#include "verbs/settlement.h"

namespace yitong::verbs {

struct Classified {
  ScopedBill scoped;
  std::shared_ptr<const Catalogue> catalogue;
  InstitutionFacts institution;  ///< views into the catalogue
};

/// A request that is well formed. Whether the catalogue knows its codes may change with editions,
/// the answer to a message that was settled once may not; so `classified` holds its faults until
/// the message id has been looked up.
struct PreparedSettlement {
  SettleRequest request;
  std::string bill;                          ///< encoded
  std::vector<ledger::Recurring> recurring;  ///< in the bill
  Digest bill_hash{};                        ///< SM3 of the bill
  Digest body{};                             ///< body_of() the request
  store::MessageHash message{};              ///< of the key
  Result<Classified> classified;
};

/// The SM3 that says whether two messages of one key are the same.
///   body = SM3( u8 2 , bytes "settle" , bytes person , bytes institution , bytes message_id ,
///               raw SM3(bill) , u8 emergency , bytes disease , zigzag account , bytes stay ,
///               [ bytes invoice_code , bytes invoice_number , bytes family_payer ,
///                 zigzag family ] ,    where there is an invoice or a payer
///               [ u8 100 , bytes doctor ] ,    where there is one
///               [ u8 99 , bytes treated_at , bytes handed_in ,
///                 varint count , { varint line , bytes reason } ,     a claim
///                 [ varint count , { bytes code , bytes number } ] ] )    its other invoices
Digest body_of(const SettleRequest& request, const Digest& bill_hash);
/// What it is the SM3 of.
std::string body_bytes(const SettleRequest& request, const Digest& bill_hash);
/// Faults of lines that staff refuse, of a bill with so many.
void check_refused(Errors& errors, const std::vector<RefusedLine>& refused, std::size_t lines);
/// The same as messages carried over from the first schema have it, over the bill's version 2.
Digest body_of_row_sets(const SettleRequest& request);

/// Errors: every fault of form, of dates and of sums, with JSON pointers.
Result<PreparedSettlement> prepare_settlement(SettleRequest request, const Rules& rules,
                                              Instant now);

}  // namespace yitong::verbs
