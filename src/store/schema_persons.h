// Migrations 17 to 19.
#pragma once

namespace yitong::store {

inline constexpr const char* kPersonsSchema = R"sql(
-- Seals, coverages, contributions, filings, grants, counts and keys of messages of a person stood
-- in seven tables: of millions of persons each cost a page of its own that was not in memory, and
-- a settlement changed a page of two of them. Kinds and contents: src/store/person_table.h.
CREATE TABLE person_row (
  bucket    BIGINT NOT NULL,
  person_id TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  name      BLOB   NOT NULL,
  entry_seq BIGINT NOT NULL,
  content   BLOB   NOT NULL,
  PRIMARY KEY (bucket, person_id, kind, name)
) -- clustered
;
)sql";

inline constexpr const char* kWithoutSeven = R"sql(
DROP TABLE person;
DROP TABLE coverage;
DROP TABLE contribution;
DROP TABLE filing;
DROP TABLE grant_of_person;
DROP TABLE accumulator;
DROP TABLE message;
)sql";

inline constexpr const char* kManyKeys = R"sql(
-- Many keys of messages of a person share a row: src/store/message_rows.h. An older program that
-- still runs would not find them and settle again what was settled: with another name of the
-- column none of its statements works.
ALTER TABLE person_row RENAME COLUMN name TO row_name;
)sql";

}  // namespace yitong::store
