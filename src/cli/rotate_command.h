#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong rotate-keys`: another master key for a database that nobody has open.
void add_rotate_command(CLI::App& app, int& exit_code);

}  // namespace yitong
