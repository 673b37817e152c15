#include "verbs/case_content.h"

#include "ledger/bytes.h"

namespace yitong::verbs {
namespace {

constexpr std::uint8_t kContentVersion = 1;

void put_handed(ledger::ByteWriter& out, const cases::Handed& handed) {
  out.bytes(handed.row).u8(handed.original_seen ? 1 : 0).varint(handed.documents.size());
  for (const std::string& each : handed.documents) out.bytes(each);
}

cases::Handed get_handed(ledger::ByteReader& in) {
  cases::Handed out;
  out.row = in.bytes(ledger::kMaxName);
  const std::uint8_t seen = in.u8();
  if (seen > 1) in.fail();
  out.original_seen = seen == 1;
  const std::size_t count = in.count(kMaxHandedDocuments);
  for (std::size_t i = 0; i < count; ++i) out.documents.emplace_back(in.bytes(ledger::kMaxName));
  return out;
}

std::optional<CaseBody> get_body(ledger::ByteReader& in) {
  CaseBody out;
  auto form = cases::decode_form(in.bytes(kMaxCaseContent));
  if (!form) return std::nullopt;
  out.form = std::move(*form);
  const std::size_t count = in.count(kMaxHanded);
  for (std::size_t i = 0; i < count; ++i) out.materials.push_back(get_handed(in));
  return out;
}

}  // namespace

std::string encode(const CaseContent& content) {
  ledger::ByteWriter out;
  out.u8(kContentVersion).bytes(content.remark).u8(content.body ? 1 : 0);
  if (!content.body) return out.take();
  out.bytes(cases::encode(content.body->form)).varint(content.body->materials.size());
  for (const cases::Handed& each : content.body->materials) put_handed(out, each);
  return out.take();
}

std::optional<CaseContent> decode_case_content(std::string_view bytes) {
  ledger::ByteReader in(bytes);
  CaseContent out;
  if (in.u8() != kContentVersion) in.fail();
  out.remark = in.bytes(kMaxCaseContent);
  const std::uint8_t has_body = in.u8();
  if (has_body > 1) in.fail();
  if (has_body == 1) {
    out.body = get_body(in);
    if (!out.body) in.fail();
  }
  if (!in.done()) return std::nullopt;
  return out;
}

}  // namespace yitong::verbs
