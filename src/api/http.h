// A request and a reply as the handlers see them: plain values without socket, clock or thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yitong::api {

enum class Method : std::uint8_t { get, head, post, put, remove, other };
std::string_view name_of(Method method);

struct Header {
  std::string_view name, value;
};

/// Views live as long as the handler runs. `path` is still percent-encoded; `query` is what follows
/// '?'.
struct Request {
  Method method = Method::other;
  std::string_view path;
  std::string_view query;
  std::span<const Header> headers;
  std::string_view address;  ///< of the client, without its port; empty where there is none
  /// Has kBodyPadding bytes of capacity behind its end where the server can arrange it.
  std::string body;

  /// The first header of that name, compared without case; empty when absent.
  std::string_view header(std::string_view name) const;
};
inline constexpr std::size_t kBodyPadding = 64;

/// Whose request it was and whose record it was about, as far as that was found out.
struct Asked {
  std::string account, role;
  std::string person;
  /// The action that was attempted, where every refusal of it is kept; empty: a look, a sign-in.
  std::string_view tried = {};
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json; charset=utf-8";
  std::string body;
  /// When set, the body is these bytes; files are served without copying.
  std::shared_ptr<const std::string> shared_body;
  std::vector<std::pair<std::string, std::string>> headers;
  /// The template of the route that answered, for logs and metrics: a constant, never what the
  /// client wrote.
  std::string_view route;
  std::string_view code;  ///< the first fault's code, a constant of the table
  Asked asked = {};       ///< of refusals

  std::string_view bytes() const { return shared_body ? std::string_view(*shared_body) : body; }
};

/// "Bad Request" for 400.
std::string_view reason_of(int status);

}  // namespace yitong::api
