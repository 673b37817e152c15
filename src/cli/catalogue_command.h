#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong catalogue import KIND FILE.csv --out DIR`, `search QUERY` and `show`. Sets the exit code
/// to 1 on faults.
void add_catalogue_command(CLI::App& app, int& exit_code);

}  // namespace yitong
