#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong scenario run PATH…`. Sets the exit code to 1 when one fails.
void add_scenario_command(CLI::App& app, int& exit_code);

}  // namespace yitong
