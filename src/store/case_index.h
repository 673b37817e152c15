// From words to cases: what the person is called, the invoices that a claim hands in. Only keyed
// hashes of the words are kept, within an area or, where that is empty, everywhere.
#pragma once

#include "store/case_rows.h"

namespace yitong::store {

/// Makes the case findable by these words, each as it is told: "name/…". At most kMaxCaseWords.
void index_case(Store& store, const ledger::CaseFile& file, std::span<const std::string> words);
inline constexpr std::size_t kMaxCaseWords = 8;
/// Findable by the words of `after` in the area, and no longer by those of `before` that are not
/// among them.
void reindex_case(Store& store, const ledger::CaseFile& file, std::string_view area,
                  std::span<const std::string> before, std::span<const std::string> after);
inline constexpr std::size_t kCaseBlindBytes = 16;
/// The key of a word within an area, kCaseBlindBytes long.
std::string blind_of_word(const Store& store, std::string_view area, std::string_view word);

/// All words of the person's cases.
void forget_words_of(Database& database, std::string_view person);

}  // namespace yitong::store
