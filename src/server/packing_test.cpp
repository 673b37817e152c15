#include "server/packing.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace yitong::server {
namespace {

std::string unpacked(std::string_view bytes) {
  z_stream stream = {};
  std::string out(1 << 20, '\0');
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = inflate(&stream, Z_FINISH);
  out.resize(ended == Z_STREAM_END ? stream.total_out : 0);
  inflateEnd(&stream);
  return out;
}

std::string header_in(const api::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

api::Response packed(api::Response response, std::string_view accepted) {
  const api::Header headers[] = {{"accept-encoding", accepted}};
  api::Request request;
  request.headers = headers;
  pack(request, response);
  return response;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "{\"amount\":\"" + std::to_string(i * 7919) + ".00\"},";
  return text;
}

TEST(Packing, ALongReplyIsTheSameOnceUnpacked) {
  api::Response plain;
  plain.body = long_text();
  const api::Response sent = packed(plain, "gzip, deflate, br");
  EXPECT_EQ(header_in(sent, "Content-Encoding"), "gzip");
  EXPECT_EQ(header_in(sent, "Vary"), "Accept-Encoding");
  EXPECT_LT(sent.bytes().size(), plain.body.size() / 2);
  EXPECT_EQ(unpacked(sent.bytes()), plain.body);
}

TEST(Packing, SharedBytesStayAsTheyAre) {
  api::Response plain;
  const auto text = std::make_shared<const std::string>(long_text());
  plain.shared_body = text;
  EXPECT_EQ(unpacked(packed(plain, "gzip").bytes()), *text);
  EXPECT_EQ(*text, long_text());
}

TEST(Packing, WhoDoesNotAskForItGetsItPlain) {
  api::Response plain;
  plain.body = long_text();
  for (const char* accepted :
       {"", "br", "gzip;q=0", "gzip; q=0.000, br", "br, gzip ; q=0", "x-gzip"}) {
    const api::Response sent = packed(plain, accepted);
    EXPECT_EQ(sent.bytes(), plain.body) << accepted;
    EXPECT_EQ(header_in(sent, "Content-Encoding"), "") << accepted;
    EXPECT_EQ(header_in(sent, "Vary"), "Accept-Encoding") << accepted;
  }
}

TEST(Packing, GzipIsFoundWhereverItStandsInTheList) {
  api::Response plain;
  plain.body = long_text();
  for (const char* accepted : {"gzip", "br,gzip", "deflate, gzip;q=0.5", "br;q=0, gzip ; q=1.0"})
    EXPECT_EQ(header_in(packed(plain, accepted), "Content-Encoding"), "gzip") << accepted;
}

TEST(Packing, ShortRepliesAndOtherTypesAreLeftAlone) {
  api::Response brief, paper;
  brief.body = R"({"status":"ok"})";
  paper.body = long_text();
  paper.content_type = "application/pdf";
  EXPECT_EQ(packed(brief, "gzip").bytes(), brief.body);
  EXPECT_EQ(packed(paper, "gzip").bytes(), paper.body);
  EXPECT_EQ(header_in(packed(paper, "gzip"), "Vary"), "");
}

}  // namespace
}  // namespace yitong::server
