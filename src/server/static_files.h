// The pages' files, held in memory: what is not in the map does not exist, so no path can lead out
// of the folder.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "api/http.h"
#include "base/error.h"

namespace yitong::server {

class StaticFiles {
 public:
  static constexpr std::uintmax_t kMaxBytes = 64 << 20;

  /// No files at all.
  StaticFiles() = default;
  /// Reads the folder once. "x.gz" beside "x" is served to those who accept it. Errors: io_failed,
  /// too_large.
  static Result<StaticFiles> load(const std::string& folder);

  bool empty() const { return files_.empty(); }
  /// The file; for an address without a dot in its last segment the document of its first one
  /// ("/my/cases": my.html; "/": index.html), else not-found.html with 404; or not_found. GET and
  /// HEAD only; others are not_allowed.
  api::Response serve(const api::Request& request) const;

 private:
  struct File {
    std::string_view content_type, cache_control;
    std::string etag;
    std::shared_ptr<const std::string> bytes, gzip;  ///< gzip may be null
  };
  const File* find(std::string_view path) const;
  const File* document_of(std::string_view path) const;

  std::map<std::string, File, std::less<>> files_;  ///< by address: "/assets/x.js"
};

}  // namespace yitong::server
