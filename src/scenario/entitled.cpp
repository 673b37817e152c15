#include "scenario/entitled.h"

#include <algorithm>

#include <fmt/format.h>

#include "eligibility/eligibility.h"

namespace yitong {
namespace {

class EntitledRun {
 public:
  EntitledRun(TableReader& top, const PlanBook& book, std::string_view area,
              std::string_view insurance)
      : top_(top), book_(book), area_(area), insurance_(insurance) {}

  std::string run() {
    if (top_.has("birth")) birth_ = top_.date("birth", false);
    if (const toml::table* facts = top_.table("facts")) read_facts(*facts);
    for (const toml::table* each : top_.tables("contribution")) {
      TableReader in(top_.reading(), *each, top_.reading().at(*each));
      read_contribution(in);
      in.finish();
    }
    for (const toml::table* each : top_.tables("entitled")) {
      TableReader in(top_.reading(), *each, top_.reading().at(*each));
      compare(in);
      in.finish();
    }
    return differences_;
  }

 private:
  void differ(Date on, std::string_view what, std::string_view expected, std::string_view got) {
    differences_ += fmt::format("  on {}, {}: expected {}, got {}\n", on.str(), what, expected,
                                got.empty() ? "nothing" : got);
  }

  void read_facts(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const auto dim = service_dim_of(key.str());
      if (!dim) {
        differ({}, "facts", "a key of service tables", key.str());
        continue;
      }
      if (const auto* text = node.as_string()) told_[*dim].insert(text->get());
      if (const auto* flag = node.as_boolean()) told_[*dim].insert(flag->get() ? "true" : "false");
    }
  }

  void read_contribution(TableReader& in) {
    PaidSpan span;
    span.insurance = in.has("insurance") ? in.text("insurance") : insurance_;
    span.from = in.date("from", true), span.to = in.date("to", true);
    span.paid_on = in.date("paid_on", true);
    span.basis = static_cast<PaidBasis>(in.one_of("basis", {"paid", "supported", "retired"}, 0));
    for (std::string& situation : in.texts("situations")) span.situations.insert(situation);
    paid_.push_back(std::move(span));
  }

  void compare_day(TableReader& in, std::string_view key, Date on, std::optional<Date> got) {
    if (!in.has(key)) return;
    const toml::node* node = in.take(key);
    const auto* text = node->as_string();
    const auto* date = node->as_date();
    const std::string expected =
        text != nullptr ? text->get()
        : date != nullptr
            ? fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day)
            : "a day, or \"unknown\"";
    const std::string came = got && got->is_set() ? got->str() : "unknown";
    if (came != expected) differ(on, key, expected, came);
  }

  void compare_list(TableReader& in, std::string_view key, Date on,
                    const std::vector<std::string>& got) {
    if (!in.has(key)) return;
    const std::vector<std::string> expected = in.texts(key);
    if (got != expected)
      differ(on, key, fmt::format("{}", fmt::join(expected, ", ")),
             fmt::format("{}", fmt::join(got, ", ")));
  }

  void compare(TableReader& in) {
    const Date on = in.date("on", true);
    const std::string status = in.text("status");
    const auto policy = book_.services(area_, insurance_, on);
    if (policy == nullptr) return differ(on, "policy", area_, "none in force");
    const Eligibility answer = eligibility({insurance_, on, birth_, told_, paid_}, *policy);
    if (code_of(answer.status) != status)
      differ(on, "status", status, fmt::format("{} ({})", code_of(answer.status), answer.text.en));
    const auto& begins = answer.begins ? answer.begins : answer.if_paid_on;
    compare_day(in, "pays_from", on, begins ? std::optional(begins->earliest) : std::nullopt);
    compare_day(in, "latest", on, begins ? begins->latest : std::nullopt);
    compare_day(in, "since", on, answer.since);
    compare_day(in, "repair_until", on, answer.gap ? answer.gap->repair_until : std::nullopt);
    std::vector<std::string> rows, depends;
    if (begins)
      for (const ServiceRow* row : begins->rows) rows.push_back(row->id);
    if (begins)
      for (const Dim dim : begins->depends)
        depends.emplace_back(service_dims()[static_cast<std::size_t>(dim)].key);
    compare_list(in, "by", on, rows);
    compare_list(in, "depends", on, depends);
  }

  TableReader& top_;
  const PlanBook& book_;
  const std::string area_, insurance_;
  Date birth_;
  ServiceFacts told_;
  std::vector<PaidSpan> paid_;
  std::string differences_;
};

}  // namespace

std::string entitled(TableReader& top, const PlanBook& book, std::string_view area,
                     std::string_view insurance) {
  return EntitledRun(top, book, area, insurance).run();
}

}  // namespace yitong
