// What happens in one simulation, as a list made from the seed before anything runs. Events do not
// depend on each other's outcome, so any of them can be left out and the rest still means the
// same: that is how a failing story is shrunk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cases/kinds.h"
#include "sim/disk.h"
#include "sim/town.h"

namespace yitong::sim {

inline constexpr int kLost = -1;

/// What people bring to the agency.
enum class Errand : std::uint8_t { resident, referral, recognition, claim, report };

struct Event {
  enum class Kind : std::uint8_t {
    settle,         ///< an institution sends a bill
    reverse,        ///< … takes one back
    look_up,        ///< … asks what became of one
    open_case,      ///< a person brings the errand `message`
    save_draft,     ///< … writes on at it
    act,            ///< somebody does `action` with it
    make_batch,     ///< finance makes a file for the bank
    bank_result,    ///< … hands in what the bank answered
    drop_document,  ///< a person takes the document `variant` back
    power_cut,      ///< at the disk operation `amount` from then
    kill,           ///< the process ends after `amount` replies have left; the system stays
    stop,           ///< an orderly stop and start
    checkpoint,     ///< the log is copied into the file
    clock,          ///< the server's clock is set by `amount` microseconds
    bad_disk,       ///< the next `amount` disk operations fail; variant 1: for want of space
    slow_disk,      ///< nothing is committed for `amount` ticks
  };
  Kind kind = Kind::settle;
  int tick = 0;
  std::size_t person = 0, institution = 0, message = 0, variant = 0;
  bool repeat = false;  ///< only if no reply has come
  int arrival = 0;      ///< ticks under way, or kLost
  int second = kLost;   ///< of a duplicate
  int reply = 0;        ///< ticks the reply is under way, or kLost
  std::int64_t amount = 0;
  Loss loss = Loss::all;
  int down = 1;            ///< ticks until the restart
  std::int64_t again = 0;  ///< power fails again at this operation of the restart; 0: no
  std::uint64_t seed = 0;
  // About cases:
  Errand errand{};
  cases::Action action{};
  identity::Role role{};
  std::size_t actor = 0;   ///< account of staff; one account can have several roles
  std::size_t number = 0;  ///< of the request; sent again it has the same
  bool keyed = false;      ///< the request has a name, and sent again is answered again

  bool is_message() const { return kind <= Kind::drop_document; }
  bool is_about_cases() const { return is_message() && kind >= Kind::open_case; }
};

struct Script {
  std::uint64_t seed = 0;
  bool by_message = false;  ///< the register is reached by messages, which may be lost too
  bool empty_disk = false;  ///< begins with migrations and enrolment, which a cut may hit too
  std::vector<Event> events;
};

Script script_of(std::uint64_t seed, const Town& town, std::size_t messages);

/// One line for people.
std::string describe(const Event& event, const Town& town);
/// The message id that an event sends.
std::string message_id_of(const Event& event);
/// Of a reversal or a look-up: the settlement's.
std::string original_of(const Event& event);

}  // namespace yitong::sim
