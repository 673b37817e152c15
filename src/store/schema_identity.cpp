#include "store/schema_identity.h"

namespace yitong::store {

const char* const kIdentitySchema = R"sql(
-- Who may sign in. Insert-only and journaled: a change is a new row. The bucket is the account's.
CREATE TABLE login (
  bucket      BIGINT NOT NULL,
  account     TEXT   NOT NULL,
  no          BIGINT NOT NULL,
  role        TEXT   NOT NULL,
  person_id   TEXT   NOT NULL,
  agency      TEXT   NOT NULL,
  areas       TEXT   NOT NULL,
  institution TEXT   NOT NULL,
  title_zh    TEXT   NOT NULL,
  title_en    TEXT   NOT NULL,
  password    TEXT   NOT NULL,
  totp_hash   BLOB   NOT NULL,
  at_micros   BIGINT NOT NULL,
  by_account  TEXT   NOT NULL,
  entry_seq   BIGINT NOT NULL,
  PRIMARY KEY (bucket, account, no)
) -- clustered
;
-- The second factor's secret, sealed under the master key, so not hashed into the journal: login
-- has its hash. last_step: the newest code that was used.
CREATE TABLE login_secret (
  bucket    BIGINT NOT NULL,
  account   TEXT   NOT NULL,
  sealed    BLOB   NOT NULL,
  last_step BIGINT NOT NULL,
  PRIMARY KEY (bucket, account)
) -- clustered
;
-- The bucket is the account's; the token says it.
CREATE TABLE session (
  bucket         BIGINT NOT NULL,
  token_hash     BLOB   NOT NULL,
  account        TEXT   NOT NULL,
  login_no       BIGINT NOT NULL,
  made_micros    BIGINT NOT NULL,
  expires_micros BIGINT NOT NULL,
  PRIMARY KEY (bucket, token_hash)
) -- clustered
;
-- subject: keyed hash of an account or an address. Rows go when nothing needs to be known of them.
CREATE TABLE sign_in_failure (
  bucket              BIGINT NOT NULL,
  subject             BLOB   NOT NULL,
  failures            BIGINT NOT NULL,
  first_micros        BIGINT NOT NULL,
  locked_until_micros BIGINT NOT NULL,
  forget_micros       BIGINT NOT NULL,
  PRIMARY KEY (bucket, subject)
) -- clustered
;
-- Journaled: when failures kept somebody out. subject: an account, or a keyed hash.
CREATE TABLE lockout (
  bucket       BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  subject      TEXT   NOT NULL,
  what         TEXT   NOT NULL,
  failures     BIGINT NOT NULL,
  at_micros    BIGINT NOT NULL,
  until_micros BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
-- Bitemporal, insert-only and journaled, like family_consent.
CREATE TABLE delegation (
  bucket             BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  no                 BIGINT NOT NULL,
  delegate           TEXT   NOT NULL,
  actions            TEXT   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  replaces           BIGINT NOT NULL,
  by_account         TEXT   NOT NULL,
  entry_seq          BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- Where to look for whom the delegate may act for. The bucket is the delegate's.
CREATE TABLE delegation_index (
  bucket    BIGINT NOT NULL,
  delegate  TEXT   NOT NULL,
  person_id TEXT   NOT NULL,
  PRIMARY KEY (bucket, delegate, person_id)
) -- clustered
;
)sql";

}  // namespace yitong::store
