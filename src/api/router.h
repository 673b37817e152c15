// Which handler answers a request: a table of method and path template.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "api/http.h"
#include "api/json_reader.h"
#include "base/date.h"
#include "identity/rights.h"
#include "store/commit_queue.h"
#include "verbs/sign_in.h"

namespace yitong::api {

struct Deps;

/// What one worker thread has of its own.
struct Workbench {
  JsonParser parser;
  store::Store* reader = nullptr;  ///< may be null where nothing is looked up
  /// True while what commits would be refused: asked before it is prepared in vain. May be empty.
  std::function<bool()> no_room;
};

/// Everything a handler may know: pure of clock, thread and socket.
struct Call {
  Request& request;
  Instant now;
  const Deps& deps;
  Workbench& bench;
  std::string param[2];  ///< what stood for {…} in the template, decoded; `me` is resolved
  /// Who asks. Nobody where the action is everybody's: sessions are not looked up then.
  identity::Actor actor = {};
  std::optional<verbs::Session> session = std::nullopt;
  identity::Action action = identity::Action::unnamed;
};

/// Work whose reply may leave only after its commit. The server sets `respond` and offers it to the
/// commit queue.
class Commit : public store::Work {
 public:
  std::function<void(Response)> respond;
  std::string_view route;
};

/// Work that takes longer than a worker may wait, an upload for instance: the server runs it on
/// another thread, with a reader of that thread's, and goes on with what comes of it.
class Aside {
 public:
  using Done = std::variant<Response, std::unique_ptr<Commit>>;
  virtual ~Aside() = default;
  virtual Done run(store::Store& reader, Instant now) = 0;
  std::string_view route;
};

using Answer = std::variant<Response, std::unique_ptr<Commit>, std::unique_ptr<Aside>>;
using Handler = Answer (*)(Call& call);

/// Where the record stands that an action is about.
enum class About : std::uint8_t {
  path,        ///< {person}, if the template has it; else there is none
  settlement,  ///< the settlement whose number is the first parameter
  one_case,    ///< the case whose number is the first parameter
  query,       ///< ?person, ?institution and ?area
  body         ///< the handler asks refusal(), once it has read it
};

struct Route {
  Method method;
  std::string_view path;  ///< "/v1/areas/{code}"; {…} stands for one segment
  Handler handler;
  bool commits = false;  ///< answers with a Commit
  identity::Action action = identity::Action::unnamed;
  About about = About::path;
  bool takes_file = false;  ///< the body is a file, not JSON
};

/// Finds the route and runs its handler. HEAD is answered as GET. Addresses that no template fits
/// give not_found, other methods not_allowed with Allow; a body that is not JSON gives
/// unsupported_media; what commits gives overloaded while there is no room; who may not is refused
/// before the handler runs (api/access.h).
Answer dispatch(std::span<const Route> routes, Request& request, Instant now, const Deps& deps,
                Workbench& bench);

}  // namespace yitong::api
