// What the addresses of documents share.
#pragma once

#include "api/document_desk.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/router.h"
#include "verbs/documents.h"

namespace yitong::api {

void write_document(JsonWriter& json, const verbs::DocumentView& view);

/// Who asks. `own`: the person, or somebody whom the person let act.
struct Asker {
  ledger::ActedBy by;
  bool own = true;
};
Asker asker_of(const Call& call);

/// What {id} names, among the person's. Errors: unknown_person, unknown_document.
Result<ledger::EntryId> document_id_of(const Call& call);

}  // namespace yitong::api
