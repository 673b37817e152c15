#include "store/person_rows.h"

#include "base/id.h"
#include "base/text.h"
#include "ledger/bytes.h"
#include "store/card_rows.h"
#include "store/case_rows.h"
#include "store/notice_rows.h"
#include "store/person_table.h"
#include "store/session_rows.h"

namespace yitong::store {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMaxText = 256;
constexpr std::size_t kMaxSeal = 1 << 12;

constexpr Sql kInsertIndex{
    "INSERT INTO resident_index (bucket, blind, person_id) VALUES ($1, $2, $3)"};
constexpr Sql kSelectIndex{"SELECT person_id FROM resident_index WHERE bucket = $1 AND blind = $2"};
constexpr Sql kDeleteIndex{"DELETE FROM resident_index WHERE bucket = $1 AND blind = $2"};

std::int32_t bucket_of_blind(const Digest& blind) { return bucket_of(bytes_of(blind)); }

std::unexpected<Errors> unknown(std::string_view person) {
  return fail(ErrorCode::unknown_person, "person", std::string(person));
}

Result<void> demand_resident_id(const PersonalData& person) {
  if (ResidentId::parse(person.resident_id) && person.resident_id.back() != 'x') return {};
  return fail(ErrorCode::bad_value, "resident_id", {},
              "18 characters with a real birth date and the right check digit");
}

}  // namespace

Date PersonalData::birth() const {
  const auto id = ResidentId::parse(resident_id);
  return id ? id->birth : Date();
}

std::string encode(const PersonalData& person) {
  ledger::ByteWriter out;
  out.u8(kVersion).bytes(person.resident_id).bytes(person.name).bytes(person.telephone);
  return out.take();
}

std::optional<PersonalData> decode_personal_data(std::string_view bytes) {
  ledger::ByteReader in(bytes);
  if (in.u8() != kVersion) in.fail();
  PersonalData out;
  out.resident_id = in.bytes(kMaxText);
  out.name = in.bytes(kMaxText);
  out.telephone = in.bytes(kMaxText);
  if (!in.done()) return std::nullopt;
  return out;
}

Result<std::string> insert_person(Store& store, const PersonalData& data,
                                  const PersonSecrets& secrets) {
  if (auto fine = demand_resident_id(data); !fine) return fail(std::move(fine.error()));
  if (auto known = find_person(store, data.resident_id))
    return fail(ErrorCode::duplicate_key, "resident_id", *known, "one person for one resident id");
  const std::string_view random(reinterpret_cast<const char*>(secrets.data()), secrets.size());
  const std::string person = "p" + to_hex(random.substr(0, 8));
  if (person_exists(store, person))
    return fail(ErrorCode::duplicate_key, "person", person, "a fresh random number");
  const std::string_view key = random.substr(8, 32);
  const Digest blind = store.key().blind(data.resident_id);
  const PersonSeals seals{seal(store.key().wrapping(), random.substr(40, 24), person, key),
                          seal(key, random.substr(64, 24), person, encode(data))};
  insert_row(store.database(), person, PersonRowKind::seals, {}, 0, encode(seals));
  store.database().run(kInsertIndex, {integer(bucket_of_blind(blind)), blob(blind), text(person)});
  return person;
}

std::optional<std::string> find_person(Store& store, std::string_view resident_id) {
  return find_person(store, store.key().blind(resident_id));
}

std::optional<std::string> find_person(Store& store, const Digest& blind) {
  Rows rows = store.database().query(kSelectIndex, {integer(bucket_of_blind(blind)), blob(blind)});
  if (!rows.next()) return std::nullopt;
  return std::string(rows.text(0));
}

bool person_exists(Store& store, std::string_view person) {
  return find_row(store.database(), person, PersonRowKind::seals, {}).has_value();
}

Result<std::string> person_key(Store& store, std::string_view person) {
  const PersonSeals seals = find_seals(store.database(), person);
  if (seals.wrapped_key.empty()) return unknown(person);
  auto key = unseal(store.key().wrapping(), person, seals.wrapped_key);
  if (!key) return fail(ErrorCode::corrupt, "person/" + std::string(person), "a broken seal");
  return std::move(*key);
}

PersonSeals find_seals(Database& database, std::string_view person) {
  PersonSeals out;
  if (const auto content = find_row(database, person, PersonRowKind::seals, {}))
    if (!decode(*content, out)) set_content_fault(database, PersonRowKind::seals);
  return out;
}

std::string encode(const PersonSeals& seals) {
  ledger::ByteWriter out;
  if (!seals.wrapped_key.empty()) out.bytes(seals.wrapped_key).bytes(seals.sealed);
  return out.take();
}

bool decode(std::string_view content, PersonSeals& out) {
  if (content.empty()) return true;
  ledger::ByteReader in(content);
  out.wrapped_key = in.bytes(kMaxSeal), out.sealed = in.bytes(kMaxSeal);
  return in.done() && !out.wrapped_key.empty();
}

std::optional<PersonalData> open_seals(const MasterKey& key, std::string_view person,
                                       std::string_view wrapped_key, std::string_view sealed) {
  const auto own = unseal(key.wrapping(), person, wrapped_key);
  const auto plain = own ? unseal(*own, person, sealed) : std::nullopt;
  return plain ? decode_personal_data(*plain) : std::nullopt;
}

Result<PersonalData> open_person(const MasterKey& key, std::string_view person,
                                 const PersonSeals& seals) {
  if (seals.wrapped_key.empty()) return unknown(person);
  auto data = open_seals(key, person, seals.wrapped_key, seals.sealed);
  if (!data) return fail(ErrorCode::corrupt, "person/" + std::string(person), "a broken seal");
  return std::move(*data);
}

Result<PersonalData> open_person(Store& store, std::string_view person) {
  return open_person(store.key(), person, find_seals(store.database(), person));
}

Result<void> erase_person(Store& store, std::string_view person) {
  const auto data = open_person(store, person);
  if (!data) return fail(data.error());
  const Digest blind = store.key().blind(data->resident_id);
  put_row(store.database(), person, PersonRowKind::seals, {}, {});
  store.database().run(kDeleteIndex, {integer(bucket_of_blind(blind)), blob(blind)});
  forget_cards(store.database(), person);
  forget_cases(store.database(), person);
  forget_notices(store.database(), person);
  forget_places(store.database(), person);
  return {};
}

}  // namespace yitong::store
