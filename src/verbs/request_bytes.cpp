#include "verbs/request_bytes.h"

#include "ledger/bytes.h"
#include "verbs/record.h"

namespace yitong::verbs {
namespace {

constexpr std::uint8_t kVersion = 1, kWithDoctor = 2;
constexpr std::size_t kMaxWord = 256;
constexpr std::size_t kMaxBill = 4 << 20;

}  // namespace

std::string encode(const SettleRequest& request) {
  ledger::ByteWriter out;
  out.u8(request.doctor.empty() ? kVersion : kWithDoctor)
      .bytes(request.key.person)
      .bytes(request.key.institution)
      .bytes(request.key.message_id);
  out.bytes(encode(request.bill)).u8(request.emergency).bytes(request.disease).bytes(request.stay);
  out.zigzag(request.account.fen()).bytes(request.family_payer).zigzag(request.family.fen());
  out.bytes(request.invoice.code).bytes(request.invoice.number);
  if (!request.doctor.empty()) out.bytes(request.doctor);
  return out.take();
}

std::optional<SettleRequest> decode_request(std::string_view bytes) {
  ledger::ByteReader in(bytes);
  SettleRequest out;
  const std::uint8_t version = in.u8();
  if (version != kVersion && version != kWithDoctor) in.fail();
  out.key.person = in.bytes(kMaxWord);
  out.key.institution = in.bytes(kMaxWord);
  out.key.message_id = in.bytes(kMaxWord);
  auto bill = decode_bill(in.bytes(kMaxBill));
  const std::uint8_t emergency = in.u8();
  if (emergency > 1 || !bill) in.fail();
  out.emergency = emergency == 1;
  out.disease = in.bytes(kMaxWord);
  out.stay = in.bytes(kMaxWord);
  out.account = Money::fen(in.zigzag());
  out.family_payer = in.bytes(kMaxWord);
  out.family = Money::fen(in.zigzag());
  out.invoice.code = in.bytes(kMaxWord);
  out.invoice.number = in.bytes(kMaxWord);
  if (version == kWithDoctor) out.doctor = in.bytes(kMaxWord);
  if (!in.done()) return std::nullopt;
  out.bill = std::move(*bill);
  return out;
}

}  // namespace yitong::verbs
