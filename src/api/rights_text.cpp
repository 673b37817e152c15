#include "api/rights_text.h"

#include <fmt/format.h>

#include "api/handlers.h"

namespace yitong::api {
namespace {

using identity::Relation;
using identity::Relations;

std::string_view letter_of(Relation relation) {
  switch (relation) {
    case Relation::self: return "s";
    case Relation::delegate: return "d";
    case Relation::own_institution: return "i";
    case Relation::own_area: return "a";
    case Relation::any: return "*";
    case Relation::none: break;
  }
  return "";
}

std::string cell_text(Relations cell) {
  std::string out;
  for (const Relation each : identity::kRelations)
    if (cell.has(each)) out += letter_of(each);
  return out;
}

std::string_view name_of(About about) {
  switch (about) {
    case About::path: return "path";
    case About::settlement: return "settlement";
    case About::one_case: return "case";
    case About::query: return "query";
    case About::body: return "body";
  }
  return "";
}

}  // namespace

std::string rights_markdown() {
  std::string out =
      "# 岗位与权限 · Roles and rights\n\n"
      "`yitong roles` 由 src/identity/rights.cpp 与 src/api/routes.cpp 生成本页 · prints this page "
      "from them. [identity.md](identity.md)\n\n"
      "s 本人 self · d 受托代办 delegate · i 本机构 own institution · a 所辖地区 own area · `*` "
      "不限 any\n\n"
      "| 事项 · action |";
  for (const identity::RoleText& role : identity::all_roles())
    out += fmt::format(" {}<br>{} |", role.zh, role.name);
  out += "\n|---|";
  for (std::size_t i = 0; i < identity::kRoles; ++i) out += "---|";
  out += '\n';
  for (const identity::ActionText& action : identity::all_actions()) {
    if (action.action == identity::Action::unnamed) continue;
    out += fmt::format("| {}<br>`{}` |", action.zh, action.name);
    for (const identity::RoleText& role : identity::all_roles()) {
      const std::string cell = cell_text(identity::granted(action.action, role.role));
      out += cell.empty() ? " |" : " `" + cell + "` |";
    }
    out += '\n';
  }
  out += "\n## 接口 · Addresses\n\n| 接口 · address | 事项 · action |\n|---|---|\n";
  for (const Route& route : routes())
    out += fmt::format("| `{} {}` | `{}` |\n", name_of(route.method), route.path,
                       text_of(route.action).name);
  return out;
}

std::string rights_json() {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("roles").begin_array();
  for (const identity::RoleText& role : identity::all_roles()) json.string(role.name);
  json.end_array().key("actions").begin_array();
  for (const identity::ActionText& action : identity::all_actions()) {
    json.begin_object().key("name").string(action.name).key("open").boolean(action.open);
    json.key("cells").begin_object();
    for (const identity::RoleText& role : identity::all_roles()) {
      json.key(role.name).begin_array();
      const Relations cell = identity::granted(action.action, role.role);
      for (const Relation each : identity::kRelations)
        if (cell.has(each)) json.string(identity::name_of(each));
      json.end_array();
    }
    json.end_object().end_object();
  }
  json.end_array().key("routes").begin_array();
  for (const Route& route : routes()) {
    json.begin_object().key("method").string(name_of(route.method)).key("path").string(route.path);
    json.key("action").string(text_of(route.action).name).key("about").string(name_of(route.about));
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace yitong::api
