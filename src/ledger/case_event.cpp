#include "ledger/case_event.h"

#include "ledger/bytes.h"

namespace yitong::ledger {
namespace {

constexpr std::uint8_t kCaseEventVersion = 1;
constexpr char kCaseLetter = 'c';

bool fold_opening(CaseFile& file, const CaseEvent& event) {
  if (event.no != 1 || event.case_seq != event.id.seq || !event.from.empty() ||
      !event.outcome.empty())
    return false;
  file.id = event.id, file.person = event.person;
  file.kind = event.kind, file.area = event.area, file.insurance = event.insurance;
  file.opened = file.state_since = event.at;
  return true;
}

}  // namespace

bool fold(CaseFile& file, const CaseEvent& event) {
  if (file.version == 0) {
    if (!fold_opening(file, event)) return false;
  } else {
    const bool same = event.person == file.person && event.kind == file.kind &&
                      event.area == file.area && event.insurance == file.insurance &&
                      event.from == file.now.state && event.id.bucket == file.id.bucket &&
                      event.case_seq == file.id.seq;
    if (!same) return false;
  }
  if (!event.outcome.empty()) {
    if (event.after != file.now || event.no != -(file.refused + 1)) return false;
    ++file.refused;
    return true;
  }
  if (event.no != file.version + 1) return false;
  if (event.after.state != event.from) file.state_since = event.at;
  file.now = event.after, file.updated = event.at, file.version = event.no;
  return true;
}

Digest digest_of(const CaseEvent& event) {
  ByteWriter out;
  out.bytes("case_event").u8(kCaseEventVersion);
  out.varint(static_cast<std::uint64_t>(event.id.bucket)).zigzag(event.id.seq);
  out.bytes(event.person).zigzag(event.case_seq).zigzag(event.no);
  for (const std::string* each :
       {&event.kind, &event.area, &event.insurance, &event.action, &event.from, &event.outcome,
        &event.after.state, &event.after.assignee, &event.after.institution})
    out.bytes(*each);
  out.zigzag(event.after.due_day).zigzag(event.after.amount.fen()).zigzag(event.waited_seconds);
  out.bytes(event.by.role).bytes(event.by.account).u8(event.for_another ? 1 : 0);
  out.bytes(event.reason).bytes(event.wrote).bytes(event.request_key);
  out.raw(bytes_of(event.request)).raw(bytes_of(event.clear)).zigzag(event.at.micros);
  return sm3(out.str());
}

std::string case_number(EntryId id) {
  std::string out = number_of(EntryKind::case_event, id);
  out[0] = kCaseLetter;
  return out;
}

std::optional<EntryId> parse_case_number(std::string_view text) {
  if (text.empty() || text[0] != kCaseLetter) return std::nullopt;
  std::string number(text);
  number[0] = static_cast<char>(EntryKind::case_event);
  return parse_number(EntryKind::case_event, number);
}

}  // namespace yitong::ledger
