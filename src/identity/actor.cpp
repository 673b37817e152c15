#include "identity/actor.h"

namespace yitong::identity {

Relations relations_of(const Actor& actor, const Record& record) {
  Relations out{Relation::any};
  const bool both = !actor.person.empty() && !record.person.empty();
  if (both && actor.person == record.person) out.add(Relation::self);
  if (both && actor.person != record.person && record.delegated) out.add(Relation::delegate);
  if (!actor.institution.empty() &&
      (record.institution.empty() ? record.treated_there : actor.institution == record.institution))
    out.add(Relation::own_institution);
  const std::string& area =
      actor.role == Role::treatment_agency ? record.treatment_area : record.area;
  if (!area.empty() && actor.answers_for(area)) out.add(Relation::own_area);
  return out;
}

}  // namespace yitong::identity
