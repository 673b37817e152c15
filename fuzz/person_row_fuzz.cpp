// Any bytes as the content of a row of a person: refused, or the same value when written again.
#include "base/check.h"
#include "store/ledger_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"

namespace {

using namespace yitong;

template <class Row>
void check(std::string_view content) {
  Row row, again;
  if (!store::decode(content, row)) return;
  YT_CHECK(store::decode(store::encode(row), again) && again == row);
}

void check_counts(std::string_view bytes) {
  const std::string_view name = bytes.substr(0, bytes.size() / 4);
  std::vector<ledger::Accumulated> values;
  if (!store::decode_counts(name, bytes.substr(name.size()), values)) return;
  for (const auto& each : values) YT_CHECK(store::name_of_counts(each.scope, each.period) == name);
}

void check_seals(std::string_view content) {
  store::PersonSeals seals;
  if (store::decode(content, seals)) YT_CHECK(store::encode(seals) == content);
}

void check_keys(std::string_view content) {
  std::vector<store::KeptKey> keys;
  if (store::decode({}, content, keys)) YT_CHECK(store::encode(keys) == content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check<ledger::Coverage>(bytes);
  check<ledger::Contribution>(bytes);
  check<ledger::Filing>(bytes);
  check<ledger::Grant>(bytes);
  check_counts(bytes);
  check_seals(bytes);
  check_keys(bytes);
  return 0;
}
