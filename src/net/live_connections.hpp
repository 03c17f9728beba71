#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

namespace slotgate::net {

/// What a loop asks of its connections when it stops.
class live_connection {
  public:
    live_connection() = default;
    live_connection(const live_connection&) = delete;
    live_connection& operator=(const live_connection&) = delete;
    virtual ~live_connection() = default;
    /// Closes now if no request is under way, else after its answer.
    virtual void finish() = 0;
    /// Closes now. A handler that still runs ends without an addressee.
    virtual void close() = 0;
    [[nodiscard]] virtual std::shared_ptr<live_connection> self() = 0;
};

/// The open connections of one loop.
/// Threads: confined to that loop.
class live_connections {
  public:
    void insert(live_connection& connection) { all_.insert(&connection); }
    void erase(live_connection& connection) { all_.erase(&connection); }
    /// They may close, and leave this set, while they are walked over: hence the copy.
    [[nodiscard]] std::vector<std::shared_ptr<live_connection>> all() const {
        std::vector<std::shared_ptr<live_connection>> out;
        out.reserve(all_.size());
        for (auto* const connection : all_) out.push_back(connection->self());
        return out;
    }

  private:
    std::unordered_set<live_connection*> all_;
};

}  // namespace slotgate::net
