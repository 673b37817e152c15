// Migration 9: identities at other providers, what a session was made by and when it was last used,
// and refused accesses.
#pragma once

namespace yitong::store {

inline constexpr const char* kSignInSchema = R"sql(
-- Who comes from an identity provider with which account. Insert-only and journaled: a row with
-- replaces ends the row of that number. subject: keyed hash of issuer and subject. The bucket is
-- the account's.
CREATE TABLE login_link (
  bucket     BIGINT NOT NULL,
  account    TEXT   NOT NULL,
  no         BIGINT NOT NULL,
  provider   TEXT   NOT NULL,
  subject    BLOB   NOT NULL,
  replaces   BIGINT NOT NULL,
  at_micros  BIGINT NOT NULL,
  by_account TEXT   NOT NULL,
  entry_seq  BIGINT NOT NULL,
  PRIMARY KEY (bucket, account, no)
) -- clustered
;
-- Which accounts a subject was ever linked to. The bucket is the subject's.
CREATE TABLE login_link_index (
  bucket  BIGINT NOT NULL,
  subject BLOB   NOT NULL,
  account TEXT   NOT NULL,
  PRIMARY KEY (bucket, subject, account)
) -- clustered
;
-- provider: by which the session was made; empty: by password.
ALTER TABLE session ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN seen_micros BIGINT NOT NULL DEFAULT 0;
-- Journaled: what was refused to whom, a minute's refusals of one kind in a row. person_id: whose
-- record it was about, or empty; then the bucket is the subject's. subject: an account, or the
-- keyed hash of an address.
CREATE TABLE refused_access (
  bucket      BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  subject     TEXT   NOT NULL,
  what        TEXT   NOT NULL,
  role        TEXT   NOT NULL,
  code        TEXT   NOT NULL,
  times       BIGINT NOT NULL,
  from_micros BIGINT NOT NULL,
  to_micros   BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE INDEX refused_access_of ON refused_access (bucket, person_id, seq);
)sql";

}  // namespace yitong::store
