#include "ledger/payment.h"

#include "ledger/bytes.h"
#include "ledger/names.h"

namespace yitong::ledger {
namespace {

constexpr std::array<Names<PaymentAction>, 7> kPaymentActions{
    {{PaymentAction::opened, "opened"},
     {PaymentAction::batched, "batched"},
     {PaymentAction::paid, "paid"},
     {PaymentAction::failed, "failed"},
     {PaymentAction::returned, "returned"},
     {PaymentAction::readdressed, "readdressed"},
     {PaymentAction::cancelled, "cancelled"}}};
constexpr std::array<Names<PaymentState>, 6> kPaymentStates{
    {{PaymentState::waiting, "waiting"},
     {PaymentState::in_batch, "in_batch"},
     {PaymentState::paid, "paid"},
     {PaymentState::failed, "failed"},
     {PaymentState::returned, "returned"},
     {PaymentState::cancelled, "cancelled"}}};

constexpr std::uint8_t kPaymentVersion = 1;

}  // namespace

std::string_view name_of(PaymentAction action) { return find_name(kPaymentActions, action); }
std::optional<PaymentAction> parse_payment_action_letter(std::string_view letter) {
  return find_letter(kPaymentActions, letter);
}
std::string_view name_of(PaymentState state) { return find_name(kPaymentStates, state); }
std::optional<PaymentState> parse_payment_state_letter(std::string_view letter) {
  return find_letter(kPaymentStates, letter);
}

std::optional<PaymentState> after(std::optional<PaymentState> state, PaymentAction action) {
  using enum PaymentState;
  const auto from = [&](std::initializer_list<PaymentState> allowed,
                        PaymentState to) -> std::optional<PaymentState> {
    for (const PaymentState each : allowed)
      if (state == each) return to;
    return std::nullopt;
  };
  switch (action) {
    case PaymentAction::opened: return state ? std::nullopt : std::optional(waiting);
    case PaymentAction::batched: return from({waiting}, in_batch);
    case PaymentAction::paid: return from({in_batch}, paid);
    case PaymentAction::failed: return from({in_batch}, failed);
    case PaymentAction::returned: return from({paid}, returned);
    case PaymentAction::readdressed: return from({failed, returned}, waiting);
    case PaymentAction::cancelled: return from({waiting, failed, returned}, cancelled);
  }
  return std::nullopt;
}

Money PaymentBatch::total() const {
  Money sum;
  for (const BatchLine& line : lines) sum += line.amount;
  return sum;
}

Digest digest_of(const std::string& person, const PaymentEvent& event, const Payment& payment) {
  ByteWriter out;
  out.u8(kPaymentVersion).bytes("payment_event").bytes(person).zigzag(event.no);
  out.zigzag(event.payment).u8(static_cast<std::uint8_t>(event.action)).bytes(event.batch);
  out.bytes(event.reason).bytes(event.by).zigzag(event.at.micros);
  if (event.action == PaymentAction::opened)
    out.zigzag(payment.no)
        .bytes(payment.area)
        .bytes(payment.case_number)
        .zigzag(payment.settlement_seq)
        .zigzag(payment.amount.fen());
  return sm3(out.str());
}

Digest digest_of(const PaymentBatch& batch) {
  ByteWriter out;
  out.u8(kPaymentVersion).bytes("payment_batch");
  out.varint(static_cast<std::uint64_t>(batch.id.bucket)).zigzag(batch.id.seq);
  out.bytes(batch.area).zigzag(batch.at.micros).bytes(batch.by).varint(batch.lines.size());
  for (const BatchLine& line : batch.lines)
    out.bytes(line.person).zigzag(line.payment).zigzag(line.amount.fen());
  return sm3(out.str());
}

std::vector<Posting> postings_of(const std::string& person, const PaymentEvent& event,
                                 const Payment& payment) {
  const bool paid = event.action == PaymentAction::paid;
  if (!paid && event.action != PaymentAction::returned) return {};
  const Money amount = paid ? payment.amount : -payment.amount;
  return {{"payable/" + person, -amount}, {"bank/" + payment.area, amount}};
}

}  // namespace yitong::ledger
