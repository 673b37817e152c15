#include "sim/simulation.h"

#include <fmt/format.h>

#include <map>

#include "sim/case_traffic.h"
#include "sim/server.h"
#include "sim/witness.h"
#include "verbs/audit.h"
#include "verbs/register.h"

namespace yitong::sim {
namespace {

constexpr std::int64_t kTickMicros = 1'000'000;
constexpr int kCourierTicks = 5, kLastTicks = 100, kLastRounds = 30;
constexpr std::int64_t kFirstOperations = 600;  // of migrations and enrolment

class Simulation {
 public:
  Simulation(const Town& town, const Script& script)
      : town_(town),
        script_(script),
        server_(town, script.seed),
        book_(town),
        witness_(script.by_message),
        cases_(town),
        traffic_(town, script),
        channel_(script.seed + 77) {}
  Outcome run();

 private:
  struct Due {
    enum class What : std::uint8_t {
      begin,
      arrive,
      commit,
      reply,
      restart,
      courier,
      parcel
    } what = What::begin;
    std::size_t event = 0;
  };

  void begin();
  void dispatch(const Due& due);
  void start_event(std::size_t index);
  void send(std::size_t index);
  void power_off(const Event& event);
  void fault(const Event& event);
  void arrive(std::size_t index);
  void offer_settlement(std::size_t index);
  void offer_reversal(std::size_t index);
  void look_up(std::size_t index);
  void offer_request(std::size_t index);
  void on_request(std::size_t index, const Result<CaseReply>& reply);
  void commit();
  void check_batch();
  bool leaves();
  void answered(std::size_t index, std::string_view reply, bool fine);
  void on_settled(std::size_t index, const Result<verbs::Answer>& answer);
  void on_reversed(std::size_t index, const Result<verbs::ReverseAnswer>& answer);
  void post(verbs::Parcel parcel);
  void offer_parcel(verbs::Parcel parcel);
  void look_for_parcels();
  void commit_later();
  void settle_down();
  void went_down(int ticks);
  void restart();
  void check_all();
  void hold(Check check);

  void at(int tick, Due due) { agenda_.emplace(tick, due); }
  Instant now() const { return {kStart.micros + tick_ * kTickMicros + clock_}; }
  ledger::MessageKey key_of(const Event& event, std::string id) const {
    return {town_.people[event.person].number, town_.institutions[event.institution],
            std::move(id)};
  }
  ledger::MessageKey original_key(const Event& event) const {
    return key_of(event, original_of(event));
  }

  const Town& town_;
  const Script& script_;
  Server server_;
  Book book_;
  Witness witness_;
  CaseBook cases_;
  CaseTraffic traffic_;
  Outcome outcome_;
  std::multimap<int, Due> agenda_;
  std::map<ledger::MessageKey, bool> replied_;  ///< what the senders know
  std::set<std::string> touched_;               ///< whose money moved in this batch
  std::set<std::string> cases_touched_;         ///< whose cases moved
  std::vector<ledger::EntryId> settled_;        ///< answered in this batch
  int tick_ = 0;
  int held_until_ = 0;
  bool commit_due_ = false;
  std::int64_t clock_ = 0;
  std::optional<std::int64_t> kill_after_;
  Random channel_;                                ///< what becomes of parcels between buckets
  std::map<std::size_t, verbs::Parcel> parcels_;  ///< under way
  std::size_t posted_ = 0;
  int last_tick_ = 0;
  std::shared_ptr<const verbs::Desk> desk_;
  Event outage_;  ///< how the disk comes back from the next cut
};

void Simulation::hold(Check check) {
  if (!check || outcome_.failure) return;
  outcome_.failure = std::move(check);
  outcome_.tick = tick_;
}

void Simulation::begin() {
  auto desk = std::make_shared<verbs::Desk>();
  desk->rules = town_.rules, desk->settled = render_settled;
  desk->by_message.unknown = [](const ledger::MessageKey& key) {
    return "unknown " + key.message_id;
  };
  desk->by_message.refused = [](const Errors& errors) { return errors[0].str(false); };
  desk_ = std::move(desk);
  outage_.loss = Loss::all;
  if (script_.empty_disk) {
    Random random(script_.seed);
    outage_.loss = static_cast<Loss>(random.below(kLosses));
    outage_.seed = random.next();
    server_.disk().cut_after(static_cast<std::int64_t>(random.below(kFirstOperations)));
  } else {
    server_.disk().load(town_.enrolled);
  }
  if (auto started = server_.start(); !started) {
    if (!server_.disk().down()) return hold(Failure{kStarts, started.error()[0].str(false)});
    server_.stop();
    went_down(1);
  }
  for (std::size_t i = 0; i < script_.events.size(); ++i)
    at(script_.events[i].tick, {Due::What::begin, i});
  if (!script_.by_message) return;
  if (!script_.events.empty()) last_tick_ = script_.events.back().tick + kLastTicks;
  at(kCourierTicks, {Due::What::courier, 0});
}

void Simulation::dispatch(const Due& due) {
  switch (due.what) {
    case Due::What::begin: return start_event(due.event);
    case Due::What::arrive: return arrive(due.event);
    case Due::What::commit: return commit();
    case Due::What::reply:
      if (script_.events[due.event].is_about_cases())
        return traffic_.heard(script_.events[due.event]);
      replied_[key_of(script_.events[due.event], message_id_of(script_.events[due.event]))] = true;
      return;
    case Due::What::restart: return restart();
    case Due::What::courier:
      look_for_parcels();
      if (tick_ < last_tick_) at(tick_ + kCourierTicks, {Due::What::courier, 0});
      return;
    case Due::What::parcel:
      if (auto parcel = parcels_.extract(due.event); parcel && server_.up())
        offer_parcel(std::move(parcel.mapped()));
      return;
  }
}

void Simulation::start_event(std::size_t index) {
  const Event& event = script_.events[index];
  if (event.is_message()) return send(index);
  ++outcome_.counts.faults;
  if (server_.up()) fault(event);
}

void Simulation::send(std::size_t index) {
  const Event& event = script_.events[index];
  if (event.is_about_cases()) {
    if ((event.repeat && traffic_.is_heard(event)) || !traffic_.prepare(event, server_)) return;
  } else if (event.repeat && replied_.contains(key_of(event, message_id_of(event)))) {
    return;
  }
  for (const int copy : {event.arrival, event.second}) {
    if (copy == kLost) continue;
    at(tick_ + copy, {Due::What::arrive, index});
  }
  outcome_.counts.messages += event.arrival == kLost;
}

void Simulation::power_off(const Event& event) {
  server_.stop();
  server_.disk().cut_after(0);
  went_down(event.down);
}

void Simulation::fault(const Event& event) {
  switch (event.kind) {
    case Event::Kind::power_cut:
      outage_ = event;
      if (event.amount == 0) return power_off(event);
      return server_.disk().cut_after(event.amount);
    case Event::Kind::kill:
      outage_ = event;
      outage_.loss = Loss::nothing;
      kill_after_ = event.amount;
      return;
    case Event::Kind::stop:
      while (!server_.disk().down() && server_.queue().waiting() > 0) commit();
      if (server_.disk().down()) return;
      server_.stop();
      server_.disk().cut_after(0);
      outage_ = event;
      outage_.again = 0;
      return went_down(event.down);
    case Event::Kind::checkpoint: return server_.checkpoint();
    case Event::Kind::clock: clock_ += event.amount; return;
    case Event::Kind::bad_disk: return server_.disk().fail_next(event.amount, event.variant == 1);
    case Event::Kind::slow_disk:
      held_until_ = std::max(held_until_, tick_ + static_cast<int>(event.amount));
      return;
    default: return;
  }
}

void Simulation::arrive(std::size_t index) {
  ++outcome_.counts.messages;
  if (!server_.up()) return;
  const Event& event = script_.events[index];
  if (event.is_about_cases()) return offer_request(index);
  witness_.arrived(event, original_key(event));
  if (event.kind == Event::Kind::settle) offer_settlement(index);
  if (event.kind == Event::Kind::reverse) offer_reversal(index);
  if (event.kind == Event::Kind::look_up) return look_up(index);
  commit_later();
}

void Simulation::commit_later() {
  if (commit_due_) return;
  commit_due_ = true;
  at(std::max(tick_ + 1, held_until_), {Due::What::commit, 0});
}

/// A parcel between buckets: lost, late or doubled like anything else that is sent.
void Simulation::post(verbs::Parcel parcel) {
  const std::size_t copies = channel_.percent(10) ? 0 : channel_.percent(10) ? 2 : 1;
  for (std::size_t i = 0; i < copies; ++i) {
    const int late = channel_.percent(80) ? 1 : 1 + static_cast<int>(channel_.below(90));
    at(tick_ + late, {Due::What::parcel, ++posted_});
    parcels_.emplace(posted_, parcel);
  }
}

void Simulation::offer_parcel(verbs::Parcel parcel) {
  ++outcome_.counts.messages;
  auto work = std::make_unique<verbs::DeliverWork>(
      std::move(parcel), desk_, [this](verbs::Parcel reply) { post(std::move(reply)); });
  if (server_.queue().offer(std::move(work))) commit_later();
}

void Simulation::look_for_parcels() {
  if (!server_.up() || server_.disk().down()) return;
  for (verbs::Parcel& parcel : verbs::parcels_due(server_.reader().database(), now()))
    post(std::move(parcel));
}

/// Without further faults everything that is unknown must become known.
void Simulation::settle_down() {
  server_.disk().stay_on();
  server_.disk().work_again();
  std::vector<verbs::Parcel> due;
  for (int round = 0; round < kLastRounds; ++round) {
    clock_ += verbs::kHoldMicros;
    due = verbs::parcels_due(server_.writer().database(), now());
    if (due.empty()) break;
    while (!due.empty()) {
      std::vector<verbs::Parcel> replies;
      for (verbs::Parcel& parcel : due) {
        verbs::DeliverWork work(std::move(parcel), desk_,
                                [&](verbs::Parcel reply) { replies.push_back(std::move(reply)); });
        store::run_alone(work, server_.writer(), now());
      }
      due = std::move(replies);
    }
  }
  due = verbs::parcels_due(server_.writer().database(), now());
  if (!due.empty())
    hold(Failure{kResolved, fmt::format("{} of {} is still under way", name_of(due[0].event.action),
                                        due[0].event.holder.message_id)});
}

void Simulation::offer_settlement(std::size_t index) {
  const Event& event = script_.events[index];
  auto prepared = verbs::prepare_settlement(
      town_.request(event.person, event.institution, event.message, event.variant), *town_.rules,
      now());
  if (!prepared) return on_settled(index, fail(prepared.error()));
  const auto done = [this, index](const Result<verbs::Answer>& answer) {
    on_settled(index, answer);
  };
  if (script_.by_message && channel_.percent(30))  // ahead of the message's own commit
    for (ledger::RegisterEvent& event_of : verbs::holds_of(prepared->request, now()))
      post({verbs::Parcel::Kind::errand, std::move(event_of), {}, {}, {}});
  auto work =
      std::make_unique<verbs::SettleWork>(std::move(*prepared), town_.rules, render_settled, done,
                                          script_.by_message ? &desk_->by_message : nullptr);
  if (auto offered = server_.queue().offer(std::move(work)); !offered)
    on_settled(index, fail(offered.error()));
}

void Simulation::offer_reversal(std::size_t index) {
  const Event& event = script_.events[index];
  const auto done = [this, index](const Result<verbs::ReverseAnswer>& answer) {
    on_reversed(index, answer);
  };
  auto work = std::make_unique<verbs::ReverseWork>(
      verbs::ReverseRequest{key_of(event, message_id_of(event)), original_of(event)},
      render_reversed, done, script_.by_message);
  if (auto offered = server_.queue().offer(std::move(work)); !offered)
    on_reversed(index, fail(offered.error()));
}

void Simulation::look_up(std::size_t index) {
  const ledger::MessageKey key = original_key(script_.events[index]);
  hold(witness_.looked_up(key, verbs::look_up(server_.reader(), key)));
  ++outcome_.counts.messages;
}

void Simulation::offer_request(std::size_t index) {
  const Event& event = script_.events[index];
  cases_.arrived(event);
  auto work = traffic_.work(
      event, [this, index](const Result<CaseReply>& reply) { on_request(index, reply); });
  if (auto offered = server_.queue().offer(std::move(work)); !offered)
    on_request(index, fail(offered.error()));
  commit_later();
}

/// False if the process has ended before this reply could leave it.
bool Simulation::leaves() {
  if (server_.disk().down()) return false;
  if (kill_after_ && (*kill_after_)-- == 0) server_.disk().cut_after(0);
  return !server_.disk().down();
}

void Simulation::answered(std::size_t index, std::string_view reply, bool fine) {
  ++outcome_.counts.messages;
  for (const char c : reply)
    outcome_.trace = (outcome_.trace ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  outcome_.counts.refusals += !fine;
  const int delay = script_.events[index].reply;
  if (fine && delay != kLost) at(tick_ + delay, {Due::What::reply, index});
}

void Simulation::on_settled(std::size_t index, const Result<verbs::Answer>& answer) {
  if (!leaves()) return;
  const Event& event = script_.events[index];
  const ledger::MessageKey key = original_key(event);
  hold(witness_.settled(key, event.variant, answer, server_.disk().failed_operations() > 0));
  answered(index, answer ? answer->reply : answer.error()[0].str(false), answer.has_value());
  if (!answer || answer->replayed) {
    outcome_.counts.replays += answer.has_value();
    return;
  }
  if (answer->kind != verbs::Answer::Kind::settled) return;
  ++outcome_.counts.settlements;
  if (script_.by_message) return;
  touched_.insert(key.person);
  const auto id = ledger::parse_number(ledger::EntryKind::settlement,
                                       answer->reply.substr(0, answer->reply.find(' ')));
  if (!id) return hold(Failure{kAnswers, answer->reply});
  settled_.push_back(*id);
}

void Simulation::on_reversed(std::size_t index, const Result<verbs::ReverseAnswer>& answer) {
  if (!leaves()) return;
  const Event& event = script_.events[index];
  const ledger::MessageKey key = key_of(event, message_id_of(event));
  hold(witness_.reversed(key, original_key(event), answer, server_.disk().failed_operations() > 0));
  answered(index, answer ? answer->reply : answer.error()[0].str(false), answer.has_value());
  if (!answer || answer->replayed || answer->tombstone) return;
  ++outcome_.counts.reversals;
  if (script_.by_message) return;
  touched_.insert(key.person);
}

void Simulation::on_request(std::size_t index, const Result<CaseReply>& reply) {
  if (!leaves()) return;
  const Event& event = script_.events[index];
  hold(cases_.answered(event, traffic_.version_seen(event), reply,
                       server_.disk().failed_operations() > 0));
  answered(index, reply ? reply->str() : reply.error()[0].str(false), reply.has_value());
  ++outcome_.counts.requests;
  if (!reply || reply->replayed) return;
  outcome_.counts.case_steps += event.kind == Event::Kind::act;
  if (event.kind == Event::Kind::make_batch || event.kind == Event::Kind::bank_result)
    for (const Citizen& each : town_.people) cases_touched_.insert(each.number);
  else
    cases_touched_.insert(town_.people[event.person].number);
  if (event.errand == Errand::claim && event.action == cases::Action::approve)
    touched_.insert(town_.people[event.person].number);
}

/// What the batch that was just committed left in the store.
void Simulation::check_batch() {
  store::Database& database = server_.reader().database();
  if (script_.by_message) hold(book_.catch_up(database));
  for (const std::string& person : touched_)
    if (!script_.by_message) hold(book_.catch_up(database, person));
  for (const ledger::EntryId id : settled_) hold(book_.knows(id));
  for (const std::string& person : cases_touched_) hold(cases_.compare(server_.reader(), person));
}

void Simulation::commit() {
  commit_due_ = false;
  if (!server_.up()) return;
  touched_.clear(), cases_touched_.clear(), settled_.clear();
  server_.commit(now());
  if (server_.disk().down()) return;
  check_batch();
  if (server_.queue().waiting() == 0) return;
  commit_later();
}

void Simulation::went_down(int ticks) {
  server_.stop();
  kill_after_.reset();
  commit_due_ = false;
  at(tick_ + ticks, {Due::What::restart, 0});
}

void Simulation::restart() {
  Random random(outage_.seed);
  Disk& disk = server_.disk();
  disk.restart(outage_.loss, random);
  ++outcome_.counts.restarts;
  if (outage_.again > 0) disk.cut_after(outage_.again);
  outage_.again = 0;
  const auto started = server_.start();
  if (disk.down()) return went_down(1);
  if (!started) return hold(Failure{kStarts, started.error()[0].str(false)});
  check_all();
}

void Simulation::check_all() {
  server_.disk().stay_on();
  server_.disk().work_again();
  const auto report = verbs::audit(server_.writer());
  if (!report.clean()) hold(Failure{kAudit, report.findings[0].str(false)});
  hold(book_.read_again(server_.writer().database()));
  if (!script_.by_message) hold(book_.compare_accounts(server_.writer().database(), true));
  hold(witness_.all_kept(server_.writer()));
  hold(cases_.compare_all(server_.reader()));
}

Outcome Simulation::run() {
  begin();
  while (!agenda_.empty() && !outcome_.failure) {
    const auto first = agenda_.begin();
    tick_ = first->first;
    const Due due = first->second;
    agenda_.erase(first);
    dispatch(due);
    if (server_.up() && server_.disk().down()) went_down(outage_.down);
  }
  if (!outcome_.failure && script_.by_message) settle_down();
  if (!outcome_.failure) check_all();
  if (!outcome_.failure) hold(book_.compare_accounts(server_.writer().database(), true));
  outcome_.counts.disk = server_.disk().operations();
  server_.stop();
  return outcome_;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  messages += other.messages, disk += other.disk, faults += other.faults;
  restarts += other.restarts, settlements += other.settlements, reversals += other.reversals;
  replays += other.replays, refusals += other.refusals;
  requests += other.requests, case_steps += other.case_steps;
  return *this;
}

Outcome run(const Town& town, const Script& script) { return Simulation(town, script).run(); }

}  // namespace yitong::sim
