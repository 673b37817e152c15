#include "api/faults.h"

namespace yitong::api {
namespace {

void append_pointer(std::string& out, const JsonPlace& place) {
  if (place.parent == nullptr) return;
  append_pointer(out, *place.parent);
  out += '/';
  if (place.index >= 0) {
    out += std::to_string(place.index);
    return;
  }
  for (const char c : place.key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
}

}  // namespace

std::string JsonPlace::pointer() const {
  std::string out;
  append_pointer(out, *this);
  return out;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kMax = 64;
  if (text.size() <= kMax) return std::string(text);
  std::size_t end = kMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace yitong::api
