#include "documents/xml_part.h"

#include <expat.h>

#include <memory>

namespace yitong::documents {
namespace {

constexpr int kMaxDepth = 32;

std::string_view without_prefix(std::string_view name) { return name.substr(name.rfind(':') + 1); }

}  // namespace

std::string_view value_of(const Attributes& attributes, std::string_view name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? std::string_view() : at->second;
}

Result<void> PartReader::read(std::string_view text) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  parser_ = parser.get();
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, on_begin, on_end);
  XML_SetCharacterDataHandler(parser_, on_text);
  XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
  XML_SetParamEntityParsing(parser_, XML_PARAM_ENTITY_PARSING_NEVER);
  const auto status = XML_Parse(parser_, text.data(), static_cast<int>(text.size()), XML_TRUE);
  if (!errors_.empty()) return fail(std::move(errors_));
  if (status == XML_STATUS_OK) return {};
  return fail(ErrorCode::damaged_document, {}, XML_ErrorString(XML_GetErrorCode(parser_)),
              "a workbook whose parts can be read");
}

void PartReader::stop(ErrorCode code, std::string found, std::string rule) {
  if (errors_.empty()) errors_ = {{code, {}, std::move(found), std::move(rule), {}}};
  XML_StopParser(parser_, XML_FALSE);
}

void PartReader::on_begin(void* self, const char* name, const char** attributes) {
  auto& reader = *static_cast<PartReader*>(self);
  if (++reader.depth_ > kMaxDepth)
    return reader.stop(ErrorCode::unsafe_document, "elements too deep", "at most 32");
  Attributes found;
  for (; *attributes != nullptr; attributes += 2)
    found[without_prefix(attributes[0])] = attributes[1];
  reader.begin(without_prefix(name), found);
}

void PartReader::on_end(void* self, const char* name) {
  auto& reader = *static_cast<PartReader*>(self);
  --reader.depth_;
  reader.end(without_prefix(name));
}

void PartReader::on_text(void* self, const char* text, int size) {
  static_cast<PartReader*>(self)->text({text, static_cast<std::size_t>(size)});
}

/// Where entities come from, inside or outside; a workbook has none.
void PartReader::on_doctype(void* self, const char*, const char*, const char*, int) {
  static_cast<PartReader*>(self)->stop(ErrorCode::unsafe_document, "DOCTYPE",
                                       "a workbook without definitions of its own");
}

}  // namespace yitong::documents
