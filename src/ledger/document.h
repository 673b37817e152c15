// Documents that a person handed in, and what happened to each. The bytes lie in files; an entry of
// the journal says which, by hash.
#pragma once

#include <optional>
#include <string>

#include "base/crypto.h"
#include "ledger/entry.h"

namespace yitong::ledger {

/// What happened to a document. `content`, `thumbnail`: somebody was shown it. `used`, `released`:
/// by the case that `reference` names.
enum class DocumentAction : char {
  content = 'c',
  thumbnail = 't',
  removed = 'r',
  used = 'u',
  released = 'l'
};
std::string_view name_of(DocumentAction action);
std::optional<DocumentAction> parse_document_action_letter(std::string_view letter);

/// Who acted: a role and an account of our own, never a name.
struct ActedBy {
  std::string role, account;
};

struct Document {
  EntryId id;
  std::string person;
  Digest address{};       ///< HMAC-SM3 of the bytes as sent, under a key of the person's
  std::string kind;       ///< of material: "invoice"
  std::string type;       ///< of what is kept: "image/jpeg"
  std::int64_t size = 0;  ///< bytes of what is kept
  std::int64_t width = 0, height = 0, pages = 0;
  std::string file;         ///< 32 hex digits of chance
  Digest file_hash{};       ///< SM3 of the file, which is sealed
  std::string sealed_name;  ///< what the person calls it, under the person's key
  ActedBy by;
  Instant at;
};

struct DocumentEvent {
  EntryId id;
  std::string person;
  std::int64_t document_seq = 0;
  DocumentAction action = DocumentAction::content;
  ActedBy by;
  std::string why, reference;
  Instant at;
};

Digest digest_of(const Document& document);
Digest digest_of(const DocumentEvent& event);

/// "d0303-17".
std::string document_number(EntryId id);
std::optional<EntryId> parse_document_number(std::string_view text);

}  // namespace yitong::ledger
