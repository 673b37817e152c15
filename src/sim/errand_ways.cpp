// The ways that errands go, and what comes between: lost, doubled, sent again, done by another.
#include <initializer_list>

#include "sim/errand.h"

namespace yitong::sim {
namespace {

using cases::Action;
using identity::Role;

struct WayStep {
  Role role;
  Action action;
};
struct Way {
  Errand errand;
  std::initializer_list<WayStep> steps;
};

// The ways that errands go when nothing comes between.
const Way kWays[] = {
    {Errand::resident, {{Role::insured, Action::submit}}},
    {Errand::resident, {{Role::insured, Action::submit}, {Role::insured, Action::end}}},
    {Errand::resident, {{Role::insured, Action::withdraw}}},
    {Errand::referral,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::take},
      {Role::reviewer, Action::approve},
      {Role::reviewer, Action::end}}},
    {Errand::referral,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::return_to_person},
      {Role::insured, Action::submit},
      {Role::reviewer, Action::approve}}},
    {Errand::referral,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::refuse},
      {Role::insured, Action::appeal},
      {Role::approver, Action::approve}}},
    {Errand::referral,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::refuse},
      {Role::insured, Action::appeal},
      {Role::approver, Action::uphold}}},
    {Errand::referral, {{Role::insured, Action::submit}, {Role::insured, Action::withdraw}}},
    {Errand::recognition,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::take},
      {Role::reviewer, Action::pass},
      {Role::approver, Action::approve},
      {Role::insured, Action::end}}},
    {Errand::recognition,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::send_to_expert},
      {Role::assessor, Action::give_opinion},
      {Role::reviewer, Action::pass},
      {Role::approver, Action::send_back},
      {Role::reviewer, Action::pass},
      {Role::approver, Action::approve}}},
    {Errand::recognition,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::propose_refusal},
      {Role::approver, Action::refuse},
      {Role::insured, Action::appeal},
      {Role::approver, Action::approve}}},
    {Errand::claim,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::pass},
      {Role::approver, Action::approve},
      {Role::finance, Action::record_paid}}},
    {Errand::claim,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::ask_for_originals},
      {Role::insured, Action::tell_tracking},
      {Role::reviewer, Action::receive_originals},
      {Role::reviewer, Action::pass},
      {Role::approver, Action::take},
      {Role::approver, Action::approve}}},
    {Errand::claim,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::pass},
      {Role::approver, Action::approve},
      {Role::finance, Action::record_failed},
      {Role::insured, Action::correct_payee},
      {Role::finance, Action::record_paid},
      {Role::insured, Action::appeal},
      {Role::approver, Action::uphold}}},
    {Errand::claim,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::propose_refusal},
      {Role::approver, Action::refuse},
      {Role::insured, Action::appeal},
      {Role::approver, Action::approve}}},
    {Errand::report,
     {{Role::insured, Action::submit},
      {Role::reviewer, Action::take},
      {Role::reviewer, Action::close}}},
};

/// What comes between: done by whoever it falls to, mostly refused.
constexpr WayStep kOthers[] = {
    {Role::insured, Action::withdraw},
    {Role::insured, Action::submit},
    {Role::insured, Action::appeal},
    {Role::insured, Action::end},
    {Role::reviewer, Action::take},
    {Role::reviewer, Action::give_back},
    {Role::reviewer, Action::return_to_person},
    {Role::reviewer, Action::approve},
    {Role::reviewer, Action::pass},
    {Role::approver, Action::approve},
    {Role::approver, Action::refuse},
    {Role::approver, Action::take},
    {Role::finance, Action::record_paid},
};

constexpr std::size_t kAccounts = 3;

/// How this seed's people bring their errands.
struct Custom {
  std::size_t errands, pace, most_delay;
  std::size_t lost, doubled, reply_lost, repeats, both, others, other_body, batches, drops;
};

Custom custom_of(Random& random) {
  const auto some = [&](std::size_t most) { return random.percent(60) ? random.below(most) : 0; };
  Custom out{};
  out.errands = random.percent(25) ? 0 : 1 + random.below(3);
  out.pace = 2 + random.below(12), out.most_delay = 1 + random.below(12);
  out.lost = some(20), out.doubled = some(40), out.reply_lost = some(40), out.repeats = some(50);
  out.both = some(50), out.others = some(40), out.other_body = some(15);
  out.batches = some(6), out.drops = some(40);
  return out;
}

class Bringing {
 public:
  Bringing(Script& script, const Town& town, std::size_t messages)
      : script_(script),
        town_(town),
        random_(script.seed * 0xD6E8FEB86659FD93ull + 5),
        custom_(custom_of(random_)),
        room_(messages / 2),
        last_tick_(script.events.empty() ? 1 : script.events.back().tick) {}

  void run(std::size_t people) {
    for (std::size_t slot = 0; slot < custom_.errands; ++slot)
      for (std::size_t person = 0; person < people; ++person)
        if (random_.percent(70)) bring(person, slot);
    if (custom_.errands == 0) return;
    for (std::size_t i = 0; i < custom_.batches; ++i) {
      Event event = event_of(Event::Kind::make_batch, tick_within());
      event.role = Role::finance;
      send(event);
      event.kind = Event::Kind::bank_result, event.number = ++number_;
      event.tick += 2 + static_cast<int>(random_.below(10)), event.seed = random_.next();
      send(event);
    }
  }

 private:
  int tick_within() { return 1 + static_cast<int>(random_.below(std::size_t(last_tick_))); }

  Event event_of(Event::Kind kind, int tick) {
    Event out;
    out.kind = kind, out.tick = tick, out.number = ++number_;
    out.actor = random_.below(kAccounts), out.keyed = random_.percent(70);
    return out;
  }

  int late() {
    return random_.percent(70) ? 1 : 1 + static_cast<int>(random_.below(custom_.most_delay));
  }

  /// The event, and the same request sent again.
  void send(Event event) {
    for (;;) {
      if (room_ == 0) return;
      --room_;
      event.arrival = random_.percent(custom_.lost) ? kLost : late();
      event.second = random_.percent(custom_.doubled) ? late() : kLost;
      event.reply = random_.percent(custom_.reply_lost) ? kLost : late();
      script_.events.push_back(event);
      if (!random_.percent(custom_.repeats)) return;
      event.tick += 2 + static_cast<int>(random_.below(custom_.most_delay * 2));
      event.repeat = random_.percent(70);
    }
  }

  void bring(std::size_t person, std::size_t slot) {
    const Way& way = kWays[random_.below(std::size(kWays))];
    Event opening = event_of(Event::Kind::open_case, tick_within());
    opening.person = person, opening.message = slot, opening.errand = way.errand;
    opening.role = Role::insured, opening.keyed = true;
    send(opening);
    if (random_.percent(custom_.other_body)) {
      opening.variant = 1, opening.number = ++number_;
      send(opening);
      opening.variant = 0;
    }
    opening.tick += 3 + static_cast<int>(random_.below(4));
    if (random_.percent(20)) {
      opening.kind = Event::Kind::save_draft, opening.number = ++number_;
      opening.variant = random_.below(2);
      send(opening);
      opening.variant = 0, opening.tick += 2;
    }
    walk(opening, way);
    if (!random_.percent(custom_.drops)) return;
    Event drop = event_of(Event::Kind::drop_document, tick_within());
    drop.person = person, drop.role = Role::insured, drop.variant = random_.below(2);
    send(drop);
  }

  void walk(const Event& opening, const Way& way) {
    int tick = opening.tick;
    for (const WayStep& step : way.steps) {
      step_at(opening, step, tick);
      if (random_.percent(custom_.both)) step_at(opening, step, tick);
      if (random_.percent(custom_.others))
        step_at(opening, random_.one_of(kOthers), tick + static_cast<int>(random_.below(3)));
      tick += 2 + static_cast<int>(random_.below(custom_.pace));
    }
  }

  void step_at(const Event& opening, const WayStep& step, int tick) {
    Event event = event_of(Event::Kind::act, tick);
    event.person = opening.person, event.message = opening.message;
    event.errand = opening.errand, event.action = step.action, event.role = step.role;
    send(event);
  }

  Script& script_;
  const Town& town_;
  Random random_;
  const Custom custom_;
  std::size_t room_;
  const int last_tick_;
  std::size_t number_ = 0;
};

}  // namespace

void add_errands(Script& script, const Town& town, std::size_t people, std::size_t messages) {
  Bringing(script, town, messages).run(people);
}

}  // namespace yitong::sim
