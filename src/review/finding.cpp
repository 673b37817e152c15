#include "review/finding.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace yitong {

std::string render(const Finding& finding, bool chinese) {
  const auto pick = [chinese](const Words& words) { return chinese ? words.zh : words.en; };
  const Fault fault{Severity::warning,
                    finding.code,
                    finding.place,
                    pick(finding.found),
                    pick(finding.rule),
                    pick(finding.remedy),
                    {}};
  std::string out = render(fault, finding.policy->texts, chinese);
  if (!finding.example.zh.empty())
    out += fmt::format("  {} {}\n", chinese ? "例：" : "example:", pick(finding.example));
  return out;
}

void Findings::add(const Plan& plan, Finding finding) {
  finding.policy = plan.policy;
  if (finding.place.line == 0)
    finding.place.file = static_cast<std::uint32_t>(plan.policy->texts.size() - 1);
  const bool known = std::ranges::any_of(list_, [&](const Finding& other) {
    return other.code == finding.code && other.place.line == finding.place.line &&
           other.place.column == finding.place.column && other.found == finding.found &&
           other.file() == finding.file();
  });
  if (!known) list_.push_back(std::move(finding));
}

std::vector<Finding> Findings::sorted() && {
  std::ranges::stable_sort(list_, {}, [](const Finding& each) {
    return std::tuple(std::string_view(each.file()), each.place.line, each.place.column);
  });
  return std::move(list_);
}

}  // namespace yitong
