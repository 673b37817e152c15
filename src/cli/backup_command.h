#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong backup --db FILE --to FOLDER`: the database and its seals as they are at one moment.
void add_backup_command(CLI::App& app, int& exit_code);

}  // namespace yitong
