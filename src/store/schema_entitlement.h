// The migration `entitlement`: contributions, cards, credentials shown.
#pragma once

namespace yitong::store {

inline constexpr const char* kEntitlementSchema = R"sql(
-- What was paid for which days, bitemporal and insert-only, like coverage.
CREATE TABLE contribution (
  bucket             BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  no                 BIGINT NOT NULL,
  area               TEXT   NOT NULL,
  insurance          TEXT   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  replaces           BIGINT NOT NULL,
  paid_on_day        BIGINT NOT NULL,
  basis              TEXT   NOT NULL,
  amount_fen         BIGINT NOT NULL,
  base_fen           BIGINT NOT NULL,
  situations         TEXT   NOT NULL,
  entry_seq          BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- Cards of a person. The number stands nowhere: blind is a keyed hash of it, tail its last digits;
-- both are emptied when the person is erased. state is the fold of the events.
CREATE TABLE card (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  no        BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  blind     BLOB   NOT NULL,
  tail      TEXT   NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- The bucket is that of the blind value, as in resident_index.
CREATE TABLE card_index (
  bucket    BIGINT NOT NULL,
  blind     BLOB   NOT NULL,
  person_id TEXT   NOT NULL,
  no        BIGINT NOT NULL,
  PRIMARY KEY (bucket, blind)
) -- clustered
;
CREATE TABLE card_event (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  no        BIGINT NOT NULL,
  card      BIGINT NOT NULL,
  action    TEXT   NOT NULL,
  done_by   TEXT   NOT NULL,
  how       TEXT   NOT NULL,
  at_micros BIGINT NOT NULL,
  entry_seq BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- Credentials shown at counters. The bucket is the person's, or the institution's where nobody
-- could be told.
CREATE TABLE credential_check (
  bucket      BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  institution TEXT   NOT NULL,
  credential  TEXT   NOT NULL,
  nonce       BLOB   NOT NULL,
  outcome     TEXT   NOT NULL,
  at_micros   BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE UNIQUE INDEX credential_check_once ON credential_check (bucket, nonce)
  WHERE credential = 'e_credential' AND outcome = 'accepted';
)sql";

}  // namespace yitong::store
