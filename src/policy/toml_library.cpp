// The TOML library's own functions, compiled here and nowhere else.
#define TOML_IMPLEMENTATION
#include "policy/toml_text.h"
