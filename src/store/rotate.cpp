#include "store/rotate.h"

#include <array>
#include <vector>

#include "base/id.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectWrapped{
    "SELECT person_id, wrapped_key FROM person WHERE bucket = $1 AND LENGTH(wrapped_key) > 0 ORDER "
    "BY person_id"};
constexpr Sql kRewrap{"UPDATE person SET wrapped_key = $1 WHERE bucket = $2 AND person_id = $3"};
constexpr Sql kSelectSecrets{
    "SELECT account, sealed FROM login_secret WHERE bucket = $1 AND LENGTH(sealed) > 0 ORDER BY "
    "account"};
constexpr Sql kResealSecret{
    "UPDATE login_secret SET sealed = $1 WHERE bucket = $2 AND account = $3"};
constexpr Sql kChangeFingerprint{
    "UPDATE setting SET value = $1 WHERE name = 'master_key_fingerprint'"};
constexpr Sql kForgetBlinding{"DELETE FROM setting WHERE name = 'blinding_key'"};
constexpr Sql kKeepBlinding{"INSERT INTO setting (name, value) VALUES ('blinding_key', $1)"};

/// What stands sealed under the master key, in one column of one table; the context of a seal is
/// the prefix and the row's name.
struct SealedColumn {
  Sql select, update;
  std::string_view table, prefix;
};
constexpr SealedColumn kSealedColumns[] = {
    {kSelectWrapped, kRewrap, "person", ""},
    {kSelectSecrets, kResealSecret, "login_secret", "totp/"}};

struct Wrapped {
  std::string name, key;
};

std::string fresh_nonce(const FillRandom& random) {
  std::array<std::uint8_t, 24> nonce{};
  random(nonce);
  return {reinterpret_cast<const char*>(nonce.data()), nonce.size()};
}

std::vector<Wrapped> wrapped_in(Database& database, const Sql& select, std::int32_t bucket) {
  std::vector<Wrapped> out;
  Rows rows = database.query(select, {integer(bucket)});
  while (rows.next()) out.push_back({std::string(rows.text(0)), std::string(rows.blob(1))});
  return out;
}

}  // namespace

Result<std::int64_t> rotate_key(Store& store, const MasterKey& fresh, const FillRandom& random) {
  Database& database = store.database();
  std::int64_t count = 0;
  database.begin_write();
  for (const SealedColumn& column : kSealedColumns)
    for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket)
      for (const Wrapped& row : wrapped_in(database, column.select, bucket)) {
        const std::string context = std::string(column.prefix) + row.name;
        const auto key = unseal(store.key().wrapping(), context, row.key);
        if (!key) {
          database.rollback();
          return fail(ErrorCode::corrupt, std::string(column.table) + "/" + row.name,
                      "a broken seal");
        }
        const std::string again = seal(fresh.wrapping(), fresh_nonce(random), context, *key);
        database.run(column.update, {blob(again), integer(bucket), text(row.name)});
        ++count;
      }
  database.run(kForgetBlinding, {});
  const std::string blinding = fresh.reseal_blinding(store.key(), fresh_nonce(random));
  database.run(kKeepBlinding, {blob(blinding)});
  database.run(kChangeFingerprint, {blob(fresh.fingerprint())});
  if (auto committed = database.commit(); !committed) return fail(std::move(committed.error()));
  return count;
}

}  // namespace yitong::store
