// A policy as written, before compilation: the tree that parse() makes of one TOML text.
#pragma once

#include <map>
#include <memory>
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

enum class Unit : std::uint8_t { money, ratio, term };

/// A figure's value. Money in fen, a ratio in parts per million or a packed Term, by context.
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

/// What becomes of a sum of money where its conditions hold.
struct Adjustment {
  enum class Operation : std::uint8_t {
    times,  ///< a fraction of it, half up to the fen; all others are money
    plus,
    minus,  ///< not below zero
    at_least,
    at_most,
    set
  };
  Selector when;
  Operation operation;
  Amount amount;
  int source = -1;
  Place place;
};
inline Unit unit_of(const Adjustment& adjustment) {
  return adjustment.operation == Adjustment::Operation::times ? Unit::ratio : Unit::money;
}

/// Rows of which exactly one applies; with `ordered`, the first that applies. What `then` says of
/// it happens in its order.
struct Figure {
  std::vector<Row> rows;
  std::vector<Adjustment> then;
  bool ordered = false;
  int source = -1;
  Place place;
};

/// Over what a deductible, a start line or a limit is counted. All but `bill` have an accumulator,
/// whose period in the store is the stay, the day, the month, …, or the institution's year.
/// `merged` is no word of a file: stays that count as one admission, see Merges.
enum class Per : std::uint8_t { bill, stay, day, month, quarter, year, institution_year, merged };
/// As a file spells it.
std::string_view key_of(Per per);

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

/// All deductibles charged over a time together are at most this.
struct DeductibleCeiling {
  Figure figure;
  Per per = Per::year;
  std::string name;  ///< benefits that name the same ceiling share it
  Place place;
};

/// Which bills and stays count as one admission, with one deductible that is topped up.
struct Merges {
  bool mid_stay = false;  ///< bills that name the same stay
  bool transfer = false;  ///< a stay that begins soon after the discharge of the one before
  std::int32_t within_days = 0;
  Selector when;  ///< of the transfer; empty: any
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
  std::optional<DeductibleCeiling> ceiling;
  std::optional<Merges> merges;
  bool counts_admission = false;
  std::int32_t period_days = 0;  ///< length of a settlement period within a stay; 0: none
  Place place;
};

/// How the limits of several recognised diseases make one.
enum class Stack : std::uint8_t {
  separate,     ///< each disease its own limit and its own account of use
  sum,          ///< one pot of all limits
  highest,      ///< one pot as large as the largest
  highest_plus  ///< the largest, and `further` for each other disease
};

/// A cap rises by `by` for each unit of a number key beyond a first few.
struct Growth {
  Amount by;
  Dim of;
  std::int32_t beyond = 0;
};

struct Cap {
  Figure figure;
  bool of_fund_money = true;  ///< else of in-scope cost
  Per per = Per::year;
  std::string name;  ///< layers that name the same cap share it
  Stack stack = Stack::separate;
  bool by_disease = false;          ///< use is counted for each disease (stack = separate)
  std::optional<Figure> further;    ///< highest_plus
  std::optional<Figure> at_most;    ///< ceiling of the stacked limit
  bool uncapped_frees_all = false;  ///< a disease without a limit frees the others too
  bool carried_over = false;        ///< what a month or quarter leaves serves later in the year
  bool prorated = false;            ///< by the months from recognition to the year's end
  std::vector<Growth> growth;
  std::optional<Amount> growth_at_most;  ///< ratio of the figure
  Place place;
};

/// A limit on the in-scope cost of some kinds of charges; what lies above is the person's.
struct LineLimit {
  std::string id;
  Words name;
  std::vector<std::string> of;
  std::uint32_t categories = 0;  ///< bits of med_chrgitm_type, 0: all
  Per per = Per::bill;
  Figure figure;
  Place place;
};

/// First self-payment of the insured area on single lines, and what becomes of the treatment
/// area's.
struct FirstSelfPayment {
  enum class Combine : std::uint8_t { replace, add, higher } combine = Combine::replace;
  Figure figure;
};

/// Lines that are not payable: barred from a channel, or outside their payment restriction.
struct Bar {
  std::string id;
  Selector when;
  std::vector<Selector> unless;  ///< any of them lifts the bar
  Words text;
  int source = -1;
  Place place;
  bool refuses = false;  ///< the whole bill is refused, not the line alone
};

/// Of what a layer lifts the payments of all funds together to its share.
enum class TopsUp : std::uint8_t { nothing, in_scope, total, total_above_deductible };

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
  std::vector<Cap> caps;  ///< all hold; the tightest decides
  Rounding rounding = Rounding::half_up;
  bool joint = false;  ///< benefits of one bill are added before the start line
  TopsUp tops_up = TopsUp::nothing;
  Place place;
};

/// A yearly statistic that figures are multiples of.
struct Statistic {
  std::string id;
  Words name;
  std::map<std::int64_t, std::int64_t> values;  ///< year to fen
  int source = -1;
  Place place;
};

/// Which day decides, where the rules of an area say so.
enum class DecidingDate : std::uint8_t { admission, discharge, year_start };

/// To which benefit year a stay belongs that crosses the year's end.
enum class StayYear : std::uint8_t {
  admission,
  discharge,
  line_dates,    ///< split there, each line by its date; each part under its own year's policy
  daily_average  ///< split there by the number of nights on each side
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

/// How much less may be paid away from home, in points of the share; checked, never computed with.
struct ReductionLimit {
  Selector when;
  Amount points;
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

/// One cell of a service table. Which member holds it, its column says.
struct ServiceValue {
  bool set = false;
  Words words;
  std::vector<std::string> texts;  ///< of closed columns: their codes
  std::int64_t number = 0;         ///< a flag: 0 or 1
  Date date;
  std::optional<Figure> figure;
};

enum class ServiceTable : std::uint8_t {
  rule,          ///< terms of a matter: deadlines, processing, validity
  step,          ///< what happens, in order
  material,      ///< what to bring
  channel,       ///< where to go, by what means
  filing,        ///< kinds of filing
  ground,        ///< of manual claims
  enrolment,     ///< periods in which one enrols for a year
  waiting,       ///< how long after enrolment nothing is paid
  contribution,  ///< what enrolment costs
  inflow,        ///< what goes into personal accounts
  support,       ///< for whom the state pays the contribution
  criterion,     ///< what a disease or a drug asks for
  count
};

/// A row of a service table: what people do, bring and wait for. No settlement reads it.
struct ServiceRow {
  ServiceTable table{};
  std::string id;
  Selector when;
  Date from, to;           ///< in force, both days included; not set: as long as the file
  bool on_record = false;  ///< kept beside what is in force, such as the other of two statements
  int source = -1;
  std::vector<ServiceValue> values;  ///< by column, see service.h
  Place place;
};

struct Policy {
  std::vector<PolicyText> texts;  ///< the chain, this policy's own text last
  int edition = 0;
  std::string area;
  Words name;
  std::vector<std::string> insurances;
  Date from, to;   ///< in force, both days included; to not set: until replaced
  Place in_force;  ///< where that is said
  std::string extends;
  std::vector<std::string>
      exempt;  ///< areas (or prefixes ending in 0000) in which no filing is needed
  std::vector<Source> sources;
  std::map<std::string, int> source_names;
  std::vector<Choice> choices;
  std::vector<Benefit> benefits;
  std::vector<Layer> layers;
  std::optional<OutOfArea> out_of_area;
  std::optional<FirstSelfPayment> first_self_payment;
  std::vector<Bar> bars;
  std::vector<LineLimit> line_limits;
  std::vector<Statistic> statistics;
  std::int32_t year_month = 1, year_day = 1;  ///< on which the benefit year begins
  DecidingDate age_on = DecidingDate::discharge;
  StayYear stay_year = StayYear::discharge;
  std::vector<Refusal> refusals;
  std::vector<ReductionLimit> reduction_limits;
  std::optional<Account> account;
  std::vector<std::shared_ptr<const ServiceRow>> services;  ///< shared with who extends this
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
