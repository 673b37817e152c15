#include "verbs/tell.h"

#include <algorithm>

#include "base/check.h"
#include "base/id.h"
#include "ledger/bytes.h"
#include "store/notice_rows.h"

namespace yitong::verbs {
namespace {

constexpr std::uint8_t kNoticeVersion = 1;
constexpr std::size_t kMaxAbout = 64;
constexpr std::int64_t kDayMicros = std::int64_t{86'400} * 1'000'000;

/// At most `most` bytes, whole characters.
std::string cut(std::string_view text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;
  return std::string(text.substr(0, size));
}

void tidy_notices(store::Database& database, const std::string& person, Instant now) {
  const auto kept = store::notices_of(database, person);
  for (std::size_t i = 1; i < kept.size(); ++i) {  // the newest stays: its number is taken
    const auto kind = parse_notice_kind(kept[i].kind);
    if (i >= store::kMaxNotices || (kind && !is_kept(*kind, kept[i].at, now)))
      store::delete_notice(database, person, kept[i].no);
  }
}

}  // namespace

bool is_kept(NoticeKind kind, Instant at, Instant now) {
  return now.micros - at.micros <= text_of(kind).keep_days * kDayMicros;
}

std::string encode_notice(const Notice& notice) {
  ledger::ByteWriter out;
  out.u8(kNoticeVersion).bytes(notice.about).varint(notice.values.size());
  for (const NoticeValue& each : notice.values)
    out.bytes(each.name).bytes(cut(each.zh, kMaxNoticeText)).bytes(cut(each.en, kMaxNoticeText));
  return out.take();
}

std::optional<Notice> decode_notice(NoticeKind kind, std::string_view bytes) {
  ledger::ByteReader in(bytes);
  if (in.u8() != kNoticeVersion) in.fail();
  Notice out{kind, {}, std::string(in.bytes(kMaxAbout))};
  const std::size_t count = in.count(kMaxNoticeValues);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    NoticeValue& value = out.values.emplace_back();
    value.name = in.bytes(ledger::kMaxName);
    value.zh = in.bytes(kMaxNoticeText), value.en = in.bytes(kMaxNoticeText);
  }
  if (!in.done()) return std::nullopt;
  return out;
}

void tell_person(store::Store& store, const std::string& person, const Notice& notice,
                 Instant now) {
  YT_CHECK(!text_of(notice.kind).of_journal && notice.about.size() <= kMaxAbout);
  YT_CHECK(notice.values.size() <= kMaxNoticeValues);
  for (const std::string_view name : needed_names(notice.kind))
    YT_CHECK(std::ranges::find(notice.values, name, &NoticeValue::name) != notice.values.end());
  const auto told =
      store::insert_notice(store, person, now, text_of(notice.kind).name, encode_notice(notice));
  if (told) return tidy_notices(store.database(), person, now);
  if (told.error()[0].code != ErrorCode::unknown_person)
    store.database().set_fault(told.error()[0]);
}

}  // namespace yitong::verbs
