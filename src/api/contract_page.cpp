#include <fmt/format.h>

#include "api/contract.h"

namespace yitong::api {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--line:#c8ccd4;--soft:#f4f5f7;--ink:#1a1d23;--link:#0b57d0;
--get:#0b6b3a;--post:#8a4b00}
@media(prefers-color-scheme:dark){:root{--line:#3a3f4a;--soft:#1f232b;--ink:#e8eaed;
--link:#8ab4f8;--get:#6dd69b;--post:#f0b060}body{background:#14171c}}
body{font:16px/1.65 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
color:var(--ink);max-width:60rem;margin:0 auto;padding:1.5rem}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}h1{font-size:1.7rem}
h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
h3{margin:2rem 0 .3rem;font-size:1.05rem}.m{display:inline-block;min-width:3.2em;font-weight:700}
.get{color:var(--get)}.post{color:var(--post)}
code,pre{font:14px/1.5 ui-monospace,"DejaVu Sans Mono",Menlo,monospace}
pre{background:var(--soft);padding:.8rem;overflow:auto;border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:15px}
td,th{border-top:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top}
td:first-child{white-space:nowrap}summary{cursor:pointer}
p.text{white-space:pre-line;margin:.3rem 0 .8rem}.req{color:#c5221f}
ul.toc{columns:2;padding-left:1.1rem}
@media(max-width:40rem){ul.toc{columns:1}td:first-child{white-space:normal}})";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string_view name_of_ref(const YamlNode& schema) {
  const std::string_view ref = schema["$ref"].text;
  return ref.empty() ? ref : ref.substr(ref.rfind('/') + 1);
}

/// JSON with line breaks; short objects and arrays stay on one line.
std::string pretty(const YamlNode& node, std::size_t indent = 0) {
  const std::string flat = to_json(node);
  const bool is_map = node.kind == YamlNode::Kind::mapping,
             is_list = node.kind == YamlNode::Kind::sequence;
  if ((!is_map && !is_list) || flat.size() < 78) return flat;
  const std::string inner(indent + 2, ' ');
  std::string out(1, is_map ? '{' : '[');
  std::string_view comma = "\n";
  const auto next = [&] {
    out += comma;
    out += inner;
    comma = ",\n";
  };
  for (const auto& [name, member] : node.members)
    next(), out += fmt::format("\"{}\": {}", name, pretty(member, indent + 2));
  for (const YamlNode& item : node.items) next(), out += pretty(item, indent + 2);
  return out + "\n" + std::string(indent, ' ') + (is_map ? '}' : ']');
}

/// The type of a schema in a few words, with links to named ones.
std::string type_words(const YamlNode& schema) {
  if (const auto ref = name_of_ref(schema); !ref.empty())
    return fmt::format("<a href=\"#{0}\">{0}</a>", escaped(ref));
  if (const YamlNode& options = schema["anyOf"]; !options.empty()) {
    std::string out;
    for (const YamlNode& option : options.items)
      out += (out.empty() ? "" : " | ") + type_words(option);
    return out;
  }
  if (const YamlNode& values = schema["enum"]; !values.empty()) {
    std::string out;
    for (const YamlNode& value : values.items)
      out += (out.empty() ? "" : " | ") + escaped(value.text);
    return "<code>" + out + "</code>";
  }
  if (const YamlNode& items = schema["items"]; !items.empty())
    return "[ " + type_words(items) + " … ]";
  const YamlNode& type = schema["type"];
  std::string out = type.text;
  for (const YamlNode& each : type.items) out += (out.empty() ? "" : " | ") + each.text;
  if (const YamlNode& pattern = schema["pattern"]; !pattern.empty())
    out += " <code>" + escaped(pattern.text) + "</code>";
  return out;
}

bool lists(const YamlNode& names, std::string_view name) {
  for (const YamlNode& each : names.items)
    if (each.text == name) return true;
  return false;
}

std::string fields_table(const YamlNode& schema) {
  std::string out;
  for (const auto& [name, field] : schema["properties"].members) {
    out += fmt::format(
        "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(name),
        lists(schema["required"], name) ? " <span class=req title=\"必填 required\">*</span>" : "",
        type_words(field), escaped(field["description"].text));
    const YamlNode& inner = field["items"].empty() ? field : field["items"];
    if (!inner["properties"].empty())
      out += "<tr><td></td><td colspan=2>" + fields_table(inner) + "</td></tr>\n";
  }
  return out.empty() ? out : "<table>" + out + "</table>\n";
}

std::string schema_section(const std::string& name, const YamlNode& schema) {
  std::string out = fmt::format("<h3 id=\"{0}\">{0}</h3>\n", escaped(name));
  if (!schema["description"].empty())
    out += "<p class=text>" + escaped(schema["description"].text) + "</p>\n";
  if (schema["properties"].empty()) out += "<p>" + type_words(schema) + "</p>\n";
  for (const YamlNode& option : schema["anyOf"].items) out += fields_table(option);
  return out + fields_table(schema);
}

std::string body_words(const YamlNode& content) {
  std::string out;
  for (const auto& [type, media] : content.members) {
    out += fmt::format("<p>{} <code>{}</code></p>\n", type_words(media["schema"]), escaped(type));
    for (const auto& [name, example] : media["examples"].members)
      out += fmt::format("<details><summary>{}</summary><pre>{}</pre></details>\n",
                         escaped(example["summary"].text), escaped(pretty(example["value"])));
  }
  return out;
}

std::string operation_section(const std::string& path, const std::string& method,
                              const YamlNode& operation, const YamlNode& contract) {
  std::string upper = method;
  for (char& c : upper) c = static_cast<char>(c - 32);
  std::string out = fmt::format(
      "<h3 id=\"{}\"><span class=\"m {}\">{}</span> <code>{}</code></h3>\n<p><b>{}</b></p>\n",
      escaped(operation["operationId"].text), method, upper, escaped(path),
      escaped(operation["summary"].text));
  if (!operation["description"].empty())
    out += "<p class=text>" + escaped(operation["description"].text) + "</p>\n";
  std::string parameters;
  for (const YamlNode& parameter : operation["parameters"].items)
    parameters +=
        fmt::format("<tr><td><code>{}{}</code>{}</td><td>{}</td><td>{}</td></tr>\n",
                    parameter["in"].text == "query" ? "?" : "", escaped(parameter["name"].text),
                    parameter["required"].text == "true" ? " <span class=req>*</span>" : "",
                    type_words(parameter["schema"]), escaped(parameter["description"].text));
  if (!parameters.empty()) out += "<table>" + parameters + "</table>\n";
  if (const YamlNode& body = operation["requestBody"]; !body.empty())
    out += "<p>请求 · Request</p>\n" + body_words(body["content"]);
  for (const auto& [status, response] : operation["responses"].members) {
    const auto ref = name_of_ref(response);
    const YamlNode& real = ref.empty() ? response : contract["components"]["responses"][ref];
    out += fmt::format("<p><b>{}</b> {}</p>\n{}", status == "default" ? "4xx 5xx" : status,
                       escaped(real["description"].text), body_words(real["content"]));
  }
  return out;
}

}  // namespace

std::string contract_page(const YamlNode& contract) {
  std::string toc, operations, schemas;
  for (const auto& [path, methods] : contract["paths"].members) {
    for (const auto& [method, operation] : methods.members) {
      toc +=
          fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escaped(operation["operationId"].text),
                      escaped(operation["summary"].text));
      operations += operation_section(path, method, operation, contract);
    }
  }
  for (const auto& [name, schema] : contract["components"]["schemas"].members)
    schemas += schema_section(name, schema);
  const YamlNode& info = contract["info"];
  return fmt::format(
      "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>{0}</title><style>{1}</style></"
      "head><body>\n"
      "<h1>{0} <small>{2}</small></h1>\n<p class=text>{3}</p>\n<p><a "
      "href=\"/api/openapi.yaml\">openapi.yaml</a> · "
      "<a href=\"/api/openapi.json\">openapi.json</a> · <a href=\"/\">首页 · Home</a></p>\n<ul "
      "class=toc>\n{4}</ul>\n"
      "<h2>地址 · Addresses</h2>\n{5}<h2>数据 · Data</h2>\n{6}</body></html>\n",
      escaped(info["title"].text), kStyle, escaped(info["version"].text),
      escaped(info["description"].text), toc, operations, schemas);
}

}  // namespace yitong::api
