// Who acts, as a session says it.
#pragma once

#include <string>
#include <vector>

#include "identity/rights.h"

namespace yitong::identity {

struct Actor {
  Role role = Role::anonymous;
  std::string account;             ///< what was signed in with; empty: nobody
  std::string person;              ///< of an insured person
  std::string agency;              ///< of agency staff
  std::vector<std::string> areas;  ///< territories the agency answers for, see covers()
  std::string institution;         ///< of an institution's staff

  bool answers_for(std::string_view area) const {
    for (const std::string& each : areas)
      if (covers(each, area)) return true;
    return false;
  }
};

/// Whose a record is, as far as it is known; empty means that it belongs to none such.
struct Record {
  std::string person = {};
  std::string institution = {};
  std::string area = {};            ///< the insured one
  std::string treatment_area = {};  ///< the institution's
  bool treated_there = false;       ///< the actor's institution has treated the person
  bool delegated = false;           ///< the person lets the actor do this
};

/// Relation::any always holds.
Relations relations_of(const Actor& actor, const Record& record);

}  // namespace yitong::identity
