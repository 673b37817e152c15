#include "ledger/journal.h"

#include <array>

#include "ledger/bytes.h"

namespace yitong::ledger {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMaxChanges = 1024;

ByteWriter begin(std::string_view table) {
  ByteWriter out;
  out.u8(kVersion).bytes(table);
  return out;
}

ByteWriter& put(ByteWriter& out, EntryId id) {
  return out.varint(static_cast<std::uint64_t>(id.bucket)).zigzag(id.seq);
}

ByteWriter& put(ByteWriter& out, const MessageKey& key) {
  return out.bytes(key.person).bytes(key.institution).bytes(key.message_id);
}

ByteWriter& put(ByteWriter& out, const Period& period) {
  return out.zigzag(period.from.days()).zigzag(period.to.days());
}

Digest finish(const ByteWriter& out) { return sm3(out.str()); }

}  // namespace

std::string leaf_bytes(const JournalEntry& entry) {
  ByteWriter out;
  out.u8(kVersion).u8(static_cast<std::uint8_t>(entry.kind));
  put(out, entry.id).zigzag(entry.at.micros).varint(entry.rows.size());
  for (const Digest& row : entry.rows) out.raw(bytes_of(row));
  return out.take();
}

Digest link_of(const Digest& previous, const Digest& leaf) {
  return sm3(bytes_of(previous), bytes_of(leaf));
}

Digest digest_of(const SettlementEntry& settlement) {
  ByteWriter out = begin("settlement");
  put(put(out, settlement.id), settlement.key);
  out.bytes(settlement.area)
      .bytes(settlement.insurance)
      .zigzag(settlement.on.days())
      .zigzag(settlement.at.micros);
  out.raw(bytes_of(settlement.plan)).raw(bytes_of(settlement.catalogue));
  const Payers& payers = settlement.payers;
  out.zigzag(payers.total.fen()).bytes(encode(payers.funds)).zigzag(payers.account.fen());
  out.zigzag(payers.family_account.fen())
      .zigzag(payers.cash.fen())
      .zigzag(payers.institution.fen());
  out.bytes(encode(settlement.before)).bytes(encode(settlement.changes)).bytes(settlement.input);
  out.bytes(settlement.outcome).bytes(settlement.steps);
  return finish(out);
}

Digest digest_of(const ReversalEntry& reversal) {
  ByteWriter out = begin("reversal");
  put(put(out, reversal.id), reversal.key)
      .zigzag(reversal.settlement_seq)
      .zigzag(reversal.at.micros);
  return finish(out);
}

Digest digest_of(EntryId id, const std::vector<Posting>& postings) {
  ByteWriter out = begin("posting");
  put(out, id).varint(postings.size());
  for (const Posting& posting : postings) out.bytes(posting.account).zigzag(posting.amount.fen());
  return finish(out);
}

Digest digest_of(const Message& message) {
  ByteWriter out = begin("message");
  put(put(out, message.entry), message.key).u8(static_cast<std::uint8_t>(message.role));
  out.raw(bytes_of(message.body)).bytes(message.reply);
  return finish(out);
}

Digest digest_of_messages(std::span<const Digest> messages) {
  ByteWriter out = begin("messages");
  out.varint(messages.size());
  for (const Digest& message : messages) out.raw(bytes_of(message));
  return finish(out);
}

std::string row_bytes(const std::string& person, const Coverage& coverage) {
  ByteWriter out = begin("coverage");
  put(out.bytes(person).zigzag(coverage.no).bytes(coverage.area).bytes(coverage.insurance),
      coverage.in_force);
  out.zigzag(coverage.known_since.micros).zigzag(coverage.replaces).bytes(coverage.facts);
  return out.take();
}

std::string row_bytes(const std::string& person, const Filing& filing) {
  ByteWriter out = begin("filing");
  put(out.bytes(person).zigzag(filing.no).bytes(filing.kind).bytes(filing.target), filing.in_force);
  out.zigzag(filing.known_since.micros).zigzag(filing.replaces);
  return out.take();
}

Digest digest_of(const std::string& person, const Coverage& coverage) {
  return sm3(row_bytes(person, coverage));
}

Digest digest_of(const std::string& person, const Filing& filing) {
  return sm3(row_bytes(person, filing));
}

Digest digest_of(const Inflow& inflow) {
  ByteWriter out = begin("account_inflow");
  put(out, inflow.id).bytes(inflow.person).bytes(inflow.source).zigzag(inflow.amount.fen());
  out.zigzag(inflow.at.micros);
  return finish(out);
}

Digest digest_of(const std::string& person, const Consent& consent) {
  ByteWriter out = begin("family_consent");
  put(out.bytes(person).zigzag(consent.no).bytes(consent.relative), consent.in_force);
  out.zigzag(consent.known_since.micros).zigzag(consent.replaces);
  out.u8(consent.yearly_limit.has_value()).zigzag(consent.yearly_limit.value_or(Money()).fen());
  return finish(out);
}

Digest digest_of(const RegisterEvent& event) {
  ByteWriter out = begin("register_event");
  put(out, event.id)
      .u8(static_cast<std::uint8_t>(event.thing.kind))
      .bytes(event.thing.name)
      .u8(static_cast<std::uint8_t>(event.action));
  put(out, event.holder).bytes(event.heir).zigzag(event.amount.fen()).zigzag(event.on.days());
  out.zigzag(event.expires.micros).zigzag(event.at.micros);
  return finish(out);
}

Digest digest_of(const AnswerEntry& answer) {
  ByteWriter out = begin("answer");
  put(put(out, answer.id), answer.key).zigzag(answer.at.micros).raw(bytes_of(answer.body));
  out.bytes(answer.request).bytes(answer.reply);
  return finish(out);
}

Digest digest_of(const AnswerEntry& answer, const std::vector<Resettled>& members) {
  ByteWriter out = begin("resettlement");
  out.raw(bytes_of(digest_of(answer))).varint(members.size());
  for (const Resettled& each : members)
    out.zigzag(each.old_seq).zigzag(each.reversal_seq).zigzag(each.new_seq);
  return finish(out);
}

std::span<const std::string_view> tables_of(EntryKind kind) {
  static constexpr std::array<std::string_view, 3> settlement{"settlement", "posting", "message"};
  static constexpr std::array<std::string_view, 3> reversal{"reversal", "posting", "message"};
  static constexpr std::array<std::string_view, 1> tombstone{"message"}, coverage{"coverage"},
      filing{"filing"};
  switch (kind) {
    case EntryKind::settlement: return settlement;
    case EntryKind::reversal: return reversal;
    case EntryKind::tombstone: return tombstone;
    case EntryKind::coverage: return coverage;
    case EntryKind::filing: return filing;
    default: return {};  // younger than that schema
  }
}

std::string encode(const std::vector<Accumulated>& accumulated) {
  ByteWriter out;
  out.varint(accumulated.size());
  for (const Accumulated& each : accumulated)
    out.bytes(each.scope).bytes(each.period).bytes(each.name).zigzag(each.amount);
  return out.take();
}

std::optional<std::vector<Accumulated>> decode_accumulated(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<Accumulated> out(in.count(kMaxChanges));
  for (Accumulated& each : out) {
    each.scope = in.bytes(kMaxName);
    each.period = in.bytes(kMaxName);
    each.name = in.bytes(kMaxName);
    each.amount = in.zigzag();
    if (each.amount == INT64_MIN) in.fail();
  }
  if (!in.done()) return std::nullopt;
  return out;
}

std::string encode(const std::vector<Payers::Fund>& funds) {
  ByteWriter out;
  out.varint(funds.size());
  for (const Payers::Fund& fund : funds) out.bytes(fund.fund).zigzag(fund.paid.fen());
  return out.take();
}

std::optional<std::vector<Payers::Fund>> decode_funds(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<Payers::Fund> out(in.count(kMaxChanges));
  for (Payers::Fund& fund : out) {
    fund.fund = in.bytes(kMaxName);
    fund.paid = Money::fen(in.zigzag());
  }
  if (!in.done()) return std::nullopt;
  return out;
}

}  // namespace yitong::ledger
