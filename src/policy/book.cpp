#include "policy/book.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace yitong {
namespace {

constexpr std::uintmax_t kMaxFile = 1 << 20;
constexpr std::size_t kMaxFiles = 5000;

std::string stem_of(std::string_view name) {
  const auto slash = name.rfind('/');
  std::string stem(slash == name.npos ? name : name.substr(slash + 1));
  if (stem.ends_with(".toml")) stem.resize(stem.size() - 5);
  return stem;
}

/// Everything known about one text while its family is put together.
struct Member {
  PolicyText text;
  std::string extends;
  std::shared_ptr<const Policy> policy;
  Faults faults;
  bool visiting = false, done = false;
};

class Loading {
 public:
  explicit Loading(std::vector<PolicyText> texts) {
    for (PolicyText& text : texts) {
      const std::string extends = extends_of(text);
      members_.push_back({std::move(text), extends, nullptr, {}, false, false});
    }
  }

  Loaded run(std::vector<PlanBook::Entry>& entries,
             std::vector<std::shared_ptr<const Policy>>& partial) {
    Loaded out;
    out.files = members_.size();
    for (Member& member : members_) {
      parse(member);
      compile_all(member, entries);
      if (!member.policy->complete && !has_errors(member.faults)) partial.push_back(member.policy);
      report(member, out);
    }
    return out;
  }

 private:
  Member* find(std::string_view name) {
    for (Member& member : members_)
      if (member.text.name == name || stem_of(member.text.name) == name) return &member;
    return nullptr;
  }

  void parse(Member& member) {
    if (member.done) return;
    member.done = member.visiting = true;
    const Policy* parent = nullptr;
    if (!member.extends.empty()) {
      Member* found = find(member.extends);
      if (found == nullptr || found->visiting) {
        fault(member, ErrorCode::bad_value, "extends = \"" + member.extends + "\"",
              found == nullptr ? "the name of another policy file without its ending"
                               : "no file extends itself");
      } else {
        parse(*found);
        parent = found->policy.get();
        if (has_errors(found->faults))
          fault(member, ErrorCode::bad_value, "extends = \"" + member.extends + "\"",
                "that file has no errors");
      }
    }
    Faults own = std::move(member.faults);
    member.faults.clear();
    auto policy = std::make_shared<Policy>(parse_policy(member.text, parent, member.faults));
    const auto own_file = static_cast<std::uint32_t>(policy->texts.size() - 1);
    for (Fault& f : own) {
      f.place.file = own_file;
      member.faults.push_back(std::move(f));
    }
    member.policy = std::move(policy);
    member.visiting = false;
  }

  static void fault(Member& member, ErrorCode code, std::string found, std::string rule) {
    member.faults.push_back({Severity::error, code, {}, std::move(found), std::move(rule), {}, {}});
  }

  void compile_all(Member& member, std::vector<PlanBook::Entry>& entries) {
    if (!member.policy->complete || has_errors(member.faults)) return;
    for (const std::string& insurance : member.policy->insurances) {
      PlanBook::Entry entry{
          member.policy->area, insurance, member.policy->from, member.policy->to, {}};
      Faults faults;
      Faults ignored;
      entry.plans.exact =
          std::make_shared<Plan>(compile(member.policy, insurance, Assume::nothing, faults));
      entry.plans.low = entry.plans.high = entry.plans.exact;
      if (has_unknown(*entry.plans.exact)) {
        entry.plans.low =
            std::make_shared<Plan>(compile(member.policy, insurance, Assume::low, ignored));
        entry.plans.high =
            std::make_shared<Plan>(compile(member.policy, insurance, Assume::high, ignored));
      }
      const bool bad = has_errors(faults);
      for (Fault& f : faults) member.faults.push_back(std::move(f));
      if (bad) return;
      if (!periods_clash(member, entry, entries)) entries.push_back(std::move(entry));
    }
  }

  static bool has_unknown(const Plan& plan) {
    return !std::ranges::all_of(plan.figures, &FigureCell::known) ||
           !std::ranges::all_of(plan.rates, &RateCell::known);
  }

  static bool periods_clash(Member& member, const PlanBook::Entry& entry,
                            const std::vector<PlanBook::Entry>& entries) {
    for (const PlanBook::Entry& other : entries) {
      if (other.area != entry.area || other.insurance != entry.insurance) continue;
      const bool before = entry.to.is_set() && entry.to < other.from;
      const bool after = other.to.is_set() && other.to < entry.from;
      if (before || after) continue;
      fault(member, ErrorCode::overlapping_periods,
            fmt::format("{} from {} and {} from {}", entry.area, other.from.str(), entry.area,
                        entry.from.str()),
            "two versions of a policy do not hold on the same day");
      return true;
    }
    return false;
  }

  static void report(const Member& member, Loaded& out) {
    for (const Fault& f : member.faults)
      out.findings.push_back({f.severity, render(f, member.policy->texts, false),
                              render(f, member.policy->texts, true),
                              to_error(f, member.policy->texts)});
  }

  std::vector<Member> members_;
};

void unreadable(Loaded& out, const std::string& path, ErrorCode code, std::string rule) {
  const Error error{code, path, {}, std::move(rule), {}};
  out.findings.push_back({Severity::error, error.str(false) + "\n", error.str(true) + "\n", error});
}

void read_file(const std::string& path, std::vector<PolicyText>& texts, Loaded& problems) {
  std::error_code ignored;
  if (std::filesystem::file_size(path, ignored) > kMaxFile || ignored)
    return unreadable(problems, path, ignored ? ErrorCode::io_failed : ErrorCode::too_large,
                      "a readable file of at most 1 MiB");
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(problems, path, ErrorCode::io_failed, "a readable file");
  texts.push_back({path, std::string(std::istreambuf_iterator<char>(in), {})});
}

}  // namespace

std::size_t Loaded::errors() const {
  return static_cast<std::size_t>(
      std::ranges::count(findings, Severity::error, &Finding::severity));
}

Loaded PlanBook::from_texts(std::vector<PolicyText> texts) {
  std::vector<Entry> entries;
  std::vector<std::shared_ptr<const Policy>> partial;
  Loaded out = Loading(std::move(texts)).run(entries, partial);
  std::ranges::sort(entries, {},
                    [](const Entry& e) { return std::tuple(e.area, e.insurance, e.from); });
  out.book.entries_ = std::move(entries);
  out.book.partial_ = std::move(partial);
  return out;
}

namespace {

/// A file that is named alone finds what it extends beside it.
void add_parents(std::set<std::string>& files, std::vector<PolicyText>& texts, Loaded& problems) {
  for (std::size_t i = 0; i < texts.size() && files.size() < kMaxFiles; ++i) {
    const std::string parent = extends_of(texts[i]);
    if (parent.empty() || parent.find('/') != parent.npos) continue;
    const bool known = std::ranges::any_of(
        texts, [&](const PolicyText& text) { return stem_of(text.name) == parent; });
    const auto beside = std::filesystem::path(texts[i].name).parent_path() / (parent + ".toml");
    std::error_code error;
    if (!known && std::filesystem::is_regular_file(beside, error) &&
        files.insert(beside.string()).second)
      read_file(beside.string(), texts, problems);
  }
}

}  // namespace

Loaded PlanBook::load(const std::vector<std::string>& paths) {
  std::set<std::string> files;
  Loaded problems;
  for (const std::string& path : paths) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      for (auto it = std::filesystem::recursive_directory_iterator(path, error);
           !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error))
        if (it->path().extension() == ".toml" && files.size() < kMaxFiles)
          files.insert(it->path().string());
    } else {
      files.insert(path);
    }
  }
  std::vector<PolicyText> texts;
  for (const std::string& file : files) read_file(file, texts, problems);
  add_parents(files, texts, problems);
  Loaded out = from_texts(std::move(texts));
  out.findings.insert(out.findings.begin(), problems.findings.begin(), problems.findings.end());
  return out;
}

Result<PlanSet> PlanBook::find(std::string_view area, std::string_view insurance, Date on) const {
  std::vector<std::string> periods;
  for (const Entry& entry : entries_) {
    if (entry.area != area || entry.insurance != insurance) continue;
    if (entry.from <= on && (!entry.to.is_set() || on <= entry.to)) return entry.plans;
    periods.push_back(
        fmt::format("{} – {}", entry.from.str(), entry.to.is_set() ? entry.to.str() : "…"));
  }
  if (periods.empty())
    return fail(ErrorCode::unknown_area, "/insured_area", fmt::format("{} / {}", area, insurance));
  return fail(ErrorCode::no_policy_in_force, "/on", on.str(),
              fmt::format("{} {}: {}", area, insurance, fmt::join(periods, ", ")));
}

std::shared_ptr<const Policy> PlanBook::services(std::string_view area, std::string_view insurance,
                                                 Date on) const {
  const auto in_force = [on](const Policy& policy) {
    return policy.from <= on && (!policy.to.is_set() || on <= policy.to);
  };
  for (const Entry& entry : entries_)
    if (entry.area == area && entry.insurance == insurance && in_force(*entry.plans.exact->policy))
      return entry.plans.exact->policy;
  const std::string places[] = {std::string(area), std::string(area.substr(0, 4)) + "00",
                                std::string(area.substr(0, 2)) + "0000", "national"};
  for (const std::string& place : places) {
    std::shared_ptr<const Policy> found;  // of several files of one place the one that holds most
    for (const auto& policy : partial_) {
      const bool insured =
          policy->insurances.empty() || insurance.empty() ||
          std::ranges::find(policy->insurances, insurance) != policy->insurances.end();
      if (policy->area == place && insured && in_force(*policy) &&
          (found == nullptr || policy->texts.size() > found->texts.size()))
        found = policy;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

std::shared_ptr<const Plan> PlanBook::by_hash(std::string_view hash_hex,
                                              std::string_view insurance) const {
  for (const Entry& entry : entries_)
    if (entry.insurance == insurance && to_hex(entry.plans.exact->hash) == hash_hex)
      return entry.plans.exact;
  return nullptr;
}

std::int32_t relation_of(std::string_view insured, std::span<const std::string> exempt,
                         std::string_view treatment_area) {
  // A code that ends in zeros stands for all areas that share its other digits.
  const auto covers = [&](std::string_view area) {
    std::size_t significant = 6;
    while (significant > 2 && area.substr(significant - 2, 2) == "00") significant -= 2;
    return area.size() == 6 && treatment_area.substr(0, significant) == area.substr(0, significant);
  };
  const auto value = [](std::string_view code) { return *closed_value(Dim::relation, code); };
  if (covers(insured)) return value("same");
  if (std::ranges::any_of(exempt, covers)) return value("exempt");
  return value(insured.substr(0, 2) == treatment_area.substr(0, 2) ? "same_province" : "elsewhere");
}

std::int32_t relation_of(const Policy& insured, std::string_view treatment_area) {
  return relation_of(insured.area, insured.exempt, treatment_area);
}

namespace {

/// "cirrhosis, lupus@4": the recognised diseases; lupus from the fourth month of this benefit year.
/// Diseases that the policy does not declare have no limit here and are passed over.
Result<void> set_recognised(const Plan& plan, Facts& facts, std::string_view text,
                            std::string path) {
  while (!text.empty()) {
    std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const auto at = item.find('@');
    const auto month =
        at == item.npos ? std::optional<std::int64_t>(1) : parse_decimal(item.substr(at + 1), 0, 2);
    if (!month || *month < 1 || *month > 12)
      return fail(ErrorCode::bad_value, std::move(path), std::string(item),
                  "disease, or disease@month of the benefit year from 1 to 12");
    const auto index = plan.declared_value(Dim::disease, item.substr(0, at));
    if (index && *index > 0 && static_cast<std::size_t>(*index) < Facts::kMaxDiseases)
      facts.recognised[*index] = static_cast<std::uint8_t>(*month);
  }
  return {};
}

/// The declared diagnosis whose code is the longest beginning of what was stated; 0 when none is.
std::int32_t diagnosis_of(const Plan& plan, std::string_view stated) {
  const auto& declared = plan.declared[static_cast<std::size_t>(Dim::diagnosis)];
  std::size_t found = 0, length = 0;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const std::string& code = declared[i]->code;
    if (code.size() <= length || !stated.starts_with(code)) continue;
    length = code.size();
    found = i + 1;
  }
  return static_cast<std::int32_t>(found);
}

std::optional<std::int32_t> fact_value(const Plan& plan, Dim dim, std::string_view text) {
  switch (info(dim).kind) {
    case DimKind::flag:
      if (text != "true" && text != "false") return std::nullopt;
      return text == "true";
    case DimKind::number: {
      const auto number = parse_decimal(text, 0, 6);
      if (!number || *number < 0) return std::nullopt;
      return static_cast<std::int32_t>(*number);
    }
    case DimKind::closed: return closed_value(dim, text);
    case DimKind::declared: return plan.declared_value(dim, text);
  }
  return std::nullopt;
}

/// What fact_value() takes.
std::string rule_of(const Plan& plan, Dim dim) {
  const DimInfo& about = info(dim);
  std::vector<std::string_view> known;
  switch (about.kind) {
    case DimKind::flag: return "true or false";
    case DimKind::number: return "a whole number from 0 to 999999";
    case DimKind::closed:
      for (const DimValue& v : about.values) known.push_back(v.code);
      break;
    case DimKind::declared:
      known = {"none"};
      for (const Choice* choice : plan.declared[static_cast<std::size_t>(dim)])
        known.push_back(choice->code);
      break;
  }
  return fmt::format("one of: {}", fmt::join(known, ", "));
}

}  // namespace

Result<void> set_fact(const Plan& plan, Facts& facts, std::string_view key, std::string_view text,
                      std::string path) {
  if (key == "diseases") return set_recognised(plan, facts, text, std::move(path));
  const auto dim = dim_of(key);
  if (dim == Dim::diagnosis) {
    facts[Dim::diagnosis] = diagnosis_of(plan, text);
    return {};
  }
  if (!dim) return fail(ErrorCode::unknown_field, std::move(path), std::string(key));
  const auto value = fact_value(plan, *dim, text);
  if (!value)
    return fail(ErrorCode::bad_value, std::move(path), std::string(text), rule_of(plan, *dim));
  facts[*dim] = *value;
  return {};
}

Facts default_facts() {
  Facts facts;
  for (const DimInfo& about : all_dims())
    if (about.kind == DimKind::flag || about.kind == DimKind::declared) facts[about.dim] = 0;
  return facts;
}

Words value_words(const Plan& plan, Dim dim, std::int32_t value) {
  const DimInfo& about = info(dim);
  const auto index = static_cast<std::size_t>(value);
  if (value == Facts::kUnset) return {"未说明", "not told"};
  switch (about.kind) {
    case DimKind::flag:
    case DimKind::closed:
      return {std::string(about.values[index].zh), std::string(about.values[index].en)};
    case DimKind::number: return {std::to_string(value), std::to_string(value)};
    case DimKind::declared: break;
  }
  if (dim == Dim::benefit) return plan.benefit(index).name;
  return value == 0 ? Words{"无", "none"}
                    : plan.declared[static_cast<std::size_t>(dim)][index - 1]->name;
}

}  // namespace yitong
