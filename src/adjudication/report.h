// What people read about a settlement: the headline, the picture, the steps as sentences with their
// clauses. The fields are those of the quote in api/openapi.yaml; money is "1300.00".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adjudication/settle.h"
#include "policy/book.h"

namespace yitong {

struct Operand {
  Words name;
  std::string value;
};

struct SourceNote {
  std::string document, clause;
  char grade = 'D';
};

struct ReportStep {
  std::string key;  ///< "deductible:inpatient", "pool:band:1"
  Words sentence;
  std::vector<Operand> operands;
  Money result;
  std::optional<SourceNote> source;
};

struct Named {
  std::string key;
  Words name;
  Money amount;
};

struct WaterfallBar {
  std::string key;
  Words name;
  Money amount;
  bool by_fund = false;
};

struct Warning {
  std::string kind;  ///< grade, unknown, review, catalogue
  Words text;
  char grade = 0;  ///< 0: none
};

struct LayerPaid {
  std::string layer, fund;
  Words name;
  Money paid;
};

struct Report {
  Money total, funds, person, account, cash;
  std::vector<Named> parts;  ///< the five that sum to total
  std::vector<LayerPaid> layers;
  std::vector<WaterfallBar> waterfall;  ///< of estimates; in order, sums to total
  std::vector<ReportStep> steps;
  std::vector<Warning> warnings;
  char grade = 'A';  ///< worst of all figures used
};

/// Renders a settlement for reading. `on`: day by which review dates are judged.
Report report(const Settlement& settlement, const std::vector<Step>& steps, const Facts& facts,
              const Plan& plan, Date on);
/// Who bears the bill, bar by bar.
std::vector<WaterfallBar> waterfall_of(const Settlement& settlement, const Plan& plan);

/// A refusal in words: which figure, whose clause, what would help.
struct RefusalNote {
  ErrorCode code;
  Words text;
  std::string path;  ///< JSON pointer of the field that would help, or empty
  std::optional<SourceNote> source;
};
RefusalNote refusal_note(const Refused& refused, const Plan& plan);

/// Figures of the plan that are unknown, as sentences.
struct UnknownFigure {
  std::string figure;
  Words text;
};
std::vector<UnknownFigure> unknown_figures(const Plan& plan);
/// Those of them that the steps of an estimate at a bound made use of.
std::vector<UnknownFigure> unknown_used(const std::vector<Step>& steps,
                                        const Settlement& settlement, const Plan& plan);

/// "您预计自付 8,312.40 元，医保支付 41,687.60 元"
Words headline(Money person, Money funds);

}  // namespace yitong
