#include "server/courier.h"

#include "server/clock.h"

namespace yitong::server {
namespace {

/// A full queue loses the parcel, which is sent again. Replies may follow after the courier is
/// gone.
void send(store::CommitQueue& queue, const std::shared_ptr<const verbs::Desk>& desk,
          verbs::Parcel parcel) {
  static_cast<void>(queue.offer(std::make_unique<verbs::DeliverWork>(
      std::move(parcel), desk,
      [&queue, desk](verbs::Parcel reply) { send(queue, desk, std::move(reply)); })));
}

}  // namespace

Courier::Courier(store::Store reader, store::CommitQueue& queue,
                 std::shared_ptr<const verbs::Desk> desk)
    : reader_(std::move(reader)),
      queue_(queue),
      desk_(std::move(desk)),
      ticker_(std::chrono::milliseconds(200), [this] { look(); }) {}

void Courier::look() {
  store::Database& database = reader_.database();
  database.begin_read();
  auto due = verbs::parcels_due(database, now());
  // What a faulty reading missed is found the next time.
  if (auto fine = database.commit(); !fine) return;
  for (verbs::Parcel& parcel : due) send(queue_, desk_, std::move(parcel));
}

}  // namespace yitong::server
