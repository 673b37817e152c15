// One XML part of a workbook, read from begin to end without going anywhere for it: no DOCTYPE, no
// entities of its own, no deep nesting.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

struct XML_ParserStruct;

namespace yitong::documents {

using Attributes = std::map<std::string_view, std::string_view>;
/// Empty where there is none such.
std::string_view value_of(const Attributes& attributes, std::string_view name);

/// Whoever derives sees elements and attributes by their names without the prefix of a namespace.
class PartReader {
 public:
  virtual ~PartReader() = default;

  /// Errors: damaged_document, unsafe_document (DOCTYPE, more than 32 elements deep), and what a
  /// deriving reader stops with.
  Result<void> read(std::string_view text);

 protected:
  virtual void begin(std::string_view name, const Attributes& attributes) = 0;
  virtual void end(std::string_view) {}
  virtual void text(std::string_view) {}
  /// Nothing more is read; the first error is the one that is told.
  void stop(ErrorCode code, std::string found, std::string rule);

 private:
  static void on_begin(void* self, const char* name, const char** attributes);
  static void on_end(void* self, const char* name);
  static void on_text(void* self, const char* text, int size);
  static void on_doctype(void* self, const char*, const char*, const char*, int);

  XML_ParserStruct* parser_ = nullptr;
  int depth_ = 0;
  Errors errors_;
};

}  // namespace yitong::documents
