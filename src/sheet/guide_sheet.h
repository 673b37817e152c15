// The guide 办事指南 on paper: one errand's path, papers to tick off, dates and telephones.
#pragma once

#include "guide/guide.h"
#include "sheet/paper.h"

namespace yitong {

struct GuideSheet {
  Words matter;         ///< "异地就医备案"
  Words where;          ///< insured area, insurance, treatment area
  Date on;              ///< of the errand; may be unset
  Date today;           ///< the day by which the guide holds
  std::string address;  ///< of the same guide as a page, or empty
};

/// PDF; the same bytes for the same guide, day and language.
std::string guide_pdf(const Guide& guide, const GuideSheet& about, bool chinese);

}  // namespace yitong
