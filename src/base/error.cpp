#include "base/error.h"

#include <array>

namespace yitong {
namespace {

constexpr auto kTable = std::to_array<ErrorText>({
#define YT_ERROR(id, status, zh, en, remedy_zh, remedy_en) \
  {ErrorCode::id, #id, status, zh, en, remedy_zh, remedy_en},
#include "base/error.def"
#undef YT_ERROR
});

}  // namespace

const ErrorText& text_of(ErrorCode code) { return kTable[static_cast<std::size_t>(code)]; }
std::span<const ErrorText> all_errors() { return kTable; }

std::string Error::str(bool chinese) const {
  const ErrorText& text = text_of(code);
  std::string out;
  if (!path.empty()) out += path + ": ";
  out += chinese ? text.title_zh : text.title_en;
  if (!found.empty()) out += (chinese ? "：" : ": ") + found;
  if (!rule.empty()) out += (chinese ? "（规则：" : " (rule: ") + rule + (chinese ? "）" : ")");
  out += chinese ? "。" : ". ";
  out += remedy.empty() ? std::string(chinese ? text.remedy_zh : text.remedy_en) : remedy;
  return out;
}

}  // namespace yitong
