#include "store/rotate.h"

#include <array>
#include <vector>

#include "base/id.h"
#include "store/person_rows.h"
#include "store/person_table.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectSeals{
    "SELECT person_id, content FROM person_row WHERE bucket = $1 AND kind = 'a' AND "
    "LENGTH(content) > 0 ORDER BY person_id"};
constexpr Sql kSelectSecrets{
    "SELECT account, sealed FROM login_secret WHERE bucket = $1 AND LENGTH(sealed) > 0 ORDER BY "
    "account"};
constexpr Sql kResealSecret{
    "UPDATE login_secret SET sealed = $1 WHERE bucket = $2 AND account = $3"};
constexpr Sql kChangeFingerprint{
    "UPDATE setting SET value = $1 WHERE name = 'master_key_fingerprint'"};
constexpr Sql kForgetBlinding{"DELETE FROM setting WHERE name = 'blinding_key'"};
constexpr Sql kKeepBlinding{"INSERT INTO setting (name, value) VALUES ('blinding_key', $1)"};

struct Sealed {
  std::string name, bytes;
};

std::string fresh_nonce(const FillRandom& random) {
  std::array<std::uint8_t, 24> nonce{};
  random(nonce);
  return {reinterpret_cast<const char*>(nonce.data()), nonce.size()};
}

std::vector<Sealed> sealed_in(Database& database, const Sql& select, std::int32_t bucket) {
  std::vector<Sealed> out;
  Rows rows = database.query(select, {integer(bucket)});
  while (rows.next()) out.push_back({std::string(rows.text(0)), std::string(rows.blob(1))});
  return out;
}

class Rotation {
 public:
  Rotation(Store& store, const MasterKey& fresh, const FillRandom& random)
      : store_(store), database_(store.database()), fresh_(fresh), random_(random) {}

  Result<void> persons(std::int32_t bucket) {
    for (const Sealed& row : sealed_in(database_, kSelectSeals, bucket)) {
      PersonSeals seals;
      const bool read = decode(row.bytes, seals);
      auto again = reseal(row.name, read ? seals.wrapped_key : std::string());
      if (!again) return broken("person/" + row.name);
      seals.wrapped_key = std::move(*again);
      put_row(database_, row.name, PersonRowKind::seals, {}, encode(seals));
    }
    return {};
  }
  Result<void> secrets(std::int32_t bucket) {
    for (const Sealed& row : sealed_in(database_, kSelectSecrets, bucket)) {
      const auto again = reseal("totp/" + row.name, row.bytes);
      if (!again) return broken("login_secret/" + row.name);
      database_.run(kResealSecret, {blob(*again), integer(bucket), text(row.name)});
    }
    return {};
  }
  Result<std::int64_t> run() {
    for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
      if (auto done = persons(bucket); !done) return fail(std::move(done.error()));
      if (auto done = secrets(bucket); !done) return fail(std::move(done.error()));
    }
    database_.run(kForgetBlinding, {});
    const std::string blinding = fresh_.reseal_blinding(store_.key(), fresh_nonce(random_));
    database_.run(kKeepBlinding, {blob(blinding)});
    database_.run(kChangeFingerprint, {blob(fresh_.fingerprint())});
    return count_;
  }

 private:
  static std::unexpected<Errors> broken(std::string path) {
    return fail(ErrorCode::corrupt, std::move(path), "a broken seal");
  }
  std::optional<std::string> reseal(const std::string& context, std::string_view sealed) {
    const auto key = unseal(store_.key().wrapping(), context, sealed);
    if (!key) return std::nullopt;
    ++count_;
    return seal(fresh_.wrapping(), fresh_nonce(random_), context, *key);
  }

  Store& store_;
  Database& database_;
  const MasterKey& fresh_;
  const FillRandom& random_;
  std::int64_t count_ = 0;
};

}  // namespace

Result<std::int64_t> rotate_key(Store& store, const MasterKey& fresh, const FillRandom& random) {
  Database& database = store.database();
  database.begin_write();
  auto count = Rotation(store, fresh, random).run();
  if (!count) {
    database.rollback();
    return count;
  }
  if (auto committed = database.commit(); !committed) return fail(std::move(committed.error()));
  return count;
}

}  // namespace yitong::store
