#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

/// What was asked of the simulator since it started or was reset: how often each route, and the
/// last requests with their statuses. Bounded. Confined to its caller.
class request_log {
  public:
    static constexpr std::size_t kept_max = 1000;

    /// Notes a request when it arrives; the number names it to `answered`.
    std::uint64_t arrived(std::string_view method, std::string_view target, std::string_view route);
    /// Forgotten requests are passed over.
    void answered(std::uint64_t number, int status);
    void clear();
    /// {"counts":{"GET /v2/slots":2},"last":[{"method","target","status"}]}: the newest `last`
    /// requests, oldest first; status 0 means not answered yet.
    [[nodiscard]] std::string to_json(std::size_t last) const;

  private:
    struct entry {
        std::uint64_t number;
        std::string method;
        std::string target;
        int status;
    };
    std::map<std::string, std::uint64_t> counts_;
    std::deque<entry> entries_;
    std::uint64_t next_ = 1;
};

/// Where a body of POST /_sim/clock sets the clock, which reads `now`:
/// {"now":"2031-05-05T05:30:00Z"} or {"advance_ms":60000}. Errors: bad_request.
[[nodiscard]] result<instant> read_clock(std::string_view body, instant now);

/// True if a body of POST /_sim/latency asks for real waiting: {"slots":"real"} or {"slots":"off"}.
/// Errors: bad_request.
[[nodiscard]] result<bool> read_latency(std::string_view body);

/// How many requests GET /_sim/requests?last=N asks for; 20 unless told. Errors: bad_request.
[[nodiscard]] result<std::size_t> read_last(std::string_view query);

}  // namespace slotgate::sim
