#include "verbs/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/id.h"
#include "store/answer_rows.h"
#include "store/history_rows.h"
#include "store/person_rows.h"

namespace yitong::verbs {
namespace {

using ledger::EntryKind;

constexpr std::size_t kMaxPlaceDigits = 18;

/// Walks both sources backwards, one message at a time.
class MessageReader {
 public:
  MessageReader(store::Store& store, const std::string& person, std::string key,
                const MessagePlace& before, Instant now)
      : store_(store), person_(person), key_(std::move(key)), now_(now), at_(before) {
    notices_ = store::notices_of(store.database(), person);
    std::erase_if(notices_, [&](const store::KeptNotice& each) {
      const auto kind = parse_notice_kind(each.kind);
      return !kind || each.no >= before.no || !is_kept(*kind, each.at, now);
    });
  }

  /// The next message; nothing at the end, or after a fault of the store.
  std::optional<PersonMessage> next() {
    if (!entry_) entry_ = next_entry();
    const bool of_journal =
        entry_ && (next_notice_ == notices_.size() || notices_[next_notice_].at < entry_->at);
    if (of_journal) {
      at_.seq = entry_seq_;
      return std::exchange(entry_, std::nullopt);
    }
    if (next_notice_ == notices_.size()) return std::nullopt;
    return told(notices_[next_notice_++]);
  }
  /// Before everything that next() returned.
  const MessagePlace& place() const { return at_; }

 private:
  std::optional<PersonMessage> told(const store::KeptNotice& kept) {
    at_.no = kept.no;
    const auto content = store::open_notice(key_, person_, kept);
    auto notice = content ? decode_notice(*parse_notice_kind(kept.kind), *content) : std::nullopt;
    if (!notice) {
      store_.database().set_fault({ErrorCode::corrupt,
                                   fmt::format("notice/{}/{}", person_, kept.no),
                                   "a seal that does not open",
                                   "the row as it was written",
                                   {}});
      return std::nullopt;
    }
    return PersonMessage{fmt::format("m{}", kept.no), kept.at, std::move(*notice), false};
  }

  /// What is old is not read on: entries are in the order of time, but for a clock that steps.
  std::optional<PersonMessage> next_entry() {
    while (!done_) {
      if (outcomes_.empty()) {
        outcomes_ = store::outcomes_before(store_.database(), person_,
                                           entry_seq_ == 0 ? at_.seq : entry_seq_, kBatch);
        if (outcomes_.empty()) break;
      }
      const store::Outcome outcome = outcomes_.front();
      outcomes_.erase(outcomes_.begin());
      entry_seq_ = outcome.seq;
      auto message = message_of(outcome);
      if (message && is_kept(message->notice.kind, message->at, now_)) return message;
      done_ = message.has_value();
    }
    done_ = true;
    return std::nullopt;
  }

  /// Nothing for what another message says: parts of a resettlement, reversals of nothing.
  std::optional<PersonMessage> message_of(const store::Outcome& outcome) {
    store::Database& database = store_.database();
    const ledger::EntryId id{bucket_of(person_), outcome.seq};
    if (outcome.role == ledger::MessageRole::resettlement) return restated(id);
    if (outcome.role == ledger::MessageRole::settlement) {
      const auto entry = store::find_settlement(database, id);
      if (!entry || store::find_resettled_as(database, id)) return std::nullopt;
      return PersonMessage{number_of(EntryKind::settlement, id), entry->at,
                           settled(NoticeKind::settlement_made, *entry), false};
    }
    const auto reversal = store::find_reversal(database, id);
    if (!reversal) return std::nullopt;
    const ledger::EntryId old{id.bucket, reversal->settlement_seq};
    const auto entry = store::find_settlement(database, old);
    if (!entry || store::find_resettled(database, old)) return std::nullopt;
    return PersonMessage{number_of(EntryKind::reversal, id), reversal->at,
                         settled(NoticeKind::settlement_reversed, *entry), false};
  }

  std::optional<PersonMessage> restated(ledger::EntryId id) {
    const auto answer = store::find_answer(store_.database(), id);
    const auto members = store::find_resettlement(store_.database(), id);
    if (!answer || members.empty()) return std::nullopt;
    const ledger::EntryId newest{id.bucket, members.back().new_seq};
    Notice notice{NoticeKind::settlement_restated,
                  {{"count", std::to_string(members.size()), {}}},
                  number_of(EntryKind::settlement, newest)};
    return PersonMessage{number_of(EntryKind::resettlement, id), answer->at, std::move(notice),
                         false};
  }

  static Notice settled(NoticeKind kind, const ledger::SettlementEntry& entry) {
    const ledger::Payers& payers = entry.payers;
    const Money person = payers.account + payers.family_account + payers.cash;
    return {kind,
            {{"on", entry.on.str(), {}},
             {"total", payers.total.str(), {}},
             {"funds", payers.funds_paid().str(), {}},
             {"person", person.str(), {}}},
            number_of(EntryKind::settlement, entry.id)};
  }

  static constexpr std::size_t kBatch = 32;
  store::Store& store_;
  const std::string& person_;
  const std::string key_;
  const Instant now_;
  MessagePlace at_;
  std::vector<store::KeptNotice> notices_;
  std::size_t next_notice_ = 0;
  std::vector<store::Outcome> outcomes_;
  std::int64_t entry_seq_ = 0;  ///< of the last outcome looked at; 0: none
  std::optional<PersonMessage> entry_;
  bool done_ = false;
};

bool is_read(const MessagePlace& mark, const MessagePlace& before, const MessagePlace& after) {
  return after.no != before.no ? after.no <= mark.no : after.seq <= mark.seq;
}

MessagePlace newest_of(store::Database& database, const std::string& person) {
  const auto notices = store::notices_of(database, person);
  const auto outcomes = store::outcomes_before(database, person, INT64_MAX, 1);
  return {notices.empty() ? 0 : notices.front().no, outcomes.empty() ? 0 : outcomes.front().seq};
}

std::int64_t count_unread(MessageReader reader, const MessagePlace& mark) {
  std::int64_t unread = 0;
  for (MessagePlace before = reader.place();
       unread < kMaxUnread && (before.no > mark.no + 1 || before.seq > mark.seq + 1) &&
       reader.next();
       before = reader.place())
    unread += is_read(mark, before, reader.place()) ? 0 : 1;
  return unread;
}

/// Inside the caller's transaction.
Result<MessagesPage> page_of(store::Store& store, const MessagesRequest& request, Instant now) {
  auto key = store::person_key(store, request.person);
  if (!key) return fail(std::move(key.error()));
  const MessagePlace mark = store::find_mark(store.database(), request.person, request.account);
  MessagesPage out;
  out.newest = newest_of(store.database(), request.person);
  const MessagePlace from{out.newest.no + 1, out.newest.seq + 1};
  out.unread = count_unread({store, request.person, *key, from, now}, mark);
  MessageReader reader(store, request.person, std::move(*key), request.before.value_or(from), now);
  for (;;) {
    const MessagePlace before = reader.place();
    auto message = reader.next();
    if (!message) break;
    if (out.messages.size() == request.limit) {
      out.next = before;
      break;
    }
    message->read = is_read(mark, before, reader.place());
    out.messages.push_back(std::move(*message));
  }
  return out;
}

}  // namespace

std::string text_of(const MessagePlace& place) { return fmt::format("{}-{}", place.no, place.seq); }

std::optional<MessagePlace> parse_message_place(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto whole = [](std::string_view digits) -> std::optional<std::int64_t> {
    std::int64_t out = 0;
    if (digits.empty() || digits.size() > kMaxPlaceDigits) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc() || end != digits.data() + digits.size() || out < 0)
      return std::nullopt;
    return out;
  };
  const auto no = whole(text.substr(0, dash)), seq = whole(text.substr(dash + 1));
  if (!no || !seq) return std::nullopt;
  return MessagePlace{*no, *seq};
}

Result<MessagesPage> view_messages(store::Store& store, const MessagesRequest& request,
                                   Instant now) {
  store.database().begin_read();
  auto out = page_of(store, request, now);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

Result<void> mark_read_now(store::Store& store, const std::string& person,
                           const std::string& account, const MessagePlace& up_to, Instant now) {
  if (const auto key = store::person_key(store, person); !key) return fail(key.error());
  const MessagePlace newest = newest_of(store.database(), person);
  const MessagePlace old = store::find_mark(store.database(), person, account);
  const MessagePlace mark{std::max(old.no, std::min(up_to.no, newest.no)),
                          std::max(old.seq, std::min(up_to.seq, newest.seq))};
  if (mark != old) store::put_mark(store.database(), person, account, mark, now);
  return {};
}

}  // namespace yitong::verbs
