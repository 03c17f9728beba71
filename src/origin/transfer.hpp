#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "core/error.hpp"
#include "origin/http_client.hpp"
#include "stream/conduit.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

struct easy_closer {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using easy_handle = std::unique_ptr<CURL, easy_closer>;

/// Whether libcurl may send a request a second time when a pooled connection turns out to be
/// closed. It cannot know if the first was read, so what changes something is sent once (design:
/// Once).
enum class repeatable { no, yes };

/// Where a transfer's bodies come from and go to, if it is a stream, and who is told when the head
/// of the answer is there, or a pause is over.
struct streamed {
    stream::conduit& bodies;
    std::function<void()> stir;
};

/// One request and the answer that comes back for it, as libcurl sees them: options in, bytes out.
/// Whole, or as a stream: then bodies go through a conduit, and the transfer pauses where the
/// conduit has nothing to give or no room. No loop in here. libcurl keeps the address of this
/// object: it never moves.
class transfer {
  public:
    /// Checks what would let a request say more than it should: a target that is not a path, line
    /// ends in headers. Errors: bad_request.
    [[nodiscard]] static result<void> check(const wire::request& request);

    /// Sets `handle` up for `request`, which has passed `check`.
    transfer(easy_handle handle, const http_client_options& options, std::string_view base_url,
             wire::request request, std::optional<streamed> as_stream = std::nullopt);
    ~transfer() = default;
    transfer(const transfer&) = delete;
    transfer& operator=(const transfer&) = delete;

    [[nodiscard]] CURL* handle() const { return handle_.get(); }
    /// The answer, or why there is none, once libcurl has ended with `code`. Call once. Of a stream
    /// it is empty: its head is taken, its body went through the conduit.
    [[nodiscard]] result<wire::response> outcome(CURLcode code);

    // Of a stream.

    /// The head of the answer when it is there, once.
    [[nodiscard]] std::optional<wire::response> take_head();
    /// Goes on where it paused. Not from inside libcurl.
    void resume();
    /// Does it wait for its client, to send or to take?
    [[nodiscard]] bool is_paused() const { return paused_ != 0; }
    [[nodiscard]] bool has_head() const { return head_ != head::awaited; }
    /// When a byte last moved, either way.
    [[nodiscard]] std::chrono::steady_clock::time_point moved_at() const { return moved_at_; }
    /// A request that only asks is given up with its client; any other if its body breaks off.
    [[nodiscard]] bool is_forsaken() const;

    /// Gives the handle back for the next request.
    [[nodiscard]] easy_handle release() { return std::move(handle_); }

  private:
    struct list_closer {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    void set_connection_options(const http_client_options& options);
    void set_method();
    void set_streamed_body();
    [[nodiscard]] std::size_t take_body(std::string_view bytes);
    void add_header_line(const std::string& line);
    void take_header_line(std::string_view line);

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_request(char* into, std::size_t size, std::size_t count, void* self);
    static int on_send(void* self, char* peer, char* local, int peer_port, int local_port);

    // The handle comes last: it points at the others and must be gone before them.
    wire::request request_;
    std::unique_ptr<curl_slist, list_closer> header_lines_;
    wire::response response_;
    repeatable repeat_ = repeatable::no;
    std::size_t body_bytes_max_;
    std::optional<streamed> stream_;
    enum class head { awaited, here, taken };
    head head_ = head::awaited;
    int paused_ = 0;  ///< CURLPAUSE_SEND, CURLPAUSE_RECV
    std::chrono::steady_clock::time_point moved_at_ = std::chrono::steady_clock::now();
    std::size_t body_bytes_ = 0;
    std::size_t header_bytes_ = 0;
    int times_sent_ = 0;
    bool headers_ended_ = false;
    bool too_long_ = false;
    easy_handle handle_;
};

}  // namespace slotgate::origin
