#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong policy check`, `coverage`, `diff` and `show`. Sets the exit code to 1 on faults.
void add_policy_command(CLI::App& app, int& exit_code);

}  // namespace yitong
