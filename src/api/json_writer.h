// Writes JSON straight into a string: no tree, no allocation besides the string's own growth.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/text.h"

namespace yitong::api {

/// Calls nest as the text does; commas are set by the writer. Texts given are valid UTF-8.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  /// `name` is an identifier of ours or an outside name; both are escaped.
  JsonWriter& key(std::string_view name) {
    separate();
    quoted(name);
    out_ += ':';
    after_key_ = true;
    return *this;
  }
  JsonWriter& string(std::string_view text) {
    separate();
    quoted(text);
    return *this;
  }
  JsonWriter& integer(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
  }
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  /// `json` is already a complete JSON value.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }
  JsonWriter& money(Money amount) { return string(amount.str()); }
  /// {"zh": …, "en": …}
  JsonWriter& text(std::string_view zh, std::string_view en) {
    begin_object();
    key("zh").string(zh);
    key("en").string(en);
    return end_object();
  }

 private:
  /// Nearly no text needs an escape; such a text is copied as a whole.
  void quoted(std::string_view text) {
    bool plain = true;
    for (const char c : text)
      plain &= static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    if (!plain) return append_json_string(out_, text);
    out_ += '"';
    out_ += text;
    out_ += '"';
  }
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
  }
  void separate() {
    if (!first_ && !after_key_) out_ += ',';
    first_ = false;
    after_key_ = false;
  }

  std::string& out_;
  bool first_ = true;
  bool after_key_ = false;
};

}  // namespace yitong::api
