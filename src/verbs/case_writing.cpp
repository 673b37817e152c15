#include "verbs/case_writing.h"

#include <algorithm>

#include "store/document_rows.h"

namespace yitong::verbs {
namespace {

std::string path_of_material(std::size_t row) { return "/materials/" + std::to_string(row); }

}  // namespace

Errors faults_of_materials(store::Store& store, const std::string& person,
                           const std::vector<cases::Handed>& materials) {
  Errors out;
  const auto kept = store::documents_of(store.database(), person);
  std::size_t count = 0;
  for (std::size_t row = 0; row < materials.size(); ++row) {
    count += materials[row].documents.size();
    for (const std::string& number : materials[row].documents) {
      const bool there = std::ranges::any_of(kept, [&](const store::KeptDocument& each) {
        return !each.removed && ledger::document_number(each.document.id) == number;
      });
      if (!there)
        out.push_back({ErrorCode::unknown_document,
                       path_of_material(row) + "/documents",
                       number.substr(0, ledger::kMaxName),
                       {},
                       {}});
    }
  }
  if (materials.size() > kMaxHanded || count > kMaxHandedDocuments)
    out.push_back({ErrorCode::too_large,
                   "/materials",
                   std::to_string(count),
                   "at most 200 papers and 200 documents",
                   {}});
  return out;
}

Errors faults_of_size(const CaseBody& body) {
  std::size_t bytes = 0;
  for (const auto& [path, text] : body.form) bytes += path.size() + text.size();
  if (body.form.size() <= cases::kMaxFormEntries && bytes <= cases::kMaxFormBytes) return {};
  return {{ErrorCode::too_large,
           "/form",
           std::to_string(body.form.size()),
           "at most 40,000 entries and 2 MiB",
           {}}};
}

bool is_for_another(const identity::Actor& actor, const std::string& person) {
  return actor.person != person;
}

void forget_unseen(std::vector<cases::Handed>& materials, const CaseBody& before,
                   identity::Role role) {
  if (identity::is_staff(role)) return;
  for (cases::Handed& each : materials) {
    const auto was = std::ranges::find(before.materials, each.row, &cases::Handed::row);
    each.original_seen = was != before.materials.end() && was->original_seen;
  }
}

bool written_by_applicant(cases::Kind kind, std::string_view path) {
  const cases::Field* const field = cases::find_field(kind, path);
  return field == nullptr || field->written_by.has(cases::Action::submit);
}

void drop_foreign(cases::Kind kind, cases::Form& form, const cases::Form& before) {
  std::erase_if(form, [&](const auto& entry) {
    return !written_by_applicant(kind, entry.first) &&
           cases::value(before, entry.first) == entry.second;
  });
}

cases::Form merged(cases::Kind kind, cases::Form draft, const cases::Form& before) {
  for (const auto& [path, text] : before)
    if (!written_by_applicant(kind, path)) draft.insert_or_assign(path, text);
  return draft;
}

bool may_write(const cases::Case& one, identity::Role role) {
  const auto actions = cases::possible(one, role);
  return std::ranges::find(actions, cases::Action::submit) != actions.end();
}

}  // namespace yitong::verbs
