#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "stream/conduit.hpp"

namespace slotgate::test {

inline constexpr std::size_t passing_bytes_max = 256U << 10U;

/// The client's side of one passing request, for tests that drive Cal.com's side: everything is
/// sent at once, and what comes is taken when the test looks.
class passing {
  public:
    /// A request that is whole, with this body.
    explicit passing(std::string_view sent = {}, std::size_t bytes_max = passing_bytes_max)
        : bodies(sent.size(), bytes_max, {}) {
        if (sent.empty()) return;
        bodies.give(sent);
        bodies.finish_request();
    }
    /// A request whose body comes when the test gives it; without a length: chunked.
    passing(std::optional<std::uint64_t> request_bytes, std::size_t bytes_max)
        : bodies(request_bytes, bytes_max, {}) {}

    /// For Cal.com's side: the head that began.
    [[nodiscard]] auto begins() {
        return [this](wire::response began) { bodies.begin(std::move(began)); };
    }

    /// Takes what has come so far.
    void look() {
        if (auto begun = bodies.answer()) {
            head = std::move(begun->response);
            body = std::exchange(head->body, {});
            if (begun->is_whole) end = stream::ending::whole;
        }
        if (!head) return;
        for (auto some = bodies.more(passing_bytes_max); !some.bytes.empty() || is_end(some);
             some = bodies.more(passing_bytes_max)) {
            body += some.bytes;
            if (is_end(some)) return;
        }
    }

    stream::conduit bodies;
    std::optional<wire::response> head;
    std::string body;
    stream::ending end = stream::ending::none;

  private:
    bool is_end(const stream::piece& some) {
        if (some.end != stream::ending::none) end = some.end;
        return some.end != stream::ending::none;
    }
};

}  // namespace slotgate::test
