// Texts that recur, each kept once by the SM3 of its bytes and known by a number of this database:
//   plan, catalogue   texts that decided about money; found by their hash
//   names             what settlements share besides numbers     (ledger/leaf.h)
//   reply             shapes of replies                           (ledger/shape.h)
//   piece             what recurs within bills and their facts    (store/packed.h)
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/shape.h"
#include "store/database.h"

namespace yitong::store {

/// Keeps the text once; `kind` is "plan" or "catalogue". Returns its hash.
Digest keep_text(Database& database, std::string_view kind, std::string_view body);
bool has_text(Database& database, const Digest& hash);
std::optional<std::string> find_text(Database& database, const Digest& hash);

struct KnownText {
  std::int64_t no = 0;
  Digest hash{};
  std::string body;
  std::size_t values = 0;  ///< where it is the shape of replies: how many they have
};
/// The text of a number. A number that no text has is a fault (corrupt); null then.
const KnownText* shared_text(Database& database, std::int64_t no);

/// Shapes of late replies, under what their entries have in common: the next reply is likely of one
/// of them.
class LateShapes {
 public:
  struct Kept {
    std::int64_t no = 0;
    Digest hash{};
    ledger::KnownShape shape;
  };
  /// Those of late use first. Lives until put() or used().
  std::span<const Kept> under(std::int64_t common) const;
  void used(std::int64_t common, std::int64_t no);
  void put(std::int64_t common, const KnownText& shape);
  void clear() { shapes_.clear(), bytes_ = 0; }

 private:
  static constexpr std::size_t kMaxBytes = 16 << 20, kMostUnderOne = 8;
  std::unordered_map<std::int64_t, std::vector<Kept>> shapes_;
  std::size_t bytes_ = 0;
};

/// What a connection remembers of the table, so that most look-ups ask no database. Whoever rolls
/// back empties it: a number given in that transaction was never given. What it returns lives until
/// the next text is asked for.
class TextCache {
 public:
  static constexpr std::size_t kMaxBytes = 64 << 20;

  const KnownText* find(std::string_view body) const;
  const KnownText* find(std::int64_t no) const;
  const KnownText* add(KnownText text);
  void clear();

  std::set<Digest> hashes;  ///< of texts that are kept
  LateShapes shapes;

 private:
  static constexpr std::size_t kSlots = 4096;
  std::unordered_map<std::string_view, std::unique_ptr<const KnownText>> by_body_;
  std::unordered_map<std::int64_t, const KnownText*> by_number_;
  mutable std::vector<const KnownText*> late_;  ///< of numbers asked for lately, by number % kSlots
  std::vector<std::unique_ptr<const KnownText>> spare_;
  std::size_t bytes_ = 0;
};

/// Where an entry that is written has the numbers of its texts from.
class Texts {
 public:
  /// The database, which keeps new ones: inside a transaction that writes.
  explicit Texts(Database& database) : remembered_(database.texts()), database_(&database) {}
  /// What a connection remembers and nothing else: for any thread, while the connection is asked
  /// for no text.
  explicit Texts(const TextCache& remembered) : remembered_(remembered) {}

  /// The text, if it is kept. Null too after a fault, and where it is not remembered.
  const KnownText* find(std::string_view body);
  /// The same, and keeps a new one, where there is a database.
  const KnownText* share(std::string_view kind, std::string_view body);
  std::span<const LateShapes::Kept> shapes_under(std::int64_t common) const {
    return remembered_.shapes.under(common);
  }
  void keep_shape(std::int64_t common, const KnownText& shape);
  void use_shape(std::int64_t common, std::int64_t no);
  /// There is a database, which keeps new ones.
  bool keeps() const { return database_ != nullptr; }
  /// What is asked for is not remembered.
  void miss() { missed_ = true; }
  /// False: a text was asked for that is not remembered. What was made of it is of no use.
  bool all_remembered() const { return !missed_; }

 private:
  const TextCache& remembered_;
  Database* database_ = nullptr;
  bool missed_ = false;
};

}  // namespace yitong::store
