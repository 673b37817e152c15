// One open database with its keys. Belongs to one thread at a time: the writer has one, each
// reading worker its own.
#pragma once

#include <memory>
#include <string>

#include "store/database.h"
#include "store/key.h"

namespace yitong::store {

class Store {
 public:
  /// Migrates the schema and remembers the key's fingerprint. Errors: as migrate(); bad_value for
  /// another key than the one the database was made with.
  static Result<Store> open(std::unique_ptr<Database> database, const MasterKey& key);
  /// Writes nothing; for a database that open() has seen.
  static Result<Store> open_reader(std::unique_ptr<Database> database, const MasterKey& key);

  /// Writes a page without changing anything, in the caller's transaction: shows whether the disk
  /// takes it.
  void touch();

  Database& database() { return *database_; }
  const MasterKey& key() const { return key_; }

 private:
  Store(std::unique_ptr<Database> database, const MasterKey& key)
      : database_(std::move(database)), key_(key) {}
  std::unique_ptr<Database> database_;
  MasterKey key_;
};

}  // namespace yitong::store
