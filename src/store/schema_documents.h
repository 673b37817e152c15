// Migration 7.
#pragma once

namespace yitong::store {

inline constexpr const char* kDocumentsSchema = R"sql(
-- What a person handed in. address: HMAC of the bytes as sent, under a key of the person's. The
-- bytes lie in a file of that name beside the database, sealed; file_hash is SM3 of the file.
CREATE TABLE document (
  bucket      BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  person_id   TEXT   NOT NULL,
  address     BLOB   NOT NULL,
  kind        TEXT   NOT NULL,
  type        TEXT   NOT NULL,
  size_bytes  BIGINT NOT NULL,
  width       BIGINT NOT NULL,
  height      BIGINT NOT NULL,
  pages       BIGINT NOT NULL,
  file        TEXT   NOT NULL,
  file_hash   BLOB   NOT NULL,
  sealed_name BLOB   NOT NULL,
  role        TEXT   NOT NULL,
  account     TEXT   NOT NULL,
  at_micros   BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE INDEX document_of_person ON document (bucket, person_id, seq);
-- Who was shown it, who removed it, which case uses it. Letters of action: src/ledger/document.h.
CREATE TABLE document_event (
  bucket       BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  person_id    TEXT   NOT NULL,
  document_seq BIGINT NOT NULL,
  action       TEXT   NOT NULL,
  role         TEXT   NOT NULL,
  account      TEXT   NOT NULL,
  why          TEXT   NOT NULL,
  reference    TEXT   NOT NULL,
  at_micros    BIGINT NOT NULL,
  PRIMARY KEY (bucket, seq)
) -- clustered
;
CREATE INDEX document_event_of ON document_event (bucket, person_id, document_seq, seq);
)sql";

}  // namespace yitong::store
