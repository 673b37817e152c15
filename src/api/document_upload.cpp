// An upload, from its bytes to its row:
//
//   known bytes?  ->  the document that is there
//   scanned, inspected, sealed, written to its file   (seconds, aside)
//   row and entry  (the commit queue)  ->  the reply; what was refused there loses its file
#include <array>

#include "api/commit_of.h"
#include "api/deps.h"
#include "api/document_json.h"
#include "api/handlers.h"
#include "api/query.h"
#include "base/id.h"
#include "base/text.h"
#include "documents/limits.h"
#include "documents/materials.h"
#include "documents/sniff.h"

namespace yitong::api {
namespace {

using Desk = std::shared_ptr<const DocumentDesk>;

Response shown(const verbs::DocumentView& view, bool known) {
  std::string out;
  JsonWriter json(out);
  write_document(json, view);
  return replied(std::move(out), known);
}

class DepositCommit final : public Commit {
 public:
  DepositCommit(Desk desk, ledger::Document document)
      : desk_(std::move(desk)), document_(std::move(document)) {}
  void execute(store::Store& store, Instant now) override {
    answer_ = verbs::deposit_now(store, document_, now);
  }
  void resolve(const Result<void>& committed) override {
    // After a fault of the store the row may be there all the same: the sweep sees later.
    if (!committed) return respond(problem(committed.error()));
    if (!answer_ || answer_->replayed)
      desk_->folder.remove(bucket_of(document_.person), document_.file);
    respond(answer_ ? shown(answer_->view, answer_->replayed) : problem(answer_.error()));
  }

 private:
  const Desk desk_;
  const ledger::Document document_;
  Result<verbs::Deposited> answer_ = fail(ErrorCode::store_failed);
};

class Upload final : public Aside {
 public:
  Upload(Desk desk, ledger::Document document, std::string name, std::string body)
      : desk_(std::move(desk)),
        document_(std::move(document)),
        name_(std::move(name)),
        body_(std::move(body)) {}

  Done run(store::Store& reader, Instant) override {
    const auto keys = store::document_keys(reader, document_.person);
    if (!keys) return problem(keys.error());
    const auto documents = verbs::list_documents(reader, document_.person);
    if (!documents) return problem(documents.error());
    document_.address = hmac_sm3(bytes_of(keys->addressing), body_);
    const auto same = verbs::find_same(*documents, document_.address);
    if (!same) return problem(same.error());
    if (*same) return shown(**same, true);
    auto inspected = look_into();
    if (!inspected) return problem(inspected.error());
    if (auto written = keep(*keys, std::move(*inspected)); !written)
      return problem(written.error());
    return std::make_unique<DepositCommit>(desk_, std::move(document_));
  }

 private:
  Result<documents::Inspected> look_into() const {
    if (const auto type = documents::sniff(body_); !type) return fail(type.error());
    if (desk_->scan)
      if (auto clean = desk_->scan(body_); !clean) return fail(std::move(clean.error()));
    return desk_->inspect(body_, documents::Purpose::document);
  }

  Result<void> keep(const store::DocumentKeys& keys, documents::Inspected inspected) {
    std::array<std::uint8_t, 16 + 24 + 48> chance{};  // name of the file, nonces
    desk_->random(chance);
    const std::string_view random(reinterpret_cast<const char*>(chance.data()), chance.size());
    const std::string_view content = inspected.content.empty() ? body_ : inspected.content;
    document_.file = to_hex(random.substr(0, 16));
    document_.sealed_name = seal(bytes_of(keys.sealing), random.substr(16, 24),
                                 "document/name/" + document_.file, name_);
    document_.type = media_type_of(inspected.type);
    document_.size = static_cast<std::int64_t>(content.size());
    document_.width = inspected.width, document_.height = inspected.height;
    document_.pages = inspected.pages;
    const std::string sealed =
        store::seal_document(keys, document_.file, random.substr(40), inspected.thumbnail, content);
    document_.file_hash = sm3(sealed);
    return desk_->folder.write(bucket_of(document_.person), document_.file, sealed);
  }

  const Desk desk_;
  ledger::Document document_;
  const std::string name_, body_;
};

}  // namespace

Answer post_document(Call& call) {
  constexpr std::string_view kKnown[] = {"name", "kind"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string name =
      query.required("name", documents::is_document_name, documents::kNameRule);
  ledger::Document document;
  document.kind =
      query.required("kind", documents::is_material_kind, "a kind of material, such as invoice");
  if (!faults.empty()) return problem(faults);
  document.person = call.param[0], document.by = asker_of(call).by;
  if (!is_person_id(document.person))
    return problem(Error{ErrorCode::unknown_person, {}, excerpt(document.person), {}, {}});
  if (!call.deps.documents) return problem(Error{ErrorCode::unsupported, {}, {}, {}, {}});
  return std::make_unique<Upload>(call.deps.documents, std::move(document), name,
                                  std::move(call.request.body));
}

}  // namespace yitong::api
