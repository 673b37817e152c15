// Migrations 10 and 16.
#pragma once

namespace yitong::store {

inline constexpr const char* kCasesSchema = R"sql(
-- A case as the fold of its events; seq: of the entry that opened it. due_day 84005: no term.
-- blinds: the keys of its rows in case_blind, one after another; empty after erasure.
CREATE TABLE case_file (
  bucket             BIGINT NOT NULL,
  seq                BIGINT NOT NULL,
  person_id          TEXT   NOT NULL,
  kind               TEXT   NOT NULL,
  area               TEXT   NOT NULL,
  insurance          TEXT   NOT NULL,
  state              TEXT   NOT NULL,
  assignee           TEXT   NOT NULL,
  institution        TEXT   NOT NULL,
  due_day            BIGINT NOT NULL,
  amount_fen         BIGINT NOT NULL,
  opened_micros      BIGINT NOT NULL,
  state_since_micros BIGINT NOT NULL,
  updated_micros     BIGINT NOT NULL,
  version            BIGINT NOT NULL,
  refused            BIGINT NOT NULL,
  blinds             BLOB   NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE INDEX case_of_person ON case_file (bucket, person_id, seq);
CREATE INDEX case_queue ON case_file
  (state, area, kind, due_day, state_since_micros, bucket, seq, assignee);
CREATE INDEX case_assigned ON case_file
  (assignee, state, area, kind, due_day, state_since_micros, bucket, seq) WHERE assignee <> '';
CREATE INDEX case_at_institution ON case_file
  (institution, state, kind, due_day, state_since_micros, bucket, seq) WHERE institution <> '';
-- Insert-only and journaled. no: from 1; attempts that were refused count down from -1. sealed:
-- remark, form and materials under the person's key; clear_hash: keyed hash of what is sealed.
CREATE TABLE case_event (
  bucket         BIGINT NOT NULL,
  seq            BIGINT NOT NULL,
  person_id      TEXT   NOT NULL,
  case_seq       BIGINT NOT NULL,
  no             BIGINT NOT NULL,
  kind           TEXT   NOT NULL,
  area           TEXT   NOT NULL,
  insurance      TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  from_state     TEXT   NOT NULL,
  outcome        TEXT   NOT NULL,
  to_state       TEXT   NOT NULL,
  assignee       TEXT   NOT NULL,
  institution    TEXT   NOT NULL,
  due_day        BIGINT NOT NULL,
  amount_fen     BIGINT NOT NULL,
  waited_seconds BIGINT NOT NULL,
  role           TEXT   NOT NULL,
  account        TEXT   NOT NULL,
  for_another    BIGINT NOT NULL,
  reason         TEXT   NOT NULL,
  wrote          TEXT   NOT NULL,
  request_key    TEXT   NOT NULL,
  request_hash   BLOB   NOT NULL,
  sealed         BLOB   NOT NULL,
  clear_hash     BLOB   NOT NULL,
  at_micros      BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq),
  UNIQUE (bucket, case_seq, no)
) -- clustered
;
CREATE UNIQUE INDEX case_event_request ON case_event (bucket, person_id, request_key)
  WHERE request_key <> '';
-- What is being written and not handed in yet: replaced as it is saved, and not journaled.
CREATE TABLE case_draft (
  bucket    BIGINT NOT NULL,
  case_seq  BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  revision  BIGINT NOT NULL,
  sealed    BLOB   NOT NULL,
  at_micros BIGINT NOT NULL,
  PRIMARY KEY (bucket, case_seq)
) -- clustered
;
-- Finds cases by keyed hashes of what the person is called. The bucket is that of the blind value.
CREATE TABLE case_blind (
  bucket        BIGINT NOT NULL,
  blind         BLOB   NOT NULL,
  opened_micros BIGINT NOT NULL,
  case_bucket   BIGINT NOT NULL,
  case_seq      BIGINT NOT NULL,
  PRIMARY KEY (bucket, blind, opened_micros, case_bucket, case_seq)
) -- clustered
;
-- How many cases stand in a state. The bucket is the area's.
CREATE TABLE case_count (
  bucket BIGINT NOT NULL,
  area   TEXT   NOT NULL,
  kind   TEXT   NOT NULL,
  state  TEXT   NOT NULL,
  cases  BIGINT NOT NULL,
  PRIMARY KEY (bucket, area, kind, state)
) -- clustered
;
CREATE INDEX case_count_area ON case_count (area);
-- What was done on a day, how long it had waited for it, and about how much money. The bucket is
-- the area's.
CREATE TABLE case_day (
  bucket         BIGINT NOT NULL,
  area           TEXT   NOT NULL,
  day            BIGINT NOT NULL,
  kind           TEXT   NOT NULL,
  action         TEXT   NOT NULL,
  cases          BIGINT NOT NULL,
  waited_seconds BIGINT NOT NULL,
  amount_fen     BIGINT NOT NULL,
  PRIMARY KEY (bucket, area, day, kind, action)
) -- clustered
;
)sql";

/// Migration 16: what stands at an institution is counted without its cases being read.
inline constexpr const char* kCasesAtSchema = R"sql(
CREATE INDEX case_counts_at ON case_file (institution, area, kind, state) WHERE institution <> '';
)sql";

}  // namespace yitong::store
