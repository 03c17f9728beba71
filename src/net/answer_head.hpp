#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// How the client sees where a body that comes in pieces ends (RFC 9112, 6.3).
enum class framing : std::uint8_t {
    none,        ///< there is no body
    length,      ///< `Content-Length`, as the answer's own head tells it
    chunked,     ///< chunks, for HTTP/1.1
    until_close  ///< the end of the connection, for HTTP/1.0
};

enum class http_version : std::uint8_t { v1_0, v1_1 };

/// The framing of an answer whose body follows in pieces.
[[nodiscard]] framing framing_of(const wire::response& head, answer_body body, http_version client);

/// The length an answer's own head tells, if it tells one length only.
[[nodiscard]] std::optional<std::uint64_t> told_length(const wire::response& head);

/// As `write_head`, for an answer whose body follows in pieces. With `framing::none`, too, the
/// length stays that was told, as far as an answer without a body has one.
void write_streamed_head(std::string& out, const wire::response& head, framing how,
                         after_answer after, std::string_view date);

/// What stands before and after a piece of `bytes` bytes in a chunk (RFC 9112, 7.1), and after the
/// last one.
[[nodiscard]] std::string chunk_begin(std::size_t bytes);
inline constexpr std::string_view chunk_end = "\r\n";
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

/// Appends status line and headers, up to and with the empty line. `Content-Length`, `Connection`
/// and `Transfer-Encoding` are ours to write; a `Date` of the response's own stays, else it is
/// `date`. 204 and 304 have no length (RFC 9110, 8.6). A field with CR, LF or NUL in it is left
/// out, so that nothing a handler echoes can begin another answer.
void write_head(std::string& out, const wire::response& response, after_answer after,
                std::string_view date);

/// The head of an answer that is given many times, in which three fields differ each time: `Age`,
/// `X-Request-Id` and `Date`. As `write_head` writes it for HTTP/1.1 and a connection that lives
/// on.
class repeated_head {
  public:
    /// REQUIRES: `given` has an `Age` and an `X-Request-Id`, and no `Date` of its own.
    explicit repeated_head(const wire::response& given);

    void write(std::string& out, seconds age, std::string_view date) const;

  private:
    enum class varies : std::uint8_t { age, request_id, date };
    /// Text that stays, and the field whose value comes after it.
    struct part {
        std::string text;
        varies then;
    };
    std::vector<part> parts_;
    std::string end_;
};

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
