#include "store/refused_rows.h"

#include "base/id.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::RefusedAccess;

#define REFUSED_COLUMNS "seq, person_id, subject, what, role, code, times, from_micros, to_micros"

constexpr Sql kSelectRefusedOf{"SELECT " REFUSED_COLUMNS
                               " FROM refused_access WHERE bucket = $1 AND person_id = $2 "
                               "ORDER BY seq DESC LIMIT $3"};
constexpr Sql kInsertRefused{"INSERT INTO refused_access (bucket, " REFUSED_COLUMNS
                             ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

}  // namespace

const Sql kSelectRefused{"SELECT " REFUSED_COLUMNS " FROM refused_access WHERE bucket = $1"};

RefusedAccess refused_of(Rows& rows) {
  RefusedAccess out;
  out.seq = rows.integer(0);
  out.person = rows.text(1), out.subject = rows.text(2), out.what = rows.text(3);
  out.role = rows.text(4), out.code = rows.text(5);
  out.times = rows.integer(6);
  out.from = {rows.integer(7)}, out.to = {rows.integer(8)};
  return out;
}

std::vector<RefusedAccess> find_refused(Database& database, std::int32_t bucket,
                                        std::string_view person, std::size_t most) {
  Rows rows = database.query(
      kSelectRefusedOf, {integer(bucket), text(person), integer(static_cast<std::int64_t>(most))});
  std::vector<RefusedAccess> out;
  while (rows.next()) out.push_back(refused_of(rows));
  return out;
}

void record_refused(Database& database, RefusedAccess refused) {
  const Place place = next_place(database, bucket_of(refused.owner()));
  refused.seq = place.id.seq;
  database.run(kInsertRefused,
               {integer(place.id.bucket), integer(refused.seq), text(refused.person),
                text(refused.subject), text(refused.what), text(refused.role), text(refused.code),
                integer(refused.times), integer(refused.from.micros), integer(refused.to.micros)});
  record_row(database, place, ledger::EntryKind::refused_access, refused.to, refused.owner(),
             digest_of(refused));
}

}  // namespace yitong::store
