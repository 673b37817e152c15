#include "ledger/leaf.h"

#include <cstring>

#include "ledger/bytes.h"

namespace yitong::ledger {
namespace {

constexpr std::uint8_t kLeafVersion = 2;
constexpr std::size_t kMaxCount = 1024;

ByteWriter begin(const EntryHead& head) {
  ByteWriter out;
  out.reserve(1 << 10);
  out.u8(kLeafVersion).u8(static_cast<std::uint8_t>(head.kind));
  out.varint(static_cast<std::uint64_t>(head.id.bucket)).zigzag(head.id.seq);
  out.zigzag(head.at.micros).bytes(head.key.person).bytes(head.key.institution);
  out.bytes(head.key.message_id);
  return out;
}

std::string finish(ByteWriter& out, const Digest& body, const HashedReply& reply) {
  if (reply.shape)
    out.u8(1).raw(bytes_of(*reply.shape)).bytes(reply.values);
  else
    out.u8(0).raw(bytes_of(reply.whole));
  return out.raw(bytes_of(body)).take();
}

void put_names(ByteWriter& out, const std::vector<Accumulated>& values) {
  out.varint(values.size());
  for (const Accumulated& each : values) out.bytes(each.scope).bytes(each.period).bytes(each.name);
}

void get_names(ByteReader& in, std::vector<Accumulated>& out) {
  out.resize(in.count(kMaxCount));
  for (Accumulated& each : out) {
    each.scope = in.bytes(kMaxName);
    each.period = in.bytes(kMaxName);
    each.name = in.bytes(kMaxName);
  }
}

Digest get_digest(ByteReader& in) {
  Digest out{};
  const std::string_view bytes = in.raw(out.size());
  if (bytes.size() == out.size()) std::memcpy(out.data(), bytes.data(), out.size());
  return out;
}

void get_amounts(ByteReader& in, std::vector<Accumulated>& out) {
  for (Accumulated& each : out) {
    each.amount = in.zigzag();
    if (each.amount == INT64_MIN) in.fail();
  }
}

}  // namespace

std::string encode_names(const SettlementEntry& settlement) {
  ByteWriter out;
  out.bytes(settlement.area).bytes(settlement.insurance);
  out.raw(bytes_of(settlement.plan)).raw(bytes_of(settlement.catalogue));
  out.varint(settlement.payers.funds.size());
  for (const Payers::Fund& fund : settlement.payers.funds) out.bytes(fund.fund);
  put_names(out, settlement.before);
  put_names(out, settlement.changes);
  return out.take();
}

std::string encode_sums(const SettlementEntry& settlement) {
  const Payers& payers = settlement.payers;
  ByteWriter out;
  out.zigzag(settlement.on.days()).zigzag(payers.total.fen());
  for (const Payers::Fund& fund : payers.funds) out.zigzag(fund.paid.fen());
  out.zigzag(payers.account.fen()).zigzag(payers.family_account.fen());
  out.zigzag(payers.cash.fen()).zigzag(payers.institution.fen());
  for (const Accumulated& each : settlement.before) out.zigzag(each.amount);
  for (const Accumulated& each : settlement.changes) out.zigzag(each.amount);
  return out.take();
}

bool decode_names(std::string_view bytes, SettlementEntry& out) {
  ByteReader in(bytes);
  out.area = in.bytes(kMaxName);
  out.insurance = in.bytes(kMaxName);
  out.plan = get_digest(in);
  out.catalogue = get_digest(in);
  out.payers.funds.resize(in.count(kMaxCount));
  for (Payers::Fund& fund : out.payers.funds) fund.fund = in.bytes(kMaxName);
  get_names(in, out.before);
  get_names(in, out.changes);
  return in.done();
}

void decode_sums(ByteReader& in, SettlementEntry& out) {
  const auto money = [&in] { return Money::fen(in.zigzag()); };
  const std::int64_t day = in.zigzag();
  if (day < INT32_MIN || day > INT32_MAX) in.fail();
  out.on = Date::from_days(static_cast<std::int32_t>(day));
  out.payers.total = money();
  for (Payers::Fund& fund : out.payers.funds) fund.paid = money();
  out.payers.account = money(), out.payers.family_account = money();
  out.payers.cash = money(), out.payers.institution = money();
  get_amounts(in, out.before);
  get_amounts(in, out.changes);
}

std::string leaf_bytes(const EntryHead& head, const SettlementEntry& settlement,
                       std::string_view names, std::string_view sums, const Digest& body,
                       const HashedReply& reply) {
  ByteWriter out = begin(head);
  out.raw(names).raw(sums);
  out.raw(bytes_of(settlement.bill_hash ? *settlement.bill_hash : sm3(settlement.bill)));
  out.bytes(settlement.input).bytes(settlement.outcome).bytes(settlement.steps);
  return finish(out, body, reply);
}

std::string leaf_bytes_of_reversal(const EntryHead& head, std::int64_t settlement_seq,
                                   const Digest& body, const HashedReply& reply) {
  ByteWriter out = begin(head);
  out.zigzag(settlement_seq);
  return finish(out, body, reply);
}

std::string leaf_bytes_of_tombstone(const EntryHead& head, std::string_view original,
                                    const Digest& body, const HashedReply& reply) {
  ByteWriter out = begin(head);
  out.bytes(original);
  return finish(out, body, reply);
}

std::string leaf_bytes_of_row(const EntryHead& head, const Digest& row) {
  return begin(head).raw(bytes_of(row)).take();
}

}  // namespace yitong::ledger
