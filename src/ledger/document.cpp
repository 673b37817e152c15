#include "ledger/document.h"

#include <array>

#include "ledger/bytes.h"
#include "ledger/names.h"

namespace yitong::ledger {
namespace {

constexpr std::array<Names<DocumentAction>, 5> kDocumentActions{
    {{DocumentAction::content, "content"},
     {DocumentAction::thumbnail, "thumbnail"},
     {DocumentAction::removed, "removed"},
     {DocumentAction::used, "used"},
     {DocumentAction::released, "released"}}};
constexpr std::uint8_t kDocumentVersion = 1;

ByteWriter begin_document_row(std::string_view table, EntryId id, const std::string& person) {
  ByteWriter out;
  out.bytes(table).u8(kDocumentVersion).varint(static_cast<std::uint64_t>(id.bucket));
  out.zigzag(id.seq).bytes(person);
  return out;
}

}  // namespace

std::string_view name_of(DocumentAction action) { return find_name(kDocumentActions, action); }
std::optional<DocumentAction> parse_document_action_letter(std::string_view letter) {
  return find_letter(kDocumentActions, letter);
}

Digest digest_of(const Document& document) {
  ByteWriter out = begin_document_row("document", document.id, document.person);
  out.raw(bytes_of(document.address)).bytes(document.kind).bytes(document.type);
  for (const std::int64_t number :
       {document.size, document.width, document.height, document.pages, document.at.micros})
    out.zigzag(number);
  out.bytes(document.file).raw(bytes_of(document.file_hash)).bytes(document.sealed_name);
  out.bytes(document.by.role).bytes(document.by.account);
  return sm3(out.str());
}

Digest digest_of(const DocumentEvent& event) {
  ByteWriter out = begin_document_row("document_event", event.id, event.person);
  out.zigzag(event.document_seq).u8(static_cast<std::uint8_t>(event.action));
  out.bytes(event.by.role).bytes(event.by.account).bytes(event.why).bytes(event.reference);
  out.zigzag(event.at.micros);
  return sm3(out.str());
}

std::string document_number(EntryId id) { return number_of(EntryKind::document, id); }

std::optional<EntryId> parse_document_number(std::string_view text) {
  return parse_number(EntryKind::document, text);
}

}  // namespace yitong::ledger
