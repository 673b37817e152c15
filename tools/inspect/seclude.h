// Gives up all that decoding a picture does not need.
#pragma once

/// Limits of memory and time, no core dump, no new file, and a filter under which any other call to
/// the kernel ends the process. False if the kernel refuses.
bool seclude();
