// The kinds of messages to a person: the one table of what they say, where they lead and how long
// they are kept. Sentences are made when somebody reads them, from the values that were told.
//
//   template = { character | blank | part } ;
//   blank    = "{" name [ ":day" ] "}" ;       a value; ":day": an ISO day in the language's form
//   part     = "[" { character | blank } "]" ; left out where one of its values was not told
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yitong::verbs {

/// Append only. Stored by name.
enum class NoticeKind : std::uint8_t {
  settlement_made,
  settlement_reversed,
  settlement_restated,
  card_reported,
  card_released,
  delegate_added,
  delegate_ended,
  acting_added,
  acting_ended,
  document_refused,
  document_expires,
  benefits_begin,
  benefits_changed,
  password_changed,
  new_sign_in_place,
  case_submitted,
  case_returned,
  case_accepted,
  case_decided,
  case_paid,
  case_deadline_near,
  case_assigned_expert
};
inline constexpr std::size_t kNoticeKinds = 22;

/// What a message is about: the page it leads to.
enum class NoticeDoor : std::uint8_t {
  settlement,
  card,
  family,
  documents,
  coverage,
  settings,
  of_case
};
/// "settlement"; "case" for of_case.
std::string_view name_of(NoticeDoor door);

struct NoticeText {
  NoticeKind kind;
  std::string_view name;
  NoticeDoor door;
  bool attention;           ///< the person should do something, or look at once
  bool of_journal;          ///< read from the journal; never told
  int keep_days;            ///< after that many days it goes
  std::string_view zh, en;  ///< templates
};
std::span<const NoticeText> all_notices();
const NoticeText& text_of(NoticeKind kind);
std::optional<NoticeKind> parse_notice_kind(std::string_view name);

struct NoticeValue {
  std::string name;  ///< of a blank
  std::string zh;    ///< amounts as "1234.50", days as "2026-03-20"
  std::string en;    ///< empty: as in Chinese
  bool operator==(const NoticeValue&) const = default;
};

/// The names that must be told: blanks of either template outside parts.
std::vector<std::string_view> needed_names(NoticeKind kind);

enum class NoticeLanguage : std::uint8_t { zh, en };
/// One sentence. A value that is not there leaves its blank empty.
std::string sentence_of(NoticeKind kind, std::span<const NoticeValue> values,
                        NoticeLanguage language);

}  // namespace yitong::verbs
