#include "store/rotate.h"

#include <array>
#include <vector>

#include "base/id.h"
#include "store/person_rows.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectWrapped{
    "SELECT person_id, wrapped_key, sealed FROM person WHERE bucket = $1 AND LENGTH(wrapped_key) > "
    "0 ORDER BY person_id"};
constexpr Sql kRewrap{"UPDATE person SET wrapped_key = $1 WHERE bucket = $2 AND person_id = $3"};
constexpr Sql kEmptyIndex{"DELETE FROM resident_index"};
constexpr Sql kIndexAgain{
    "INSERT INTO resident_index (bucket, blind, person_id) VALUES ($1, $2, $3)"};
constexpr Sql kChangeFingerprint{
    "UPDATE setting SET value = $1 WHERE name = 'master_key_fingerprint'"};

struct Wrapped {
  std::string person, key, sealed;
};

Result<void> rewrap(Store& store, const MasterKey& fresh, const FillRandom& random,
                    const Wrapped& row) {
  const auto key = unseal(store.key().wrapping(), row.person, row.key);
  const auto plain = key ? unseal(*key, row.person, row.sealed) : std::nullopt;
  const auto data = plain ? decode_personal_data(*plain) : std::nullopt;
  if (!data) return fail(ErrorCode::corrupt, "person/" + row.person, "a broken seal");
  std::array<std::uint8_t, 24> nonce{};
  random(nonce);
  const std::string_view nonce_bytes(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  store.database().run(kRewrap, {blob(seal(fresh.wrapping(), nonce_bytes, row.person, *key)),
                                 integer(bucket_of(row.person)), text(row.person)});
  const Digest blind = fresh.blind(data->resident_id);
  store.database().run(kIndexAgain,
                       {integer(bucket_of(bytes_of(blind))), blob(blind), text(row.person)});
  return {};
}

}  // namespace

Result<std::int64_t> rotate_key(Store& store, const MasterKey& fresh, const FillRandom& random) {
  Database& database = store.database();
  std::int64_t count = 0;
  database.begin_write();
  database.run(kEmptyIndex, {});
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
    std::vector<Wrapped> wrapped;
    {
      Rows rows = database.query(kSelectWrapped, {integer(bucket)});
      while (rows.next())
        wrapped.push_back(
            {std::string(rows.text(0)), std::string(rows.blob(1)), std::string(rows.blob(2))});
    }
    for (const Wrapped& row : wrapped) {
      if (auto done = rewrap(store, fresh, random, row); !done) {
        database.rollback();
        return fail(std::move(done.error()));
      }
      ++count;
    }
  }
  database.run(kChangeFingerprint, {blob(fresh.fingerprint())});
  if (auto committed = database.commit(); !committed) return fail(std::move(committed.error()));
  return count;
}

}  // namespace yitong::store
