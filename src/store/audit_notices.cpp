#include "store/audit_notices.h"

#include <fmt/format.h>

#include "base/id.h"
#include "store/notice_rows.h"
#include "store/person_rows.h"

namespace yitong::store {

void check_notices(Store& store, std::int32_t bucket, const RegisterAudit::Find& find) {
  std::string person;
  Result<std::string> key = fail(ErrorCode::unknown_person);
  Rows rows = store.database().query(kSelectNoticesOf, {integer(bucket)});
  while (rows.next()) {
    if (const std::string_view owner = rows.text(0); owner != person) {
      person = owner;
      key = person_key(store, person);
    }
    const KeptNotice notice{
        rows.integer(1), {rows.integer(2)}, std::string(rows.text(3)), std::string(rows.blob(4))};
    const std::string path = fmt::format("notice/{}/{}/{}", bucket, person, notice.no);
    if (const auto fine = store.database().take_fault(); !fine)
      find(path, fine.error()[0].path + ": " + fine.error()[0].found, fine.error()[0].rule);
    else if (bucket_of(person) != bucket || !key)
      find(path, "person " + person, "a person of this bucket who was not erased");
    else if (!open_notice(*key, person, notice))
      find(path, "a seal that does not open", "the row as it was written");
  }
}

}  // namespace yitong::store
