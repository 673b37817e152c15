// The files that documents lie in, in a folder beside the database, one folder a bucket. A file is
// on disk under its name before the row that names it commits; a row's file goes after the row has.
// What a crash leaves in between has no row and is swept.
//
//   file = "YTD" , u8 1 , 4 bytes n, most significant first , sealed thumbnail of n bytes ,
//          sealed content ;                                                    seal():
//          base/crypto.h
//
// Names are chance: an address would say that a removed document came back.
#pragma once

#include <string>
#include <vector>

#include "store/document_rows.h"

namespace yitong::store {

struct DocumentParts {
  std::string thumbnail, content;
};

/// "YTD…": sealed under contexts that name file and part, so that no two can change places.
/// `nonces`: 48 fresh random bytes.
std::string seal_document(const DocumentKeys& keys, std::string_view file, std::string_view nonces,
                          std::string_view thumbnail, std::string_view content);
/// Errors: corrupt.
Result<DocumentParts> unseal_document(const DocumentKeys& keys, std::string_view file,
                                      std::string_view bytes);

class DocumentFolder {
 public:
  explicit DocumentFolder(std::string path) : path_(std::move(path)) {}

  /// `bytes` are on disk when it returns. Errors: as create_file().
  Result<void> write(std::int32_t bucket, const std::string& file, std::string_view bytes) const;
  /// Errors: as file_fault(), too_large.
  Result<std::string> read(std::int32_t bucket, const std::string& file) const;
  /// A file that is not there is removed.
  void remove(std::int32_t bucket, const std::string& file) const;

  struct Listed {
    std::string file;
    Instant written;
  };
  std::vector<Listed> list(std::int32_t bucket) const;

 private:
  std::string path_of_file(std::int32_t bucket, const std::string& file) const;
  const std::string path_;
};

/// Removes files that no row names and that were written before `before`; returns how many.
/// Opens read transactions of its own.
Result<std::int64_t> sweep_documents(Store& store, const DocumentFolder& folder, Instant before);

struct FilesChecked {
  std::int64_t files = 0, without_row = 0;
  Errors findings;
};
/// Every file that must be there, against its hash. Opens read transactions of its own.
FilesChecked audit_documents(Store& store, const DocumentFolder& folder);

}  // namespace yitong::store
