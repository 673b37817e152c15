#include "cases/form.h"

#include <algorithm>
#include <charconv>

#include "base/id.h"
#include "base/text.h"
#include "ledger/bytes.h"

namespace yitong::cases {
namespace {

constexpr std::size_t kMaxText = 600, kMaxWords = 6'000, kMaxPath = 64;

/// One path cut at its dots.
struct Parts {
  std::string_view list, no, field;  ///< no and field are empty outside lists
};

Parts parts_of(std::string_view path) {
  const std::size_t first = path.find('.');
  if (first == path.npos) return {path, {}, {}};
  const std::size_t second = path.find('.', first + 1);
  if (second == path.npos) return {path.substr(0, first), path.substr(first + 1), {}};
  return {path.substr(0, first), path.substr(first + 1, second - first - 1),
          path.substr(second + 1)};
}

std::optional<std::size_t> row_number(std::string_view text) {
  std::size_t out = 0;
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

bool all_of_kind(std::string_view text, bool (*fits)(char)) {
  return std::ranges::all_of(text, fits);
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_'; }

bool is_choices(std::string_view text) {
  return !text.empty() && text.size() <= 400 &&
         all_of_kind(text, [](char c) { return is_name(c) || c == ','; });
}

/// What a value of the type looks like; empty: any text of the length.
std::string_view rule_of(const Field& field) {
  switch (field.type) {
    case FieldKind::text: return "at most 200 characters";
    case FieldKind::words: return "at most 2,000 characters";
    case FieldKind::code: return "one of the field's codes";
    case FieldKind::row: return "the id of a row of the area's rules";
    case FieldKind::area: return "six digits";
    case FieldKind::institution: return "H or P and 11 digits";
    case FieldKind::disease:
    case FieldKind::drug:
    case FieldKind::token: return "1 to 64 letters, digits, . _ -";
    case FieldKind::date: return "2026-11-22";
    case FieldKind::money: return "12.34, not negative";
    case FieldKind::decimal:
      return field.limit <= 4 ? "12.3456, not negative, at most four decimals"
                              : "12.345678, not negative, at most six decimals";
    case FieldKind::number: return "0 to 9999";
    case FieldKind::yes: return "yes";
    case FieldKind::choices: return "codes with commas between";
    case FieldKind::account: return "8 to 32 digits";
    case FieldKind::list: return "a list";
  }
  return {};
}

bool is_decimal(std::string_view text, int decimals) {
  return parse_decimal(text, decimals, 12).has_value();
}

bool is_well_formed(const Field& field, std::string_view text) {
  switch (field.type) {
    case FieldKind::text: return text.size() <= kMaxText;
    case FieldKind::words: return text.size() <= kMaxWords;
    case FieldKind::code:
      return std::ranges::find(field.codes, text, &FieldCode::code) != field.codes.end();
    case FieldKind::row: return text.size() <= 64 && all_of_kind(text, is_name);
    case FieldKind::area: return is_area_code(text);
    case FieldKind::institution: return is_institution_code(text);
    case FieldKind::disease:
    case FieldKind::drug:
    case FieldKind::token: return is_token(text);
    case FieldKind::date: return Date::parse(text).has_value();
    case FieldKind::money: return is_decimal(text, 2) && text[0] != '-';
    case FieldKind::decimal:
      return parse_decimal(text, static_cast<int>(field.limit), 9).has_value() && text[0] != '-';
    case FieldKind::number: return row_number(text).has_value() && text.size() <= 4;
    case FieldKind::yes: return text == "yes";
    case FieldKind::choices: return is_choices(text);
    case FieldKind::account:
      return text.size() >= 8 && text.size() <= 32 && all_of_kind(text, is_digit);
    case FieldKind::list: return false;
  }
  return false;
}

std::string pointer(std::string_view root, std::string_view path) {
  std::string out(root);
  out += '/';
  for (const char c : path) out += c == '.' ? '/' : c;
  return out;
}

std::string rule_text(const Field& field) {
  if (field.type != FieldKind::code) return std::string(rule_of(field));
  std::string out;
  for (const FieldCode& code : field.codes) {
    if (!out.empty()) out += " | ";
    out += code.code;
  }
  return out;
}

bool may_write(const Field& field, Action writer) { return field.written_by.has(writer); }

}  // namespace

std::string_view value(const Form& form, std::string_view path) {
  const auto found = form.find(path);
  return found == form.end() ? std::string_view() : std::string_view(found->second);
}

const Field* find_field(Kind kind, std::string_view path) {
  if (path.size() > kMaxPath) return nullptr;
  const Parts parts = parts_of(path);
  const bool in_list = !parts.field.empty();
  const auto number = row_number(parts.no);
  for (const Field& field : all_fields()) {
    if (field.kind != kind || field.type == FieldKind::list) continue;
    const Parts known = parts_of(field.key);
    if (known.list != parts.list || known.field != parts.field) continue;
    if (in_list ? known.no == "*" && number : parts.no.empty()) return &field;
  }
  return nullptr;
}

std::size_t rows_of(const Form& form, std::string_view list) {
  std::size_t rows = 0;
  const std::string prefix = std::string(list) + ".";
  for (auto at = form.lower_bound(prefix); at != form.end() && at->first.starts_with(prefix); ++at)
    if (const auto no = row_number(parts_of(at->first).no)) rows = std::max(rows, *no + 1);
  return rows;
}

Errors faults_of_values(Kind kind, const Form& form, Action writer, std::string_view root) {
  Errors out;
  std::size_t bytes = 0;
  for (const auto& [path, text] : form) {
    bytes += path.size() + text.size();
    const Field* const field = find_field(kind, path);
    if (field == nullptr)
      out.push_back(
          {ErrorCode::unknown_field, pointer(root, path), {}, "a field of this kind", {}});
    else if (!may_write(*field, writer))
      out.push_back({ErrorCode::not_permitted,
                     pointer(root, path),
                     {},
                     "written by another step of the case",
                     {}});
    else if (!text.empty() && (!is_utf8(text) || !is_well_formed(*field, text)))
      out.push_back(
          {ErrorCode::bad_value, pointer(root, path), text.substr(0, 60), rule_text(*field), {}});
    if (out.size() >= 100) break;
  }
  for (const Field& field : all_fields())
    if (field.kind == kind && field.type == FieldKind::list &&
        rows_of(form, field.key) > field.limit)
      out.push_back({ErrorCode::too_large,
                     pointer(root, field.key),
                     std::to_string(rows_of(form, field.key)),
                     "at most " + std::to_string(field.limit),
                     {}});
  if (form.size() > kMaxFormEntries || bytes > kMaxFormBytes)
    out.push_back({ErrorCode::too_large,
                   std::string(root),
                   std::to_string(bytes),
                   "at most 40,000 fields and 2 MiB",
                   {}});
  return out;
}

Errors faults_of_gaps(Kind kind, const Form& form, Action writer, std::string_view root) {
  Errors out;
  const auto missing = [&](std::string path, const Field& field) {
    if (value(form, path).empty())
      out.push_back({ErrorCode::missing_field, pointer(root, path), {}, std::string(field.zh), {}});
  };
  for (const Field& field : all_fields()) {
    if (field.kind != kind || !field.required || !may_write(field, writer)) continue;
    const Parts parts = parts_of(field.key);
    if (field.type == FieldKind::list) {
      if (rows_of(form, field.key) == 0)
        out.push_back(
            {ErrorCode::missing_field, pointer(root, field.key), {}, std::string(field.zh), {}});
    } else if (parts.field.empty()) {
      missing(std::string(field.key), field);
    } else {
      const std::string list(parts.list);
      for (std::size_t row = 0; row < rows_of(form, list); ++row)
        missing(list + "." + std::to_string(row) + "." + std::string(parts.field), field);
    }
  }
  return out;
}

std::string encode(const Form& form) {
  ledger::ByteWriter out;
  out.varint(form.size());
  for (const auto& [path, text] : form) out.bytes(path).bytes(text);
  return out.take();
}

std::optional<Form> decode_form(std::string_view bytes) {
  ledger::ByteReader in(bytes);
  Form out;
  const std::size_t count = in.count(kMaxFormEntries);
  for (std::size_t i = 0; i < count; ++i) {
    std::string path(in.bytes(kMaxPath));
    std::string text(in.bytes(kMaxWords));
    if (!out.empty() && path <= out.rbegin()->first) in.fail();
    if (!in.ok()) return std::nullopt;
    out.emplace_hint(out.end(), std::move(path), std::move(text));
  }
  if (!in.done()) return std::nullopt;
  return out;
}

}  // namespace yitong::cases
