#include "verbs/notices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/date.h"
#include "ledger/names.h"

namespace yitong::verbs {
namespace {

constexpr std::array<ledger::Names<NoticeDoor>, 7> kDoors{{{NoticeDoor::settlement, "settlement"},
                                                           {NoticeDoor::card, "card"},
                                                           {NoticeDoor::family, "family"},
                                                           {NoticeDoor::documents, "documents"},
                                                           {NoticeDoor::coverage, "coverage"},
                                                           {NoticeDoor::settings, "settings"},
                                                           {NoticeDoor::of_case, "case"}}};

constexpr int kYear = 366, kHalfYear = 183;  // days to keep
constexpr bool kLook = true, kPlain = false, kFromJournal = true, kTold = false;

using NoticeTexts = std::array<NoticeText, kNoticeKinds>;
constexpr NoticeTexts notice_texts() {
  using enum NoticeKind;
  using enum NoticeDoor;
  return {{
      {settlement_made, "settlement_made", settlement, kPlain, kFromJournal, 3 * kYear,
       "{on:day}的费用已结算：总额 {total} 元，基金支付 {funds} 元，个人负担 {person} 元。",
       "The bill of {on:day} has been settled: {total} yuan in total, {funds} from the funds, "
       "{person} from you."},
      {settlement_reversed, "settlement_reversed", settlement, kPlain, kFromJournal, 3 * kYear,
       "{on:day}的结算（总额 {total} 元）已撤销。",
       "The settlement of {on:day} ({total} yuan in total) has been reversed."},
      {settlement_restated, "settlement_restated", settlement, kLook, kFromJournal, 3 * kYear,
       "{count} 笔结算已重新计算，新的结果请看结算明细。",
       "{count} of your settlements have been worked out again; see the new figures."},
      {card_reported, "card_reported", card, kLook, kTold, 2 * kYear,
       "医保卡（尾号 {tail}）已挂失，暂停使用。医保码不受影响。",
       "Your card ending in {tail} is reported lost and frozen. The code on the phone works."},
      {card_released, "card_released", card, kPlain, kTold, 2 * kYear,
       "医保卡（尾号 {tail}）已解除挂失，可以使用。",
       "Your card ending in {tail} has been released and can be used."},
      {delegate_added, "delegate_added", family, kLook, kTold, 2 * kYear,
       "{name}从{from:day}到{to:day}可以替您办事。不是您本意的，请收回授权。",
       "{name} may act for you from {from:day} to {to:day}. You can take it back."},
      {delegate_ended, "delegate_ended", family, kPlain, kTold, 2 * kYear, "{name}不再能替您办事。",
       "{name} may no longer act for you."},
      {acting_added, "acting_added", family, kPlain, kTold, 2 * kYear,
       "您从{from:day}到{to:day}可以替{name}办事。",
       "You may act for {name} from {from:day} to {to:day}."},
      {acting_ended, "acting_ended", family, kPlain, kTold, 2 * kYear, "您不再能替{name}办事。",
       "You may no longer act for {name}."},
      {document_refused, "document_refused", documents, kLook, kTold, 2 * kYear,
       "材料“{document}”没有被采用：{why}", "The document “{document}” was not accepted: {why}"},
      {document_expires, "document_expires", documents, kLook, kTold, kYear,
       "材料“{document}”将于{on:day}到期。", "The document “{document}” expires on {on:day}."},
      {benefits_begin, "benefits_begin", coverage, kPlain, kTold, 2 * kYear,
       "缴费已登记，待遇从{from:day}起享受[，到{to:day}为止]。",
       "Your contribution is recorded; benefits begin on {from:day}[ and end on {to:day}]."},
      {benefits_changed, "benefits_changed", coverage, kLook, kTold, 2 * kYear,
       "缴费记录有变动，待遇情况请看参保页。",
       "Your contributions have changed; see what you are entitled to."},
      {password_changed, "password_changed", settings, kLook, kTold, kHalfYear,
       "登录密码已更改。不是您本人操作的，请到窗口核实。",
       "Your password has been changed. If it was not you, ask at a window."},
      {new_sign_in_place, "new_sign_in_place", settings, kLook, kTold, kHalfYear,
       "您的账户从一个新的网络登录了。不是您本人的，请到窗口更改密码。",
       "Your account was used from a new network. If not by you, have the password changed."},
      {case_submitted, "case_submitted", of_case, kPlain, kTold, 3 * kYear,
       "{kind}（{case}）已提交[，将在{due:day}前办结]。",
       "{kind} ({case}) has been submitted[ and is due by {due:day}]."},
      {case_returned, "case_returned", of_case, kLook, kTold, 3 * kYear,
       "{kind}（{case}）需要补正：{why}[。请在{due:day}前补交]。",
       "{kind} ({case}) needs to be completed: {why}[; please do so by {due:day}]."},
      {case_accepted, "case_accepted", of_case, kPlain, kTold, 3 * kYear,
       "{kind}（{case}）已受理[，将在{due:day}前办结]。",
       "{kind} ({case}) has been accepted[ and is due by {due:day}]."},
      {case_decided, "case_decided", of_case, kLook, kTold, 3 * kYear,
       "{kind}（{case}）已有结果：{outcome}[。{why}]。",
       "{kind} ({case}) has been decided: {outcome}[. {why}]."},
      {case_paid, "case_paid", of_case, kPlain, kTold, 3 * kYear,
       "{kind}（{case}）的 {amount} 元已拨付[，到尾号 {account} 的账户]。",
       "{amount} yuan of {kind} ({case}) have been paid[ to your account ending in {account}]."},
      {case_deadline_near, "case_deadline_near", of_case, kLook, kTold, kYear,
       "{kind}（{case}）请在{due:day}前办理[：{what}]。",
       "{kind} ({case}) needs you by {due:day}[: {what}]."},
      {case_assigned_expert, "case_assigned_expert", of_case, kPlain, kTold, 3 * kYear,
       "{kind}（{case}）已交专家评审[，预计{due:day}前有结果]。",
       "{kind} ({case}) is with an expert[; a result is expected by {due:day}]."},
  }};
}
constexpr NoticeTexts kNotices = notice_texts();

constexpr bool kinds_are_in_order() {
  for (std::size_t i = 0; i < kNoticeKinds; ++i)
    if (static_cast<std::size_t>(kNotices[i].kind) != i) return false;
  return true;
}
static_assert(kinds_are_in_order());

struct Blank {
  std::string_view name, form;
};
Blank blank_of(std::string_view inside) {
  const std::size_t colon = inside.find(':');
  if (colon == std::string_view::npos) return {inside, {}};
  return {inside.substr(0, colon), inside.substr(colon + 1)};
}

/// Cuts a template up: its text and its blanks, with whether they stand in a part.
template <class OnText, class OnBlank, class OnPart>
void walk_template(std::string_view text, OnText on_text, OnBlank on_blank, OnPart on_part) {
  while (!text.empty()) {
    const std::size_t at = std::min(text.find_first_of("{[]"), text.size());
    if (at > 0) on_text(text.substr(0, at));
    text.remove_prefix(at);
    if (text.empty()) return;
    if (text.front() == '{') {
      const std::size_t end = text.find('}');
      YT_CHECK(end != std::string_view::npos);
      on_blank(blank_of(text.substr(1, end - 1)));
      text.remove_prefix(end + 1);
    } else {
      on_part(text.front() == '[');
      text.remove_prefix(1);
    }
  }
}

std::string day_of(std::string_view iso, NoticeLanguage language) {
  static constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
  const auto day = Date::parse(iso);
  if (!day) return std::string(iso);
  if (language == NoticeLanguage::zh)
    return fmt::format("{}年{}月{}日", day->year(), day->month(), day->day());
  return fmt::format("{} {} {}", day->day(), kMonths[day->month() - 1], day->year());
}

}  // namespace

std::string_view name_of(NoticeDoor door) { return ledger::find_name(kDoors, door); }

std::span<const NoticeText> all_notices() { return kNotices; }
const NoticeText& text_of(NoticeKind kind) { return kNotices.at(static_cast<std::size_t>(kind)); }

std::optional<NoticeKind> parse_notice_kind(std::string_view name) {
  const auto found = std::ranges::find(kNotices, name, &NoticeText::name);
  if (found == kNotices.end()) return std::nullopt;
  return found->kind;
}

std::vector<std::string_view> needed_names(NoticeKind kind) {
  std::vector<std::string_view> out;
  bool in_part = false;
  for (const std::string_view each : {text_of(kind).zh, text_of(kind).en})
    walk_template(
        each, [](std::string_view) {},
        [&](const Blank& blank) {
          if (!in_part && std::ranges::find(out, blank.name) == out.end())
            out.push_back(blank.name);
        },
        [&](bool opens) { in_part = opens; });
  return out;
}

std::string sentence_of(NoticeKind kind, std::span<const NoticeValue> values,
                        NoticeLanguage language) {
  std::string out;
  std::size_t part_at = 0;
  bool whole = true;
  walk_template(
      language == NoticeLanguage::zh ? text_of(kind).zh : text_of(kind).en,
      [&](std::string_view text) { out += text; },
      [&](const Blank& blank) {
        const auto value = std::ranges::find(values, blank.name, &NoticeValue::name);
        if (value == values.end()) {
          whole = false;
          return;
        }
        const bool english = language == NoticeLanguage::en && !value->en.empty();
        const std::string& text = english ? value->en : value->zh;
        out += blank.form == "day" ? day_of(text, language) : text;
      },
      [&](bool opens) {
        if (!opens && !whole) out.resize(part_at);
        part_at = out.size(), whole = true;
      });
  return out;
}

}  // namespace yitong::verbs
