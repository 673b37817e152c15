// A policy as people read it: sentences and tables, each with its source.
#pragma once

#include <string>
#include <vector>

#include "policy/plan.h"
#include "policy/service.h"

namespace yitong {

struct ShownSentence {
  Words text;
  int source = -1;  ///< index into Policy::sources
};

struct ShownTable {
  Words title;
  std::vector<Words> columns;
  std::vector<std::vector<Words>> rows;
  std::vector<int> sources;  ///< one per row
};

struct ShownPolicy {
  std::vector<ShownSentence> sentences;
  std::vector<ShownTable> tables;
};

ShownPolicy show(const Policy& policy);
/// As text for a terminal.
std::string render(const ShownPolicy& shown, const Policy& policy, bool chinese);
/// `more` behind what is there, with a separator.
void append_words(Words& out, const Words& more, const char* zh, const char* en);
/// The name of a declared value or of a benefit.
Words choice_words(const Policy& policy, Dim dim, const std::string& code);
/// "起付线", "the deductible": a part by its name in a file.
Words part_words(const Policy& policy, std::string_view part);
/// "三级医院，退休": the conditions of a row.
Words selector_words(const Policy& policy, const Selector& when);

/// "1,300.00 元", "85%", or what is known of an unknown figure.
Words amount_words(const Amount& amount, Unit unit);
/// "85%", or each band with its share.
Words bands_words(const Row& row);
Words operation_words(const Modifier& modifier);
Words adjustment_words(const Adjustment& adjustment);
/// "政策范围内费用", "in scope": of what a layer tops up to a share.
Words topped_up_words(TopsUp of);

/// "同一次住院的中途结算": what counts as one admission.
Words merges_words(const Policy& policy, const Merges& merges);
/// To which year a stay across the year's end belongs.
Words stay_year_words(StayYear year);

/// A cell of a service table with all rows of its figure; empty where it is not set.
Words cell_words(const Policy& policy, const ServiceColumn& column, const ServiceValue& cell);

/// "年", "year": the time that a figure is counted over.
Words per_words(Per per);

}  // namespace yitong
