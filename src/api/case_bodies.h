// The bodies about cases, as read and checked by form.
#pragma once

#include "api/json_reader.h"
#include "verbs/cases.h"

namespace yitong::api {

verbs::OpenCase read_open_case(JsonParser& parser, std::string& body, FaultList& faults);
verbs::SaveDraft read_case_draft(JsonParser& parser, std::string& body, FaultList& faults);
verbs::ActOnCase read_case_action(JsonParser& parser, std::string& body, FaultList& faults);

/// One action on many cases.
inline constexpr std::size_t kMaxCasesAtOnce = 100;
std::vector<verbs::ActOnCase> read_desk_actions(JsonParser& parser, std::string& body,
                                                FaultList& faults);

}  // namespace yitong::api
