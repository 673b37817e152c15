#include "server/refusal_notes.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "store/person_rows.h"
#include "store/refused_rows.h"

namespace yitong::server {
namespace {

constexpr std::int64_t kMinute = std::int64_t{60} * 1'000'000, kHour = 60 * kMinute;
constexpr std::string_view kOthers = "others";

/// Somebody else's record, a wrong or stolen key, an upload that is not what it says. Credentials
/// that counters refuse have rows of their own (credential_check).
constexpr ErrorCode kNoted[] = {
    ErrorCode::not_permitted,        ErrorCode::unknown_person,      ErrorCode::unknown_settlement,
    ErrorCode::session_expired,      ErrorCode::wrong_credentials,   ErrorCode::wrong_code,
    ErrorCode::too_many_attempts,    ErrorCode::cross_site,          ErrorCode::too_large,
    ErrorCode::unsupported_document, ErrorCode::damaged_document,    ErrorCode::unsafe_document,
    ErrorCode::infected_document,    ErrorCode::provider_refused,    ErrorCode::wrong_state,
    ErrorCode::bad_id_token,         ErrorCode::unknown_signing_key, ErrorCode::wrong_issuer,
    ErrorCode::wrong_audience,       ErrorCode::id_token_expired,    ErrorCode::wrong_nonce,
    ErrorCode::unknown_subject,      ErrorCode::wrong_sign_in_code};

bool is_refusal(std::string_view code) {
  const auto row = std::ranges::find(all_errors(), code, &ErrorText::code);
  return row != all_errors().end() && row->http_status < 500;
}

bool is_noted(std::string_view code, const api::Asked& asked) {
  if (!asked.tried.empty()) return is_refusal(code);
  const bool listed =
      std::ranges::any_of(kNoted, [&](ErrorCode each) { return text_of(each).code == code; });
  // Who is not signed in sees no record, so a number that nobody has is only a mistake.
  const bool of_record = code == text_of(ErrorCode::unknown_person).code ||
                         code == text_of(ErrorCode::unknown_settlement).code;
  return listed && (!of_record || !asked.account.empty());
}

class NoteWork final : public store::Work {
 public:
  NoteWork(ledger::RefusedAccess refused, std::string address)
      : refused_(std::move(refused)), address_(std::move(address)) {}
  void execute(store::Store& store, Instant) override {
    ledger::RefusedAccess refused = refused_;
    if (!address_.empty())
      refused.subject = to_hex(bytes_of(store.key().blind("refused address " + address_)));
    if (!refused.person.empty() && !store::person_exists(store, refused.person))
      refused.person.clear();
    store::record_refused(store.database(), std::move(refused));
  }
  void resolve(const Result<void>&) override {}

 private:
  const ledger::RefusedAccess refused_;
  const std::string address_;
};

}  // namespace

void RefusalNotes::note(std::string_view code, const api::Asked& asked, std::string_view address,
                        Instant now) {
  if (!is_noted(code, asked)) return;
  const std::string from(asked.account.empty() ? address : std::string_view());
  Kind kind{asked.account,           from, asked.role, asked.person, std::string(code),
            std::string(asked.tried)};
  const std::scoped_lock lock(mutex_);
  if (counts_.empty()) since_ = now;
  const bool known = counts_.contains(kind);
  const auto alike = [&](const auto& each) {
    return each.first.tried.empty() == kind.tried.empty();
  };
  const bool full =
      !known && static_cast<std::size_t>(std::ranges::count_if(counts_, alike)) >= kMostKinds;
  if (full) kind = {std::string(kOthers), {}, {}, {}, std::string(kOthers), kind.tried};
  Count& count = counts_[kind];
  if (count.unwritten == 0) count.from = now;
  count.to = now;
  ++count.unwritten;
  if (!known && !full && write(kind, count)) count.unwritten = 0;
}

void RefusalNotes::flush(Instant now, bool all) {
  const std::scoped_lock lock(mutex_);
  if (now.date() != day_) day_ = now.date(), rows_ = 0;
  const std::int64_t window = rows_ < kMostRowsADay ? kMinute : kHour;
  if (counts_.empty() || (!all && now.micros < since_.micros + window)) return;
  std::map<Kind, Count> left;
  for (const auto& [kind, count] : counts_)
    if (count.unwritten > 0 && !write(kind, count)) left.emplace(kind, count);
  counts_ = std::move(left);
  since_ = now;
}

bool RefusalNotes::write(const Kind& kind, const Count& count) {
  ledger::RefusedAccess refused;
  refused.person = kind.person, refused.role = kind.role, refused.code = kind.code;
  refused.subject = kind.account, refused.times = count.unwritten;
  refused.what = !kind.address.empty() ? "address" : kind.account == kOthers ? kOthers : "account";
  if (!kind.tried.empty()) refused.what = kind.tried;
  refused.from = count.from, refused.to = count.to;
  ++rows_;
  return queue_.offer(std::make_unique<NoteWork>(std::move(refused), kind.address)).has_value();
}

}  // namespace yitong::server
