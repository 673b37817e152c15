#include "api/json_reader.h"

#include <fmt/format.h>

// simdjson checks its own steps, some 180 in a bill of 20 lines, unless told not to.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define NDEBUG
#include <simdjson.h>
#pragma pop_macro("NDEBUG")
#include <cassert>

#include <array>

#include <algorithm>
#include <unordered_set>

#include "api/http.h"
#include "base/text.h"

namespace yitong::api {

namespace ondemand = simdjson::ondemand;

/// `error` is set once the text turns out not to be JSON; from then on nothing more can be read.
struct JsonValue::Cursor {
  FaultList& faults;
  std::size_t bytes = 0;  ///< of the body
  simdjson::error_code error = simdjson::SUCCESS;

  bool take(simdjson::error_code code) {
    if (code != simdjson::SUCCESS && error == simdjson::SUCCESS) error = code;
    return code == simdjson::SUCCESS;
  }
  bool broken() const { return error != simdjson::SUCCESS; }
};

namespace {

ondemand::value& value_of(void* value) { return *static_cast<ondemand::value*>(value); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// "line 3, column 14" of a byte offset.
std::string position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  const std::size_t column =
      start == std::string_view::npos ? before.size() + 1 : before.size() - start;
  return fmt::format("第 {} 行第 {} 字节 · line {}, byte {}", line, column, line, column);
}

}  // namespace

JsonValue::Type JsonValue::type() {
  ondemand::json_type type{};
  if (!cursor_.take(value_of(value_).type().get(type))) return Type::null;
  switch (type) {
    case ondemand::json_type::object: return Type::object;
    case ondemand::json_type::array: return Type::array;
    case ondemand::json_type::string: return Type::string;
    case ondemand::json_type::number: return Type::number;
    case ondemand::json_type::boolean: return Type::boolean;
    case ondemand::json_type::null: break;
  }
  return Type::null;
}

std::string JsonValue::found() {
  switch (type()) {
    case Type::object: return "{…}";
    case Type::array: return "[…]";
    default: return excerpt(trimmed(value_of(value_).raw_json_token()));
  }
}

void JsonValue::fault(ErrorCode code, std::string_view rule) {
  std::string what = found();
  if (!cursor_.broken())
    cursor_.faults.add(code, place_, std::move(what), std::string(rule.empty() ? rule_ : rule));
}

void JsonValue::missing(std::string_view member, std::string_view rule) {
  cursor_.faults.add(ErrorCode::missing_field, JsonPlace{&place_, member}, {}, std::string(rule));
}

void JsonValue::mismatch(std::string_view member, std::string found, std::string rule) {
  cursor_.faults.add(ErrorCode::sum_mismatch, JsonPlace{&place_, member}, std::move(found),
                     std::move(rule));
}

void JsonValue::conflict(std::string_view member, std::string_view rule) {
  cursor_.faults.add(ErrorCode::bad_value, JsonPlace{&place_, member}, {}, std::string(rule));
}

bool JsonValue::text(std::string_view& out, std::size_t max_bytes) {
  if (type() != Type::string) return fault(ErrorCode::wrong_type), false;
  std::string_view text;
  if (!cursor_.take(value_of(value_).get_string().get(text))) return false;
  if (text.empty() || text.size() > max_bytes || has_control(text))
    return fault(ErrorCode::bad_value), false;
  out = text;
  return true;
}

bool JsonValue::lines(std::string_view& out, std::size_t max_bytes) {
  if (type() != Type::string) return fault(ErrorCode::wrong_type), false;
  std::string_view text;
  if (!cursor_.take(value_of(value_).get_string().get(text))) return false;
  const bool plain = std::ranges::none_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
  });
  if (text.size() > max_bytes || !plain) return fault(ErrorCode::bad_value), false;
  out = text;
  return true;
}

bool JsonValue::token(std::string_view& out, bool (*accepts)(std::string_view), ErrorCode code) {
  if (type() != Type::string) return fault(ErrorCode::wrong_type), false;
  std::string_view text;
  if (!cursor_.take(value_of(value_).get_string().get(text))) return false;
  if (!accepts(text)) return fault(code), false;
  out = text;
  return true;
}

bool JsonValue::string_or_number(std::string_view& out) {
  switch (type()) {
    case Type::string: return cursor_.take(value_of(value_).get_string().get(out));
    case Type::number: out = trimmed(value_of(value_).raw_json_token()); return true;
    default: fault(ErrorCode::wrong_type); return false;
  }
}

bool JsonValue::money(Money& out) {
  std::string_view text;
  if (!string_or_number(text)) return false;
  const std::optional<Money> amount = Money::parse(text);
  if (!amount) {
    // Too many digits for an int64 is still an amount to the person who sent it.
    const bool long_number =
        text.size() > 15 && text.find_first_not_of("0123456789.") == std::string_view::npos;
    return fault(long_number ? ErrorCode::amount_too_large : ErrorCode::bad_money), false;
  }
  if (amount->is_negative()) return fault(ErrorCode::negative_amount), false;
  if (*amount > kMaxFromOutside) return fault(ErrorCode::amount_too_large), false;
  out = *amount;
  return true;
}

bool JsonValue::ratio(Ratio& out) {
  if (type() != Type::string) return fault(ErrorCode::wrong_type), false;
  std::string_view text;
  if (!cursor_.take(value_of(value_).get_string().get(text))) return false;
  const std::optional<Ratio> ratio = Ratio::parse(text);
  if (!ratio || ratio->ppm() > Ratio::kOne) return fault(ErrorCode::bad_ratio), false;
  out = *ratio;
  return true;
}

bool JsonValue::decimal(std::int64_t& out, int decimals, int max_integer_digits) {
  std::string_view text;
  if (!string_or_number(text)) return false;
  const std::optional<std::int64_t> number = parse_decimal(text, decimals, max_integer_digits);
  if (!number) return fault(ErrorCode::bad_value), false;
  if (*number < 0) return fault(ErrorCode::negative_amount), false;
  out = *number;
  return true;
}

bool JsonValue::date(Date& out, Days allowed) {
  if (type() != Type::string) return fault(ErrorCode::wrong_type), false;
  std::string_view text;
  if (!cursor_.take(value_of(value_).get_string().get(text))) return false;
  const std::optional<Date> date = Date::parse(text);
  if (!date) return fault(ErrorCode::bad_date), false;
  if (*date < allowed.first || *date > allowed.last) {
    fault(ErrorCode::date_out_of_range,
          fmt::format("{} … {}", allowed.first.str(), allowed.last.str()));
    return false;
  }
  out = *date;
  return true;
}

bool JsonValue::flag(bool& out) {
  if (type() != Type::boolean) return fault(ErrorCode::wrong_type), false;
  return cursor_.take(value_of(value_).get_bool().get(out));
}

bool JsonValue::whole(std::int64_t& out, std::int64_t low, std::int64_t high) {
  if (type() != Type::number) return fault(ErrorCode::wrong_type), false;
  const std::optional<std::int64_t> number =
      parse_decimal(trimmed(value_of(value_).raw_json_token()), 0);
  if (!number) return fault(ErrorCode::bad_value), false;
  if (*number < low || *number > high) {
    fault(ErrorCode::bad_value, fmt::format("{} … {}", low, high));
    return false;
  }
  out = *number;
  return true;
}

namespace {

/// The table's row of a key as it is written, from `next` on; the table's size if none is.
std::size_t row_of(std::span<const Field> fields, std::size_t next,
                   const ondemand::raw_json_string& key) {
  for (std::size_t row = next; row < fields.size(); ++row)
    if (key.unsafe_is_equal(fields[row].name)) return row;
  for (std::size_t row = 0; row < next; ++row)
    if (key.unsafe_is_equal(fields[row].name)) return row;
  return fields.size();
}

}  // namespace

bool JsonValue::object(std::span<const Field> fields, void* target) {
  if (type() != Type::object) return fault(ErrorCode::wrong_type), false;
  ondemand::object object;
  if (!cursor_.take(value_of(value_).get_object().get(object))) return false;
  std::uint64_t seen = 0;
  std::size_t next = 0;  // members mostly come in the order of the table
  for (auto member : object) {
    ondemand::field field;
    if (!cursor_.take(std::move(member).get(field))) return false;
    std::size_t row = row_of(fields, next, field.key());
    std::string_view name;
    if (row < fields.size())
      name = fields[row].name;
    else if (!cursor_.take(field.unescaped_key().get(name)))
      return false;
    else  // it may be escaped
      row =
          static_cast<std::size_t>(std::ranges::find(fields, name, &Field::name) - fields.begin());
    const JsonPlace place{&place_, name};
    JsonValue value(cursor_, &field.value(), place,
                    row < fields.size() ? fields[row].rule : std::string_view());
    if (row == fields.size()) {
      value.fault(ErrorCode::unknown_field);
    } else if (seen >> row & 1) {
      value.fault(ErrorCode::duplicate_key);
    } else {
      seen |= std::uint64_t{1} << row;
      next = row + 1;
      fields[row].read(value, target);
    }
    if (cursor_.broken()) return false;
  }
  for (std::size_t row = 0; row < fields.size(); ++row)
    if (fields[row].required && !(seen >> row & 1))
      cursor_.faults.add(ErrorCode::missing_field, JsonPlace{&place_, fields[row].name}, {},
                         std::string(fields[row].rule));
  return true;
}

bool JsonValue::members(std::size_t max_members, void (*read)(JsonValue&, std::string_view, void*),
                        void* target) {
  if (type() != Type::object) return fault(ErrorCode::wrong_type), false;
  ondemand::object object;
  if (!cursor_.take(value_of(value_).get_object().get(object))) return false;
  std::unordered_set<std::string_view> names;
  for (auto member : object) {
    ondemand::field field;
    std::string_view name;
    if (!cursor_.take(std::move(member).get(field)) ||
        !cursor_.take(field.unescaped_key().get(name)))
      return false;
    JsonValue value(cursor_, &field.value(), JsonPlace{&place_, name}, rule_);
    if (names.size() == max_members) {
      value.fault(ErrorCode::too_large, fmt::format("<= {}", max_members));
      return false;
    }
    if (names.insert(name).second)
      read(value, name, target);
    else
      value.fault(ErrorCode::duplicate_key);
    if (cursor_.broken()) return false;
  }
  return true;
}

bool JsonValue::elements(std::size_t max_elements, void (*read)(JsonValue&, void*), void* target,
                         std::size_t least) {
  if (type() != Type::array) return fault(ErrorCode::wrong_type), false;
  ondemand::array array;
  if (!cursor_.take(value_of(value_).get_array().get(array))) return false;
  // Where the body could not hold too many, they need not be counted before they are read.
  if (least > 1 || cursor_.bytes / 2 > max_elements) {
    std::size_t count = 0;
    if (!cursor_.take(array.count_elements().get(count))) return false;
    if (count > max_elements || count < least) return wrong_count(count, least);
  }
  JsonPlace place{&place_, {}};
  for (auto element : array) {
    ondemand::value item;
    if (!cursor_.take(std::move(element).get(item))) return false;
    ++place.index;
    JsonValue value(cursor_, &item, place, rule_);
    read(value, target);
    if (cursor_.broken()) return false;
  }
  if (least == 1 && place.index < 0) return wrong_count(0, least);
  return true;
}

bool JsonValue::wrong_count(std::size_t count, std::size_t least) {
  cursor_.faults.add(count < least ? ErrorCode::bad_value : ErrorCode::too_large, place_,
                     fmt::format("{} elements", count), std::string(rule_));
  return false;
}

struct JsonParser::State {
  ondemand::parser parser;
};

JsonParser::JsonParser() : state_(std::make_unique<State>()) {}
JsonParser::~JsonParser() = default;

void JsonParser::read(std::string& body, std::span<const Field> fields, void* target,
                      FaultList& faults) {
  const FaultList before = faults;
  if (walk(body, fields, target, faults) && faults.count() == before.count()) return;
  // No table is as deep as that, so what is too deep has a fault, and only then it is looked for.
  const std::size_t deep = first_too_deep(body);
  if (deep == std::string_view::npos) return;
  faults = before;
  refuse(body, deep, ErrorCode::too_deep, fmt::format("<= {}", kMaxJsonDepth), faults);
}

/// Faults of fields that were read before the text broke stay listed behind this one.
void JsonParser::refuse(std::string_view body, std::size_t offset, ErrorCode code,
                        std::string_view rule, FaultList& faults) {
  FaultList all;
  all.add({code,
           "",
           excerpt(offset < body.size() ? body.substr(offset) : std::string_view()),
           fmt::format("{}{}{}", position(body, offset), rule.empty() ? "" : ": ", rule),
           {}});
  for (const Error& error : faults.listed()) all.add(error);
  faults = std::move(all);
}

bool JsonParser::walk(std::string& body, std::span<const Field> fields, void* target,
                      FaultList& faults) {
  static_assert(kBodyPadding >= simdjson::SIMDJSON_PADDING);
  const auto refused = [&](ErrorCode code, std::size_t offset, std::string_view rule) {
    refuse(body, offset, code, rule, faults);
    return false;
  };
  body.reserve(body.size() + kBodyPadding);
  ondemand::document document;
  const simdjson::error_code stage1 =
      state_->parser
          .iterate(simdjson::padded_string_view(body.data(), body.size(), body.capacity()))
          .get(document);
  if (stage1 != simdjson::SUCCESS) {
    const std::size_t bad = first_bad_utf8(body);
    if (bad != std::string_view::npos) return refused(ErrorCode::bad_encoding, bad, {});
    return refused(ErrorCode::syntax, body.size(), simdjson::error_message(stage1));
  }
  JsonValue::Cursor cursor{faults, body.size()};
  ondemand::value root;
  if (cursor.take(document.get_value().get(root))) {
    JsonValue value(cursor, &root, JsonPlace{}, "一个 JSON 对象 · a JSON object");
    if (value.object(fields, target) &&
        document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      cursor.error = simdjson::TAPE_ERROR;  // something follows the object
  } else if (cursor.error == simdjson::SCALAR_DOCUMENT_AS_VALUE) {
    faults.add({ErrorCode::wrong_type, "", excerpt(body), "一个 JSON 对象 · a JSON object", {}});
    return false;
  }
  if (!cursor.broken()) return true;
  const char* where = nullptr;
  const bool known = document.current_location().get(where) == simdjson::SUCCESS;
  return refused(ErrorCode::syntax,
                 known ? static_cast<std::size_t>(where - body.data()) : body.size(),
                 simdjson::error_message(cursor.error));
}

namespace {

/// The place of the quote that ends the string whose text begins at `begin`; the size if none does.
std::size_t end_of_string(std::string_view json, std::size_t begin) {
  while (true) {
    const std::size_t quote = json.find('"', begin);
    if (quote == std::string_view::npos) return json.size();
    std::size_t backslashes = 0;
    while (quote - backslashes > begin && json[quote - backslashes - 1] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return quote;
    begin = quote + 1;
  }
}

}  // namespace

std::size_t first_too_deep(std::string_view json) {
  static constexpr auto kKinds = [] {
    std::array<char, 256> kinds{};
    for (const char c : {'"', '{', '[', '}', ']'}) kinds[static_cast<unsigned char>(c)] = c;
    return kinds;
  }();
  int depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char kind = kKinds[static_cast<unsigned char>(json[i])];
    if (kind == 0) continue;
    if (kind == '"') {
      i = end_of_string(json, i + 1);
    } else if (kind == '{' || kind == '[') {
      if (++depth > kMaxJsonDepth) return i;
    } else {
      --depth;
    }
  }
  return std::string_view::npos;
}

}  // namespace yitong::api
