#pragma once

#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/error.hpp"
#include "wire/http.hpp"

namespace slotgate::simulation {

/// A request of the gateway's that is under way. Shared by who waits for it and the network, which
/// only looks whether anybody still waits.
struct call {
    explicit call(const boost::asio::any_io_executor& executor)
        : bell(executor, boost::asio::steady_timer::time_point::max()) {}

    std::optional<result<wire::response>> reply;
    boost::asio::steady_timer bell;  ///< cancelled when there is a reply
};

/// Port: where the gateway's requests go.
class network {
  public:
    virtual ~network() = default;
    /// A request leaves. It reaches Cal.com, or not, whatever becomes of who sent it.
    virtual void send(wire::request request, std::weak_ptr<call> sender) = 0;
};

/// By this the HTTP client of a loop knows its network: `origin::http_client` is made of nothing
/// but a loop. Threads: one.
class line final : public boost::asio::execution_context::service {
  public:
    using key_type = line;
    static inline boost::asio::execution_context::id id;

    explicit line(boost::asio::execution_context& loop, network* to = nullptr)
        : service(loop), to_(to) {}

    [[nodiscard]] network& to() { return *to_; }

  private:
    void shutdown() override {}

    network* to_;
};

}  // namespace slotgate::simulation
