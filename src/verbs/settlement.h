// What a settlement is asked with, and what it is answered with.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adjudication/report.h"
#include "ledger/entry.h"
#include "verbs/rules.h"

namespace yitong::verbs {

/// A line of the bill that staff refused.
struct RefusedLine {
  std::int32_t line = 0;  ///< from 0
  std::string reason;     ///< a code, a token
  bool operator==(const RefusedLine&) const = default;
};

/// What makes a bill a manual claim.
struct ClaimTerms {
  std::string institution;  ///< where the treatment was, as the catalogue has it; or empty, then:
  std::string area, level, kind;     ///< where, what is known of the place; level may be empty
  std::string ground;                ///< a ground of the area, or empty: not told
  Date handed_in;                    ///< when the claim reached the agency
  std::vector<RefusedLine> refused;  ///< in order, each line once
  std::vector<Invoice> more;         ///< invoices beside the request's own
  bool operator==(const ClaimTerms&) const = default;
};

struct SettleRequest {
  ledger::MessageKey key;
  Bill bill;
  bool emergency = false;  ///< emergency care: filed by law
  std::string disease;     ///< recognised disease of the visit, or empty
  std::string
      stay;       ///< what the bills of one stay share: mid-stay settlements, transfers; or empty
  Money account;  ///< the most that the person's own account may pay; kWholeAccount: all it has
  std::string family_payer;  ///< a relative whose account pays after the own one, or empty
  Money family;              ///< the most that it may pay; kWholeAccount likewise
  Invoice invoice;           ///< of the bill, or empty
  std::string doctor;        ///< who prescribed, by code; or empty
  std::optional<ClaimTerms> claim = std::nullopt;  ///< a manual claim; nothing: settled directly
};
inline constexpr Money kWholeAccount = kMaxFromOutside;
inline constexpr std::size_t kMaxInvoices = 50;  ///< of one request

/// A settlement as people and programs read it; `render` makes the reply's bytes of it.
struct Settled {
  std::string settlement_id;
  ledger::MessageKey key;
  Date on;
  std::string filing, relation;  ///< as they counted
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Catalogue> catalogue;  ///< null: no edition was in force
  Report report;
  Money family_account;  ///< of report.account, what the payer's account pays
  std::string family_payer;
  Invoice invoice;
};
using RenderSettled = std::function<std::string(const Settled&)>;

struct Answer {
  std::string reply;
  bool replayed = false;  ///< the stored reply of an earlier, equal message
  enum class Kind : std::uint8_t { settled, unknown, refused } kind = Kind::settled;
  ErrorCode code = ErrorCode::outcome_unknown;  ///< refused: of the first fault
};

/// Where the register is reached by messages, not within the transaction: how to say that an
/// outcome is not known yet, and that it became a refusal.
struct ByMessage {
  std::function<std::string(const ledger::MessageKey&)> unknown;
  std::function<std::string(const Errors&)> refused;
};

}  // namespace yitong::verbs
