// The journal's table. One row is all that an entry wrote: what was decided, the message that asked
// for it and the reply, chained to the entry before it in the bucket. The content by kind, with a
// form (ledger/entry.h) that says how the row is hashed:
//
//   settlement = u8 form , varint no of names , sums , raw body , packed bill , packed input ,
//                bytes outcome , bytes steps , reply ;     names, sums: ledger/leaf.h
//   reversal   = u8 form , zigzag settlement_seq , raw body , reply ;
//   tombstone  = u8 form , bytes original , raw body , reply ;
//   the other kinds = u8 form ;                            their rows stand elsewhere
//   reply      = u8 0 , bytes reply | u8 1 , varint no of shape , bytes values ;  ledger/shape.h
//   packed     : store/packed.h
//
// Inserting at a place that another writer took meanwhile fails on the primary key, which fences
// out a writer that believes in an old head.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "ledger/leaf.h"
#include "store/database.h"
#include "store/text_rows.h"

namespace yitong::store {

/// Where the bucket's next entry goes and what it links to.
struct Place {
  ledger::EntryId id;
  Digest previous{};
  bool operator==(const Place&) const = default;
};
Place next_place(Database& database, std::int32_t bucket);

/// What a connection remembers of next_place().
class ChainHeads {
 public:
  std::unordered_map<std::int32_t, Place> places;  ///< by bucket
};

struct EntryRow {
  ledger::EntryHead head;
  std::optional<ledger::State> state;  ///< of settlements
  std::string content;
  Digest link{};
};
std::optional<EntryRow> find_entry(Database& database, ledger::EntryId id);
/// The current row of a query over (seq, kind, state, at_micros, person_id, institution,
/// message_id, content, link); nothing if the row cannot be an entry.
std::optional<EntryRow> entry_of(Rows& rows, std::int32_t bucket);
/// The same into `out`, whose memory is used again; false if the row cannot be an entry.
bool read_entry(Rows& rows, std::int32_t bucket, EntryRow& out);
extern const Sql kSelectChain;  ///< by bucket, in order of seq

/// Where a link is needed and nothing else. Nothing: no such entry.
std::optional<Digest> find_link(Database& database, ledger::EntryId id);

void insert(Database& database, const EntryRow& row);
void set_state(Database& database, ledger::EntryId id, ledger::State state);

/// A reply as it is kept. `whole` is empty where there is a shape.
struct KeptReply {
  std::int64_t shape_no = 0;
  std::optional<Digest> shape;
  std::string values, whole;
  ledger::HashedReply hashed() const;
};
/// `common`: a number that entries whose replies have few shapes share, such as that of their
/// names.
KeptReply keep_reply(Texts& texts, const ledger::EntryHead& head, std::string_view reply,
                     std::int64_t common = 0);
void put(ledger::ByteWriter& out, const KeptReply& reply);

/// What a content holds besides the settlement.
struct Answered {
  ledger::Form form = ledger::Form::one_row;
  Digest body{};
  KeptReply reply;
  std::int64_t settlement_seq = 0;  ///< of a reversal
  std::string original;             ///< of a tombstone
  std::string names, sums;          ///< of a settlement, as ledger/leaf.h encodes them
  std::string reply_bytes;          ///< as they were answered
};

/// Whether the bytes that were answered are put together again. As they are kept, they are checked
/// all the same; entries that were carried over keep them whole.
enum class Replies : std::uint8_t { given, kept };

/// Each is a fault (corrupt) of the store where the content is not of the grammar, and nothing
/// then.
std::optional<ledger::SettlementEntry> settlement_of(Database& database, const EntryRow& row,
                                                     Answered* answered = nullptr,
                                                     Replies replies = Replies::given);
/// The same into `out` and `answered`, whose memory is used again; false after a fault.
bool read_settlement(Database& database, const EntryRow& row, ledger::SettlementEntry& out,
                     Answered& answered, Replies replies);
/// Of a reversal or a tombstone.
std::optional<Answered> answered_of(Database& database, const EntryRow& row);
/// Of a coverage or a filing.
std::optional<ledger::Form> form_of(Database& database, const EntryRow& row);

/// The content of a settlement, and its leaf in Form::one_row.
struct Written {
  std::string content;
  Digest leaf{};
};
Written write_settlement(Texts& texts, const ledger::EntryHead& head,
                         const ledger::SettlementEntry& settlement, const Digest& body,
                         std::string_view reply);

}  // namespace yitong::store
