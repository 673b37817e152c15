// Requests about cases on their way: what their senders saw when they wrote them, and the shipped
// verbs as pieces of work for the commit queue.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>

#include "sim/case_book.h"
#include "sim/errand.h"
#include "sim/server.h"

namespace yitong::sim {

class CaseTraffic {
 public:
  CaseTraffic(const Town& town, const Script& script) : town_(town), script_(script) {}

  /// The sender looks at the case and writes the request; one that is sent again stays as it was.
  /// False: there is nothing to send.
  bool prepare(const Event& event, Server& server);
  using Done = std::function<void(Result<CaseReply>)>;
  /// What the request that was prepared does at the server.
  std::unique_ptr<store::Work> work(const Event& event, Done done) const;

  /// Of an action: the version of the case that the sender saw.
  std::int64_t version_seen(const Event& event) const { return sent_.at(event.number).act.version; }

  void heard(const Event& event) { heard_.insert(event.number); }
  bool is_heard(const Event& event) const { return heard_.contains(event.number); }

 private:
  struct Sent {
    verbs::OpenCase open;
    verbs::SaveDraft save;
    verbs::ActOnCase act;
    std::string batch, text;  ///< the bank's answer
    ledger::DocumentEvent document;
  };
  bool write(const Event& event, store::Store& reader, Sent& out) const;
  bool write_bank_result(const Event& event, store::Store& reader, Sent& out) const;

  const Town& town_;
  const Script& script_;
  std::map<std::size_t, Sent> sent_;  ///< by number
  std::set<std::size_t> heard_;
};

}  // namespace yitong::sim
