// A made-up world for the tests of this room: one area with a small policy, a catalogue with two
// institutions, people.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "base/id.h"
#include "store/sqlite/sqlite.h"
#include "verbs/audit.h"
#include "verbs/enrol.h"
#include "verbs/resettle.h"
#include "verbs/settle.h"

namespace yitong::verbs::testing {

inline constexpr const char* kPolicy = R"toml(
edition   = 1
area      = "990100"
name      = { zh = "虚构市", en = "Madeup" }
insurance = "310"
in_force  = { from = 2024-01-01 }
[source.s]
document = "made up"
clause   = "1"
grade    = "A"
[benefit.inpatient]
name             = { zh = "住院", en = "In-patient stay" }
visits           = ["21", "24"]
counts_admission = true
deductible       = { source = "s", rows = [
  { admission = 1, is = "1000.00" },
  { admission = "2+", is = "500.00" },
] }
[benefit.outpatient]
name       = { zh = "门诊", en = "Out-patient visit" }
visits     = ["11"]
deductible = { source = "s", per = "year", is = "300.00" }
[[layer]]
id     = "pool"
name   = { zh = "统筹", en = "Pool" }
fund   = "hifp"
takes  = "in_scope"
of     = "inpatient"
source = "s"
rows   = [
  { retired = false, to = ["10000.00", "rest"], pays = ["80%", "85%"] },
  { retired = true, to = ["10000.00", "rest"], pays = ["90%", "92%"] },
]
[[layer.then]]
when = { relation = ["same_province", "elsewhere"], filing = ["other_temporary", "none"] }
minus_points = "20%"
[layer.cap]
is = "60000.00"
[[layer]]
id     = "large"
name   = { zh = "大额", en = "Large" }
fund   = "hifob"
takes  = "over_cap:pool"
of     = "inpatient"
source = "s"
rows   = [{ pays = "50%" }]
cap    = { is = "200000.00" }
[[layer]]
id     = "outpatient_pool"
name   = { zh = "门诊统筹", en = "Out-patient pool" }
fund   = "hifp"
takes  = "in_scope"
of     = "outpatient"
source = "s"
rows   = [{ pays = "50%" }]
cap    = { is = "2000.00" }
[account]
pays   = ["in_scope", "deductible"]
source = "s"
)toml";

inline void write_file(const std::string& path, std::string_view text) {
  std::ofstream(path) << text;
}

class World {
 public:
  explicit World(std::string_view policy = kPolicy) {
    static std::atomic<int> count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("yitong_verbs_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(folder_ / "catalogue");
    write_file(folder_ / "policy.toml", policy);
    write_file(folder_ / "catalogue/edition.csv",
               "name,title,in_force_from,extends,example\nmadeup,虚构目录,2020-01-01,,yes\n");
    write_file(
        folder_ / "catalogue/services.csv",
        "code,name,class,self_pay_first,price_ceiling,charge_category,restriction,note,grade\n"
        "009900000000001,检查,A,0%,50,03,,,A\n009900000000002,治疗,B,10%,,04,,,A\n009900000000003,"
        "美容,C,,,04,,,A\n"
        "009900000000004,待核,,,,04,,,D\n");
    write_file(
        folder_ / "catalogue/drugs.csv",
        "code,name,dosage_form,class,self_pay_first,price_ceiling,charge_category,drug_group,"
        "controlled,restriction,note,grade\n"
        "XSL00000000000000000001,靶向药甲,,B,0%,,09,targeted,,,示例,D\nXSL00000000000000000002,"
        "靶向药乙,,B,0%,,09,targeted,,,示例,D\n"
        "XSL00000000000000000003,普通药,,A,0%,,09,,,,示例,D\n");
    write_file(folder_ / "catalogue/institutions.csv",
               "code,name,area,kind,level,opened,note,grade\nH99010000001,示例本地医院,990100,"
               "hospital,3,inpatient;outpatient,示例,D\n"
               "P99010000001,示例药店,990100,pharmacy,,drug_purchase,示例,D\n"
               "P99010000002,示例另一药店,990100,pharmacy,,drug_purchase,示例,D\n"
               "H98010000001,示例外地医院,980100,hospital,3,inpatient;outpatient,示例,D\n");
    auto loaded = load_rules({folder_ / "policy.toml"}, {folder_ / "catalogue"});
    if (!loaded)
      for (const Error& error : loaded.error()) ADD_FAILURE() << error.str(false);
    rules = loaded.value();
    store.emplace(open());
    EXPECT_TRUE(keep_rules(*store, *rules));
  }
  ~World() {
    store.reset();
    std::filesystem::remove_all(folder_);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::string path() const { return folder_ / "yitong.db"; }
  store::Store open() const {
    return store::Store::open(store::open_sqlite({.path = path()}).value(),
                              store::MasterKey::parse(std::string(64, '5')).value())
        .value();
  }

  /// A person born in 1955, retired, covered from 2020, without filing.
  std::string person(int number) {
    std::string id = "99010119550315" + std::to_string(1000 + number).substr(1);
    id += resident_check_digit(id);
    store::PersonSecrets secrets{};
    for (std::size_t i = 0; i < secrets.size(); i += 8) {
      const Digest digest = sm3(std::to_string(number) + ":" + std::to_string(i));
      std::copy_n(digest.begin(), 8, secrets.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const std::string person = enrol_person(*store, {id, "测试", "19900000000"}, secrets).value();
    EXPECT_TRUE(add_coverage(*store, person,
                             {0,
                              "990100",
                              "310",
                              {*Date::from_ymd(2020, 1, 1), ledger::kNoEnd},
                              {},
                              0,
                              "retired=true\n"},
                             {1}));
    return person;
  }

  std::shared_ptr<const Rules> rules;
  std::optional<store::Store> store;

 private:
  std::filesystem::path folder_;
};

inline Instant noon(int year, int month, int day) {
  return {(static_cast<std::int64_t>(Date::from_ymd(year, month, day)->days()) * 24 + 4) *
          3'600'000'000};
}
inline const Instant kNow = noon(2025, 6, 1);

/// An in-patient bill in sums.
inline SettleRequest request(const std::string& person, const std::string& message,
                             std::int64_t in_scope_fen,
                             const std::string& institution = "H99010000001") {
  SettleRequest out;
  out.key = {person, institution, message};
  out.bill.visit = "21";
  out.bill.admitted = *Date::from_ymd(2025, 3, 1);
  out.bill.on = *Date::from_ymd(2025, 3, 20);
  out.bill.sums = BillSums{Money::yuan(100), {}, {}, Money::fen(in_scope_fen)};
  out.bill.total = Money::yuan(100) + Money::fen(in_scope_fen);
  return out;
}

inline std::string render_settled(const Settled& settled) {
  return settled.settlement_id + " funds " + settled.report.funds.str() + " cash " +
         settled.report.cash.str() + " " + settled.filing + " " + settled.relation;
}
inline std::string render_reversed(const Reversed& reversed) {
  std::string out = reversed.reversal_id +
                    (reversed.tombstone ? " tombstone" : " reversed " + reversed.settlement_id);
  for (const std::string& each : reversed.built_on) out += " " + each;
  return out;
}

inline const RenderResettled kRenders{
    render_settled, render_reversed, [](const Resettlement& done) { return done.resettlement_id; }};

inline Result<Answer> settle(World& world, SettleRequest request, Instant now = kNow) {
  return verbs::settle(std::move(request), world.rules, now, *world.store, render_settled);
}
inline Result<ReverseAnswer> reverse(World& world, const ledger::MessageKey& key,
                                     const std::string& original) {
  return verbs::reverse({key, original}, kNow, *world.store, render_reversed);
}
/// The audit finds nothing.
inline void expect_clean(World& world) {
  const auto report = audit(*world.store);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
}
/// The first code of a failure; ErrorCode::syntax where there was none.
template <class T>
ErrorCode code_of(const Result<T>& result) {
  return result ? ErrorCode::syntax : result.error().front().code;
}

}  // namespace yitong::verbs::testing
