#include "store/entry_rows.h"

#include <cstring>

#include "ledger/shape.h"
#include "store/packed.h"

namespace yitong::store {
namespace {

using ledger::ByteReader;
using ledger::ByteWriter;
using ledger::EntryHead;
using ledger::EntryId;
using ledger::EntryKind;
using ledger::Form;

#define ENTRY_COLUMNS \
  "seq, kind, state, at_micros, person_id, institution, message_id, content, link"

constexpr Sql kSelectHead{
    "SELECT seq, link FROM entry WHERE bucket = $1 ORDER BY seq DESC LIMIT 1"};
constexpr Sql kSelectEntry{"SELECT " ENTRY_COLUMNS " FROM entry WHERE bucket = $1 AND seq = $2"};
constexpr Sql kSelectLink{"SELECT link FROM entry WHERE bucket = $1 AND seq = $2"};
constexpr Sql kInsertEntry{"INSERT INTO entry (bucket, " ENTRY_COLUMNS
                           ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql kUpdateState{"UPDATE entry SET state = $1 WHERE bucket = $2 AND seq = $3"};

constexpr std::size_t kMaxBlob = 8 << 20;
enum ReplyForm : std::uint8_t { kWhole, kShaped };

std::string number_of_head(const EntryHead& head) { return number_of(head.kind, head.id); }

Form read_form(ByteReader& in) {
  const std::uint8_t form = in.u8();
  if (form != static_cast<std::uint8_t>(Form::row_sets) &&
      form != static_cast<std::uint8_t>(Form::one_row))
    in.fail();
  return static_cast<Form>(form);
}

Digest read_digest(ByteReader& in) {
  Digest out{};
  const std::string_view bytes = in.raw(out.size());
  if (bytes.size() == out.size()) std::memcpy(out.data(), bytes.data(), out.size());
  return out;
}

void read_reply(Database& database, ByteReader& in, const EntryHead& head, Answered& out,
                Replies replies = Replies::given) {
  out.reply.shape_no = 0;
  out.reply.shape.reset();
  out.reply.values.clear(), out.reply.whole.clear(), out.reply_bytes.clear();
  const std::uint8_t form = in.u8();
  if (form == kWhole) {
    out.reply.whole = in.bytes(kMaxBlob);
    out.reply_bytes = out.reply.whole;
    return;
  }
  if (form != kShaped) return in.fail();
  out.reply.shape_no = static_cast<std::int64_t>(in.varint());
  out.reply.values = in.bytes(kMaxBlob);
  const KnownText* const shape = in.ok() ? shared_text(database, out.reply.shape_no) : nullptr;
  if (shape == nullptr) return in.fail();
  out.reply.shape = shape->hash;
  if (replies == Replies::kept && out.form == Form::one_row) {
    if (!ledger::are_values(out.reply.values, shape->values)) in.fail();
    return;
  }
  auto reply = give_shape(shape->body, out.reply.values, head.key, number_of_head(head));
  if (!reply) return in.fail();
  out.reply_bytes = std::move(*reply);
}

void damaged(Database& database, const EntryRow& row) {
  database.set_fault(
      {ErrorCode::corrupt,
       "entry/" + std::to_string(row.head.id.bucket) + "/" + std::to_string(row.head.id.seq),
       "content",
       "bytes of the grammar of store/entry_rows.h",
       {}});
}

}  // namespace

const Sql kSelectChain{"SELECT " ENTRY_COLUMNS " FROM entry WHERE bucket = $1 ORDER BY seq"};

Place next_place(Database& database, std::int32_t bucket) {
  if (ChainHeads* const heads = database.heads())
    if (const auto known = heads->places.find(bucket); known != heads->places.end())
      return known->second;
  Rows head = database.query(kSelectHead, {integer(bucket)});
  if (!head.next()) return {{bucket, 1}, {}};
  return {{bucket, head.integer(0) + 1}, head.digest(1)};
}

bool read_entry(Rows& rows, std::int32_t bucket, EntryRow& out) {
  out.head.id = {bucket, rows.integer(0)};
  const auto kind = ledger::parse_entry_kind_letter(rows.text(1));
  if (!kind) return false;
  out.head.kind = *kind;
  out.state = ledger::parse_state_letter(rows.text(2));
  if (out.state.has_value() != (*kind == EntryKind::settlement)) return false;
  out.head.at = {rows.integer(3)};
  out.head.key.person = rows.text(4);
  out.head.key.institution = rows.text(5);
  out.head.key.message_id = rows.text(6);
  out.content = rows.blob(7);
  out.link = rows.digest(8);
  return true;
}

std::optional<EntryRow> entry_of(Rows& rows, std::int32_t bucket) {
  std::optional<EntryRow> out(std::in_place);
  if (!read_entry(rows, bucket, *out)) out.reset();
  return out;
}

std::optional<EntryRow> find_entry(Database& database, EntryId id) {
  Rows rows = database.query(kSelectEntry, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  auto out = entry_of(rows, id.bucket);
  if (!out)
    database.set_fault({ErrorCode::corrupt,
                        "entry/" + std::to_string(id.bucket) + "/" + std::to_string(id.seq),
                        "kind or state",
                        "a known one",
                        {}});
  return out;
}

std::optional<Digest> find_link(Database& database, EntryId id) {
  Rows rows = database.query(kSelectLink, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  return rows.digest(0);
}

void insert(Database& database, const EntryRow& row) {
  const EntryHead& head = row.head;
  const char kind = static_cast<char>(head.kind);
  const char state = row.state ? static_cast<char>(*row.state) : '\0';
  database.run(kInsertEntry, {integer(head.id.bucket), integer(head.id.seq), text({&kind, 1}),
                              text({&state, row.state ? 1u : 0u}), integer(head.at.micros),
                              text(head.key.person), text(head.key.institution),
                              text(head.key.message_id), blob(row.content), blob(row.link)});
  if (ChainHeads* const heads = database.heads())
    heads->places[head.id.bucket] = {{head.id.bucket, head.id.seq + 1}, row.link};
}

void set_state(Database& database, EntryId id, ledger::State state) {
  const char letter = static_cast<char>(state);
  database.run(kUpdateState, {text({&letter, 1}), integer(id.bucket), integer(id.seq)});
}

ledger::HashedReply KeptReply::hashed() const {
  if (shape) return {shape, values, {}};
  return {std::nullopt, {}, sm3(whole)};
}

KeptReply keep_reply(Texts& texts, const EntryHead& head, std::string_view reply,
                     std::int64_t common) {
  KeptReply out;
  const std::string number = number_of_head(head);
  for (const LateShapes::Kept& late : texts.shapes_under(common))
    if (auto values = late.shape.take_values(reply, head.key, number)) {
      out.shape_no = late.no, out.shape = late.hash, out.values = std::move(*values);
      texts.use_shape(common, out.shape_no);
      return out;
    }
  if (!texts.keeps()) {
    texts.miss();
    return out;
  }
  auto shaped = take_shape(reply, head.key, number);
  const KnownText* const shape = shaped ? texts.share("reply", shaped->shape) : nullptr;
  if (shape == nullptr) {
    out.whole = reply;
    return out;
  }
  out.shape_no = shape->no;
  out.shape = shape->hash;
  out.values = std::move(shaped->values);
  texts.keep_shape(common, *shape);
  return out;
}

void put(ByteWriter& out, const KeptReply& reply) {
  if (reply.shape)
    out.u8(kShaped).varint(static_cast<std::uint64_t>(reply.shape_no)).bytes(reply.values);
  else
    out.u8(kWhole).bytes(reply.whole);
}

Written write_settlement(Texts& texts, const EntryHead& head,
                         const ledger::SettlementEntry& settlement, const Digest& body,
                         std::string_view reply) {
  const std::string names = encode_names(settlement), sums = encode_sums(settlement);
  const KnownText* const kept_names = texts.share("names", names);
  if (kept_names == nullptr) return {};
  const std::int64_t names_no = kept_names->no;
  ByteWriter out;
  out.reserve(1 << 10);
  out.u8(static_cast<std::uint8_t>(settlement.form));
  out.varint(static_cast<std::uint64_t>(names_no)).raw(sums).raw(bytes_of(body));
  int new_texts = kMaxNewTexts;
  put_packed(texts, out, settlement.bill, settlement.recurring_in_bill, new_texts);
  put_packed(texts, out, settlement.input, settlement.recurring_in_input, new_texts);
  out.bytes(settlement.outcome).bytes(settlement.steps);
  const KeptReply kept = keep_reply(texts, head, reply, names_no);
  put(out, kept);
  return {out.take(), leaf_of(head, settlement, names, sums, body, kept.hashed())};
}

bool read_settlement(Database& database, const EntryRow& row, ledger::SettlementEntry& out,
                     Answered& answered, Replies replies) {
  out.id = row.head.id, out.key = row.head.key, out.at = row.head.at;
  out.state = row.state.value_or(ledger::State::settled);
  out.bill_hash.reset();
  out.recurring_in_bill.clear(), out.recurring_in_input.clear();
  ByteReader in(row.content);
  answered.form = out.form = read_form(in);
  const std::uint64_t names_no = in.varint();
  const KnownText* const names =
      in.ok() ? shared_text(database, static_cast<std::int64_t>(names_no)) : nullptr;
  if (names == nullptr || !decode_names(names->body, out)) in.fail();
  if (names != nullptr) answered.names = names->body;
  const std::string_view sums = in.rest();
  decode_sums(in, out);
  answered.sums = sums.substr(0, sums.size() - in.rest().size());
  answered.body = read_digest(in);
  get_packed(database, in, out.bill);
  get_packed(database, in, out.input);
  out.outcome = in.bytes(kMaxBlob);
  out.steps = in.bytes(kMaxBlob);
  read_reply(database, in, row.head, answered, replies);
  if (row.head.kind == EntryKind::settlement && in.done() && !database.failed()) return true;
  damaged(database, row);
  return false;
}

std::optional<ledger::SettlementEntry> settlement_of(Database& database, const EntryRow& row,
                                                     Answered* answered, Replies replies) {
  std::optional<ledger::SettlementEntry> out(std::in_place);
  Answered rest;
  if (answered == nullptr) replies = Replies::kept;
  if (!read_settlement(database, row, *out, answered == nullptr ? rest : *answered, replies))
    out.reset();
  return out;
}

std::optional<Answered> answered_of(Database& database, const EntryRow& row) {
  Answered out;
  ByteReader in(row.content);
  out.form = read_form(in);
  if (row.head.kind == EntryKind::reversal)
    out.settlement_seq = in.zigzag();
  else if (row.head.kind == EntryKind::tombstone)
    out.original = in.bytes(kMaxBlob);
  else
    in.fail();
  out.body = read_digest(in);
  read_reply(database, in, row.head, out);
  if (!in.done() || database.failed()) {
    damaged(database, row);
    return std::nullopt;
  }
  return out;
}

std::optional<Form> form_of(Database& database, const EntryRow& row) {
  ByteReader in(row.content);
  const Form form = read_form(in);
  if (in.done()) return form;
  damaged(database, row);
  return std::nullopt;
}

}  // namespace yitong::store
