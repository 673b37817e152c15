#include "store/text_rows.h"

#include <algorithm>

namespace yitong::store {
namespace {

constexpr Sql kInsertText{"INSERT INTO source_text (no, hash, kind, body) VALUES ($1, $2, $3, $4)"};
constexpr Sql kSelectLast{"SELECT no FROM source_text ORDER BY no DESC LIMIT 1"};
constexpr Sql kSelectNumber{"SELECT no FROM source_text WHERE hash = $1"};
constexpr Sql kSelectText{"SELECT body FROM source_text WHERE hash = $1"};
constexpr Sql kSelectByNumber{"SELECT hash, body FROM source_text WHERE no = $1"};
constexpr std::size_t kOverheadBytes = 200;  // of a cached text, about

std::optional<std::int64_t> number_of(Database& database, const Digest& hash) {
  Rows rows = database.query(kSelectNumber, {blob(hash)});
  if (!rows.next()) return std::nullopt;
  return rows.integer(0);
}

std::int64_t insert(Database& database, const Digest& hash, std::string_view kind,
                    std::string_view body) {
  std::int64_t no = 1;
  {
    Rows rows = database.query(kSelectLast, {});
    if (rows.next()) no = rows.integer(0) + 1;
  }
  database.run(kInsertText, {integer(no), blob(hash), text(kind), blob(body)});
  return no;
}

}  // namespace

Digest keep_text(Database& database, std::string_view kind, std::string_view body) {
  const Digest hash = sm3(body);
  if (!number_of(database, hash)) insert(database, hash, kind, body);
  return hash;
}

bool has_text(Database& database, const Digest& hash) {
  auto& known = database.texts().hashes;
  if (known.contains(hash)) return true;
  if (!number_of(database, hash)) return false;
  known.insert(hash);
  return true;
}

std::optional<std::string> find_text(Database& database, const Digest& hash) {
  Rows rows = database.query(kSelectText, {blob(hash)});
  if (!rows.next()) return std::nullopt;
  return std::string(rows.blob(0));
}

const KnownText* Texts::find(std::string_view body) {
  if (const KnownText* const known = remembered_.find(body)) return known;
  if (!keeps()) {
    miss();
    return nullptr;
  }
  const Digest hash = sm3(body);
  const auto no = number_of(*database_, hash);
  if (!no || database_->failed()) return nullptr;
  return database_->texts().add({*no, hash, std::string(body), 0});
}

const KnownText* Texts::share(std::string_view kind, std::string_view body) {
  if (const KnownText* const known = find(body)) return known;
  if (!keeps()) return nullptr;
  const Digest hash = sm3(body);
  const std::int64_t no = insert(*database_, hash, kind, body);
  if (database_->failed()) return nullptr;
  return database_->texts().add({no, hash, std::string(body), 0});
}

void Texts::keep_shape(std::int64_t common, const KnownText& shape) {
  if (keeps()) database_->texts().shapes.put(common, shape);
}

void Texts::use_shape(std::int64_t common, std::int64_t no) {
  if (keeps()) database_->texts().shapes.used(common, no);
}

const KnownText* shared_text(Database& database, std::int64_t no) {
  if (const KnownText* const known = database.texts().find(no)) return known;
  KnownText out{no, {}, {}, 0};
  {
    Rows rows = database.query(kSelectByNumber, {integer(no)});
    if (!rows.next()) {
      database.set_fault({ErrorCode::corrupt,
                          "source_text/" + std::to_string(no),
                          "missing",
                          "the text that an entry names",
                          {}});
      return nullptr;
    }
    out.hash = rows.digest(0);
    out.body = rows.blob(1);
  }
  return database.texts().add(std::move(out));
}

std::span<const LateShapes::Kept> LateShapes::under(std::int64_t common) const {
  const auto at = shapes_.find(common);
  if (at == shapes_.end()) return {};
  return at->second;
}

void LateShapes::used(std::int64_t common, std::int64_t no) {
  const auto at = shapes_.find(common);
  if (at == shapes_.end()) return;
  const auto shape = std::ranges::find(at->second, no, &Kept::no);
  if (shape != at->second.end()) std::rotate(at->second.begin(), shape, shape + 1);
}

void LateShapes::put(std::int64_t common, const KnownText& shape) {
  if (bytes_ > kMaxBytes) clear();
  bytes_ += shape.body.size() + kOverheadBytes;
  std::vector<Kept>& kept = shapes_[common];
  if (kept.size() == kMostUnderOne) kept.pop_back();
  kept.insert(kept.begin(), {shape.no, shape.hash, ledger::KnownShape(shape.body)});
}

const KnownText* TextCache::find(std::string_view body) const {
  const auto at = by_body_.find(body);
  return at == by_body_.end() ? nullptr : at->second.get();
}

const KnownText* TextCache::find(std::int64_t no) const {
  late_.resize(kSlots);
  const KnownText*& late = late_[static_cast<std::uint64_t>(no) % kSlots];
  if (late != nullptr && late->no == no) return late;
  const auto at = by_number_.find(no);
  if (at == by_number_.end()) return nullptr;
  return late = at->second;
}

const KnownText* TextCache::add(KnownText text) {
  if (bytes_ > kMaxBytes) clear();
  bytes_ += text.body.size() + kOverheadBytes;
  text.values = ledger::count_values(text.body);
  auto kept = std::make_unique<const KnownText>(std::move(text));
  const KnownText* const out = kept.get();
  // Two numbers of one text can stand in a damaged table only; each is then found by its number.
  const auto [at, is_new] = by_body_.try_emplace(out->body, nullptr);
  if (is_new)
    at->second = std::move(kept);
  else
    spare_.push_back(std::move(kept));
  by_number_[out->no] = out;
  return out;
}

void TextCache::clear() {
  by_number_.clear();
  late_.clear();
  by_body_.clear();
  spare_.clear();
  hashes.clear();
  shapes.clear();
  bytes_ = 0;
}

}  // namespace yitong::store
