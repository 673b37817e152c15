#include "verbs/register.h"

#include <algorithm>

#include "base/planted.h"
#include "store/account_rows.h"
#include "store/register_rows.h"
#include "verbs/record.h"

namespace yitong::verbs {
namespace {

using ledger::HeldThing;
using ledger::RegisterAction;
using ledger::RegisterEvent;
using ledger::Thing;
using ledger::ThingKind;

constexpr std::int64_t kParcelsAtOnce = 256;

Result<Money> offer_account(store::Database& database, const RegisterEvent& hold, Instant now) {
  const std::string& payer = hold.thing.name;
  const std::string& relative = hold.holder.person;
  const auto consents = store::find_consents(database, payer);
  const auto consent = consent_on(consents, relative, hold.on, now);
  if (!consent)
    return fail(ErrorCode::not_consented, "/account/family_payer", payer,
                "a consent for the person that is in force on " + hold.on.str());
  const auto account = store::find_account(database, payer);
  Money most = std::min(hold.amount, account ? account->free() : Money());
  if (consent->yearly_limit) {
    const Money used = store::used_by(database, payer, relative, hold.on.year());
    most = std::min(most, std::max(Money(), *consent->yearly_limit - used));
  }
  return most;
}

}  // namespace

std::string words_of(const ledger::Holding& holding) {
  return holding.holder.institution + " " + holding.on.str();
}

std::vector<RegisterEvent> holds_of(const SettleRequest& request, Instant now) {
  std::vector<RegisterEvent> out;
  const Instant expires{now.micros + kHoldMicros};
  const auto hold_invoice = [&](const Invoice& invoice) {
    out.push_back({{},
                   {ThingKind::invoice, invoice.name()},
                   RegisterAction::hold,
                   request.key,
                   {},
                   {},
                   request.bill.on,
                   expires,
                   now});
  };
  if (!request.invoice.empty()) hold_invoice(request.invoice);
  if (request.claim)
    for (const Invoice& each : request.claim->more) hold_invoice(each);
  if (!request.family_payer.empty())
    out.push_back({{},
                   {ThingKind::account, request.family_payer},
                   RegisterAction::hold,
                   request.key,
                   {},
                   std::min(request.family, request.bill.total),
                   request.bill.on,
                   expires,
                   now});
  return out;
}

Result<Money> offer(store::Database& database, const RegisterEvent& hold, Instant now) {
  if (hold.thing.kind == ThingKind::account) return offer_account(database, hold, now);
  const auto holder = store::find_holder(database, hold.thing);
  if (!holder) return Money();
  return fail(ErrorCode::invoice_used, "/invoice", hold.thing.name + ": " + words_of(*holder),
              "an invoice that no settlement counts");
}

Result<Money> offers(store::Database& database, const std::vector<RegisterEvent>& holds,
                     Instant now) {
  Errors errors;
  Money account;
  for (const RegisterEvent& hold : holds) {
    const auto offered = offer(database, hold, now);
    if (!offered) errors.insert(errors.end(), offered.error().begin(), offered.error().end());
    if (offered) account += *offered;
  }
  if (!errors.empty()) return fail(std::move(errors));
  return account;
}

void take_things(store::Database& database, const ledger::SettlementEntry& settlement,
                 Instant now) {
  for (HeldThing& each : things_of(settlement))
    store::record(database, RegisterEvent{{},
                                          std::move(each.thing),
                                          RegisterAction::take,
                                          settlement.key,
                                          {},
                                          each.amount,
                                          settlement.on,
                                          {},
                                          now});
}

void release_things(store::Database& database, const ledger::SettlementEntry& settlement,
                    Instant now) {
  for (HeldThing& each : things_of(settlement))
    if (!planted(7) || each.thing.kind != ThingKind::invoice)
      store::record(database, RegisterEvent{{},
                                            std::move(each.thing),
                                            RegisterAction::release,
                                            settlement.key,
                                            {},
                                            {},
                                            {},
                                            {},
                                            now});
}

void send_release(store::Database& database, const ledger::SettlementEntry& settlement) {
  for (HeldThing& each : things_of(settlement))
    store::put_errand(
        database,
        {{{}, std::move(each.thing), RegisterAction::release, settlement.key, {}, {}, {}, {}, {}},
         {},
         {},
         {}});
}

std::vector<Parcel> parcels_due(store::Database& database, Instant now) {
  std::vector<Parcel> out;
  for (store::Errand& errand : store::open_errands(database, kParcelsAtOnce))
    out.push_back({Parcel::Kind::errand, std::move(errand.event), {}, {}, {}});
  const Instant ahead{now.micros + 2 * kHoldMicros};
  for (const ledger::Holding& stale : store::stale_holdings(database, now, ahead, kParcelsAtOnce)) {
    Parcel question;
    question.kind = Parcel::Kind::question;
    question.event.thing = stale.thing, question.event.holder = stale.holder;
    out.push_back(std::move(question));
  }
  return out;
}

}  // namespace yitong::verbs
