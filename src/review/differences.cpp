#include "review/differences.h"

#include <algorithm>

#include <fmt/format.h>

#include "adjudication/report.h"
#include "review/example.h"
#include "review/statements.h"

namespace yitong {
namespace {

const Statement* find(const std::vector<Statement>& list, std::string_view key) {
  const auto found = std::ranges::find(list, key, &Statement::key);
  return found == list.end() ? nullptr : &*found;
}

Words paid_words(const Plan& plan, const Worked& worked) {
  if (worked.settled) {
    const std::string sum = worked.person().grouped();
    return {sum + " 元", sum};
  }
  const Words why = refusal_note(worked.refused, plan).text;
  return {"不能结算（" + why.zh + "）", "not settled (" + why.en + ")"};
}

struct Pair {
  Worked before, after;
  bool differ() const {
    return before.settled != after.settled || before.person() != after.person() ||
           before.funds() != after.funds();
  }
};

/// The same bill under both: keys that one version leaves open are chosen by it for the other, too.
Pair settle_both(const Plan& before, const Plan& after, const Example& example) {
  Pair out{work(before, example), work(after, example)};
  if (out.after.settled || !out.before.settled)
    out.before = work(before, out.after.example);
  else
    out.after = work(after, out.before.example);
  return out;
}

/// Of a cap only a bill that reaches it says something.
bool shows(const Plan& plan, const Worked& worked, const Statement& statement) {
  const auto at = statement.key.find(":cap|");
  if (at == std::string::npos) return true;
  return std::ranges::any_of(worked.steps, [&](const Step& step) {
    return step.kind == Step::Kind::cap &&
           std::string_view(statement.key).substr(0, at) == plan.layer(step.layer).id;
  });
}

Words example_words(const Plan& before, const Plan& after, const Plan& stated_in,
                    const Statement& statement) {
  if (statement.of == 0) return {};
  for (const int yuan : {1'000, 10'000, 50'000, 200'000, 1'000'000, 3'000'000})
    for (std::size_t b = 0; b < stated_in.benefits.size(); ++b) {
      if ((statement.of >> b & 1) == 0) continue;
      Example example = example_of(stated_in, statement.when, ~0u);
      if (!example.facts.contains(Dim::benefit))
        example.facts[Dim::benefit] = stated_in.benefit(b).id;
      example.in_scope = Money::yuan(yuan);
      const Pair pair = settle_both(before, after, example);
      if (!pair.differ() ||
          (!shows(before, pair.before, statement) && !shows(after, pair.after, statement)))
        continue;
      const Words bill = pair.after.benefit.empty() ? case_words(before, pair.before)
                                                    : case_words(after, pair.after);
      const Words was = paid_words(before, pair.before), is = paid_words(after, pair.after);
      return {bill.zh + "：个人负担原为 " + was.zh + "，现为 " + is.zh,
              bill.en + ": the person paid " + was.en + " before, " + is.en + " after"};
    }
  return {};
}

/// "800.00 元" stands directly before a Chinese word, "84%" with a space between.
std::string before_word(const std::string& value) {
  return !value.empty() && static_cast<unsigned char>(value.back()) < 0x80 ? value + " " : value;
}

bool owner_in(const std::vector<Statement>& list, const std::string& owner) {
  return owner.empty() || find(list, owner) != nullptr;
}

}  // namespace

std::vector<Difference> differences(const Plan& before, const Plan& after) {
  const std::vector<Statement> was = statements_of(before), is = statements_of(after);
  std::vector<Difference> out;
  for (const Statement& now : is) {
    const Statement* old = find(was, now.key);
    if (old != nullptr && old->value == now.value) continue;
    if (!owner_in(was, now.owner)) continue;  // said once: the whole owner is new
    const Words none{"未规定", "nothing"};
    const Words& from = old == nullptr || old->value.zh.empty() ? none : old->value;
    const Words& to = now.value.zh.empty() ? none : now.value;
    Words text = old == nullptr
                     ? Words{now.label.zh + "：新增，" + to.zh, now.label.en + ": new, " + to.en}
                     : Words{now.label.zh + "：由 " + before_word(from.zh) + "改为 " + to.zh,
                             now.label.en + ": " + from.en + " → " + to.en};
    out.push_back({std::move(text), example_words(before, after, after, now)});
  }
  for (const Statement& old : was) {
    if (find(is, old.key) != nullptr || !owner_in(is, old.owner)) continue;
    out.push_back({{old.label.zh + "：取消，原为 " + old.value.zh,
                    old.label.en + ": no longer, was " + old.value.en},
                   example_words(before, after, before, old)});
  }
  return out;
}

}  // namespace yitong
