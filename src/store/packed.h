// Bytes in which texts that recur are replaced by their numbers.
//
//   packed = varint pieces , { piece } ;
//   piece  = varint length * 2 , bytes | varint no * 2 + 1 ;      no: of source_text
#pragma once

#include <span>
#include <string>

#include "ledger/bytes.h"
#include "ledger/entry.h"
#include "store/text_rows.h"

namespace yitong::store {

/// Texts that one entry may add to the table: a bill of a thousand new texts keeps the rest itself.
inline constexpr int kMaxNewTexts = 64;

/// `recurring` is in order and does not overlap; `new_texts` is what may still be added.
void put_packed(Texts& texts, ledger::ByteWriter& out, std::string_view bytes,
                std::span<const ledger::Recurring> recurring, int& new_texts);
/// Into `out`. Faults of the grammar are the reader's, those of the table the database's.
void get_packed(Database& database, ledger::ByteReader& in, std::string& out);

}  // namespace yitong::store
