#include "verbs/messages.h"

#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/json_reader.h"
#include "api/query.h"
#include "base/id.h"

namespace yitong::api {
namespace {

constexpr std::string_view kPlaceRule = "a place that a list of messages named";

bool is_message_place(std::string_view text) {
  return verbs::parse_message_place(text).has_value();
}

void read_up_to(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_message_place))
    *static_cast<verbs::MessagePlace*>(target) = *verbs::parse_message_place(text);
}
constexpr Field kReadFields[] = {{"up_to", kRequired, kPlaceRule, read_up_to}};

std::optional<Response> no_reader(const Call& call) {
  if (is_person_id(call.param[0])) return std::nullopt;
  return problem(Error{ErrorCode::unknown_person, {}, excerpt(call.param[0]), {}, {}});
}

void write_message(JsonWriter& json, const verbs::PersonMessage& message) {
  using verbs::NoticeLanguage;
  const verbs::Notice& notice = message.notice;
  const verbs::NoticeText& kind = text_of(notice.kind);
  json.begin_object().key("id").string(message.id).key("at").string(message.at.str());
  json.key("kind").string(kind.name).key("attention").boolean(kind.attention);
  json.key("read").boolean(message.read);
  json.key("text").text(sentence_of(notice.kind, notice.values, NoticeLanguage::zh),
                        sentence_of(notice.kind, notice.values, NoticeLanguage::en));
  json.key("values").begin_array();
  for (const verbs::NoticeValue& each : notice.values) {
    json.begin_object().key("name").string(each.name);
    json.key("text").text(each.zh, each.en.empty() ? each.zh : each.en).end_object();
  }
  json.end_array().key("door").begin_object().key("room").string(name_of(kind.door));
  json.key("id");
  if (notice.about.empty())
    json.null();
  else
    json.string(notice.about);
  json.end_object().end_object();
}

}  // namespace

Answer list_messages(Call& call) {
  constexpr std::string_view kKnown[] = {"limit", "before"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  verbs::MessagesRequest request;
  request.limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  request.before = verbs::parse_message_place(query.token("before", is_message_place, kPlaceRule));
  if (!faults.empty()) return problem(faults);
  if (auto nobody = no_reader(call)) return std::move(*nobody);
  request.person = call.param[0], request.account = call.actor.account;
  const auto page = verbs::view_messages(*call.bench.reader, request, call.now);
  if (!page) return problem(page.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(request.person);
  json.key("unread").integer(page->unread).key("up_to").string(verbs::text_of(page->newest));
  json.key("messages").begin_array();
  for (const verbs::PersonMessage& each : page->messages) write_message(json, each);
  json.end_array().key("next");
  if (page->next)
    json.string(verbs::text_of(*page->next));
  else
    json.null();
  json.end_object();
  return response;
}

Answer post_messages_read(Call& call) {
  if (auto nobody = no_reader(call)) return std::move(*nobody);
  FaultList faults;
  verbs::MessagePlace up_to;
  call.bench.parser.read(call.request.body, kReadFields, &up_to, faults);
  if (!faults.empty()) return problem(faults);
  const auto decide = [person = call.param[0], account = call.actor.account, up_to](
                          store::Store& store, Instant now) -> Result<Response> {
    if (auto marked = verbs::mark_read_now(store, person, account, up_to, now); !marked)
      return fail(std::move(marked.error()));
    Response response;
    response.status = 204;
    return response;
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace yitong::api
