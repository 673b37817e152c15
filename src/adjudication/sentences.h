// Words for parts, steps and refusals, in both languages. Nothing here knows an area.
#pragma once

#include "adjudication/report.h"

namespace yitong {

std::string fixed_part_key(int part);
Words fixed_part_name(int part);
/// `which`: 0 under_start, 1 band_self, 2 over_cap.
std::string layer_part_key(const Layer& layer, int which);
Words layer_part_name(const Layer& layer, int which);
Words grade_words(char grade);

/// The parts that classification made, as the first steps.
void split_steps(const Settlement& settlement, const Plan& plan, std::vector<ReportStep>& out);
ReportStep sentence(const Step& step, const Settlement& settlement, const Facts& facts,
                    const Plan& plan);

}  // namespace yitong
