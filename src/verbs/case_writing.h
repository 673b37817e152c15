// Who writes what of a case's form and papers.
#pragma once

#include "verbs/cases.h"

namespace yitong::verbs {

/// The papers are the person's and there, and not too many.
Errors faults_of_materials(store::Store& store, const std::string& person,
                           const std::vector<cases::Handed>& materials);
Errors faults_of_size(const CaseBody& body);
bool is_for_another(const identity::Actor& actor, const std::string& person);
/// Nobody says for himself that an original was seen.
void forget_unseen(std::vector<cases::Handed>& materials, const CaseBody& before,
                   identity::Role role);
/// Also of paths that no field has.
bool written_by_applicant(cases::Kind kind, std::string_view path);
/// What staff wrote comes back unchanged with the rest of the form, and is not the applicant's.
void drop_foreign(cases::Kind kind, cases::Form& form, const cases::Form& before);
/// The form for the engine: what is the applicant's from the draft, the rest as it was.
cases::Form merged(cases::Kind kind, cases::Form draft, const cases::Form& before);
/// The role may hand the case in as it stands.
bool may_write(const cases::Case& one, identity::Role role);

}  // namespace yitong::verbs
