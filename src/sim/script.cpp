#include "sim/script.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/errand.h"

namespace yitong::sim {
namespace {

/// How this seed's world is: some have no crash, some nothing but duplicates.
struct Weather {
  std::size_t people, institutions, messages, pace, most_delay;
  std::size_t lost, doubled, reply_lost, repeats, other_body, reversals, look_ups;
  std::size_t cuts, kills, stops, checkpoints, clocks, bad_disks, slow_disks;
};

Weather weather_of(Random& random, const Town& town) {
  const auto some = [&](std::size_t most) { return random.percent(60) ? random.below(most) : 0; };
  Weather out{};
  out.people = 1 + random.below(town.people.size());
  out.institutions = 1 + random.below(town.institutions.size());
  out.messages = 2 + random.below(40);
  out.pace = 1 + random.below(8);
  out.most_delay = 1 + random.below(30);
  out.lost = some(30), out.doubled = some(40), out.reply_lost = some(40);
  out.repeats = some(60), out.other_body = some(15);
  out.reversals = some(40), out.look_ups = some(30);
  out.cuts = some(5), out.kills = some(4), out.stops = some(2);
  out.checkpoints = some(6), out.clocks = some(5);
  out.bad_disks = some(4), out.slow_disks = some(10);
  return out;
}

int delay(Random& random, const Weather& weather) {
  return random.percent(70) ? 1 : 1 + static_cast<int>(random.below(weather.most_delay));
}

Event message_of(Random& random, const Weather& weather, int tick) {
  Event out;
  out.tick = tick;
  const std::size_t kind = random.below(100);
  if (kind < weather.reversals) out.kind = Event::Kind::reverse;
  if (kind >= 100 - weather.look_ups) out.kind = Event::Kind::look_up;
  out.person = random.below(weather.people);
  out.institution = random.below(weather.institutions);
  out.message = random.below(weather.messages);
  if (random.percent(weather.other_body)) out.variant = 1 + random.below(2);
  out.arrival = random.percent(weather.lost) ? kLost : delay(random, weather);
  if (random.percent(weather.doubled)) out.second = delay(random, weather);
  out.reply = random.percent(weather.reply_lost) ? kLost : delay(random, weather);
  return out;
}

/// The sender tries again; sometimes though it has been answered.
Event again(Event event, Random& random, const Weather& weather) {
  event.tick += 2 + static_cast<int>(random.below(weather.most_delay * 2));
  event.repeat = random.percent(70);
  event.arrival = random.percent(weather.lost) ? kLost : delay(random, weather);
  event.second = random.percent(weather.doubled) ? delay(random, weather) : kLost;
  event.reply = random.percent(weather.reply_lost) ? kLost : delay(random, weather);
  return event;
}

std::int64_t clock_step(Random& random) {
  static constexpr std::int64_t kSecond = 1'000'000;
  static constexpr std::int64_t kSteps[] = {kSecond, 20 * kSecond, 3'600 * kSecond,
                                            86'400 * kSecond};
  return random.one_of(kSteps) * (random.percent(50) ? 1 : -1);
}

void add_faults(Script& script, Random& random, const Weather& weather, int tick) {
  const auto add = [&](std::size_t per_thousand, Event::Kind kind, std::int64_t amount) {
    Event event;
    event.kind = kind, event.tick = tick, event.amount = amount;
    event.variant = random.below(2);
    event.loss = static_cast<Loss>(random.below(kLosses));
    event.down = 1 + static_cast<int>(random.below(5));
    event.again = random.percent(25) ? 1 + static_cast<std::int64_t>(random.below(40)) : 0;
    event.seed = random.next();
    if (random.below(1000) < per_thousand * 4) script.events.push_back(event);
  };
  const auto below = [&](std::size_t n) { return static_cast<std::int64_t>(random.below(n)); };
  using Kind = Event::Kind;
  add(weather.cuts, Kind::power_cut, below(random.percent(20) ? 1'500 : 120));
  add(weather.kills, Kind::kill, below(6));
  add(weather.stops, Kind::stop, 0);
  add(weather.checkpoints, Kind::checkpoint, 0);
  add(weather.clocks, Kind::clock, clock_step(random));
  add(weather.bad_disks, Kind::bad_disk, 1 + below(30));
  add(weather.slow_disks, Kind::slow_disk, 1 + below(25));
}

std::string under_way(int ticks) {
  return ticks == kLost ? std::string("lost") : fmt::format("after {}", ticks);
}

/// Of a message or a request: how it gets there and back.
std::string describe_way(const Event& event) {
  std::string out = fmt::format("{}: arrives {}", event.repeat ? " unless answered" : "",
                                under_way(event.arrival));
  if (event.second != kLost) out += fmt::format(" and again after {}", event.second);
  return out + ", reply " + under_way(event.reply);
}

std::string describe_message(const Event& event, const Town& town) {
  std::string out = fmt::format("{} sends {}", town.institutions[event.institution],
                                event.kind == Event::Kind::look_up ? "a question" : "");
  if (event.kind == Event::Kind::settle) {
    const auto request =
        town.request(event.person, event.institution, event.message, event.variant);
    out += fmt::format("bill {} (visit {}, {}, in scope {}{}{})", message_id_of(event),
                       request.bill.visit, request.bill.on.str(), request.bill.sums->in_scope.str(),
                       request.stay.empty() ? "" : ", stay " + request.stay,
                       event.variant == 0 ? "" : ", another body");
  } else if (event.kind == Event::Kind::reverse) {
    out += fmt::format("reversal {} of {}", message_id_of(event), original_of(event));
  } else {
    out += fmt::format(" about {}", original_of(event));
  }
  return out + fmt::format(" for {}", town.people[event.person].number) + describe_way(event);
}

}  // namespace

Script script_of(std::uint64_t seed, const Town& town, std::size_t messages) {
  Random random(seed * 0x9E3779B97F4A7C15ull + 1);
  const Weather weather = weather_of(random, town);
  Script out;
  out.seed = seed;
  out.empty_disk = random.percent(4);
  out.by_message = random.percent(50);
  int tick = 1;
  for (std::size_t i = 0; i < messages; ++i) {
    if (random.below(weather.pace) == 0) ++tick;
    out.events.push_back(message_of(random, weather, tick));
    while (i < messages && random.percent(weather.repeats)) {
      out.events.push_back(again(out.events.back(), random, weather));
      ++i;
    }
    add_faults(out, random, weather, tick);
  }
  add_errands(out, town, weather.people, messages);
  std::ranges::stable_sort(out.events, {}, &Event::tick);
  return out;
}

std::string original_of(const Event& event) {
  const bool other = event.kind == Event::Kind::reverse && event.variant == 2;
  return fmt::format("m{}", event.message + (other ? 1 : 0));
}

std::string message_id_of(const Event& event) {
  if (event.kind != Event::Kind::reverse) return fmt::format("m{}", event.message);
  return fmt::format("{}{}", event.variant == 1 ? "x" : "r", event.message);
}

std::string describe(const Event& event, const Town& town) {
  static constexpr const char* kLossNames[kLosses] = {"nothing is lost", "all unsynced is lost",
                                                      "a suffix is lost", "any writes are lost",
                                                      "sectors are lost"};
  const std::string loss = kLossNames[static_cast<std::size_t>(event.loss)];
  const auto restarted = [&] {
    return fmt::format("; restart after {}{}", event.down,
                       event.again == 0
                           ? std::string()
                           : fmt::format(", cut again at its disk operation {}", event.again));
  };
  const std::string when = fmt::format("tick {}: ", event.tick);
  switch (event.kind) {
    case Event::Kind::settle:
    case Event::Kind::reverse:
    case Event::Kind::look_up: return when + describe_message(event, town);
    case Event::Kind::open_case:
    case Event::Kind::save_draft:
    case Event::Kind::act:
    case Event::Kind::make_batch:
    case Event::Kind::bank_result:
    case Event::Kind::drop_document:
      return when + describe_errand(event, town) + describe_way(event);
    case Event::Kind::power_cut:
      return when + fmt::format("power fails at the {}th disk operation from now, {}{}",
                                event.amount, loss, restarted());
    case Event::Kind::kill:
      return when +
             fmt::format("the server is killed after {} replies{}", event.amount, restarted());
    case Event::Kind::stop: return when + "the server stops in good order and starts again";
    case Event::Kind::checkpoint: return when + "the log is copied into the file";
    case Event::Kind::clock:
      return when + fmt::format("the clock is set by {} s", event.amount / 1'000'000);
    case Event::Kind::bad_disk:
      return when + fmt::format("the next {} disk writes fail{}", event.amount,
                                event.variant == 1 ? " for want of space" : "");
    case Event::Kind::slow_disk:
      return when + fmt::format("nothing is committed for {} ticks", event.amount);
  }
  return when;
}

}  // namespace yitong::sim
