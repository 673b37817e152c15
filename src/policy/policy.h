// A policy as written, before compilation: the tree that parse() makes of one TOML text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "policy/dimension.h"
#include "policy/document.h"

namespace yitong {

inline constexpr int kLanguageEdition = 1;

/// Where a figure comes from. Grades: A read in the regulation, B in an official publication or
/// proven by recorded settlements, C in a third-party compilation, D recalled or presumed.
struct Source {
  std::string document, clause;
  char grade = 'D';
  Date review;  ///< to be looked at again by this day; not set: no review date
  Place place;
};

enum class Unit : std::uint8_t { money, ratio };

/// A figure's value. Money in fen or a ratio in parts per million, by context.
struct Amount {
  enum class State : std::uint8_t { known, unknown } state = State::known;
  std::int64_t value = 0;
  /// For an unknown value: the bounds that a source gives, if any. They serve estimates and never a
  /// settlement.
  std::optional<std::int64_t> low, high;
  Place place;
};

/// One condition of a row: the key's value lies in a set or a range.
struct Condition {
  Dim dim;
  std::uint64_t mask = 0;                 ///< flags (bit 0 false, bit 1 true) and closed keys
  std::vector<std::string> names;         ///< declared keys
  std::int32_t from = 0, to = INT32_MAX;  ///< numbers, both ends included
  Place place;
};
using Selector = std::vector<Condition>;

struct Row {
  Selector when;
  std::vector<Amount> limits;  ///< upper ends of the bands but the last, money; empty: one band
  std::vector<Amount> values;  ///< one per band; one alone for a plain figure
  int source = -1;             ///< index into Policy::sources, -1: the figure's
  Place place;
};

/// Rows of which exactly one applies; with `ordered`, the first that applies.
struct Figure {
  std::vector<Row> rows;
  bool ordered = false;
  int source = -1;
  Place place;
};

enum class Per : std::uint8_t { bill, year };
enum class BandsFrom : std::uint8_t {
  start,  ///< measured above the deductible or start line
  zero,   ///< measured from zero, the deductible included
  year    ///< measured on the year's accumulation above the start line
};

enum class Operation : std::uint8_t {
  personal_share,  ///< the person's share becomes this fraction of itself
  plus_points,     ///< percentage points added to what the fund pays
  minus_points,    ///< percentage points taken off, not below zero
  times,           ///< what the fund pays becomes this fraction of itself
  at_least,
  at_most,
  set
};

struct Modifier {
  Selector when;
  Operation operation;
  Amount ratio;
  int source = -1;
  Place place;
};

struct Benefit {
  std::string id;
  Words name;
  std::vector<std::string> visits;
  std::vector<std::string> drug_groups;  ///< only lines of these groups; empty: all lines left
  std::optional<Figure> deductible;      ///< none: said to be without one
  Per deductible_per = Per::bill;
  std::string deductible_name;  ///< benefits that name the same deductible share it
  bool counts_admission = false;
  Place place;
};

struct Cap {
  Figure figure;
  bool of_fund_money = true;  ///< else of in-scope cost
  Per per = Per::year;
  std::string name;  ///< layers that name the same cap share it
  Place place;
};

struct Layer {
  std::string id;
  Words name;
  std::string fund;  ///< hifp, hifob, hifmi, cvlserv, maf, hifes, oth
  std::vector<std::string> takes;
  std::vector<std::string> of;  ///< benefits; empty: all
  Selector applies;
  std::optional<Figure> start;
  Per start_per = Per::bill;
  BandsFrom bands_from = BandsFrom::start;
  Figure rates;
  std::vector<Modifier> then;
  std::optional<Cap> cap;
  Rounding rounding = Rounding::half_up;
  bool joint = false;  ///< benefits of one bill are added before the start line
  Place place;
};

/// First self-payment for being out of the insured area, before the deductible.
struct OutOfArea {
  std::vector<std::string> of;
  Figure figure;
};

struct Refusal {
  Selector when;
  Words text;
  int source = -1;
  Place place;
};

struct Choice {
  Dim dim;
  std::string code;
  Words name;
  Place place;
};

struct Account {
  std::vector<std::string> pays;  ///< parts it may pay
  std::vector<std::string> of;
  int source = -1;
  Place place;
};

struct Policy {
  std::vector<PolicyText> texts;  ///< the chain, this policy's own text last
  int edition = 0;
  std::string area;
  Words name;
  std::vector<std::string> insurances;
  Date from, to;  ///< in force, both days included; to not set: until replaced
  std::string extends;
  std::vector<std::string>
      exempt;  ///< areas (or prefixes ending in 0000) in which no filing is needed
  std::vector<Source> sources;
  std::map<std::string, int> source_names;
  std::vector<Choice> choices;
  std::vector<Benefit> benefits;
  std::vector<Layer> layers;
  std::optional<OutOfArea> out_of_area;
  std::vector<Refusal> refusals;
  std::optional<Account> account;
  std::vector<Words>
      notes;  ///< what is known to be missing or contradictory; shown, never computed with
  bool complete = true;  ///< false: nothing to settle by, only facts that children extend
};

/// Parses and checks the form of one text. Every fault found is in `faults`; the tree holds what
/// could be read. `parent` (may be null) is the policy that it extends: what it declares is in
/// force unless overridden by name.
Policy parse_policy(PolicyText text, const Policy* parent, Faults& faults);

/// The head of a text: what it extends, without parsing the rest. Empty when it extends nothing or
/// has no head.
std::string extends_of(const PolicyText& text);

/// The names of the parts that a layer of this policy may take, in the order in which they come to
/// exist.
std::vector<std::string> part_names(const Policy& policy);

}  // namespace yitong
