#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong policy check PATH…` and `yitong policy show AREA --on DATE`. Sets the exit code to 1 on
/// faults.
void add_policy_command(CLI::App& app, int& exit_code);

}  // namespace yitong
