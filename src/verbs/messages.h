// What a person was told, newest first: notices, and what the journal has of settlements, which is
// not told a second time.
#pragma once

#include "store/notice_rows.h"
#include "verbs/tell.h"

namespace yitong::verbs {

struct PersonMessage {
  std::string id;  ///< "m12", or the number of the entry it was read from: "s0303-17"
  Instant at;
  Notice notice;
  bool read = false;  ///< by the account that asks
};

/// Both sources are read backwards; a place in both at once is exact, whatever clocks did.
using MessagePlace = store::ReadMark;
/// "12-17"
std::string text_of(const MessagePlace& place);
std::optional<MessagePlace> parse_message_place(std::string_view text);

struct MessagesRequest {
  std::string person;
  std::string account;                 ///< whose marks count; empty: nobody's in particular
  std::optional<MessagePlace> before;  ///< `next` of the page before
  std::size_t limit = 20;
};
struct MessagesPage {
  std::vector<PersonMessage> messages;
  std::optional<MessagePlace> next;  ///< nothing: that is all
  MessagePlace newest;               ///< what mark_read_now() takes once these were seen
  std::int64_t unread = 0;           ///< at most kMaxUnread
};
inline constexpr std::int64_t kMaxUnread = 100;

/// Opens a read transaction. Errors: unknown_person (also where erased), corrupt, store faults.
Result<MessagesPage> view_messages(store::Store& store, const MessagesRequest& request,
                                   Instant now);
/// Everything up to the place counts as read by the account. Inside the caller's transaction.
/// Errors: unknown_person.
Result<void> mark_read_now(store::Store& store, const std::string& person,
                           const std::string& account, const MessagePlace& up_to, Instant now);

}  // namespace yitong::verbs
