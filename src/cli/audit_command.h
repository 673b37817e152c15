#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong audit --db FILE --key FILE`. Prints what differs, table and key first; the exit code is
/// 1 if anything does.
void add_audit_command(CLI::App& app, int& exit_code);

}  // namespace yitong
