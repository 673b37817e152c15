// Writes JSON straight into a string: no tree, no allocation besides the string's own growth.
#pragma once

#include <algorithm>
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
    const bool comma = wants_comma();
    quoted(comma, name, true);
    after_key_ = true;
    return *this;
  }
  JsonWriter& string(std::string_view text) {
    quoted(wants_comma(), text, false);
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
  void quoted(bool comma, std::string_view text, bool colon) {
    if (has_low_or<'"', '\\'>(text)) {
      if (comma) out_ += ',';
      append_json_string(out_, text);
      if (colon) out_ += ':';
      return;
    }
    const std::size_t size = out_.size();
    out_.resize_and_overwrite(size + text.size() + 4, [&](char* begin, std::size_t) {
      char* end = begin + size;
      if (comma) *end++ = ',';
      *end++ = '"';
      end = std::copy_n(text.data(), text.size(), end);
      *end++ = '"';
      if (colon) *end++ = ':';
      return end - begin;
    });
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
  bool wants_comma() {
    const bool comma = !first_ && !after_key_;
    first_ = false;
    after_key_ = false;
    return comma;
  }
  void separate() {
    if (wants_comma()) out_ += ',';
  }

  std::string& out_;
  bool first_ = true;
  bool after_key_ = false;
};

}  // namespace yitong::api
