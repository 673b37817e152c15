#include <fstream>

#include "store/document_files.h"
#include "store/login_rows.h"
#include "store/rotate.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

std::string nonces_of(std::string_view seed) {
  return std::string(bytes_of(sm3(seed))) + std::string(bytes_of(sm3(seed, "2"))).substr(0, 16);
}

/// A document of the person with its file, as the product writes them.
ledger::Document put_document(Store& store, const DocumentFolder& folder, const std::string& person,
                              const std::string& file, const std::string& content) {
  const DocumentKeys keys = document_keys(store, person).value();
  const std::string sealed =
      seal_document(keys, file, nonces_of(file), "small " + content, content);
  EXPECT_TRUE(folder.write(bucket_of(person), file, sealed));
  ledger::Document document;
  document.person = person, document.file = file, document.file_hash = sm3(sealed);
  document.address = hmac_sm3(bytes_of(keys.addressing), content);
  document.kind = "invoice", document.type = "image/jpeg", document.size = 7, document.pages = 1;
  document.at = {5};
  store.database().begin_write();
  document.id = record(store.database(), document);
  EXPECT_TRUE(store.database().commit());
  return document;
}

Result<DocumentParts> open_document(Store& store, const DocumentFolder& folder,
                                    const ledger::Document& document) {
  const auto keys = document_keys(store, document.person);
  if (!keys) return fail(keys.error());
  const auto bytes = folder.read(document.id.bucket, document.file);
  if (!bytes) return fail(bytes.error());
  return unseal_document(*keys, document.file, *bytes);
}

TEST(DocumentFile, OpensUnderItsKeysAndItsNameOnly) {
  Folder place;
  Store store = open_store(place.file());
  const DocumentKeys keys = document_keys(store, add_person(store, 1)).value();
  const DocumentKeys others = document_keys(store, add_person(store, 2)).value();
  const std::string sealed = seal_document(keys, "f1", nonces_of("1"), "thumb", "content");
  const auto parts = unseal_document(keys, "f1", sealed);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->thumbnail, "thumb");
  EXPECT_EQ(parts->content, "content");
  EXPECT_EQ(sealed.find("content"), std::string::npos);
  EXPECT_FALSE(unseal_document(others, "f1", sealed));
  EXPECT_FALSE(unseal_document(keys, "f2", sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(unseal_document(keys, "f1", changed)) << i;
    EXPECT_FALSE(unseal_document(keys, "f1", sealed.substr(0, i))) << i;
  }
}

TEST(DocumentFile, KeepsItsGrammar) {
  DocumentKeys keys;
  keys.sealing = sm3("key");
  const std::string sealed = seal_document(keys, "f1", nonces_of("1"), "thumb", "content");
  EXPECT_EQ(sealed.size(), 8u + (24 + 5 + 16) + (24 + 7 + 16));
  EXPECT_EQ(sealed.substr(0, 8), std::string("YTD\x01\0\0\0\x2D", 8));
}

TEST(Documents, AddressesOfOnePersonSayNothingOfAnother) {
  Folder place;
  Store store = open_store(place.file());
  const DocumentFolder folder(place.file("documents"));
  const auto first = put_document(store, folder, add_person(store, 1), "f1", "same bytes");
  const auto second = put_document(store, folder, add_person(store, 2), "f2", "same bytes");
  EXPECT_NE(first.address, second.address);
}

TEST(Documents, FoldWhatHappenedToThem) {
  Folder place;
  Store store = open_store(place.file());
  const DocumentFolder folder(place.file("documents"));
  const std::string person = add_person(store, 1);
  const auto document = put_document(store, folder, person, "f1", "bytes");
  const auto note = [&](ledger::DocumentAction action, const std::string& reference) {
    ledger::DocumentEvent event;
    event.person = person, event.document_seq = document.id.seq, event.action = action;
    event.reference = reference, event.at = {6};
    store.database().begin_write();
    record(store.database(), event);
    EXPECT_TRUE(store.database().commit());
    return documents_of(store.database(), person).at(0);
  };
  using enum ledger::DocumentAction;
  EXPECT_EQ(note(used, "case-1").used_by, std::set<std::string>{"case-1"});
  EXPECT_EQ(note(used, "case-2").used_by.size(), 2u);
  EXPECT_EQ(note(released, "case-1").used_by, std::set<std::string>{"case-2"});
  EXPECT_TRUE(note(content, "").used_by.size() == 1 && !note(thumbnail, "").removed);
  EXPECT_TRUE(note(removed, "").removed);
  const auto events = events_of(store.database(), person, document.id.seq, 3);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].action, removed);
  EXPECT_EQ(ledger::parse_document_number(ledger::document_number(document.id)), document.id);
}

TEST(Documents, AreReadableUnderAnotherMasterKey) {
  Folder place;
  const DocumentFolder folder(place.file("documents"));
  const MasterKey fresh = test_key('6'), last = test_key('7');
  std::string person, erased;
  ledger::Document document;
  {
    Store store = open_store(place.file());
    person = add_person(store, 1), erased = add_person(store, 2);
    document = put_document(store, folder, person, "f1", "old document");
    store.database().begin_write();
    ASSERT_TRUE(erase_person(store, erased));
    put_login_secret(store, "clerk", "second factor", std::string(24, 'n'));
    ASSERT_TRUE(store.database().commit());
    std::uint8_t next = 0;
    const auto count = rotate_key(store, fresh, [&](std::span<std::uint8_t> out) {
      for (std::uint8_t& byte : out) byte = ++next;
    });
    ASSERT_TRUE(count);
    EXPECT_EQ(*count, 2);
    Store between = Store::open(open_sqlite({.path = place.file()}).value(), fresh).value();
    ASSERT_TRUE(rotate_key(between, last, [&](std::span<std::uint8_t> out) {
      for (std::uint8_t& byte : out) byte = ++next;
    }));
  }
  for (const MasterKey& old : {test_key(), fresh})
    EXPECT_FALSE(Store::open(open_sqlite({.path = place.file()}).value(), old));
  Store store = Store::open(open_sqlite({.path = place.file()}).value(), last).value();
  EXPECT_EQ(find_person(store, made_up_person(1).resident_id), person);
  EXPECT_EQ(open_person(store, person)->name, made_up_person(1).name);
  EXPECT_FALSE(open_person(store, erased));
  EXPECT_EQ(find_login_secret(store, "clerk")->secret, "second factor");
  const auto parts = open_document(store, folder, document);
  ASSERT_TRUE(parts) << parts.error()[0].str(false);
  EXPECT_EQ(parts->content, "old document");
}

TEST(Documents, AreUnreadableOnceTheirPersonIsErased) {
  Folder place;
  Store store = open_store(place.file());
  const DocumentFolder folder(place.file("documents"));
  const std::string person = add_person(store, 1);
  const auto document = put_document(store, folder, person, "f1", "bytes");
  ASSERT_TRUE(open_document(store, folder, document));
  store.database().begin_write();
  ASSERT_TRUE(erase_person(store, person));
  ASSERT_TRUE(store.database().commit());
  const auto gone = open_document(store, folder, document);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error()[0].code, ErrorCode::unknown_person);
  EXPECT_TRUE(audit_documents(store, folder).findings.empty());
  EXPECT_EQ(audit_documents(store, folder).without_row, 1);
  EXPECT_EQ(sweep_documents(store, folder, {INT64_MAX}).value_or(0), 1);
  EXPECT_TRUE(folder.list(document.id.bucket).empty());
}

TEST(Documents, OfWhichFileOrRowIsMissingAreFound) {
  Folder place;
  Store store = open_store(place.file());
  const DocumentFolder folder(place.file("documents"));
  const std::string person = add_person(store, 1);
  const auto first = put_document(store, folder, person, "f1", "one");
  const auto second = put_document(store, folder, person, "f2", "two");
  ASSERT_TRUE(folder.write(first.id.bucket, "f3", "written, then the power failed"));
  FilesChecked checked = audit_documents(store, folder);
  EXPECT_EQ(checked.files, 2);
  EXPECT_EQ(checked.without_row, 1);
  EXPECT_TRUE(checked.findings.empty());
  EXPECT_EQ(sweep_documents(store, folder, {1}).value_or(-1), 0) << "too young to be swept";
  EXPECT_EQ(sweep_documents(store, folder, {INT64_MAX}).value_or(0), 1);
  EXPECT_EQ(folder.list(first.id.bucket).size(), 2u);
  folder.remove(first.id.bucket, first.file);
  {
    const std::string bucket = std::to_string(10'000 + second.id.bucket).substr(1);
    std::ofstream out(place.file("documents") + "/" + bucket + "/" + second.file);
    out << "other bytes";
  }
  checked = audit_documents(store, folder);
  ASSERT_EQ(checked.findings.size(), 2u);
  EXPECT_EQ(checked.findings[0].found, "no readable file");
  EXPECT_EQ(checked.findings[1].found, "file with other bytes");
  EXPECT_FALSE(folder.write(second.id.bucket, second.file, "again")) << "never overwritten";
}

}  // namespace
}  // namespace yitong::store
