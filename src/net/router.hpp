#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "net/server.hpp"

namespace slotgate::net {

/// Whom a request is for. If `to` is null it is for nobody, and `failure` says why.
struct destination {
    const route* to = nullptr;
    /// A HEAD request is answered by a `GET` row: its handler is shown a GET.
    bool head_as_get = false;
    error_shape errors = error_shape::problem;  ///< of `to`, or of the routes nearby
    error failure;                              ///< not_found or method_not_allowed
    std::string allow;                          ///< with method_not_allowed: `GET, HEAD, POST`
};

/// The table of routes, checked. Of the rows that take a request's path *and* method the longest
/// path wins, so `* /v2/*` gets what `GET /v2/slots` does not take; at one length an exact path
/// comes before a prefix, and the method itself before `GET` (for HEAD) before `*`. Paths compare
/// as bytes, undecoded. Threads: safe to share once built.
class router {
  public:
    /// Errors: config, naming the row: no guard, no handler, no usable path, twice the same row
    /// (T1).
    [[nodiscard]] static result<router> open(std::vector<route> routes);

    [[nodiscard]] destination find(std::string_view method, std::string_view path) const;

    /// The shape in which a failure about `path` is told: that of the longest row taking it with
    /// any method, else of the row sharing most of its leading segments (`/v2/nothing` beside
    /// `/v2/slots`), else a problem.
    [[nodiscard]] error_shape errors_for(std::string_view path) const;

  private:
    explicit router(std::vector<route> routes) : routes_(std::move(routes)) {}
    [[nodiscard]] destination nobody(std::string_view path) const;

    std::vector<route> routes_;  ///< longest path first
};

}  // namespace slotgate::net
