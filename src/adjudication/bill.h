// A bill as it comes from a hospital, a pharmacy or a person who wants an estimate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "catalogue/catalogue.h"

namespace yitong {

inline constexpr std::size_t kMaxBillLines = 5000;

struct BillLine {
  std::string
      code;  ///< national drug or item code; may be empty in an estimate that gives the class
  std::string name;              ///< as printed; never decides anything
  Date date;                     ///< of the item; not set: the bill's
  std::int64_t quantity_e4 = 0;  ///< 1/10,000
  std::int64_t price_e6 = 0;     ///< 1/1,000,000 yuan
  Money amount;                  ///< two decimals, as charged
  ItemClass given_class =
      ItemClass::unknown;  ///< stated by the asker, for estimates; a code in the catalogue wins
  std::optional<Ratio> given_self_pay_first;
  std::int64_t given_ceiling_micro = 0;  ///< price ceiling of a unit, 1/1,000,000 yuan, 0: none
  std::string given_group = {};          ///< drug group, for estimates; the catalogue's wins
  std::uint8_t given_category = 0;       ///< med_chrgitm_type, for estimates; the catalogue's wins
  bool approved = false;                 ///< the institution confirms that the restriction is met
  bool granted = false;  ///< the drug is approved for the person; stated in scenarios only, a
                         ///< settlement knows it from grants
};

/// A bill known only by its parts; they sum to the bill's total.
struct BillSums {
  Money full_self_pay, over_limit, self_pay_first, in_scope;
  std::string drug_group = {};
};

struct Bill {
  std::string visit;  ///< national medical category
  Date admitted;      ///< not set: same as `on`
  Date on;            ///< discharge or visit
  Money total;
  std::vector<BillLine> lines;
  std::optional<BillSums> sums;  ///< instead of lines
};

}  // namespace yitong
