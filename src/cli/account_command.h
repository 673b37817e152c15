// yitong account: who may sign in.
#pragma once

namespace CLI {
class App;
}

namespace yitong {

void add_account_command(CLI::App& app, int& exit_code);

}  // namespace yitong
