// Faults as problem+json (RFC 9457), in both languages.
#pragma once

#include "api/faults.h"
#include "api/http.h"

namespace yitong::api {

class JsonWriter;

/// The reply that names every fault. The status is that of the first one; 503 carries Retry-After.
/// `count` is the number of faults there were, of which `errors` lists the first. Never empty.
Response problem(const Errors& errors, std::size_t count);
inline Response problem(const Errors& errors) { return problem(errors, errors.size()); }
inline Response problem(const FaultList& faults) {
  return problem(faults.listed(), faults.count());
}
Response problem(Error error);
/// One fault as such a reply lists it.
void write_fault(JsonWriter& json, const Error& error);

/// The table of all codes as docs/errors.md.
std::string errors_markdown();

}  // namespace yitong::api
