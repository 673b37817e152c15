// Writes JSON straight into a string: no tree, no allocation besides the string's own growth.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
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
  /// Eight bytes at a time: whether one is below 0x20, a quote or a backslash.
  static bool needs_escape(std::uint64_t word) {
    constexpr std::uint64_t kEach = 0x0101010101010101, kHigh = 0x8080808080808080;
    const std::uint64_t quote = word ^ kEach * '"', backslash = word ^ kEach * '\\';
    return (((word - kEach * 0x20) & ~word) | ((quote - kEach) & ~quote) |
            ((backslash - kEach) & ~backslash)) &
           kHigh;
  }
  template <class Word>
  static Word load(const char* at) {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  /// The last bytes are looked at together with some before them; what is short, in two halves.
  static bool needs_escape(std::string_view text) {
    const char* const end = text.data() + text.size();
    if (text.size() >= 8) {
      for (const char* at = text.data(); at + 8 < end; at += 8)
        if (needs_escape(load<std::uint64_t>(at))) return true;
      return needs_escape(load<std::uint64_t>(end - 8));
    }
    if (text.size() >= 4)
      return needs_escape(std::uint64_t{load<std::uint32_t>(text.data())} << 32 |
                          load<std::uint32_t>(end - 4));
    std::uint64_t word = 0x7878787878787878;  // of no byte that needs one
    for (const char c : text) word = word << 8 | static_cast<unsigned char>(c);
    return needs_escape(word);
  }
  /// Nearly no text needs an escape; such a text is copied as a whole.
  void quoted(bool comma, std::string_view text, bool colon) {
    if (needs_escape(text)) {
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
