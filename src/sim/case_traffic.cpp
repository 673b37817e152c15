#include "sim/case_traffic.h"

#include <fmt/format.h>

#include "base/id.h"
#include "verbs/bank_result.h"
#include "verbs/documents.h"
#include "verbs/payment.h"

namespace yitong::sim {
namespace {

constexpr std::size_t kBatchSize = 5;

/// Runs as often as the queue wants, answers once.
class CaseWork final : public store::Work {
 public:
  using Decide = std::function<Result<CaseReply>(store::Store&, Instant)>;
  CaseWork(Decide decide, CaseTraffic::Done done)
      : decide_(std::move(decide)), done_(std::move(done)) {}
  void execute(store::Store& store, Instant now) override { reply_ = decide_(store, now); }
  void resolve(const Result<void>& committed) override {
    done_(committed ? std::move(reply_) : fail(committed.error()));
  }

 private:
  const Decide decide_;
  const CaseTraffic::Done done_;
  Result<CaseReply> reply_ = fail(ErrorCode::store_failed);
};

Result<CaseReply> reply_of(Result<verbs::CaseAnswer> answer) {
  if (!answer) return fail(std::move(answer.error()));
  if (!answer->refused.empty()) return fail(std::move(answer->refused));
  const verbs::LoadedCase& loaded = answer->view.loaded;
  return CaseReply{loaded.file.id, loaded.file.version, loaded.file.now.state,
                   loaded.draft_revision, answer->replayed};
}

std::optional<ledger::EntryId> case_of_errand(const Event& event, const Town& town,
                                              store::Store& reader) {
  const std::string& person = town.people[event.person].number;
  const auto opened = store::find_case_request(reader.database(), person, opening_key(event));
  if (!opened) return std::nullopt;
  return ledger::EntryId{bucket_of(person), opened->case_seq};
}

}  // namespace

bool CaseTraffic::write_bank_result(const Event& event, store::Store& reader, Sent& out) const {
  const auto batches = verbs::list_batches(reader, town_.home, 1);
  if (!batches || batches->empty()) return false;
  const ledger::PaymentBatch& batch = batches->front();
  out.batch = number_of(ledger::EntryKind::payment_batch, batch.id);
  out.text = "payment,amount,result,reason\n";
  Random random(event.seed);
  constexpr const char* kResults[] = {"paid", "paid", "failed"};
  for (const ledger::BatchLine& line : batch.lines)
    out.text += fmt::format("{},{},{},\n", verbs::payment_number(line.person, line.payment),
                            line.amount.str(), random.one_of(kResults));
  return true;
}

bool CaseTraffic::write(const Event& event, store::Store& reader, Sent& out) const {
  switch (event.kind) {
    case Event::Kind::open_case:
      out.open = opening_of(event, town_, script_.by_message);
      return true;
    case Event::Kind::make_batch: return true;
    case Event::Kind::bank_result: return write_bank_result(event, reader, out);
    case Event::Kind::drop_document: {
      const Citizen& person = town_.people[event.person];
      const auto id = ledger::parse_document_number(person.documents[event.variant]);
      out.document.person = person.number, out.document.document_seq = id ? id->seq : 0;
      out.document.action = ledger::DocumentAction::removed;
      out.document.by = {"insured", actor_of(event, town_).account};
      return true;
    }
    default: break;
  }
  const auto id = case_of_errand(event, town_, reader);
  const auto file = id ? store::find_case(reader.database(), *id) : std::nullopt;
  if (!file) return false;
  out.act = action_of(event);
  out.act.id = out.save.id = *id, out.act.version = out.save.version = file->version;
  out.save.body = opening_of(event, town_, script_.by_message).body;
  return true;
}

bool CaseTraffic::prepare(const Event& event, Server& server) {
  if (sent_.contains(event.number)) return true;
  if (!server.up() || server.disk().down()) return false;
  Sent made;
  if (!write(event, server.reader(), made)) return false;
  sent_.emplace(event.number, std::move(made));
  return true;
}

std::unique_ptr<store::Work> CaseTraffic::work(const Event& event, Done done) const {
  const auto& sent = sent_.at(event.number);
  const identity::Actor by = actor_of(event, town_);
  const auto rules = town_.rules;
  const std::string& area = town_.home;
  CaseWork::Decide decide;
  switch (event.kind) {
    case Event::Kind::open_case:
      decide = [=](store::Store& store, Instant now) {
        return reply_of(verbs::open_case_now(store, *rules, sent.open, by, now));
      };
      break;
    case Event::Kind::save_draft:
      decide = [=](store::Store& store, Instant now) {
        return reply_of(verbs::save_case_draft_now(store, *rules, sent.save, by, now));
      };
      break;
    case Event::Kind::make_batch:
      decide = [=](store::Store& store, Instant now) -> Result<CaseReply> {
        const auto made = verbs::make_batch(store, area, kBatchSize, by.account, now);
        return made ? Result<CaseReply>(CaseReply{}) : fail(made.error());
      };
      break;
    case Event::Kind::bank_result:
      decide = [=](store::Store& store, Instant now) -> Result<CaseReply> {
        const auto render = renders();
        const auto read =
            verbs::read_bank_result(store, area, sent.batch, sent.text, {rules, render, by}, now);
        return read ? Result<CaseReply>(CaseReply{}) : fail(read.error());
      };
      break;
    case Event::Kind::drop_document:
      decide = [=](store::Store& store, Instant now) -> Result<CaseReply> {
        const auto noted = verbs::note_now(store, sent.document, now);
        return noted ? Result<CaseReply>(CaseReply{}) : fail(noted.error());
      };
      break;
    default:
      decide = [=](store::Store& store, Instant now) {
        return reply_of(verbs::act_on_case_now(store, rules, renders(), sent.act, by, now));
      };
      break;
  }
  return std::make_unique<CaseWork>(std::move(decide), std::move(done));
}

}  // namespace yitong::sim
