// Migration 12.
#pragma once

namespace yitong::store {

inline constexpr const char* kGrantsSchema = R"sql(
-- What an agency decided about a person, bitemporal and insert-only, like coverage.
CREATE TABLE grant_of_person (
  bucket             BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  no                 BIGINT NOT NULL,
  area               TEXT   NOT NULL,
  kind               TEXT   NOT NULL,
  code               TEXT   NOT NULL,
  disease            TEXT   NOT NULL,
  institutions       TEXT   NOT NULL,
  doctor             TEXT   NOT NULL,
  pharmacy           TEXT   NOT NULL,
  in_force_from_day  BIGINT NOT NULL,
  in_force_to_day    BIGINT NOT NULL,
  known_since_micros BIGINT NOT NULL,
  replaces           BIGINT NOT NULL,
  case_number        TEXT   NOT NULL,
  entry_seq          BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- What a fund owes a person. state is the fold of the events; payee is sealed under the person's
-- key, anew when it is readdressed.
CREATE TABLE payment (
  bucket         BIGINT NOT NULL,
  person_id      TEXT   NOT NULL,
  no             BIGINT NOT NULL,
  area           TEXT   NOT NULL,
  case_number    TEXT   NOT NULL,
  settlement_seq BIGINT NOT NULL,
  amount_fen     BIGINT NOT NULL,
  payee          BLOB   NOT NULL,
  state          TEXT   NOT NULL,
  since_micros   BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no),
  UNIQUE (bucket, settlement_seq)
) -- clustered
;
CREATE INDEX payment_of_area ON payment (area, state, since_micros);
CREATE TABLE payment_event (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  no        BIGINT NOT NULL,
  payment   BIGINT NOT NULL,
  action    TEXT   NOT NULL,
  batch     TEXT   NOT NULL,
  reason    TEXT   NOT NULL,
  done_by   TEXT   NOT NULL,
  at_micros BIGINT NOT NULL,
  entry_seq BIGINT NOT NULL,
  PRIMARY KEY (bucket, person_id, no)
) -- clustered
;
-- The bucket is that of the area's code.
CREATE TABLE payment_batch (
  bucket    BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  area      TEXT   NOT NULL,
  at_micros BIGINT NOT NULL,
  done_by   TEXT   NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE INDEX payment_batch_of_area ON payment_batch (area, at_micros);
CREATE TABLE payment_batch_line (
  bucket     BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  line       BIGINT NOT NULL,
  person_id  TEXT   NOT NULL,
  payment    BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq, line)
) -- clustered
;
)sql";

}  // namespace yitong::store
