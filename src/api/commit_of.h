// Work that answers over HTTP once it is on disk.
#pragma once

#include "api/problem.h"
#include "api/router.h"
#include "verbs/reverse.h"

namespace yitong::api {

inline Response replied(std::string reply, bool nothing_new) {
  Response response;
  response.status = nothing_new ? 200 : 201;
  response.body = std::move(reply);
  return response;
}

/// A refusal that was stored is answered as it was the first time.
inline Response to_response(Result<verbs::Answer>&& answer) {
  if (!answer) return problem(answer.error());
  Response response = replied(std::move(answer->reply), answer->replayed);
  if (answer->kind == verbs::Answer::Kind::unknown) response.status = 202;
  if (answer->kind != verbs::Answer::Kind::refused) return response;
  Response refused = problem(Error{answer->code, {}, {}, {}, {}});
  refused.body = std::move(response.body);
  return refused;
}

inline Response to_response(Result<verbs::ReverseAnswer>&& answer) {
  if (!answer) return problem(answer.error());
  return replied(std::move(answer->reply), answer->replayed || answer->tombstone);
}

/// A verb of the commit queue.
template <class Verb>
class CommitOf final : public Commit {
 public:
  template <class Make>
  explicit CommitOf(Make make)
      : verb_(make([this](auto&& answer) { respond(to_response(std::move(answer))); })) {}
  bool look(store::Store& store, Instant now) override { return verb_.look(store, now); }
  void think() override { verb_.think(); }
  bool is_foreseen(store::Store& store) override { return verb_.is_foreseen(store); }
  void execute(store::Store& store, Instant now) override { verb_.execute(store, now); }
  void resolve(const Result<void>& committed) override { verb_.resolve(committed); }

 private:
  Verb verb_;
};

/// A function of (store, now) that decides first, writes last and returns Result<Response>.
template <class Decide>
class CommitCall final : public Commit {
 public:
  explicit CommitCall(Decide decide) : decide_(std::move(decide)) {}
  void execute(store::Store& store, Instant now) override { answer_ = decide_(store, now); }
  void resolve(const Result<void>& committed) override {
    if (!committed) return respond(problem(committed.error()));
    respond(answer_ ? std::move(*answer_) : problem(answer_.error()));
  }

 private:
  Decide decide_;
  Result<Response> answer_ = fail(ErrorCode::store_failed);
};

}  // namespace yitong::api
