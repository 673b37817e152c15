// Reads a JSON body by tables of fields and lists every fault with its place, instead of stopping
// at the first.
//
// A body is one object. Each table row names a member, says whether it must be there, what it must
// be like, and which function reads it. Listed by themselves: members that are missing, unknown or
// twice there. The text is walked once, front to back (simdjson on demand); numbers are read as
// text, so no amount ever passes through a double.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/faults.h"
#include "base/date.h"
#include "base/money.h"

namespace yitong::api {

inline constexpr int kMaxJsonDepth = 16;

class JsonValue;

/// One row of a table of fields. `read` gets the value and the struct that the table fills.
struct Field {
  std::string_view name;
  bool required;
  std::string_view rule;
  void (*read)(JsonValue& value, void* target);
};
inline constexpr bool kRequired = true;
inline constexpr bool kOptional = false;
inline constexpr std::size_t kMaxFields = 64;

struct Days {
  Date first, last;  ///< both included
};

/// A value of the body that has not been read yet. Read it once; a reader that returns false has
/// listed why.
class JsonValue {
 public:
  enum class Type : std::uint8_t { object, array, string, number, boolean, null };
  struct Cursor;  // the walk over the body, of which there is one

  JsonValue(Cursor& cursor, void* value, const JsonPlace& place, std::string_view rule)
      : cursor_(cursor), value_(value), place_(place), rule_(rule) {}

  Type type();
  const JsonPlace& place() const { return place_; }
  /// Lists a fault of this value, by its row's rule unless another is given.
  void fault(ErrorCode code, std::string_view rule = {});

  /// Faults of a member found only after the object was read: absent, or at odds with the others.
  void missing(std::string_view member, std::string_view rule);
  void mismatch(std::string_view member, std::string found, std::string rule);
  void conflict(std::string_view member, std::string_view rule);

  /// A string of 1 to `max_bytes` bytes without control characters. The view lives until the next
  /// body is read.
  bool text(std::string_view& out, std::size_t max_bytes);
  /// A string of 0 to `max_bytes` bytes that may have line feeds and tabs.
  bool lines(std::string_view& out, std::size_t max_bytes);
  /// A string that `accepts` takes, else a fault of `code`.
  bool token(std::string_view& out, bool (*accepts)(std::string_view),
             ErrorCode code = ErrorCode::bad_value);
  /// A quoted amount or a number token; not negative, at most kMaxFromOutside.
  bool money(Money& out);
  /// A quoted share of at most 100 %.
  bool ratio(Ratio& out);
  /// A quoted or bare decimal as an integer, see parse_decimal(); not negative.
  bool decimal(std::int64_t& out, int decimals, int max_integer_digits);
  bool date(Date& out, Days allowed);
  bool flag(bool& out);
  /// A bare whole number from `low` to `high`.
  bool whole(std::int64_t& out, std::int64_t low, std::int64_t high);
  /// An object by its table; true when the value is an object and each member could be read or is
  /// listed.
  bool object(std::span<const Field> fields, void* target);
  /// An object with free names of at most `max_members`; each goes to `read` with its name.
  bool members(std::size_t max_members, void (*read)(JsonValue&, std::string_view name, void*),
               void* target);
  /// An array of `least` to `max_elements`; each goes to `read`.
  bool elements(std::size_t max_elements, void (*read)(JsonValue&, void*), void* target,
                std::size_t least = 1);

 private:
  bool string_or_number(std::string_view& out);
  bool wrong_count(std::size_t count, std::size_t least);
  std::string found();

  Cursor& cursor_;
  void* value_;
  JsonPlace place_;
  std::string_view rule_;
};

/// Keeps the buffers of the walk between bodies. Not for two bodies at once.
class JsonParser {
 public:
  JsonParser();
  ~JsonParser();
  JsonParser(const JsonParser&) = delete;
  JsonParser& operator=(const JsonParser&) = delete;

  /// Reads `body` by `fields` into `target`. `body` may grow in capacity (the parser reads ahead of
  /// its end); what it says does not change. Faults of the text itself (encoding, syntax, depth) go
  /// before those of fields.
  void read(std::string& body, std::span<const Field> fields, void* target, FaultList& faults);

 private:
  struct State;
  /// False once the text turned out not to be JSON, or no object.
  bool walk(std::string& body, std::span<const Field> fields, void* target, FaultList& faults);
  static void refuse(std::string_view body, std::size_t offset, ErrorCode code,
                     std::string_view rule, FaultList& faults);
  std::unique_ptr<State> state_;
};

/// The first place nested deeper than kMaxJsonDepth, or npos. Brackets in strings do not count.
std::size_t first_too_deep(std::string_view json);

}  // namespace yitong::api
