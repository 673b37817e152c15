#include "policy/document.h"

#include <algorithm>

#include <fmt/format.h>

namespace yitong {
namespace {

std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (std::uint32_t i = 1; i < line; ++i) {
    const auto end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  std::string_view found = text.substr(0, text.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

/// Columns count code points; a Chinese character is two cells wide on a terminal.
std::string caret_under(std::string_view line, std::uint32_t column) {
  std::string out;
  std::uint32_t seen = 1;
  for (std::size_t i = 0; i < line.size() && seen < column; ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    if ((byte & 0xC0) == 0x80) continue;
    out += byte == '\t' ? "\t" : byte >= 0xE3 ? "  " : " ";
    ++seen;
  }
  return out + "^";
}

std::string where(const Fault& fault, const std::vector<PolicyText>& texts) {
  const std::string& name = texts.at(fault.place.file).name;
  if (fault.place.line == 0) return name;
  return fmt::format("{}:{}:{}", name, fault.place.line, fault.place.column);
}

}  // namespace

std::string render(const Fault& fault, const std::vector<PolicyText>& texts, bool chinese) {
  const ErrorText& text = text_of(fault.code);
  const char* severity = fault.severity == Severity::error ? (chinese ? "错误" : "error")
                                                           : (chinese ? "警告" : "warning");
  std::string out = fmt::format("{}: {}: {} [{}]", where(fault, texts), severity,
                                chinese ? text.title_zh : text.title_en, text.code);
  if (!fault.found.empty()) out += fmt::format(": {}", fault.found);
  out += '\n';
  if (fault.place.line != 0) {
    const std::string_view line = line_of(texts.at(fault.place.file).text, fault.place.line);
    if (line.size() <= 400)
      out += fmt::format("  | {}\n  | {}\n", line, caret_under(line, fault.place.column));
  }
  if (!fault.rule.empty())
    out += fmt::format("  {} {}\n", chinese ? "规则：" : "rule:  ", fault.rule);
  if (!fault.clause.empty())
    out += fmt::format("  {} {}\n", chinese ? "条款：" : "clause:", fault.clause);
  out += fmt::format("  {} {}\n", chinese ? "改法：" : "remedy:",
                     !fault.remedy.empty() ? std::string_view(fault.remedy)
                     : chinese             ? text.remedy_zh
                                           : text.remedy_en);
  return out;
}

Error to_error(const Fault& fault, const std::vector<PolicyText>& texts) {
  return Error{fault.code, where(fault, texts), fault.found, fault.rule, fault.remedy};
}

bool has_errors(const Faults& faults) {
  return std::ranges::any_of(faults, [](const Fault& f) { return f.severity == Severity::error; });
}

}  // namespace yitong
