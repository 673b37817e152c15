#include "api/commit_of.h"
#include "api/deps.h"
#include "api/document_json.h"
#include "api/handlers.h"
#include "api/query.h"
#include "base/id.h"
#include "documents/materials.h"

namespace yitong::api {
namespace {

using ledger::DocumentAction;
using ledger::DocumentEvent;

void write_access(JsonWriter& json, Instant at, std::string_view action, const ledger::ActedBy& by,
                  std::string_view why, std::string_view reference) {
  json.begin_object().key("at").string(at.str()).key("action").string(action);
  json.key("role").string(by.role).key("account").string(by.account);
  json.key("why").string(why).key("reference").string(reference).end_object();
}

}  // namespace

void write_document(JsonWriter& json, const verbs::DocumentView& view) {
  const ledger::Document& document = view.document;
  json.begin_object().key("id").string(ledger::document_number(document.id));
  json.key("name").string(view.name).key("kind").string(document.kind);
  json.key("type").string(document.type).key("size").integer(document.size);
  json.key("width").integer(document.width).key("height").integer(document.height);
  json.key("pages").integer(document.pages).key("at").string(document.at.str());
  json.key("in_use").boolean(view.in_use).end_object();
}

/// A relative who acts for the person gives no reason, and is noted like everybody.
Asker asker_of(const Call& call) {
  const identity::Actor& actor = call.actor;
  const bool own = actor.role == identity::Role::anonymous || actor.role == identity::Role::insured;
  return {{std::string(identity::text_of(actor.role).name), actor.account}, own};
}

Result<ledger::EntryId> document_id_of(const Call& call) {
  const std::string &person = call.param[0], &number = call.param[1];
  if (!is_person_id(person)) return fail(ErrorCode::unknown_person, {}, excerpt(person));
  const auto id = ledger::parse_document_number(number);
  if (!id || id->bucket != bucket_of(person))
    return fail(ErrorCode::unknown_document, {}, excerpt(number));
  return *id;
}

Answer list_documents(Call& call) {
  constexpr std::string_view kKnown[] = {"kind"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string kind =
      query.token("kind", documents::is_material_kind, "a kind of material, such as invoice");
  if (!faults.empty()) return problem(faults);
  const std::string& person = call.param[0];
  if (!is_person_id(person))
    return problem(Error{ErrorCode::unknown_person, {}, excerpt(person), {}, {}});
  const auto views = verbs::list_documents(*call.bench.reader, person);
  if (!views) return problem(views.error());
  std::int64_t count = 0, bytes = 0;
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("documents").begin_array();
  for (const verbs::DocumentView& view : *views) {
    if (!kind.empty() && view.document.kind != kind) continue;
    write_document(json, view);
    ++count, bytes += view.document.size;
  }
  json.end_array().key("count").integer(count).key("bytes").integer(bytes).end_object();
  return response;
}

Answer list_document_accesses(Call& call) {
  const auto id = document_id_of(call);
  if (!id) return problem(id.error());
  const auto accesses = verbs::list_accesses(*call.bench.reader, call.param[0], *id);
  if (!accesses) return problem(accesses.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("accesses").begin_array();
  for (const DocumentEvent& event : accesses->events)
    write_access(json, event.at, name_of(event.action), event.by, event.why, event.reference);
  write_access(json, accesses->document.at, "added", accesses->document.by, {}, {});
  json.end_array().end_object();
  return response;
}

namespace {

/// Removes the file once the removal is on disk.
class RemovalCommit final : public Commit {
 public:
  RemovalCommit(std::shared_ptr<const DocumentDesk> desk, DocumentEvent event)
      : desk_(std::move(desk)), event_(std::move(event)) {}
  void execute(store::Store& store, Instant now) override {
    removed_ = verbs::note_now(store, event_, now);
  }
  void resolve(const Result<void>& committed) override {
    if (!committed) return respond(problem(committed.error()));
    if (!removed_) return respond(problem(removed_.error()));
    desk_->folder.remove(removed_->id.bucket, removed_->file);
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("id").string(ledger::document_number(removed_->id));
    json.key("removed").boolean(true).end_object();
    respond(replied(std::move(out), true));
  }

 private:
  const std::shared_ptr<const DocumentDesk> desk_;
  const DocumentEvent event_;
  Result<ledger::Document> removed_ = fail(ErrorCode::store_failed);
};

}  // namespace

Answer delete_document(Call& call) {
  const auto id = document_id_of(call);
  if (!id) return problem(id.error());
  if (!call.deps.documents) return problem(Error{ErrorCode::unsupported, {}, {}, {}, {}});
  DocumentEvent event;
  event.person = call.param[0], event.document_seq = id->seq;
  event.action = DocumentAction::removed, event.by = asker_of(call).by;
  return std::make_unique<RemovalCommit>(call.deps.documents, std::move(event));
}

}  // namespace yitong::api
