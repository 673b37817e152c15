#pragma once

namespace CLI {
class App;
}

namespace yitong {

/// `yitong serve`: the server, until SIGTERM or SIGINT. Exit code 1 when it cannot start.
void add_serve_command(CLI::App& app, int& exit_code);
/// `yitong quote BILL.json`: prints exactly the reply of POST /v1/quotes. Exit code 1 for
/// problem+json.
void add_quote_command(CLI::App& app, int& exit_code);

}  // namespace yitong
