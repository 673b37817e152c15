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
/// The text's number, if it is kept.
const KnownText* find_shared(Database& database, std::string_view body);
/// The same, and keeps the text if it is new: inside a transaction that writes. Null after a fault.
const KnownText* share(Database& database, std::string_view kind, std::string_view body);
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
  /// Those of most use first; the caller moves what it used to the front, and puts new ones there.
  /// Lives until the next call.
  std::vector<Kept>& under(std::int64_t common);
  void put(std::int64_t common, const KnownText& shape);
  void clear() { shapes_.clear(), bytes_ = 0; }

 private:
  static constexpr std::size_t kMaxBytes = 16 << 20, kMostUnderOne = 4;
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

}  // namespace yitong::store
