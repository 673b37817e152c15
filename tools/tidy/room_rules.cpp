#include <algorithm>
#include <array>
#include <functional>
#include <sstream>

#include "rules.h"

namespace tidy {
namespace {

struct Ban {
  std::string_view word;
  std::string_view instead;
};

/// What only src/server and src/cli may do. Everything below gets time, chance and bytes as
/// arguments.
constexpr std::array kServerOnly = {
    Ban{"<thread>", "the server owns the threads"},
    Ban{"std::thread", "the server owns the threads"},
    Ban{"std::jthread", "the server owns the threads"},
    Ban{"std::async", "the server owns the threads"},
    Ban{"<future>", "the server owns the threads"},
    Ban{"pthread_create", "the server owns the threads"},
    Ban{"system_clock", "time comes as an argument"},
    Ban{"steady_clock", "time comes as an argument"},
    Ban{"high_resolution_clock", "time comes as an argument"},
    Ban{"gettimeofday", "time comes as an argument"},
    Ban{"clock_gettime", "time comes as an argument"},
    Ban{"localtime", "time comes as an argument"},
    Ban{"time(nullptr)", "time comes as an argument"},
    Ban{"random_device", "chance comes as an argument"},
    Ban{"getrandom", "chance comes as an argument"},
    Ban{"randombytes_buf", "chance comes as an argument"},
    Ban{"RAND_bytes", "chance comes as an argument"},
    Ban{"rand()", "chance comes as an argument"},
    Ban{"getenv", "settings come as arguments"},
    Ban{"<sys/socket.h>", "the server owns the sockets"},
    Ban{"<netinet/in.h>", "the server owns the sockets"},
    Ban{"sleep_for", "nothing below the server waits"},
    Ban{"sleep_until", "nothing below the server waits"},
    Ban{"usleep", "nothing below the server waits"},
    Ban{"nanosleep", "nothing below the server waits"},
    Ban{"sleep(", "nothing below the server waits"},
    Ban{"<coroutine>", "nothing below the server waits"},
    Ban{"co_await", "nothing below the server waits"},
    Ban{"co_return", "nothing below the server waits"},
    Ban{"co_yield", "nothing below the server waits"},
};

/// A library that only some folders may see.
struct Library {
  std::string_view include;
  std::vector<std::string_view> folders;
};
const std::vector<Library> kLibraries = {
    {"<sqlite3.h>", {"src/store/sqlite/", "src/sim/"}},
    {"<turbojpeg.h>", {"src/documents/"}},
    {"<png.h>", {"src/documents/"}},
    {"<webp/", {"src/documents/"}},
    {"<libheif/", {"src/documents/"}},
    {"<qpdf/", {"src/documents/"}},
    {"<boost/", {"src/server/", "src/api/"}},
    {"<simdjson", {"src/api/"}},
    {"<spdlog/", {"src/server/", "src/cli/"}},
    {"<prometheus/", {"src/server/"}},
    {"<CLI/", {"src/cli/"}},
};

/// The path between quotes or angle brackets of an #include line, its brackets kept; empty for
/// other lines.
std::string include_of(std::string_view line) {
  const auto hash = line.find_first_not_of(' ');
  if (hash == std::string_view::npos || !line.substr(hash).starts_with("#include")) return {};
  const auto open = line.find_first_of("<\"", hash);
  if (open == std::string_view::npos) return {};
  const auto close = line.find_first_of(">\"", open + 1);
  return std::string(line.substr(open, close - open + 1));
}

std::string room_named_by(std::string_view include) {
  const auto slash = include.find('/');
  return slash == std::string_view::npos ? std::string()
                                         : std::string(include.substr(1, slash - 1));
}

void check_include(const File& file, int number, const Rooms& rooms, const std::string& include,
                   Findings& out) {
  const auto room = file.room();
  const auto target = room_named_by(include);
  const auto allowed = rooms.may_include.find(room);
  const bool known =
      include.front() == '"' && std::ranges::find(rooms.order, target) != rooms.order.end();
  if (known && allowed != rooms.may_include.end() && !allowed->second.contains(target))
    out.push_back(
        {file.path, number, "upward", room + " may not see " + target + "; arrows point down"});
  if (!file.path.starts_with("src/") || file.is_test()) return;
  for (const auto& library : kLibraries) {
    const auto inside = [&](std::string_view folder) { return file.path.starts_with(folder); };
    if (include.starts_with(library.include) && std::ranges::none_of(library.folders, inside))
      out.push_back({file.path, number, "library",
                     include + " belongs to " + std::string(library.folders.front())});
  }
}

bool is_below_server(const File& file, const Rooms& rooms) {
  const auto room = file.room();
  return !file.is_test() && room != "server" && room != "cli" &&
         (std::ranges::find(rooms.order, room) != rooms.order.end() ||
          file.path.starts_with("include/"));
}

void check_line(const File& file, int number, const Rooms& rooms, Findings& out) {
  const auto& line = file.uncommented[std::size_t(number) - 1];
  const auto include = include_of(line);
  if (!include.empty()) check_include(file, number, rooms, include, out);
  if (!is_below_server(file, rooms)) return;
  // An include is a literal to the eye of `code`, so those lines are read with their literals.
  const auto& text = include.empty() ? file.code[std::size_t(number) - 1] : line;
  for (const auto& ban : kServerOnly)
    if (has_word(text, ban.word))
      out.push_back({file.path, number, "server-only",
                     std::string(ban.word) + "; " + std::string(ban.instead)});
}

/// src/<room>/*.cpp and src/<room>/<folder>/*.cpp are built; deeper ones, and those outside a room,
/// are not.
bool is_built(const File& file, const Rooms& rooms) {
  const auto depth = std::ranges::count(file.path, '/');
  const auto room = file.room();
  if (room == "cli") return depth == 2;
  return std::ranges::find(rooms.order, room) != rooms.order.end() && (depth == 2 || depth == 3);
}

void check_dead(const Tree& tree, const Rooms& rooms, Findings& out) {
  std::set<std::string> included;
  for (const auto& file : tree)
    for (const auto& line : file.uncommented) {
      const auto include = include_of(line);
      if (include.empty()) continue;
      const auto name = include.substr(1, include.size() - 2);
      if (!file.path.ends_with("/" + name)) included.insert(name);
      // Folders outside src include their own headers by bare name.
      const auto own = file.path.substr(0, file.path.rfind('/') + 1) + name;
      if (own != file.path) included.insert(own);
    }
  for (const auto& file : tree) {
    const bool source = file.path.starts_with("src/") && file.path.ends_with(".cpp");
    if (source && !is_built(file, rooms))
      out.push_back({file.path, 0, "dead-file", "no target builds it"});
    if (!file.path.ends_with(".h") && !file.path.ends_with(".def")) continue;
    const auto prefix = file.path.starts_with("src/")       ? 4
                        : file.path.starts_with("include/") ? 8
                                                            : 0;
    if (!included.contains(file.path.substr(std::size_t(prefix))) && !included.contains(file.path))
      out.push_back({file.path, 0, "dead-file", "nothing includes it"});
  }
}

}  // namespace

Rooms read_rooms(const Tree& tree) {
  Rooms rooms;
  const auto build = std::ranges::find(tree, "CMakeLists.txt", &File::path);
  if (build == tree.end()) return rooms;
  for (const std::string& line : build->lines) {
    if (!line.starts_with("yt_room(")) continue;
    std::istringstream words(line.substr(8, line.find(')') - 8));
    std::string room, word;
    words >> room;
    auto& visible = rooms.may_include[room];
    visible.insert(room);
    for (bool deps = false; words >> word;) {
      if (word == "DEPS" || word == "LIBS") {
        deps = word == "DEPS";
      } else if (deps) {
        const auto& through = rooms.may_include[word];
        visible.insert(through.begin(), through.end());
      }
    }
    rooms.order.push_back(room);
  }
  return rooms;
}

Findings check_rooms(const Tree& tree) {
  Findings out;
  const auto rooms = read_rooms(tree);
  for (const auto& file : tree)
    for (std::size_t i = 0; i < file.uncommented.size(); ++i)
      check_line(file, int(i) + 1, rooms, out);
  check_dead(tree, rooms, out);
  return out;
}

}  // namespace tidy
