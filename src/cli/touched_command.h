// yitong policy touched
#pragma once

namespace CLI {
class App;
}

namespace yitong {

void add_touched_command(CLI::App& policy, int& exit_code);

}  // namespace yitong
