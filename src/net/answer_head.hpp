#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::net {

/// How the answer says what becomes of the connection (RFC 9112, 9.3).
enum class after_answer : std::uint8_t {
    keep,         ///< HTTP/1.1: goes without saying
    keep_spoken,  ///< HTTP/1.0: `Connection: keep-alive`
    close         ///< `Connection: close`
};

enum class answer_body : std::uint8_t {
    sent,
    withheld  ///< an answer to HEAD: the length it would have, and no body
};

/// Whether bytes of the body follow the head of this answer.
[[nodiscard]] bool carries_body(const wire::response& response, answer_body body);

/// Appends status line and headers, up to and with the empty line. `Content-Length`, `Connection`
/// and `Transfer-Encoding` are ours to write; a `Date` of the response's own stays, else it is
/// `date`. 204 and 304 have no length (RFC 9110, 8.6). A field with CR, LF or NUL in it is left
/// out, so that nothing a handler echoes can begin another answer.
void write_head(std::string& out, const wire::response& response, after_answer after,
                answer_body body, std::string_view date);

/// `Tue, 06 May 2031 07:00:00 GMT` (RFC 9110, 5.6.7).
[[nodiscard]] std::string date_text(instant t);

/// The value of `Date`, written anew only when the second changes.
/// Threads: confined to one loop.
class date_header {
  public:
    [[nodiscard]] std::string_view at(instant now);

  private:
    std::chrono::sys_seconds written_for_ = std::chrono::sys_seconds::min();
    std::string text_;
};

}  // namespace slotgate::net
