#include "store/packed.h"

#include <vector>

#include "base/check.h"

namespace yitong::store {
namespace {

constexpr std::size_t kMaxBytes = 8 << 20;
constexpr std::size_t kMaxPieces = 1 << 14;

struct Piece {
  std::string_view bytes;
  std::int64_t no = 0;  ///< 0: the bytes themselves
};

void add_plain(std::vector<Piece>& pieces, std::string_view bytes) {
  if (bytes.empty()) return;
  if (!pieces.empty() && pieces.back().no == 0)  // neighbours in the same bytes
    pieces.back().bytes = {pieces.back().bytes.data(), pieces.back().bytes.size() + bytes.size()};
  else
    pieces.push_back({bytes, 0});
}

}  // namespace

void put_packed(Texts& texts, ledger::ByteWriter& out, std::string_view bytes,
                std::span<const ledger::Recurring> recurring, int& new_texts) {
  std::vector<Piece> pieces;
  pieces.reserve(recurring.size() * 2 + 1);
  std::size_t done = 0;
  for (const ledger::Recurring& part : recurring) {
    YT_CHECK(part.at >= done && part.at + part.size <= bytes.size());
    add_plain(pieces, bytes.substr(done, part.at - done));
    const std::string_view body = bytes.substr(part.at, part.size);
    const KnownText* known = texts.find(body);
    if (known == nullptr && new_texts > 0) {
      --new_texts;
      known = texts.share("piece", body);
    }
    if (known != nullptr)
      pieces.push_back({body, known->no});
    else
      add_plain(pieces, body);
    done = part.at + part.size;
  }
  add_plain(pieces, bytes.substr(done));
  out.varint(pieces.size());
  for (const Piece& piece : pieces) {
    if (piece.no != 0)
      out.varint(static_cast<std::uint64_t>(piece.no) * 2 + 1);
    else
      out.varint(piece.bytes.size() * 2).raw(piece.bytes);
  }
}

void get_packed(Database& database, ledger::ByteReader& in, std::string& out) {
  constexpr std::size_t kBytesOfPiece = 32;  // about
  const std::size_t pieces = in.count(kMaxPieces);
  out.clear();
  out.reserve(pieces * kBytesOfPiece);
  for (std::size_t i = 0; i < pieces && in.ok(); ++i) {
    const std::uint64_t head = in.varint();
    if (head % 2 == 0) {
      out += in.raw(head / 2);
    } else if (const KnownText* known =
                   shared_text(database, static_cast<std::int64_t>(head / 2))) {
      out += known->body;
    }
    if (out.size() > kMaxBytes) in.fail();
  }
}

}  // namespace yitong::store
