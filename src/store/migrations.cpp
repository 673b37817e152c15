#include "store/migrations.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "store/carry_messages.h"
#include "store/carry_over.h"
#include "store/carry_persons.h"
#include "store/schema_cases.h"
#include "store/schema_documents.h"
#include "store/schema_entitlement.h"
#include "store/schema_grants.h"
#include "store/schema_identity.h"
#include "store/schema_messages.h"
#include "store/schema_persons.h"
#include "store/schema_sign_in.h"

namespace yitong::store {
namespace {

constexpr const char* kFirst = R"sql(
-- Reference tables: the same everywhere, found by content or name, so they have no bucket.
CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
);
CREATE TABLE source_text (
  hash BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  body BLOB NOT NULL
);

-- The only table with personal data, sealed under a key of its own that is wrapped by a key
-- outside the database.
CREATE TABLE person (
  bucket      BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  wrapped_key BLOB   NOT NULL,
  sealed      BLOB   NOT NULL,
  PRIMARY KEY (bucket, person_id)
);
-- The bucket is that of the blind value: whoever looks for a resident id does not know the
-- person yet.
CREATE TABLE resident_index (
  bucket    BIGINT NOT NULL,
  blind     BLOB   NOT NULL,
  person_id TEXT   NOT NULL,
  PRIMARY KEY (bucket, blind)
) -- clustered
;

-- Bitemporal and insert-only: in force from a day to a day (days since 1970-01-01, both
-- included), known since.
CREATE TABLE coverage (
  bucket             BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  no                 BIGINT NOT NULL,
  area               TEXT   NOT NULL,
  insurance          TEXT   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  replaces           BIGINT NOT NULL,
  facts              TEXT   NOT NULL,
  entry_seq          BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
CREATE TABLE filing (
  bucket             BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  no                 BIGINT NOT NULL,
  kind               TEXT   NOT NULL,
  target             TEXT   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  replaces           BIGINT NOT NULL,
  entry_seq          BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;

CREATE TABLE journal (
  bucket      BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  kind        TEXT   NOT NULL,
  at_micros   BIGINT NOT NULL,
  row_digests BLOB   NOT NULL,
  leaf        BLOB   NOT NULL,
  link        BLOB   NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE TABLE settlement (
  bucket             BIGINT NOT NULL,
  seq                BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  institution        TEXT   NOT NULL,
  message_id         TEXT   NOT NULL,
  state              TEXT   NOT NULL,
  area               TEXT   NOT NULL,
  insurance          TEXT   NOT NULL,
  on_day             BIGINT NOT NULL,
  at_micros          BIGINT NOT NULL,
  plan_hash          BLOB   NOT NULL,
  catalogue_hash     BLOB   NOT NULL,
  total_fen          BIGINT NOT NULL,
  funds              BLOB   NOT NULL,
  account_fen        BIGINT NOT NULL,
  family_account_fen BIGINT NOT NULL,
  cash_fen           BIGINT NOT NULL,
  institution_fen    BIGINT NOT NULL,
  before             BLOB   NOT NULL,
  changes            BLOB   NOT NULL,
  input              BLOB   NOT NULL,
  outcome            BLOB   NOT NULL,
  steps              BLOB   NOT NULL,
  PRIMARY KEY (bucket, seq)
);
CREATE TABLE reversal (
  bucket         BIGINT NOT NULL,
  seq            BIGINT NOT NULL,
  person_id      TEXT   NOT NULL,
  institution    TEXT   NOT NULL,
  message_id     TEXT   NOT NULL,
  settlement_seq BIGINT NOT NULL,
  at_micros      BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq),
  UNIQUE (bucket, settlement_seq)
) -- clustered
;
CREATE TABLE posting (
  bucket     BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  no         BIGINT NOT NULL,
  account    TEXT   NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq, no)
) -- clustered
;
CREATE TABLE accumulator (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  scope     TEXT   NOT NULL,
  period    TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  value     BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, scope, period, name)
) -- clustered
;
CREATE TABLE message (
  bucket      BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  institution TEXT   NOT NULL,
  message_id  TEXT   NOT NULL,
  role        TEXT   NOT NULL,
  entry_seq   BIGINT NOT NULL,
  body_hash   BLOB   NOT NULL,
  reply       BLOB   NOT NULL,
  PRIMARY KEY (bucket, person_id, institution, message_id)
);
)sql";

/// One row an entry. What an entry writes used to stand in five tables, each with a leaf page of
/// its own per bucket, and most of a page's four kilobytes went to the log for a few hundred bytes.
constexpr const char* kOneRow = R"sql(
ALTER TABLE source_text RENAME TO source_text_1;
ALTER TABLE journal RENAME TO journal_1;
ALTER TABLE settlement RENAME TO settlement_1;
ALTER TABLE reversal RENAME TO reversal_1;
ALTER TABLE posting RENAME TO posting_1;
ALTER TABLE message RENAME TO message_1;

-- Numbers are of this database, hashes of everywhere.
CREATE TABLE source_text (
  no   BIGINT NOT NULL PRIMARY KEY,
  hash BLOB   NOT NULL UNIQUE,
  kind TEXT   NOT NULL,
  body BLOB   NOT NULL
);
INSERT INTO source_text (no, hash, kind, body)
  SELECT ROW_NUMBER() OVER (ORDER BY hash), hash, kind, body FROM source_text_1;

-- The journal: all that an entry wrote, and the link of the bucket's chain. Letters of kind and
-- state: src/ledger/entry.h; content: src/store/entry_rows.h. Rows are appended; the key is narrow.
CREATE TABLE entry (
  bucket      BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  kind        TEXT   NOT NULL,
  state       TEXT   NOT NULL,
  at_micros   BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  institution TEXT   NOT NULL,
  message_id  TEXT   NOT NULL,
  content     BLOB   NOT NULL,
  link        BLOB   NOT NULL,
  PRIMARY KEY (bucket, seq)
);
CREATE TABLE reversal (
  bucket         BIGINT NOT NULL,
  settlement_seq BIGINT NOT NULL,
  seq            BIGINT NOT NULL,
  PRIMARY KEY (bucket, settlement_seq)
) -- clustered
;
-- key: the first 12 bytes of a hash over institution and message id, src/store/ledger_rows.h.
CREATE TABLE message (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  key       BLOB   NOT NULL,
  role      TEXT   NOT NULL,
  entry_seq BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, key)
) -- clustered
;
)sql";

constexpr const char* kWithoutFirst = R"sql(
DROP TABLE message_1;
DROP TABLE posting_1;
DROP TABLE reversal_1;
DROP TABLE settlement_1;
DROP TABLE journal_1;
DROP TABLE source_text_1;
)sql";

constexpr const char* kRegister = R"sql(
-- Money that came into a person's account, once for each source.
CREATE TABLE account_inflow (
  bucket     BIGINT NOT NULL,
  person_id  TEXT   NOT NULL,
  source     TEXT   NOT NULL,
  amount_fen BIGINT NOT NULL,
  at_micros  BIGINT NOT NULL,
  entry_seq  BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, source)
) -- clustered
;
-- The fold of inflows, settlements and holdings.
CREATE TABLE account (
  bucket      BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  balance_fen BIGINT NOT NULL,
  held_fen    BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id),
  CHECK (held_fen >= 0 AND balance_fen >= held_fen)
) -- clustered
;
-- Bitemporal and insert-only, like coverage. yearly_limit_fen -1: none.
CREATE TABLE family_consent (
  bucket             BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  no                 BIGINT NOT NULL,
  relative           TEXT   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  replaces           BIGINT NOT NULL,
  yearly_limit_fen   BIGINT NOT NULL,
  entry_seq          BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- The bucket is the thing's; person, institution and message name the settlement that holds it.
CREATE TABLE register_event (
  bucket         BIGINT NOT NULL,
  seq            BIGINT NOT NULL,
  kind           TEXT   NOT NULL,
  thing          TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  person_id      TEXT   NOT NULL,
  institution    TEXT   NOT NULL,
  message_id     TEXT   NOT NULL,
  heir           TEXT   NOT NULL,
  amount_fen     BIGINT NOT NULL,
  on_day         BIGINT NOT NULL,
  expires_micros BIGINT NOT NULL,
  at_micros      BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE TABLE register_hold (
  bucket         BIGINT NOT NULL,
  kind           TEXT   NOT NULL,
  thing          TEXT   NOT NULL,
  person_id      TEXT   NOT NULL,
  institution    TEXT   NOT NULL,
  message_id     TEXT   NOT NULL,
  state          TEXT   NOT NULL,
  amount_fen     BIGINT NOT NULL,
  on_day         BIGINT NOT NULL,
  expires_micros BIGINT NOT NULL,
  PRIMARY KEY (bucket, kind, thing, person_id, institution, message_id)
) -- clustered
;
CREATE INDEX register_hold_waiting ON register_hold (expires_micros) WHERE state = 'held';
-- What was answered to a message by other than a settlement or a reversal.
CREATE TABLE answer (
  bucket      BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  institution TEXT   NOT NULL,
  message_id  TEXT   NOT NULL,
  at_micros   BIGINT NOT NULL,
  body_hash   BLOB   NOT NULL,
  request     BLOB   NOT NULL,
  reply       BLOB   NOT NULL,
  PRIMARY KEY (bucket, seq)
);
-- What the person's bucket still has to ask of, or tell, the register.
CREATE TABLE outbox (
  bucket         BIGINT NOT NULL,
  person_id      TEXT   NOT NULL,
  institution    TEXT   NOT NULL,
  message_id     TEXT   NOT NULL,
  kind           TEXT   NOT NULL,
  thing          TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  heir           TEXT   NOT NULL,
  amount_fen     BIGINT NOT NULL,
  on_day         BIGINT NOT NULL,
  expires_micros BIGINT NOT NULL,
  answer         TEXT   NOT NULL,
  granted_fen    BIGINT NOT NULL,
  found          TEXT   NOT NULL,
  PRIMARY KEY (bucket, person_id, institution, message_id, kind)
) -- clustered
;
CREATE TABLE resettlement (
  bucket       BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  no           BIGINT NOT NULL,
  old_seq      BIGINT NOT NULL,
  reversal_seq BIGINT NOT NULL,
  new_seq      BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq, no),
  UNIQUE (bucket, old_seq),
  UNIQUE (bucket, new_seq)
) -- clustered
;
-- A reference table: which plan texts were known since when for which days.
CREATE TABLE policy_version (
  area               TEXT   NOT NULL,
  insurance          TEXT   NOT NULL,
  hash               BLOB   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  PRIMARY KEY (area, insurance, hash)
) -- clustered
;
)sql";

constexpr const char* kShownSchema = R"sql(
CREATE INDEX credential_check_shown ON credential_check (bucket, person_id, seq);
)sql";

const std::array<Migration, 16> kMigrations{{{1, "first", kFirst, nullptr},
                                             {2, "one_row", kOneRow, carry_over_row_sets},
                                             {3, "without_first", kWithoutFirst, nullptr},
                                             {4, "register", kRegister, nullptr},
                                             {5, "identity", kIdentitySchema, nullptr},
                                             {6, "entitlement", kEntitlementSchema, nullptr},
                                             {7, "documents", kDocumentsSchema, nullptr},
                                             {8, "messages", kMessagesSchema, nullptr},
                                             {9, "sign_in", kSignInSchema, nullptr},
                                             {10, "cases", kCasesSchema, nullptr},
                                             {12, "grants", kGrantsSchema, nullptr},
                                             {15, "shown", kShownSchema, nullptr},
                                             {16, "cases_at", kCasesAtSchema, nullptr},
                                             {17, "persons", kPersonsSchema, carry_persons},
                                             {18, "without_seven", kWithoutSeven, nullptr},
                                             {19, "many_keys", kManyKeys, carry_messages}}};

constexpr const char* kMigrationTable =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT "
    "NOT NULL, hash BLOB NOT NULL)";
constexpr Sql kSelectMigrations{"SELECT number, hash FROM schema_migration ORDER BY number"};
constexpr Sql kInsertMigration{
    "INSERT INTO schema_migration (number, name, hash) VALUES ($1, $2, $3)"};

/// Of the step at this place. Each opening asks for all of them.
const Digest& hash_of_step(std::size_t at) {
  static const auto hashes = [] {
    std::array<Digest, kMigrations.size()> out;
    std::ranges::transform(kMigrations, out.begin(),
                           [](const Migration& step) { return sm3(step.script); });
    return out;
  }();
  return hashes[at];
}

/// How many steps are applied, all of them ours.
Result<std::size_t> applied(Database& database) {
  std::size_t count = 0;
  Errors errors;
  {
    Rows rows = database.query(kSelectMigrations, {});
    for (; rows.next() && errors.empty(); ++count) {
      const std::string where = "schema_migration/" + std::to_string(rows.integer(0));
      if (count == kMigrations.size())
        errors.push_back({ErrorCode::unsupported,
                          where,
                          "a newer schema",
                          "this program or a newer one wrote it",
                          {}});
      else if (rows.integer(0) != kMigrations[count].number ||
               rows.digest(1) != hash_of_step(count))
        errors.push_back(
            {ErrorCode::corrupt, where, to_hex(rows.blob(1)), "the step this program knows", {}});
    }
  }
  if (database.failed()) return fail(database.take_fault().error());
  if (!errors.empty()) return fail(std::move(errors));
  return count;
}

}  // namespace

std::span<const Migration> all_migrations() { return kMigrations; }

Result<void> migrate(Database& database) {
  database.begin_write();
  database.run_script(kMigrationTable);
  if (auto made = database.commit(); !made) return made;
  for (;;) {
    database.begin_write();
    const auto count = applied(database);
    if (!count || *count == kMigrations.size()) {
      database.rollback();
      if (!count) return fail(count.error());
      return {};
    }
    const Migration& step = kMigrations[*count];
    database.run_script(step.script);
    if (step.carry != nullptr)
      if (auto carried = step.carry(database); !carried) {
        database.rollback();
        return carried;
      }
    database.run(kInsertMigration,
                 {integer(step.number), text(step.name), blob(hash_of_step(*count))});
    if (auto done = database.commit(); !done) return done;
  }
}

Result<void> check_schema(Database& database) {
  const auto count = applied(database);
  if (!count) return fail(count.error());
  if (*count != kMigrations.size())
    return fail(ErrorCode::unsupported, "schema_migration",
                std::to_string(*count) + " steps applied",
                std::to_string(kMigrations.size()) + " steps: open it once for writing");
  return {};
}

}  // namespace yitong::store
