#include "scenario/ask.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/show.h"
#include "policy/term.h"

namespace yitong {
namespace {

class Asked {
 public:
  Asked(TableReader& in, const Policy& policy, Date on) : in_(in), policy_(policy), on_(on) {}

  std::string run() {
    std::vector<std::string_view> keys;
    for (const ServiceTableInfo& about : service_tables()) keys.push_back(about.key);
    table_ = static_cast<ServiceTable>(in_.one_of("table", keys, 0));
    if (const toml::table* facts = in_.table("facts")) read_facts(*facts);
    if (in_.has("row"))
      cell();
    else
      rows();
    return differences_;
  }

 private:
  void differ(std::string_view what, std::string_view expected, std::string_view got) {
    differences_ += fmt::format("  {} {}: expected {}, got {}\n", info(table_).key, what, expected,
                                got.empty() ? "nothing" : got);
  }

  void read_facts(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const auto dim = service_dim_of(key.str());
      if (!dim) {
        differ("facts", "a key of service tables", key.str());
        continue;
      }
      std::set<std::string>& told = facts_[*dim];
      const auto add = [&told](const toml::node& item) {
        if (const auto* text = item.as_string()) told.insert(text->get());
        if (const auto* flag = item.as_boolean()) told.insert(flag->get() ? "true" : "false");
        if (const auto* number = item.as_integer()) told.insert(std::to_string(number->get()));
      };
      if (const auto* list = node.as_array())
        for (const toml::node& item : *list) add(item);
      else
        add(node);
    }
  }

  /// A list of ids, which may be empty.
  void compare(std::string_view key, const std::vector<std::string>& got) {
    std::vector<std::string> expected;
    if (const toml::node* node = in_.take(key)) {
      if (const auto* list = node->as_array())
        for (const toml::node& item : *list) expected.push_back(item.value_or(std::string()));
      else
        expected.push_back(node->value_or(std::string()));
    }
    if (got != expected)
      differ(key, fmt::format("{}", fmt::join(expected, ", ")),
             fmt::format("{}", fmt::join(got, ", ")));
  }

  void rows() {
    const std::string matter = in_.has("matter") ? in_.text("matter") : "";
    std::vector<std::string> yes, maybe;
    for (const ServiceRow* row : services(policy_, table_, matter, on_)) {
      const Match match = matches(row->when, facts_);
      if (match.truth == Truth::yes) yes.push_back(row->id);
      if (match.truth == Truth::maybe) maybe.push_back(row->id);
    }
    compare("yes", yes);
    compare("maybe", maybe);
  }

  void cell() {
    const std::string id = in_.text("row"), column = in_.text("column"), is = in_.text("is");
    const auto all = services(policy_, table_, "", on_);
    const auto row = std::ranges::find(all, id, &ServiceRow::id);
    const auto columns = info(table_).columns;
    const auto about = std::ranges::find(columns, column, &ServiceColumn::key);
    if (row == all.end() || about == columns.end())
      return differ(id + "." + column, is, "no such row in force, or no such column");
    const ServiceValue& value = (*row)->values[static_cast<std::size_t>(about - columns.begin())];
    if (!value.figure) {
      const std::string got = value_words(*about, value).en;
      if (got != is) differ(id + "." + column, is, got);
      return;
    }
    const Picked picked = pick(*value.figure, facts_);
    if (picked.row == nullptr) {
      std::vector<std::string_view> keys;
      for (const Dim dim : picked.depends)
        keys.push_back(service_dims()[static_cast<std::size_t>(dim)].key);
      const std::string got = fmt::format("depends on {}", fmt::join(keys, ", "));
      if (got != is) differ(id + "." + column, is, got);
      return;
    }
    const Amount& amount = picked.row->values[0];
    const std::string got = amount_words(amount, unit_of(about->kind)).en;
    if (got != is) differ(id + "." + column, is, got);
    if (in_.has("from")) term_end(id, Term::unpack(amount.value));
  }

  void term_end(const std::string& id, Term term) {
    const Date from = in_.date("from", true), ends = in_.date("ends", true);
    const auto got = term.end(from);
    if (!got || *got != ends) differ(id + " ends", ends.str(), got ? got->str() : "never");
  }

  TableReader& in_;
  const Policy& policy_;
  Date on_;
  ServiceTable table_ = ServiceTable::rule;
  ServiceFacts facts_;
  std::string differences_;
};

}  // namespace

std::string ask(TableReader& in, const Policy& policy, Date on) {
  return Asked(in, policy, on).run();
}

}  // namespace yitong
