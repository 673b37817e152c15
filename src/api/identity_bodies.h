// The bodies about who one is: signing in, and whom one lets act.
#pragma once

#include "api/json_reader.h"
#include "verbs/delegates.h"
#include "verbs/sign_in.h"

namespace yitong::api {

verbs::SignIn read_sign_in(JsonParser& parser, std::string& body, FaultList& faults);
/// `today` is the first day where the body names none, and a year the term where it names no last
/// one.
verbs::DelegateRequest read_delegate(JsonParser& parser, std::string& body, Date today,
                                     FaultList& faults);

}  // namespace yitong::api
