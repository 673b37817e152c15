// Tells a person something, in the transaction that does it: either both are on disk or neither.
// What is told repeats what the journal says, so it is not journaled itself; settlements, reversals
// and resettlements are not even told, but read from the journal (verbs/messages.h), so that they
// cost no row more.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"
#include "verbs/notices.h"

namespace yitong::verbs {

struct Notice {
  NoticeKind kind = NoticeKind::card_reported;
  /// All of needed_names(), and what parts of the sentence want. At most kMaxNoticeValues; texts
  /// beyond kMaxNoticeText bytes are cut.
  std::vector<NoticeValue> values;
  std::string about;  ///< what it leads to: "s0303-17", the number of a case; may be empty
};
inline constexpr std::size_t kMaxNoticeValues = 16, kMaxNoticeText = 400;

/// Inside the caller's transaction, once all that may be refused is decided. Nobody is told who was
/// erased. Old notices of the person go.
void tell_person(store::Store& store, const std::string& person, const Notice& notice, Instant now);

/// What is sealed of a notice.
///   content = u8 1 , bytes about , varint count , { bytes name , bytes zh , bytes en } ;
std::string encode_notice(const Notice& notice);
/// Nothing where the bytes are of another grammar; the kind is not in them.
std::optional<Notice> decode_notice(NoticeKind kind, std::string_view bytes);

/// Until when a notice is kept.
bool is_kept(NoticeKind kind, Instant at, Instant now);

}  // namespace yitong::verbs
