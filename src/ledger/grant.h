// Grants 待遇资格: what an agency decided about a person and settlements obey. A recognition of a
// chronic or special disease, or the approval of a special drug. Bitemporal and insert-only, like a
// coverage.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ledger/period.h"

namespace yitong::ledger {

struct Grant {
  std::int64_t no = 0;  ///< from 1, within one person
  std::string area;     ///< the insured area that decided, six digits; it counts under no other
  std::string kind;     ///< kRecognition or kSpecialDrug
  std::string code;  ///< recognition: the area's code of the disease; special_drug: the code of a
                     ///< drug, or the name of a drug group
  std::string disease;  ///< special_drug: what it is for, as visits name it; else empty
  std::vector<std::string> institutions;  ///< codes of those chosen, sorted; none: left open
  std::string doctor;                     ///< the responsible doctor's code; empty: left open
  std::string pharmacy;                   ///< code of the chosen pharmacy; empty: left open
  Period in_force;
  Instant known_since;
  std::int64_t replaces = 0;  ///< the row this one corrects; 0: none
  std::string case_number;    ///< that decided it, or empty
  bool operator==(const Grant&) const = default;
};
inline constexpr std::string_view kRecognition = "recognition", kSpecialDrug = "special_drug";
inline constexpr std::size_t kMaxChosen = 32;  ///< institutions of one grant

/// The rows believed at the instant.
std::vector<Grant> grants_at(std::span<const Grant> rows, Instant known_at);
/// As for coverages; only those of one area, kind and code clash.
Result<void> may_add(std::span<const Grant> rows, const Grant& added);

/// "H99010000001,H99010000002", as tables have it, and back.
std::string chosen_text(const Grant& grant);
std::vector<std::string> chosen_of(std::string_view text);

Digest digest_of(const std::string& person, const Grant& grant);

}  // namespace yitong::ledger
