#include "server/static_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/problem.h"
#include "api/query.h"
#include "base/crypto.h"
#include "base/text.h"
#include "server/packing.h"

namespace yitong::server {
namespace {

namespace fs = std::filesystem;

// The build names files under /assets/ by their content; the rest keeps its name when it changes.
constexpr std::string_view kForever = "public, max-age=31536000, immutable";
constexpr std::string_view kAskAgain = "no-cache";
/// For people who mistyped an address; programs are told in their own form.
constexpr std::string_view kNotFound = "/not-found.html";

struct TypeRow {
  std::string_view extension, type;
};
constexpr TypeRow kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
    {".pdf", "application/pdf"},
    {".wasm", "application/wasm"},
};

std::string_view type_of(std::string_view name) {
  for (const TypeRow& row : kTypes)
    if (name.ends_with(row.extension)) return row.type;
  return "application/octet-stream";
}

std::shared_ptr<const std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return nullptr;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::make_shared<const std::string>(std::move(bytes).str());
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::string& folder) {
  StaticFiles out;
  std::error_code error;
  std::uintmax_t total = 0;
  std::map<std::string, std::shared_ptr<const std::string>> compressed;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (!entry->is_regular_file()) continue;
    auto bytes = read_file(entry->path());
    if (!bytes) return fail(ErrorCode::io_failed, entry->path().string());
    total += bytes->size();
    if (total > kMaxBytes) return fail(ErrorCode::too_large, folder, "", "<= 64 MiB");
    std::string name = "/" + fs::relative(entry->path(), folder, error).generic_string();
    if (name.ends_with(".gz")) {
      compressed[name.substr(0, name.size() - 3)] = std::move(bytes);
      continue;
    }
    // Weak: the compressed form of a file bears the same tag.
    const std::string etag = "W/\"" + to_hex(bytes_of(sm3(*bytes)).substr(0, 8)) + "\"";
    const std::string_view cache = name.starts_with("/assets/") ? kForever : kAskAgain;
    const std::string_view type = type_of(name);
    out.files_.emplace(std::move(name), File{type, cache, etag, std::move(bytes), nullptr});
  }
  if (error) return fail(ErrorCode::io_failed, folder, error.message());
  for (auto& [name, bytes] : compressed)
    if (const auto it = out.files_.find(name); it != out.files_.end())
      it->second.gzip = std::move(bytes);
  return out;
}

const StaticFiles::File* StaticFiles::find(std::string_view path) const {
  const auto it = files_.find(path);
  return it == files_.end() ? nullptr : &it->second;
}

const StaticFiles::File* StaticFiles::document_of(std::string_view path) const {
  if (path == "/") return find("/index.html");
  const File* own = find(std::string(path.substr(0, path.find('/', 1))) + ".html");
  return own ? own : find(kNotFound);
}

api::Response StaticFiles::serve(const api::Request& request) const {
  const auto path = api::percent_decoded(request.path, false);
  const File* file = path ? find(*path) : nullptr;
  std::string_view route = "/assets";
  if (file == nullptr && path && path->starts_with('/')) {
    const std::string_view last = std::string_view(*path).substr(path->rfind('/'));
    const bool of_the_interface = path->starts_with("/v1/") || path->starts_with("/api");
    if (last.find('.') == std::string_view::npos && !of_the_interface) file = document_of(*path);
    route = "/";
  }
  if (file == nullptr) {
    api::Response missing =
        api::problem({ErrorCode::not_found, "", api::excerpt(request.path), "/ , /api", {}});
    missing.route = "(none)";
    return missing;
  }
  if (request.method != api::Method::get && request.method != api::Method::head) {
    api::Response refused = api::problem(
        {ErrorCode::not_allowed, "", std::string(name_of(request.method)), "GET, HEAD", {}});
    refused.headers.emplace_back("Allow", "GET, HEAD");
    refused.route = route;
    return refused;
  }
  api::Response response;
  const bool is_missing = file == find(kNotFound);
  if (is_missing) {
    response.status = 404;
    response.code = text_of(ErrorCode::not_found).code;
    route = "(none)";
  }
  response.route = route;
  response.content_type = file->content_type;
  response.headers.emplace_back("ETag", file->etag);
  response.headers.emplace_back("Cache-Control", file->cache_control);
  if (file->gzip) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!is_missing && request.header("If-None-Match").find(file->etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  const bool gzip = file->gzip && accepts_gzip(request);
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.shared_body = gzip ? file->gzip : file->bytes;
  return response;
}

}  // namespace yitong::server
