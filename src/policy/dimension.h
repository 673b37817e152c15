// The keys that a policy figure may depend on. One row per key: a new key is a new row, not new
// code.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yitong {

/// Two languages of one text; Chinese comes first everywhere.
struct Words {
  std::string zh, en;
  bool operator==(const Words&) const = default;
};

enum class Dim : std::uint8_t {
  benefit,        // set by routing, one slot of the bill at a time
  visit,          // national medical category
  level,          // hospital level
  kind,           // institution kind
  relation,       // of treatment area to insured area
  filing,         // kind of filing that counts for this visit
  retired,        // flag
  student,        // flag
  signed_up,      // flag: signed with or chose this institution
  aid,            // aid group, values declared by policy
  civil_servant,  // rank, values declared by policy
  tier,           // contribution tier, values declared by policy
  drug_group,     // of the lines in this slot, values declared by policy
  disease,        // recognised disease of the visit, values declared by policy
  age,            // whole years on the deciding date
  admission,      // number of this admission in the benefit year, from 1
  months_enrolled,
  continuous_years,  // of uninterrupted enrolment
  zero_claim_years,  // of them without a claim on serious-illness insurance, just before this one
  sex,
  diagnosis,   // main diagnosis of the visit, values declared by policy, the longest code that fits
  referred,    // flag: sent by a designated institution at home
  channel,     // direct settlement or manual claim
  item_class,  // of a line
  approved,    // flag of a line: its payment restriction is met, so says the institution
  group,       // person group outside aid and ranks, values declared by policy
  days,        // nights of the stay, 0 for a visit
  granted,     // flag of a line: an approval of the drug for this person counts for this bill
  count,
  // Only in service tables, which no settlement reads:
  insurance = count,
  filing_kind,  // an id of [filing.…]
  situation,    // of the person, any number at once, values declared by policy
  ground,       // of a manual claim, an id of [ground.…]
  all
};
inline constexpr std::size_t kDims = static_cast<std::size_t>(Dim::count);

enum class DimKind : std::uint8_t { flag, closed, declared, number };

struct DimValue {
  std::string_view code;
  std::string_view parent;  ///< a row that names the parent also matches this value
  std::string_view zh, en;
};

struct DimInfo {
  Dim dim;
  std::string_view key;  ///< spelling in a policy file and in the API
  DimKind kind;
  std::string_view zh, en;
  std::span<const DimValue> values;  ///< of closed keys and flags
};

const DimInfo& info(Dim dim);
/// Those that a settlement knows.
std::span<const DimInfo> all_dims();
std::optional<Dim> dim_of(std::string_view key);
/// With those of service tables.
std::span<const DimInfo> service_dims();
std::optional<Dim> service_dim_of(std::string_view key);

/// Whether its values are declared with [[choice.<key>]].
bool is_choice(Dim dim);

/// Index of a closed value in its table.
std::optional<std::int32_t> closed_value(Dim dim, std::string_view code);
/// Indices of the value and of all values below it, as bits.
std::uint64_t closed_mask(Dim dim, std::string_view code);

/// Values of all keys for one settlement. kUnset: not told. Declared values index the plan's own
/// list (0 is "none").
struct Facts {
  static constexpr std::int32_t kUnset = -1;
  static constexpr std::size_t kMaxDiseases = 64;
  std::int32_t value[kDims];
  /// Per declared disease (index as in value[disease]): the month of the benefit year, 1 to 12,
  /// from which it is recognised; 0 not recognised. One recognised in an earlier year has month 1.
  std::uint8_t recognised[kMaxDiseases] = {};
  std::uint8_t month = 12;  ///< of the benefit year, of the deciding date
  Facts() {
    for (std::int32_t& v : value) v = kUnset;
  }
  std::int32_t& operator[](Dim dim) { return value[static_cast<std::size_t>(dim)]; }
  std::int32_t operator[](Dim dim) const { return value[static_cast<std::size_t>(dim)]; }
};

}  // namespace yitong
