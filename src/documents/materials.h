// Kinds of material that a person hands in, and how a document may be called.
#pragma once

#include <string_view>

namespace yitong::documents {

/// Whether it is in the table of kinds.
bool is_material_kind(std::string_view text);

inline constexpr std::string_view kNameRule =
    "1 ... 120 characters without / \\ and control characters, not . or ..";
/// `text` is valid UTF-8.
bool is_document_name(std::string_view text);

/// Why somebody looks at a document. Never free text: the journal holds no personal data.
inline constexpr std::string_view kReasons[] = {"own_use", "case_review",   "counter_service",
                                                "audit",   "legal_request", "support"};
bool is_reason(std::string_view text);

}  // namespace yitong::documents
