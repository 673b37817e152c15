#include "ledger/grant.h"

#include "ledger/bitemporal.h"
#include "ledger/bytes.h"

namespace yitong::ledger {
namespace {

constexpr std::uint8_t kGrantVersion = 1;

}  // namespace

std::string chosen_text(const Grant& grant) {
  std::string out;
  for (const std::string& each : grant.institutions) out += (out.empty() ? "" : ",") + each;
  return out;
}

std::vector<std::string> chosen_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    out.emplace_back(item);
  }
  return out;
}

Digest digest_of(const std::string& person, const Grant& row) {
  ByteWriter out;
  out.u8(kGrantVersion).bytes("grant_of_person").bytes(person).zigzag(row.no);
  out.bytes(row.area).bytes(row.kind).bytes(row.code).bytes(row.disease);
  out.bytes(chosen_text(row)).bytes(row.doctor).bytes(row.pharmacy);
  out.zigzag(row.in_force.from.days()).zigzag(row.in_force.to.days());
  out.zigzag(row.known_since.micros).zigzag(row.replaces).bytes(row.case_number);
  return sm3(out.str());
}

std::vector<Grant> grants_at(std::span<const Grant> rows, Instant known_at) {
  return believed(rows, known_at);
}

Result<void> may_add(std::span<const Grant> rows, const Grant& added) {
  return may_add_row(rows, added, [&](const Grant& row) {
    return row.area == added.area && row.kind == added.kind && row.code == added.code;
  });
}

}  // namespace yitong::ledger
