#include "identity/sign_in_code.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace yitong::identity {
namespace {

constexpr std::string_view kCodeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(kCodeLetters.size() == 32);  // so that every letter is as likely as any other
constexpr std::string_view kCodeHead = "code$";
constexpr std::size_t kHashDigits = 64, kMaxCodeText = 32;

char code_letter(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

}  // namespace

std::string make_sign_in_code(const SignInCodeBytes& bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out += kCodeLetters[byte & 31];
  return out;
}

std::string shown_sign_in_code(std::string_view code) {
  return std::string(code.substr(0, kSignInCodeLetters / 2)) + "-" +
         std::string(code.substr(kSignInCodeLetters / 2));
}

std::optional<std::string> parse_sign_in_code(std::string_view text) {
  if (text.size() > kMaxCodeText) return std::nullopt;
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (kCodeLetters.find(code_letter(c)) == std::string_view::npos) return std::nullopt;
    out += code_letter(c);
  }
  if (out.size() != kSignInCodeLetters) return std::nullopt;
  return out;
}

bool is_sign_in_code(std::string_view text) { return parse_sign_in_code(text).has_value(); }

std::string text_of(const KeptCode& code) {
  return std::string(kCodeHead) + std::to_string(code.expires.micros) + "$" +
         to_hex(std::span<const std::uint8_t>(code.hash));
}

std::optional<KeptCode> parse_kept_code(std::string_view password) {
  if (!password.starts_with(kCodeHead)) return std::nullopt;
  password.remove_prefix(kCodeHead.size());
  const std::size_t dollar = std::min(password.find('$'), password.size());
  KeptCode out;
  const auto [end, error] =
      std::from_chars(password.data(), password.data() + dollar, out.expires.micros);
  if (error != std::errc() || end != password.data() + dollar || dollar == password.size())
    return std::nullopt;
  const auto hash = from_hex(password.substr(dollar + 1));
  if (!hash || hash->size() != kHashDigits / 2) return std::nullopt;
  std::ranges::transform(*hash, out.hash.begin(),
                         [](char c) { return static_cast<std::uint8_t>(c); });
  return out;
}

}  // namespace yitong::identity
