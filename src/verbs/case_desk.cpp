#include "verbs/case_desk.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "base/id.h"
#include "verbs/name_words.h"

namespace yitong::verbs {
namespace {

using identity::Actor;
using identity::Role;
using store::CaseCount;
using store::QueuePlace;
using store::QueueQuery;

constexpr std::size_t kMaxSought = 400;

template <class Read>
auto in_read(store::Store& store, Read read) -> Result<decltype(read())> {
  store.database().begin_read();
  auto out = read();
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

bool is_at_institution(const Actor& actor) { return identity::text_of(actor.role).of_institution; }

/// The part of the actor's territories that lies in `area`; all of them where none is named.
std::vector<std::string> territories_of(const Actor& actor, std::string_view area) {
  if (area.empty()) return actor.areas;
  if (actor.answers_for(area)) return {std::string(area)};
  std::vector<std::string> out;
  for (const std::string& each : actor.areas)
    if (identity::covers(area, each)) out.push_back(each);
  return out;
}

std::vector<CaseCount> counts_for(store::Store& store, const Actor& actor, std::string_view area) {
  if (is_at_institution(actor)) return store::case_counts_at(store.database(), actor.institution);
  return store::case_counts(store.database(), territories_of(actor, area));
}

/// Lists that a page is put together from: one for each area and kind that has cases.
std::vector<QueueQuery> lists_of(store::Store& store, const Actor& actor,
                                 const DeskFilter& filter) {
  std::set<cases::State> states;
  if (filter.queue)
    states.insert(*filter.queue);
  else
    for (const cases::State each : states_of(actor.role)) states.insert(each);
  std::vector<QueueQuery> out;
  std::set<std::pair<std::string, std::string>> seen;  // at an institution areas come together
  for (const CaseCount& count : counts_for(store, actor, filter.area)) {
    const auto state = cases::parse_state(count.state);
    if (!state || !states.contains(*state)) continue;
    if (filter.kind && cases::text_of(*filter.kind).name != count.kind) continue;
    if (is_at_institution(actor) && !seen.emplace(count.state, count.kind).second) continue;
    QueueQuery query;
    query.state = count.state, query.kind = count.kind, query.area = count.area;
    if (is_at_institution(actor)) query.institution = actor.institution;
    query.assignee = filter.assignee, query.limit = filter.limit + 1;
    out.push_back(std::move(query));
  }
  return out;
}

/// "20000-1700000000000000-303-17"
std::string text_of(const QueuePlace& place) {
  return std::to_string(place.due_day) + "-" + std::to_string(place.since_micros) + "-" +
         std::to_string(place.id.bucket) + "-" + std::to_string(place.id.seq);
}

std::optional<QueuePlace> parse_place(std::string_view text) {
  std::array<std::int64_t, 4> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    const bool last = i + 1 == numbers.size();
    if (error != std::errc() || (last ? next != end : next == end || *next != '-'))
      return std::nullopt;
    at = next + (last ? 0 : 1);
  }
  if (numbers[2] < 0 || numbers[2] >= kBuckets) return std::nullopt;
  return QueuePlace{numbers[0], numbers[1], {static_cast<std::int32_t>(numbers[2]), numbers[3]}};
}

std::optional<DeskRow> row_of(store::Store& store, ledger::EntryId id) {
  auto file = store::find_case(store.database(), id);
  if (!file) return std::nullopt;
  const auto data = store::open_person(store, file->person);
  return DeskRow{std::move(*file), data ? data->name : std::string()};
}

bool is_shown(const Actor& actor, const DeskFilter& filter, const ledger::CaseFile& file,
              Date today) {
  const auto territories = territories_of(actor, filter.area);
  const bool mine = is_at_institution(actor)
                        ? file.now.institution == actor.institution
                        : std::ranges::any_of(territories, [&](const std::string& each) {
                            return identity::covers(each, file.area);
                          });
  if (!mine) return false;
  if (filter.queue && cases::text_of(*filter.queue).name != file.now.state) return false;
  if (filter.kind && cases::text_of(*filter.kind).name != file.kind) return false;
  if (filter.assignee && *filter.assignee != file.now.assignee) return false;
  return !filter.overdue || file.now.due_day < today.days();
}

std::vector<ledger::EntryId> sought(store::Store& store, const Actor& actor,
                                    const DeskFilter& filter) {
  if (const auto id = ledger::parse_case_number(filter.search)) return {*id};
  std::set<std::string> areas;
  for (const CaseCount& each : counts_for(store, actor, filter.area)) areas.insert(each.area);
  // Each area its share, so that a word that is everywhere is quick and the newest are found
  // wherever they are.
  const std::size_t most =
      std::max(filter.limit, kMaxSought / std::max(areas.size(), std::size_t{1}));
  std::vector<store::FoundCase> found;
  for (const std::string& word : words_sought(filter.search))
    for (const std::string& area : areas)
      std::ranges::move(store::search_cases(store, area, word, most), std::back_inserter(found));
  std::ranges::sort(found, std::greater());
  const auto twice = std::ranges::unique(found);
  found.erase(twice.begin(), twice.end());
  std::vector<ledger::EntryId> out;
  for (const store::FoundCase& each : found) out.push_back(each.id);
  return out;
}

DeskPage found_page(store::Store& store, const Actor& actor, const DeskFilter& filter, Date today) {
  DeskPage out;
  for (const ledger::EntryId id : sought(store, actor, filter)) {
    const auto file = store::find_case(store.database(), id);
    if (!file || !is_shown(actor, filter, *file, today)) continue;
    if (out.rows.size() == filter.limit) break;
    if (auto row = row_of(store, id)) out.rows.push_back(std::move(*row));
  }
  std::ranges::stable_sort(out.rows, [](const DeskRow& one, const DeskRow& other) {
    return other.file.opened < one.file.opened;
  });
  return out;
}

DeskPage queue_of(store::Store& store, const Actor& actor, const DeskFilter& filter,
                  const QueuePlace& after, Date today) {
  std::vector<QueuePlace> places;
  for (QueueQuery& query : lists_of(store, actor, filter)) {
    query.after = after;
    if (filter.overdue) query.due_before = today.days();
    std::ranges::move(store::queue_page(store.database(), query), std::back_inserter(places));
  }
  std::ranges::sort(places);
  DeskPage out;
  for (const QueuePlace& place : places) {
    if (out.rows.size() == filter.limit) {
      const DeskRow& last = out.rows.back();
      out.next =
          text_of(QueuePlace{last.file.now.due_day, last.file.state_since.micros, last.file.id});
      break;
    }
    if (auto row = row_of(store, place.id)) out.rows.push_back(std::move(*row));
  }
  return out;
}

/// How many more, up to kMaxOverdueCounted altogether.
std::int64_t counted(store::Store& store, QueueQuery query, std::int64_t already) {
  query.limit = static_cast<std::size_t>(kMaxOverdueCounted - already);
  if (query.assignee && query.assignee->empty()) return 0;
  return static_cast<std::int64_t>(store::queue_page(store.database(), query).size());
}

}  // namespace

std::vector<cases::State> states_of(Role role) {
  std::vector<cases::State> out, all;
  for (const cases::StateText& each : cases::all_states()) {
    all.push_back(each.state);
    if (each.turn == role) out.push_back(each.state);
  }
  return out.empty() ? all : out;
}

Result<std::vector<DeskQueue>> desk_queues(store::Store& store, const Actor& actor, Instant now) {
  return in_read(store, [&] {
    std::map<std::pair<cases::State, cases::Kind>, DeskQueue> found;
    const auto states = states_of(actor.role);
    for (const CaseCount& count : counts_for(store, actor, {})) {
      const auto state = cases::parse_state(count.state);
      const auto kind = cases::parse_kind(count.kind);
      if (!state || !kind || std::ranges::find(states, *state) == states.end()) continue;
      DeskQueue& queue = found[{*state, *kind}];
      queue.state = *state, queue.kind = *kind, queue.cases += count.cases;
    }
    for (QueueQuery& query : lists_of(store, actor, {})) {
      DeskQueue& queue = found[{*cases::parse_state(query.state), *cases::parse_kind(query.kind)}];
      query.assignee = actor.account;
      queue.mine += counted(store, query, queue.mine);
      query.assignee.reset(), query.due_before = now.date().days();
      queue.overdue += counted(store, query, queue.overdue);
    }
    std::vector<DeskQueue> out;
    for (const auto& [key, queue] : found) out.push_back(queue);
    return out;
  });
}

Result<DeskPage> desk_page(store::Store& store, const Actor& actor, const DeskFilter& filter,
                           Instant now) {
  std::optional<QueuePlace> after = QueuePlace{};
  if (!filter.after.empty()) after = parse_place(filter.after);
  if (!after)
    return fail(ErrorCode::bad_value, "?after", filter.after, "`next` of the page before");
  return in_read(store, [&] {
    return filter.search.empty() ? queue_of(store, actor, filter, *after, now.date())
                                 : found_page(store, actor, filter, now.date());
  });
}

Result<DeskStatistics> desk_statistics(store::Store& store, const Actor& actor,
                                       std::string_view area, Date from, Date to) {
  return in_read(store, [&] {
    std::map<std::pair<std::string, std::string>, std::int64_t> standing;
    std::map<std::tuple<std::int64_t, std::string, std::string>, store::CaseDay> days;
    std::set<std::string> areas;
    for (const CaseCount& each : counts_for(store, actor, area)) {
      standing[{each.kind, each.state}] += each.cases;
      areas.insert(each.area);
    }
    if (is_at_institution(actor)) areas.clear();  // days are counted by area alone
    for (const std::string& each : areas)
      for (const store::CaseDay& day : store::case_days(store.database(), each, from, to)) {
        store::CaseDay& sum = days[{day.day, day.kind, day.action}];
        sum.day = day.day, sum.kind = day.kind, sum.action = day.action;
        sum.cases += day.cases, sum.waited_seconds += day.waited_seconds;
        sum.amount += day.amount;
      }
    DeskStatistics out;
    for (const auto& [key, cases] : standing)
      out.standing.push_back({{}, key.first, key.second, cases});
    for (auto& [key, day] : days) out.days.push_back(std::move(day));
    return out;
  });
}

}  // namespace yitong::verbs
