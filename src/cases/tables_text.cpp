#include "cases/tables_text.h"

#include <algorithm>

#include "cases/kinds.h"

namespace yitong::cases {
namespace {

/// Names of a set's members, each by the text that a table of it has.
template <class T, class Texts>
std::string listed(Set<T> set, const Texts& texts, T std::ranges::range_value_t<Texts>::*member,
                   std::string_view std::ranges::range_value_t<Texts>::*text) {
  std::string out;
  for (const auto& each : texts)
    if (set.has(each.*member)) out += (out.empty() ? "" : "；") + std::string(each.*text);
  return out;
}

void draw_kind(std::string& out, const KindText& kind) {
  out += "```mermaid\nstateDiagram-v2\n";
  std::string drawn;
  const auto name = [&](State state) {
    const std::string id(text_of(state).name);
    const std::string line = "  " + id + ": " + std::string(text_of(state).zh) + "\n";
    if (drawn.find(line) == drawn.npos) drawn += line;
    return id;
  };
  std::string arrows;
  for (const Transition& row : transitions()) {
    if (row.kind != kind.kind) continue;
    const std::string line = "  " + name(row.from) + " --> " + name(row.to) + ": " +
                             std::string(text_of(row.action).zh) + "\n";
    if (arrows.find(line) == arrows.npos) arrows += line;
  }
  out += drawn + "  [*] --> " + std::string(text_of(State::draft).name) + "\n" + arrows + "```\n\n";
}

void list_kind(std::string& out, const KindText& kind) {
  out += "| 状态 | 操作 | 到 | 谁 | 情形 | 条件 | 同时 |\n|---|---|---|---|---|---|---|\n";
  for (const Transition& row : transitions()) {
    if (row.kind != kind.kind) continue;
    const std::string cells[] = {
        std::string(text_of(row.from).zh),
        std::string(text_of(row.action).zh) + " `" + std::string(text_of(row.action).name) + "`",
        std::string(text_of(row.to).zh),
        listed(row.who, identity::all_roles(), &identity::RoleText::role, &identity::RoleText::zh),
        listed(row.when, all_conditions(), &WhenText::when, &WhenText::zh),
        listed(row.guards, all_guards(), &GuardText::guard, &GuardText::zh),
        listed(row.effects, all_effects(), &EffectText::effect, &EffectText::zh)};
    out += "|";
    for (const std::string& cell : cells) out += " " + (cell.empty() ? "–" : cell) + " |";
    out += "\n";
  }
  out += "\n";
}

}  // namespace

std::string tables_markdown() {
  std::string out =
      "# 业务流程 · Tables of cases\n\n"
      "`yitong cases` 由 src/cases/tables.cpp 生成本页 · prints this page from "
      "src/cases/tables.cpp. 各行按次序取第一条情形相符的 · of several rows the first whose "
      "conditions hold is taken.\n\n";
  for (const KindText& kind : all_kinds()) {
    out += "## " + std::string(kind.zh) + " · " + std::string(kind.en) + "\n\n";
    draw_kind(out, kind);
    list_kind(out, kind);
  }
  out += "## 理由 · Reasons\n\n| 代码 | 理由 | Reason | 用于 | 要说明 |\n|---|---|---|---|---|\n";
  for (const Reason& each : reasons())
    out += "| `" + std::string(each.code) + "` | " + std::string(each.zh) + " | " +
           std::string(each.en) + " | " +
           listed(each.actions, all_actions(), &ActionText::action, &ActionText::zh) + " | " +
           (each.remark ? "是 · yes" : "–") + " |\n";
  return out;
}

}  // namespace yitong::cases
