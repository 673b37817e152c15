#include "ledger/login.h"

#include <algorithm>

#include "ledger/bytes.h"

namespace yitong::ledger {
namespace {

constexpr std::uint8_t kRightsVersion = 1;

ByteWriter begin_rights(std::string_view table) {
  ByteWriter out;
  out.u8(kRightsVersion).bytes(table);
  return out;
}

/// Periods of delegations clash as those of consents do.
std::vector<Consent> as_consents(std::span<const Delegation> rows) {
  std::vector<Consent> out;
  for (const Delegation& row : rows)
    out.push_back({row.no, row.delegate, row.in_force, row.known_since, row.replaces, {}});
  return out;
}

}  // namespace

Digest digest_of(const Login& login) {
  ByteWriter out = begin_rights("login");
  out.bytes(login.account).zigzag(login.no).bytes(login.role).bytes(login.person);
  out.bytes(login.agency).bytes(login.areas).bytes(login.institution);
  out.bytes(login.title_zh).bytes(login.title_en).bytes(login.password);
  out.raw(bytes_of(login.totp)).zigzag(login.at.micros).bytes(login.by);
  return sm3(out.str());
}

Digest digest_of(const std::string& person, const Delegation& delegation) {
  ByteWriter out = begin_rights("delegation");
  out.bytes(person).zigzag(delegation.no).bytes(delegation.delegate).bytes(delegation.actions);
  out.zigzag(delegation.in_force.from.days()).zigzag(delegation.in_force.to.days());
  out.zigzag(delegation.known_since.micros).zigzag(delegation.replaces).bytes(delegation.by);
  return sm3(out.str());
}

Digest digest_of(const Lockout& lockout) {
  ByteWriter out = begin_rights("lockout");
  out.zigzag(lockout.seq).bytes(lockout.subject).bytes(lockout.what).zigzag(lockout.failures);
  out.zigzag(lockout.at.micros).zigzag(lockout.until.micros);
  return sm3(out.str());
}

Digest digest_of(const LoginLink& link) {
  ByteWriter out = begin_rights("login_link");
  out.bytes(link.account).zigzag(link.no).bytes(link.provider).raw(bytes_of(link.subject));
  out.zigzag(link.replaces).zigzag(link.at.micros).bytes(link.by);
  return sm3(out.str());
}

bool holds(std::span<const LoginLink> rows, const LoginLink& link) {
  return link.replaces == 0 && std::ranges::none_of(rows, [&](const LoginLink& other) {
           return other.replaces == link.no;
         });
}

Digest digest_of(const RefusedAccess& refused) {
  ByteWriter out = begin_rights("refused_access");
  out.zigzag(refused.seq).bytes(refused.person).bytes(refused.subject).bytes(refused.what);
  out.bytes(refused.role).bytes(refused.code).zigzag(refused.times);
  out.zigzag(refused.from.micros).zigzag(refused.to.micros);
  return sm3(out.str());
}

Result<void> may_add(std::span<const Delegation> rows, const Delegation& added) {
  const std::vector<Consent> all = as_consents(rows);
  return may_add(std::span<const Consent>(all), as_consents({&added, 1}).front());
}

std::optional<Delegation> delegation_on(std::span<const Delegation> rows, std::string_view delegate,
                                        Date day, Instant known_at) {
  const auto found = consent_on(as_consents(rows), delegate, day, known_at);
  if (!found) return std::nullopt;
  return *std::ranges::find(rows, found->no, &Delegation::no);
}

std::vector<std::string> words_of(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) out.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

bool holds_word(std::string_view words, std::string_view word) {
  const std::vector<std::string> all = words_of(words);
  return std::ranges::find(all, word) != all.end();
}

}  // namespace yitong::ledger
