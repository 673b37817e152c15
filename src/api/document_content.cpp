// Showing a document. Who was shown it is on disk before the first byte leaves.
#include "api/commit_of.h"
#include "api/deps.h"
#include "api/document_json.h"
#include "api/handlers.h"
#include "api/query.h"
#include "api/rules.h"
#include "base/id.h"
#include "documents/materials.h"

namespace yitong::api {

std::shared_ptr<const std::string> OutgoingBytes::hold(std::string bytes) const {
  struct Held {
    std::string bytes;
    std::shared_ptr<std::atomic<std::size_t>> total;
    std::size_t size;
    ~Held() { *total -= size; }
  };
  const std::size_t size = bytes.size();
  if (held_->fetch_add(size) + size > kMost) {
    *held_ -= size;
    return nullptr;
  }
  auto held = std::shared_ptr<Held>(new Held{std::move(bytes), held_, size});
  return {held, &held->bytes};
}

namespace {

using ledger::DocumentAction;
using ledger::DocumentEvent;

/// RFC 8187: every byte that is not a letter or a digit as %XX.
std::string disposition_of(std::string_view name) {
  std::string out = "inline; filename*=UTF-8''";
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '.' || c == '-' || c == '_';
    if (plain)
      out += c;
    else
      out += '%' + to_hex(std::string_view(&c, 1));
  }
  return out;
}

/// Asked for by the person, or with a reason.
struct Showing {
  DocumentEvent event;
  bool noted = true;
};

class DocumentShow final : public Aside {
 public:
  DocumentShow(std::shared_ptr<const DocumentDesk> desk, Showing showing)
      : desk_(std::move(desk)), showing_(std::move(showing)) {}

  Done run(store::Store& reader, Instant) override {
    auto response = open(reader);
    if (!response) return problem(response.error());
    if (!showing_.noted) return std::move(*response);
    const auto note = [event = std::move(showing_.event), response = std::move(*response)](
                          store::Store& store, Instant now) -> Result<Response> {
      if (const auto noted = verbs::note_now(store, event, now); !noted) return fail(noted.error());
      return response;
    };
    return std::make_unique<CommitCall<decltype(note)>>(note);
  }

 private:
  bool small() const { return showing_.event.action == DocumentAction::thumbnail; }

  Result<Response> open(store::Store& reader) const {
    const std::string& person = showing_.event.person;
    const ledger::EntryId id{bucket_of(person), showing_.event.document_seq};
    const auto view = verbs::find_document(reader, person, id);
    if (!view) return fail(view.error());
    const auto keys = store::document_keys(reader, person);
    if (!keys) return fail(keys.error());
    const auto bytes = desk_->folder.read(id.bucket, view->document.file);
    if (!bytes) return fail(bytes.error());
    auto parts = store::unseal_document(*keys, view->document.file, *bytes);
    if (!parts) return fail(std::move(parts.error()));
    if (small() && parts->thumbnail.empty()) return fail(ErrorCode::not_found, {}, "no thumbnail");
    Response response;
    response.shared_body =
        desk_->outgoing.hold(std::move(small() ? parts->thumbnail : parts->content));
    if (!response.shared_body) return fail(ErrorCode::overloaded, {}, {}, "documents on their way");
    const bool pdf = view->document.type == media_type_of(documents::KeptType::pdf);
    response.content_type =
        media_type_of(pdf ? documents::KeptType::pdf : documents::KeptType::jpeg);
    if (small())
      response.headers.emplace_back("Cache-Control", "private, max-age=3600");
    else
      response.headers.emplace_back("Content-Disposition", disposition_of(view->name));
    return response;
  }

  const std::shared_ptr<const DocumentDesk> desk_;
  Showing showing_;
};

/// Reads ?why and ?reference; a stranger to the person must say why.
void read_reason(Call& call, bool own, DocumentEvent& event, FaultList& faults) {
  constexpr std::string_view kKnown[] = {"why", "reference"};
  constexpr std::string_view kRule =
      "own_use | case_review | counter_service | audit | legal_request | support";
  Query query(call.request.query, kKnown, faults);
  event.why = query.token("why", documents::is_reason, kRule);
  event.reference = query.token(
      "reference", [](std::string_view text) { return is_token(text); }, kTokenRule);
  if (event.why.empty() && own) event.why = "own_use";
  if (!own && (event.why.empty() || event.why == "own_use") && faults.empty())
    faults.add({ErrorCode::missing_field, "?why", event.why, std::string(kRule.substr(10)), {}});
}

Answer show_document(Call& call, DocumentAction action) {
  const auto id = document_id_of(call);
  if (!id) return problem(id.error());
  const Asker asker = asker_of(call);
  Showing showing;
  showing.event.person = call.param[0], showing.event.document_seq = id->seq;
  showing.event.action = action, showing.event.by = asker.by;
  showing.noted = action == DocumentAction::content || !asker.own;
  FaultList faults;
  read_reason(call, asker.own, showing.event, faults);
  if (!faults.empty()) return problem(faults);
  if (!call.deps.documents) return problem(Error{ErrorCode::unsupported, {}, {}, {}, {}});
  return std::make_unique<DocumentShow>(call.deps.documents, std::move(showing));
}

}  // namespace

Answer get_document_content(Call& call) { return show_document(call, DocumentAction::content); }
Answer get_document_thumbnail(Call& call) { return show_document(call, DocumentAction::thumbnail); }

}  // namespace yitong::api
