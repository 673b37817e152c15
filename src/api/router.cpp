#include "api/router.h"

#include "api/access.h"
#include "api/problem.h"
#include "api/query.h"

namespace yitong::api {
namespace {

/// Cuts the first segment off `path`, without its slash.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

/// True when `path` fits; its segments for {…} go to `params` as written.
bool fits(std::string_view pattern, std::string_view path, std::string_view (&params)[2]) {
  std::size_t n = 0;
  while (!pattern.empty() && !path.empty()) {
    if (path.front() != '/') return false;
    const std::string_view wanted = next_segment(pattern), segment = next_segment(path);
    if (!wanted.starts_with('{')) {
      if (wanted != segment) return false;
    } else if (segment.empty() || n == std::size(params)) {
      return false;
    } else {
      params[n++] = segment;
    }
  }
  return pattern.empty() && path.empty();
}

bool is_json(std::string_view content_type) {
  constexpr std::string_view kJson = "application/json";
  return content_type.starts_with(kJson) &&
         (content_type.size() == kJson.size() || content_type[kJson.size()] == ';' ||
          content_type[kJson.size()] == ' ');
}

/// What no page of another origin can send unasked (Fetch, "CORS-safelisted request-header"): all
/// types but those of forms and of plain text.
bool is_file(std::string_view content_type) {
  return content_type.starts_with("image/") || content_type.starts_with("application/pdf") ||
         content_type.starts_with("application/octet-stream");
}

Response not_allowed(const Request& request, std::string_view allow, std::string_view route) {
  Response response = problem(
      {ErrorCode::not_allowed, "", std::string(name_of(request.method)), std::string(allow), {}});
  response.headers.emplace_back("Allow", allow);
  response.route = route;
  return response;
}

Response no_room(std::string_view route) {
  Response response = problem({ErrorCode::overloaded, "", "", "commit queue", {}});
  response.route = route;
  return response;
}

}  // namespace

Answer dispatch(std::span<const Route> routes, Request& request, Instant now, const Deps& deps,
                Workbench& bench) {
  const Method method = request.method == Method::head ? Method::get : request.method;
  std::string allow;
  std::string_view template_of_path;
  for (const Route& route : routes) {
    std::string_view params[2];
    if (!fits(route.path, request.path, params)) continue;
    template_of_path = route.path;
    if (route.method != method) {
      allow += allow.empty() ? "" : ", ";
      allow += name_of(route.method);
      if (route.method == Method::get) allow += ", HEAD";
      continue;
    }
    if (route.commits && bench.no_room && bench.no_room()) return no_room(route.path);
    Call call{request, now, deps, bench, {}};
    call.action = route.action;
    for (std::size_t i = 0; i < std::size(params); ++i) {
      const auto decoded = percent_decoded(params[i], false);
      if (!decoded)
        return problem({ErrorCode::bad_encoding, "", excerpt(params[i]), "%XX, UTF-8", {}});
      call.param[i] = *decoded;
    }
    // A page of another origin can post a form or plain text unasked, but not JSON.
    const std::string_view type = request.header("Content-Type");
    const bool foreign = (method == Method::post || method == Method::put) &&
                         !(route.takes_file ? is_file(type) : is_json(type));
    std::optional<Response> refused = stop_at_door(route, call);
    Answer answer =
        refused ? std::move(*refused)
        : foreign
            ? problem({ErrorCode::unsupported_media,
                       "",
                       excerpt(type),
                       route.takes_file ? "application/octet-stream | image/*" : "application/json",
                       {}})
            : route.handler(call);
    if (Response* response = std::get_if<Response>(&answer))
      response->route = route.path;
    else if (auto* aside = std::get_if<std::unique_ptr<Aside>>(&answer))
      (*aside)->route = route.path;
    else
      std::get<std::unique_ptr<Commit>>(answer)->route = route.path;
    return answer;
  }
  if (!allow.empty()) return not_allowed(request, allow, template_of_path);
  return problem({ErrorCode::not_found, "", excerpt(request.path), "/api", {}});
}

}  // namespace yitong::api
