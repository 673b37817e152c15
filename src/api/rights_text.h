// The table of rights and the actions of all addresses, as a page and for tests.
#pragma once

#include <string>

namespace yitong::api {

/// docs/roles.md.
std::string rights_markdown();
/// {"roles": […], "actions": [{"name", "open", "cells": {role: [relation]}}], "routes": [{"method",
/// "path", "action", "about"}]}
std::string rights_json();

}  // namespace yitong::api
