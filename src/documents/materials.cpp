#include "documents/materials.h"

#include <algorithm>

namespace yitong::documents {
namespace {

constexpr std::string_view kMaterialKinds[] = {
    "identity_card",     "social_card",        "bank_card",
    "invoice",           "fee_list",           "discharge_summary",
    "medical_record",    "diagnosis",          "prescription",
    "lab_report",        "gene_test",          "pathology",
    "referral",          "accident_statement", "application_form",
    "commitment",        "household_register", "birth_certificate",
    "death_certificate", "relationship",       "other"};
constexpr std::ptrdiff_t kMaxNameCharacters = 120;

bool is_forbidden(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  // Marks that turn the direction of writing make "fdp.exe" of "exe.pdf".
  const bool direction =
      c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || direction || c == '/' || c == '\\' || c == 0x2028 || c == 0x2029;
}

/// The character that starts at `at`, which is moved behind it.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? first : first & (0xFFu >> (length + 1));
  const std::size_t end = std::min(at + length, text.size());
  for (++at; at < end; ++at) c = (c << 6) | (byte(at) & 0x3Fu);
  return c;
}

}  // namespace

bool is_material_kind(std::string_view text) {
  return std::ranges::find(kMaterialKinds, text) != std::end(kMaterialKinds);
}

bool is_document_name(std::string_view text) {
  std::ptrdiff_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters)
    if (is_forbidden(next_character(text, at))) return false;
  return characters >= 1 && characters <= kMaxNameCharacters && text != "." && text != ".." &&
         text.find_first_not_of(' ') != text.npos;
}

bool is_reason(std::string_view text) {
  return std::ranges::find(kReasons, text) != std::end(kReasons);
}

}  // namespace yitong::documents
