#include "documents/report.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "documents/limits.h"
#include "documents/workbook.h"
#include "ledger/bytes.h"

namespace yitong::documents {
namespace {

constexpr std::string_view kReportMagic = "YTI";
constexpr std::uint8_t kReportVersion = 1;
constexpr std::size_t kMaxReported = 16, kMaxSaid = 400;

/// The codes that an inspection may give; anything else is not believed.
constexpr ErrorCode kVerdicts[] = {ErrorCode::unsupported_document, ErrorCode::damaged_document,
                                   ErrorCode::unsafe_document, ErrorCode::too_large};

std::string printable(std::string_view text) {
  std::string out(text.substr(0, kMaxSaid));
  if (!is_utf8(out)) out = "unreadable";
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

std::unexpected<Errors> no_report() {
  return fail(ErrorCode::document_unchecked, {}, "no report of the inspection");
}

Result<Inspected> decode_refusal(ledger::ByteReader& in) {
  Errors errors;
  const std::size_t count = in.count(kMaxReported);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view code = in.bytes(kMaxSaid);
    const std::string found = printable(in.bytes(kMaxSaid)), rule = printable(in.bytes(kMaxSaid));
    const auto verdict =
        std::ranges::find_if(kVerdicts, [&](ErrorCode each) { return text_of(each).code == code; });
    if (verdict == std::end(kVerdicts)) return no_report();
    errors.push_back({*verdict, {}, found, rule, {}});
  }
  if (!in.done() || errors.empty()) return no_report();
  return fail(std::move(errors));
}

}  // namespace

std::string_view media_type_of(KeptType type) {
  switch (type) {
    case KeptType::jpeg: return "image/jpeg";
    case KeptType::pdf: return "application/pdf";
    case KeptType::list: return "text/csv";
  }
  return {};
}

std::string encode_report(const Result<Inspected>& inspected) {
  ledger::ByteWriter out;
  out.raw(kReportMagic).u8(kReportVersion).u8(inspected ? 0 : 1);
  if (inspected) {
    out.u8(static_cast<std::uint8_t>(inspected->type));
    for (const int number : {inspected->width, inspected->height, inspected->pages})
      out.varint(static_cast<std::uint64_t>(number));
    out.bytes(inspected->content).bytes(inspected->thumbnail);
    if (inspected->type != KeptType::list) return out.take();
    out.varint(inspected->notes.size());
    for (const std::string& note : inspected->notes) out.bytes(printable(note));
    return out.take();
  }
  const std::size_t count = std::min(inspected.error().size(), kMaxReported);
  out.varint(count);
  for (const Error& error : std::span(inspected.error()).first(count))
    out.bytes(text_of(error.code).code).bytes(printable(error.found)).bytes(printable(error.rule));
  return out.take();
}

Result<Inspected> decode_report(std::string_view bytes) {
  ledger::ByteReader in(bytes);
  if (in.raw(kReportMagic.size()) != kReportMagic || in.u8() != kReportVersion) return no_report();
  if (in.u8() != 0) return decode_refusal(in);
  Inspected out;
  const std::uint8_t type = in.u8();
  if (type > static_cast<std::uint8_t>(KeptType::list)) return no_report();
  out.type = static_cast<KeptType>(type);
  out.width = static_cast<int>(in.limit(kMaxSide));
  out.height = static_cast<int>(in.limit(kMaxSide));
  out.pages = static_cast<int>(in.limit(kMaxPages));
  out.content = in.bytes(kMaxUploadBytes);
  out.thumbnail = in.bytes(kMaxThumbnailBytes);
  if (out.type == KeptType::list) {
    out.notes.resize(in.count(kMaxSheetNotes));
    bool as_written = true;
    for (std::string& note : out.notes) {
      note = in.bytes(kMaxSaid);
      as_written = as_written && printable(note) == note;
    }
    if (!in.done() || !as_written || !is_utf8(out.content)) return no_report();
    return out;
  }
  const bool picture = out.type == KeptType::jpeg;
  if (!in.done() || picture == out.content.empty() || picture == out.thumbnail.empty())
    return no_report();
  return out;
}

}  // namespace yitong::documents
