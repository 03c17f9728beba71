#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// What was asked of the simulator since it started or was reset: how often each route, with which
/// credentials and what came of it, and the last requests. Never keeps a credential: a digest
/// stands for it. Bounded. Confined to its caller.
class request_log {
  public:
    static constexpr std::size_t kept_max = 1000;
    static constexpr std::size_t credentials_max = 1000;
    /// Of Cal.com's default limit (calcom.md 8).
    static constexpr milliseconds window{60'000};

    /// Notes a request when it arrives; the number names it to `answered`.
    std::uint64_t arrived(const wire::request& request, std::string_view route, instant now);
    /// The status of a request that goes unanswered is 0. Forgotten requests count all the same.
    void answered(std::uint64_t number, int status);
    void clear();
    /// {"counts":{"GET /v2/slots":2},"statuses":{"200":2},"credentials":[{"credential":D,
    /// "requests":N,"mostIn60s":M}],"last":[{"method","target","status"}]}: the newest `last`
    /// requests, oldest first; status 0 means not answered yet.
    [[nodiscard]] std::string to_json(std::size_t last) const;

  private:
    struct entry {
        std::uint64_t number;
        std::string method;
        std::string target;
        int status;
    };
    /// How often a credential was used, and how often within one window at most.
    struct usage {
        std::uint64_t requests = 0;
        std::uint64_t most = 0;
        std::uint64_t recent = 0;
        struct moment {
            instant at;
            std::uint64_t requests;
        };
        std::deque<moment> within_window;  ///< one for each millisecond at most

        void count(instant now);
    };
    void count_credential(const wire::request& request, instant now);

    std::map<std::string, std::uint64_t> counts_;
    std::map<int, std::uint64_t> statuses_;
    std::map<std::string, usage> credentials_;
    std::deque<entry> entries_;
    std::uint64_t next_ = 1;
};

/// Twelve hex digits that stand for the credentials of a request: of the SHA-256 of its bearer
/// token, or of its client id. `none` without credentials.
[[nodiscard]] std::string credential_digest(const wire::request& request);

}  // namespace slotgate::sim
