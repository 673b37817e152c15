#include "server/static_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace yitong::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kProblem = "application/problem+json; charset=utf-8";

class StaticFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("yitong-static-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "web/assets");
    write("secret.txt", "secret");
    write("web/index.html", "<!doctype html>");
    write("web/my.html", "<!doctype html><p>my");
    write("web/not-found.html", "<!doctype html><p>not found");
    write("web/assets/a-1.js", "let a = 1;");
    write("web/assets/a-1.js.gz", "compressed");
    auto loaded = StaticFiles::load((folder_ / "web").string());
    ASSERT_TRUE(loaded);
    files_ = std::move(*loaded);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, std::string_view bytes) {
    std::ofstream(folder_ / name) << bytes;
  }

  api::Response get(std::string_view path, std::vector<api::Header> headers = {},
                    api::Method method = api::Method::get) const {
    api::Request request;
    request.method = method;
    request.path = path;
    request.headers = headers;
    return files_.serve(request);
  }

  fs::path folder_;
  StaticFiles files_;
};

std::string header_of(const api::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

TEST_F(StaticFilesTest, TypesTagsAndCaching) {
  const api::Response page = get("/index.html"), script = get("/assets/a-1.js");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(script.bytes(), "let a = 1;");
  EXPECT_EQ(header_of(page, "Cache-Control"), "no-cache");
  EXPECT_NE(header_of(script, "Cache-Control").find("immutable"), std::string::npos);
  const std::string tag = header_of(script, "ETag");
  EXPECT_EQ(get("/assets/a-1.js", {{"if-none-match", tag}}).status, 304);
  EXPECT_EQ(get("/assets/a-1.js", {{"if-none-match", "W/\"other\""}}).status, 200);
}

TEST_F(StaticFilesTest, CompressedForThoseWhoAccept) {
  const api::Response script = get("/assets/a-1.js", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(script.bytes(), "compressed");
  EXPECT_EQ(header_of(script, "Content-Encoding"), "gzip");
  EXPECT_EQ(get("/assets/a-1.js", {{"Accept-Encoding", "gzip;q=0"}}).bytes(), "let a = 1;");
}

TEST_F(StaticFilesTest, AnUnknownAddressSaysSoInADocument) {
  EXPECT_EQ(get("/").bytes(), "<!doctype html>");
  const std::string tag = header_of(get("/not-found.html"), "ETag");
  for (const char* path :
       {"/estimate/result", "/mine", "/m", "/secret", "/assets/my", "/not-found", "//"}) {
    const api::Response response = get(path, {{"If-None-Match", tag}});
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.code, "not_found") << path;
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8") << path;
    EXPECT_EQ(response.bytes(), "<!doctype html><p>not found") << path;
  }
  for (const char* path : {"/missing.js", "/v1/missing", "/api/missing"}) {
    EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_EQ(get(path).content_type, kProblem) << path;
  }
  EXPECT_EQ(get("/mine", {}, api::Method::post).content_type, kProblem);
}

TEST_F(StaticFilesTest, PagesWithoutThatDocumentAnswerAsTheInterfaceDoes) {
  fs::remove(folder_ / "web/not-found.html");
  files_ = *StaticFiles::load((folder_ / "web").string());
  EXPECT_EQ(get("/mine").status, 404);
  EXPECT_EQ(get("/mine").content_type, kProblem);
}

TEST_F(StaticFilesTest, AnAddressHasTheDocumentOfItsFirstPart) {
  for (const char* path : {"/my", "/my/", "/my/cases", "/my/cases/c0303-17", "/my.html"})
    EXPECT_EQ(get(path).bytes(), "<!doctype html><p>my") << path;
  EXPECT_EQ(get("/index").bytes(), "<!doctype html>");
  EXPECT_EQ(get("/my/missing.js").status, 404);
}

TEST_F(StaticFilesTest, NothingOutsideTheFolder) {
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt",
                           "/..%2fsecret.txt", "//secret.txt", "/%00", "secret.txt", "", "/%zz"})
    EXPECT_NE(get(path).bytes(), "secret") << path;
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%zz", ""})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(StaticFilesTest, OnlyReading) {
  const api::Response response = get("/index.html", {}, api::Method::post);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace yitong::server
