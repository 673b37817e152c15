// Migration 8.
#pragma once

namespace yitong::store {

inline constexpr const char* kMessagesSchema = R"sql(
-- What a person was told of things that the journal has; not journaled. sealed: under the person's
-- key, with person, no, at and kind as context (store/notice_rows.h). Rows go when they are old.
CREATE TABLE notice (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  no        BIGINT NOT NULL,
  at_micros BIGINT NOT NULL,
  kind      TEXT   NOT NULL,
  sealed    BLOB   NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- Up to where an account has read a person's messages: notices and entries of the journal.
CREATE TABLE notice_mark (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  account   TEXT   NOT NULL,
  no        BIGINT NOT NULL,
  entry_seq BIGINT NOT NULL,
  at_micros BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, account)
) -- clustered
;
-- Where a person has signed in from: keyed hashes of networks. The oldest go.
CREATE TABLE sign_in_place (
  bucket      BIGINT NOT NULL,
  account     TEXT   NOT NULL,
  place       BLOB   NOT NULL,
  last_micros BIGINT NOT NULL,
  PRIMARY KEY (bucket, account, place)
) -- clustered
;
)sql";

}  // namespace yitong::store
