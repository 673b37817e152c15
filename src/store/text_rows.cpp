#include "store/text_rows.h"

namespace yitong::store {
namespace {

constexpr Sql kInsertText{"INSERT INTO source_text (hash, kind, body) VALUES ($1, $2, $3)"};
constexpr Sql kHasText{"SELECT 1 FROM source_text WHERE hash = $1"};
constexpr Sql kSelectText{"SELECT body FROM source_text WHERE hash = $1"};

}  // namespace

Digest keep_text(Database& database, std::string_view kind, std::string_view body) {
  const Digest hash = sm3(body);
  if (!has_text(database, hash)) database.run(kInsertText, {blob(hash), text(kind), blob(body)});
  return hash;
}

bool has_text(Database& database, const Digest& hash) {
  Rows rows = database.query(kHasText, {blob(hash)});
  return rows.next();
}

std::optional<std::string> find_text(Database& database, const Digest& hash) {
  Rows rows = database.query(kSelectText, {blob(hash)});
  if (!rows.next()) return std::nullopt;
  return std::string(rows.blob(0));
}

}  // namespace yitong::store
