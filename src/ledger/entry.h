// What the ledger records. Every entry has a place (bucket, seq) in the journal of its person's
// bucket; the numbers we issue are that place, so that a number alone says where the row lives.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/date.h"
#include "base/money.h"

namespace yitong::ledger {

enum class EntryKind : char {
  settlement = 's',
  reversal = 'r',
  tombstone = 't',
  coverage = 'c',
  filing = 'f',
  inflow = 'i',
  consent = 'n',
  holding = 'h',
  pending = 'p',
  refusal = 'x',
  resettlement = 'w',
  login = 'a',
  delegation = 'g',
  lockout = 'o',
  contribution = 'b',
  card = 'k',
  credential = 'q',
  document = 'd',
  document_event = 'e',
  case_event = 'u',
  grant = 'v',
  payment = 'y',
  payment_batch = 'z',
  login_link = 'l',
  refused_access = 'j'
};
std::optional<EntryKind> parse_entry_kind(std::string_view name);
std::string_view name_of(EntryKind kind);
/// "s": as tables have it.
std::optional<EntryKind> parse_entry_kind_letter(std::string_view letter);

struct EntryId {
  std::int32_t bucket = 0;
  std::int64_t seq = 0;  ///< from 1, without gaps within a bucket
  auto operator<=>(const EntryId&) const = default;
};
/// "s0303-17": kind, bucket in four digits, seq.
std::string number_of(EntryKind kind, EntryId id);
std::optional<EntryId> parse_number(EntryKind kind, std::string_view text);

/// The caller's own name for a request; with the person's bucket it is the idempotency key.
struct MessageKey {
  std::string person;
  std::string institution;
  std::string message_id;
  auto operator<=>(const MessageKey&) const = default;
};

/// The institution in the key of a manual claim; no institution has this code.
inline constexpr std::string_view kClaimDesk = "claim";

enum class MessageRole : char {
  settlement = 's',
  reversal = 'r',
  tombstone = 't',
  pending = 'p',  ///< its outcome is unknown yet; the only role that ever changes
  refusal = 'x',  ///< refused after it had been pending
  resettlement = 'w'
};
std::optional<MessageRole> parse_message_role(std::string_view name);
std::string_view name_of(MessageRole role);
std::optional<MessageRole> parse_message_role_letter(std::string_view letter);

/// How an entry is hashed into the journal. Written is only `one_row`; `row_sets` was carried over
/// from databases of the first schema.
enum class Form : std::uint8_t { row_sets = 1, one_row = 2 };

/// One answered message. A tombstone answers a settlement that was reversed before it arrived; it
/// has no reply.
struct Message {
  MessageKey key;
  MessageRole role = MessageRole::settlement;
  EntryId entry;
  Digest body{};              ///< SM3 of the request's canonical bytes
  std::string reply;          ///< the bytes that were answered, and will be again
  Form form = Form::one_row;  ///< of the entry; says how `body` was made
};

enum class State : char { settled = 's', reversed = 'r' };
std::optional<State> parse_state(std::string_view name);
std::string_view name_of(State state);
std::optional<State> parse_state_letter(std::string_view letter);

/// What the national interface has no fund of its own for: commercial cover.
inline constexpr std::string_view kCommercialCover = "oth";

/// Who bears a bill. total = sum of funds + account + family_account + cash + institution.
struct Payers {
  struct Fund {
    std::string fund;  ///< the payer's name in the national interface: "hifp"
    Money paid;
    bool operator==(const Fund&) const = default;
  };
  Money total;
  std::vector<Fund> funds;
  Money account, family_account, cash, institution;
  Money funds_paid() const;  ///< commercial cover too
  Money commercial_paid() const;
  bool adds_up() const;
};

/// A value of one accumulator of a person, or a change of it.
struct Accumulated {
  std::string scope;        ///< "110000/310": the area and insurance whose plan counts
  std::string period;       ///< "2025", or "ever"
  std::string name;         ///< as the plan names it
  std::int64_t amount = 0;  ///< fen, or a count
  auto operator<=>(const Accumulated&) const = default;
};

/// Where in an encoding a text stands that other settlements have too: the store keeps it once.
struct Recurring {
  std::size_t at = 0, size = 0;
};

/// One settlement as it is kept. The blobs are opaque here; src/verbs/record.h has their grammars.
struct SettlementEntry {
  EntryId id;
  MessageKey key;
  Form form = Form::one_row;
  State state = State::settled;  ///< the only field that ever changes, so it is not hashed;
                                 ///< reversals imply it
  std::string area, insurance;
  Date on;                     ///< discharge or visit day
  Instant at;                  ///< when it was recorded
  Digest plan{}, catalogue{};  ///< texts in force, stored by hash; all zero: none was used
  Payers payers;
  std::vector<Accumulated>
      before;  ///< what settle() was given of the accumulators; zeros are left out
  std::vector<Accumulated> changes;  ///< what it added; zeros are left out
  std::string bill;                 ///< as it was sent; empty in Form::row_sets, whose input has it
  std::optional<Digest> bill_hash;  ///< SM3 of `bill`, where somebody has computed it already
  std::string input;    ///< everything else settle() was given except plan and accumulators
  std::string outcome;  ///< everything settle() returned
  std::string steps;    ///< its explanation
  std::vector<Recurring> recurring_in_bill, recurring_in_input;  ///< in order; for writing only
};

/// What was answered to a message by other than a settlement or a reversal of its own: that its
/// outcome is unknown (the state `unknown`, on disk), a refusal after that, a resettlement.
struct AnswerEntry {
  EntryId id;
  MessageKey key;
  Instant at;
  Digest body{};        ///< SM3 of the request's canonical bytes
  std::string request;  ///< pending: all of it, verbs/request_bytes.h
  std::string reply;
};

/// One settlement that was reversed and settled again.
struct Resettled {
  std::int64_t old_seq = 0, reversal_seq = 0, new_seq = 0;
  bool operator==(const Resettled&) const = default;
};

struct ReversalEntry {
  EntryId id;
  MessageKey key;  ///< of the reversing message
  std::int64_t settlement_seq = 0;
  Instant at;
};

}  // namespace yitong::ledger
