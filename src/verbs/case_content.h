// What is sealed of a case: form, materials, remark.
//
//   content  = u8 1 , bytes remark , ( u8 0 | u8 1 , body ) ;
//   body     = bytes form , varint count , { material } ;            form: cases/form.h
//   material = bytes row , u8 original_seen , varint count , { bytes document } ;
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/engine.h"

namespace yitong::verbs {

struct CaseBody {
  cases::Form form;
  std::vector<cases::Handed> materials;
};
struct CaseContent {
  std::string remark;
  std::optional<CaseBody> body;  ///< where it changed
  bool empty() const { return remark.empty() && !body; }
};
inline constexpr std::size_t kMaxHanded = 200;             ///< materials of a case
inline constexpr std::size_t kMaxHandedDocuments = 200;    ///< of all its materials together
inline constexpr std::size_t kMaxCaseContent = 4U << 20U;  ///< bytes

std::string encode(const CaseContent& content);
std::optional<CaseContent> decode_case_content(std::string_view bytes);

}  // namespace yitong::verbs
