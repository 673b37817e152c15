// The made-up place that is simulated: its rules, institutions and people come from src/sim/town.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/disk.h"
#include "store/person_rows.h"
#include "verbs/settle.h"

namespace yitong::sim {

struct Citizen {
  std::string number, area, insurance, resident_id, diseases;
  bool retired = false;
  store::PersonSecrets secrets{};
  std::vector<std::string> documents;  ///< numbers of the papers that were handed in
};

/// What a fund may pay at most in a benefit year for a person who has these diseases ("*": any).
struct YearLimit {
  std::string fund, diseases;
  std::int64_t fen = 0;
};

inline constexpr const char* kDatabase = "yitong.db";
inline constexpr Instant kStart{1'748'707'210'000'000};  ///< 2025-06-01, ten seconds after midnight

struct Town {
  std::shared_ptr<const verbs::Rules> rules;
  std::vector<Citizen> people;
  std::vector<std::string> institutions;
  std::string home;         ///< the first person's area
  std::string away, there;  ///< another area, and an institution of it
  std::vector<YearLimit> limits;
  /// What came into each account, and whether `relative` may use that of `payer`: the next two of
  /// the list may, the second of them up to a limit.
  static constexpr Money kInflow = Money::yuan(3'000);
  static constexpr Money kYearlyLimit = Money::yuan(500);
  static constexpr std::size_t kPapers = 2;  ///< documents that each person has handed in
  /// The disk after everybody has been enrolled.
  Disk::Image enrolled;

  /// Errors: of the files.
  static Result<Town> load(const std::string& folder);
  static store::MasterKey key();
  Result<void> enrol(store::Store& store) const;
  Result<void> consent(store::Store& store) const;

  /// The bill of a message. Variant 1 asks for another amount, variant 2 for another stay, under
  /// the same message id.
  verbs::SettleRequest request(std::size_t person, std::size_t institution, std::size_t message,
                               std::size_t variant) const;
};

}  // namespace yitong::sim
