// Cases: their events, each an entry of the journal, and the case as the fold of them. Lists,
// counts and search of the desk: store/case_desk.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/case_event.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

/// Made of the person's own key, one purpose each. Errors: as person_key().
struct CaseKeys {
  Digest sealing{}, hashing{};
  /// Hash and seal of one text; the nonce follows from the text, so that work that is run twice
  /// writes the same bytes and no nonce serves two texts.
  Digest hash(std::string_view context, std::string_view clear) const;
  std::string seal(std::string_view context, std::string_view clear) const;
  std::optional<std::string> open(std::string_view context, std::string_view sealed) const;
};
Result<CaseKeys> case_keys(Store& store, std::string_view person);
/// What an event's seal is bound to.
std::string event_context(const ledger::CaseEvent& event);

std::optional<ledger::CaseFile> find_case(Database& database, ledger::EntryId id);
/// Opened before `before_seq` (0: all), newest first.
std::vector<ledger::CaseFile> cases_of(Database& database, std::string_view person,
                                       std::int64_t before_seq, std::size_t limit);
/// In the order of the journal, refused attempts among them.
std::vector<ledger::CaseEvent> case_events_of(Database& database, ledger::EntryId id);
/// The event that answered the caller's request of that name.
std::optional<ledger::CaseEvent> find_case_request(Database& database, std::string_view person,
                                                   std::string_view request_key);

/// Writes the event and everything that follows from it: the case, counts, the day's figures. Gives
/// `event` its place and number, for an opening the case's, and seals `clear` (empty: nothing).
/// `file`: the case before, empty before its opening; after the call as it then is.
void record(Store& store, const CaseKeys& keys, ledger::CaseFile& file, ledger::CaseEvent& event,
            std::string_view clear);
/// An attempt that was refused: an event of its own while there are few, then a count.
void record_refusal(Store& store, const CaseKeys& keys, ledger::CaseFile& file,
                    ledger::CaseEvent event, std::string_view clear);

struct CaseDraft {
  std::int64_t revision = 0;
  std::string clear;
  Instant at;
};
/// Nothing where there is none, or where its seal is broken (then a fault of the store).
std::optional<CaseDraft> find_case_draft(Database& database, const CaseKeys& keys,
                                         ledger::EntryId id);
/// Replaces the draft, counting its revision.
void keep_case_draft(Database& database, const CaseKeys& keys, const ledger::CaseFile& file,
                     std::string_view clear, Instant now);
void drop_case_draft(Database& database, ledger::EntryId id);

/// What erasing a person empties.
void forget_cases(Database& database, std::string_view person);

/// The row that starts at a column of the current row of a query, in the order of the table
/// without its bucket.
ledger::CaseFile case_file_of(Rows& rows, std::int32_t bucket, int first);
ledger::CaseEvent case_event_of(Rows& rows, std::int32_t bucket);
/// The columns of case_file from seq to refused.
#define YT_CASE_FILE_COLUMNS                                                                   \
  "seq, person_id, kind, area, insurance, state, assignee, institution, due_day, amount_fen, " \
  "opened_micros, state_since_micros, updated_micros, version, refused"
extern const Sql kSelectCaseEvents;  ///< by bucket, in order of seq
extern const Sql kSelectCaseFiles;   ///< by bucket: from seq to refused, blinds

}  // namespace yitong::store
