#include "api/router.h"

#include <gtest/gtest.h>

#include "api/deps.h"

namespace yitong::api {
namespace {

Answer echo(Call& call) {
  Response response;
  response.body = call.param[0] + "|" + call.param[1] + "|" + call.request.body;
  return response;
}

constexpr Route kRoutes[] = {
    {Method::get, "/v1/things", echo},      {Method::post, "/v1/things", echo},
    {Method::get, "/v1/things/{id}", echo}, {Method::get, "/v1/{a}/of/{b}", echo},
    {Method::post, "/v1/kept", echo, true},
};

Response answer(Method method, std::string_view path, std::string_view type = "application/json",
                std::function<bool()> no_room = {}) {
  Request request;
  request.method = method;
  request.path = path;
  const Header headers[] = {{"content-type", type}};
  request.headers = headers;
  request.body = "body";
  Workbench bench;
  bench.no_room = std::move(no_room);
  Deps deps;
  deps.door.open = true;
  return std::get<Response>(dispatch(kRoutes, request, {}, deps, bench));
}

TEST(Router, FindsTemplates) {
  EXPECT_EQ(answer(Method::get, "/v1/things").body, "||body");
  EXPECT_EQ(answer(Method::get, "/v1/things/%E7%94%B2").body, "甲||body");
  EXPECT_EQ(answer(Method::get, "/v1/x/of/y%2Fz").body, "x|y/z|body");
  EXPECT_EQ(answer(Method::head, "/v1/things").route, "/v1/things");
  EXPECT_EQ(answer(Method::get, "/v1/things/1").route, "/v1/things/{id}");
}

TEST(Router, Refuses) {
  EXPECT_EQ(answer(Method::get, "/v1/things/").status, 404);
  EXPECT_EQ(answer(Method::get, "/v1/things/1/2").status, 404);
  EXPECT_EQ(answer(Method::get, "/v1").status, 404);
  EXPECT_EQ(answer(Method::get, "").status, 404);
  EXPECT_EQ(answer(Method::get, "/v1/things/%FF").status, 400);
  EXPECT_EQ(answer(Method::get, "/v1/things/%0A").status, 400);
  const Response wrong = answer(Method::other, "/v1/things");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.front().second, "GET, HEAD, POST");
}

TEST(Router, NothingIsPreparedForAQueueWithoutRoom) {
  const auto full = [] { return true; };
  const Response refused = answer(Method::post, "/v1/kept", "application/json", full);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code, "overloaded");
  EXPECT_EQ(refused.route, "/v1/kept");
  EXPECT_EQ(answer(Method::post, "/v1/things", "application/json", full).status, 200);
  EXPECT_EQ(answer(Method::post, "/v1/kept", "application/json", [] { return false; }).status, 200);
}

TEST(Router, BodiesAreJson) {
  EXPECT_EQ(answer(Method::post, "/v1/things", "application/json; charset=utf-8").status, 200);
  EXPECT_EQ(answer(Method::post, "/v1/things", "text/plain").status, 415);
  EXPECT_EQ(answer(Method::post, "/v1/things", "application/json-seq").status, 415);
  EXPECT_EQ(answer(Method::post, "/v1/things", "").status, 415);
}

}  // namespace
}  // namespace yitong::api
