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
/// "三级医院，退休": the conditions of a row.
Words selector_words(const Policy& policy, const Selector& when);

/// "1,300.00 元", "85%", or what is known of an unknown figure.
Words amount_words(const Amount& amount, Unit unit);
/// "85%", or each band with its share.
Words bands_words(const Row& row);
Words operation_words(const Modifier& modifier);

/// A cell of a service table with all rows of its figure; empty where it is not set.
Words cell_words(const Policy& policy, const ServiceColumn& column, const ServiceValue& cell);

/// "年", "year": the time that a figure is counted over.
Words per_words(Per per);

}  // namespace yitong
