#include "store/store.h"

#include <optional>

#include "store/migrations.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectSetting{"SELECT value FROM setting WHERE name = $1"};
constexpr Sql kInsertSetting{"INSERT INTO setting (name, value) VALUES ($1, $2)"};
constexpr Sql kTouchSetting{"UPDATE setting SET value = value WHERE name = $1"};
constexpr std::string_view kFingerprint = "master_key_fingerprint";
constexpr std::string_view kBlindingKey = "blinding_key";

std::optional<std::string> setting(Database& database, std::string_view name) {
  Rows rows = database.query(kSelectSetting, {text(name)});
  if (!rows.next()) return std::nullopt;
  return std::string(rows.blob(0));
}

Result<void> demand_same_key(const std::optional<std::string>& known, const MasterKey& key) {
  if (known && *known == bytes_of(key.fingerprint())) return {};
  return fail(ErrorCode::bad_value, "master key",
              known ? "another key" : "a database without a key",
              "the key that the database was made with");
}

/// With the blinding key of the first master key, where that has been replaced.
Result<MasterKey> with_kept_blinding(Database& database, const MasterKey& key) {
  const auto sealed = setting(database, kBlindingKey);
  if (auto fine = database.take_fault(); !fine) return fail(std::move(fine.error()));
  return sealed ? key.with_blinding(*sealed) : key;
}

}  // namespace

Result<Store> Store::open(std::unique_ptr<Database> database, const MasterKey& key) {
  if (auto migrated = migrate(*database); !migrated) return fail(std::move(migrated.error()));
  database->begin_write();
  auto known = setting(*database, kFingerprint);
  if (!known && !database->failed()) {
    database->run(kInsertSetting, {text(kFingerprint), blob(key.fingerprint())});
    known = std::string(bytes_of(key.fingerprint()));
  }
  if (auto written = database->commit(); !written) return fail(std::move(written.error()));
  if (auto same = demand_same_key(known, key); !same) return fail(std::move(same.error()));
  auto whole = with_kept_blinding(*database, key);
  if (!whole) return fail(std::move(whole.error()));
  return Store(std::move(database), *whole);
}

void Store::touch() { database_->run(kTouchSetting, {text(kFingerprint)}); }

Result<Store> Store::open_reader(std::unique_ptr<Database> database, const MasterKey& key) {
  if (auto known = check_schema(*database); !known) return fail(std::move(known.error()));
  const auto fingerprint = setting(*database, kFingerprint);
  if (auto fine = database->take_fault(); !fine) return fail(std::move(fine.error()));
  if (auto same = demand_same_key(fingerprint, key); !same) return fail(std::move(same.error()));
  auto whole = with_kept_blinding(*database, key);
  if (!whole) return fail(std::move(whole.error()));
  return Store(std::move(database), *whole);
}

}  // namespace yitong::store
