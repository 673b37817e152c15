#include "review/coverage.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "review/review.h"

namespace yitong {
namespace {

bool serves(const NamedFigure& figure, std::size_t benefit) {
  return (figure.of >> benefit & 1) != 0;
}

/// Whether conditions can hold for care in the area itself, and for care elsewhere.
struct Places {
  bool home = true, away = true;
  void narrow(const Selector& when) {
    for (const Condition& condition : when) {
      if (condition.dim != Dim::relation && condition.dim != Dim::filing) continue;
      static const std::uint64_t same = closed_mask(Dim::relation, "same"),
                                 local = closed_mask(Dim::filing, "local");
      const std::uint64_t at_home = condition.dim == Dim::relation ? same : local;
      home &= (condition.mask & at_home) != 0;
      // No filing is needed in some places elsewhere, too.
      away &= condition.dim == Dim::filing || (condition.mask & ~at_home) != 0;
    }
  }
};

/// Adds up one figure's evidence.
class Evidence {
 public:
  Evidence(const Plan& plan, CoverageRow& row) : plan_(plan), row_(row) {}

  void figure(const NamedFigure& figure) {
    Places of_layer;
    if (figure.layer >= 0)
      of_layer.narrow(plan_.layer(static_cast<std::size_t>(figure.layer)).applies);
    each_amount(plan_, figure, [&](const Amount& value, const Selector& when, int source) {
      Places places = of_layer;
      places.narrow(when);
      amount(value, places, source);
    });
  }
  int overdue(Date on) const {
    return static_cast<int>(std::ranges::count_if(sources_, [&](int index) {
      const Date review = plan_.policy->sources[static_cast<std::size_t>(index)].review;
      return review.is_set() && review < on;
    }));
  }

 private:
  void amount(const Amount& value, const Places& places, int source) {
    row_.unknown += value.state == Amount::State::unknown;
    if (source < 0) return;
    sources_.insert(source);
    const char grade = plan_.policy->sources[static_cast<std::size_t>(source)].grade;
    if (places.home) row_.home = std::max(row_.home, grade);
    if (places.away) row_.away = std::max(row_.away, grade);
  }

  const Plan& plan_;
  CoverageRow& row_;
  std::set<int> sources_;
};

std::string padded(std::string text, std::size_t width) {
  std::size_t cells = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) cells += byte >= 0xE3 ? 2 : 1;
  }
  return text.append(cells < width ? width - cells : 0, ' ');
}

std::string summary(const std::vector<CoverageRow>& rows, bool chinese) {
  std::set<std::string> areas;
  std::set<std::tuple<std::string, std::string, Date>> versions;
  int home[4] = {}, away[4] = {}, unknown = 0, holes = 0, overdue = 0, clean = 0;
  for (const CoverageRow& row : rows) {
    areas.insert(row.area);
    versions.insert({row.area, row.insurance, row.from});
    ++home[row.home - 'A'];
    ++away[row.away - 'A'];
    unknown += row.unknown;
    holes += row.holes;
    overdue += row.overdue;
    clean += row.unknown == 0 && row.holes == 0;
  }
  return fmt::format(
      fmt::runtime(
          chinese
              ? "{} 个统筹区，{} 个版本，{} 项待遇；本地就医等级 A {}、B {}、C {}、D {}，"
                "异地就医等级 A {}、B {}、C {}、D {}；无未知数字且无空档 "
                "{} 项；未知数字 {} 个，空档 {} 处，过复核日期 {} 处\n"
              : "{} areas, {} versions, {} benefits; care at home grade A {}, B {}, C {}, D {}, "
                "elsewhere A {}, B {}, C {}, D {}; {} without "
                "unknown figures or holes; {} figures unknown, {} holes, {} past review\n"),
      areas.size(), versions.size(), rows.size(), home[0], home[1], home[2], home[3], away[0],
      away[1], away[2], away[3], clean, unknown, holes, overdue);
}

}  // namespace

std::vector<CoverageRow> coverage(const PlanBook& book, Date on) {
  std::vector<CoverageRow> out;
  for (const PlanBook::Entry& entry : book.entries()) {
    const Plan& plan = *entry.plans.exact;
    for (std::size_t b = 0; b < plan.benefits.size(); ++b) {
      const Benefit& benefit = plan.benefit(b);
      CoverageRow row{entry.area, plan.policy->name, entry.insurance, entry.from,
                      entry.to,   benefit.id,        benefit.name};
      Evidence evidence(plan, row);
      for (const NamedFigure& figure : figures_of(plan))
        if (serves(figure, b)) evidence.figure(figure);
      row.holes = holes_of(plan, b);
      row.overdue = evidence.overdue(on);
      out.push_back(std::move(row));
    }
  }
  return out;
}

PlanGrades grades_of(const Plan& plan) {
  PlanGrades out;
  CoverageRow row;
  Evidence evidence(plan, row);
  for (const NamedFigure& figure : figures_of(plan)) evidence.figure(figure);
  out.home = row.home;
  out.away = row.away;
  return out;
}

std::string coverage_text(const std::vector<CoverageRow>& rows, bool chinese) {
  const auto pick = [chinese](const Words& words) { return chinese ? words.zh : words.en; };
  std::string out =
      chinese ? "区划    险种  期间                   本地  异地  未知  空档  过期  待遇\n"
              : "area    ins.  period                 home  away  unkn. holes late  "
                "benefit\n";
  for (const CoverageRow& row : rows)
    out += fmt::format("{}  {}   {} – {}  {}     {}     {:<5} {:<5} {:<5} {} {}\n", row.area,
                       row.insurance, row.from.str(), row.to.is_set() ? row.to.str() : "…         ",
                       row.home, row.away, row.unknown, row.holes, row.overdue,
                       padded(pick(row.benefit_name), 30), pick(row.name));
  for (const CoverageRow& row : rows)
    if (row.overdue > 0)
      out += fmt::format(
          fmt::runtime(chinese ? "警告：{} {} {}：{} 处出处已过复核日期\n"
                               : "warning: {} {} {}: {} sources past their review date\n"),
          row.area, row.insurance, pick(row.benefit_name), row.overdue);
  return out + summary(rows, chinese);
}

std::string coverage_json(const std::vector<CoverageRow>& rows, Date on) {
  std::string out = "[";
  const auto text = [&](const char* key, std::string_view value) {
    out += fmt::format("\"{}\":", key);
    append_json_string(out, value);
    out += ',';
  };
  for (const CoverageRow& row : rows) {
    out += out.size() == 1 ? "\n{" : ",\n{";
    text("area", row.area);
    text("name_zh", row.name.zh);
    text("name_en", row.name.en);
    text("insurance", row.insurance);
    text("from", row.from.str());
    if (row.to.is_set()) text("to", row.to.str());
    std::vector<int> years;
    const int last = row.to.is_set() ? row.to.year() : std::max(on.year(), row.from.year());
    for (int year = row.from.year(); year <= last; ++year) years.push_back(year);
    out += fmt::format("\"years\":[{}],", fmt::join(years, ","));
    text("benefit", row.benefit);
    text("grade_home", std::string_view(&row.home, 1));
    text("grade_away", std::string_view(&row.away, 1));
    out += fmt::format("\"unknown\":{},\"holes\":{},\"overdue\":{}}}", row.unknown, row.holes,
                       row.overdue);
  }
  return out + "\n]\n";
}

}  // namespace yitong
