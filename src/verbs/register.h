// The register at work: what a settlement holds there, and the messages by which two buckets agree
// on it when they cannot share a transaction.
//
//   the person's bucket                         the thing's bucket
//   settle: pending, errand `hold`  ----------> hold, or a refusal
//   settled or refused, errand      <---------- answer
//     `confirm` or `release`        ----------> confirmed or released
//   the errand goes                 <---------- the same event again, as its acknowledgement
//   what became of it; a tombstone  <---------- question, when a hold is past its time
//   if nothing is known             ----------> confirm or release
//
// Every parcel may be lost, doubled, late or out of order: errands are sent until they are
// acknowledged, and each parcel changes nothing the second time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/register.h"
#include "store/outbox_rows.h"
#include "store/commit_queue.h"
#include "verbs/settlement.h"

namespace yitong::verbs {

/// How long a hold waits for its settlement before it asks.
inline constexpr std::int64_t kHoldMicros = 60'000'000;

/// Who holds it and since which bill, as people are told: "H99010000001 2025-03-20".
std::string words_of(const ledger::Holding& holding);
/// What the request wants to hold, as events of the action `hold`.
std::vector<ledger::RegisterEvent> holds_of(const SettleRequest& request, Instant now);
/// What the register would say, without a write: how much of an account; zero for an invoice.
/// Errors: invoice_used (where and when), not_consented.
Result<Money> offer(store::Database& database, const ledger::RegisterEvent& hold, Instant now);
/// Of all holds: what the family account may pay. Errors: of all.
Result<Money> offers(store::Database& database, const std::vector<ledger::RegisterEvent>& holds,
                     Instant now);

/// Within one transaction: what the settlement holds is taken, or given back.
void take_things(store::Database& database, const ledger::SettlementEntry& settlement, Instant now);
void release_things(store::Database& database, const ledger::SettlementEntry& settlement,
                    Instant now);
/// By messages: the errands for the same.
void send_release(store::Database& database, const ledger::SettlementEntry& settlement);

struct Parcel {
  enum class Kind : std::uint8_t { errand, answer, acknowledgement, question } kind = Kind::errand;
  ledger::RegisterEvent event;
  std::string answer;  ///< as in store::Errand
  Money granted;
  std::string found;
};

/// What waits to be sent: open errands, and questions about holds past their time. In the caller's
/// transaction or outside of any.
std::vector<Parcel> parcels_due(store::Database& database, Instant now);

/// What a bucket needs in order to conclude a settlement that waited.
struct Desk {
  std::shared_ptr<const Rules> rules;
  RenderSettled settled;
  ByMessage by_message;
};

/// One parcel arrives, at whichever bucket it is for. Its reply leaves after the commit.
class DeliverWork final : public store::Work {
 public:
  using Send = std::function<void(Parcel)>;
  DeliverWork(Parcel parcel, std::shared_ptr<const Desk> desk, Send send);
  void execute(store::Store& store, Instant now) override;
  void resolve(const Result<void>& committed) override;

 private:
  const Parcel parcel_;
  const std::shared_ptr<const Desk> desk_;
  const Send send_;
  std::optional<Parcel> reply_;
};

}  // namespace yitong::verbs
