#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "core/error.hpp"
#include "origin/http_client.hpp"
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

/// One request and the answer that comes back for it, as libcurl sees them: options in, bytes out.
/// No loop in here. libcurl keeps the address of this object: it never moves.
class transfer {
  public:
    /// Checks what would let a request say more than it should: a target that is not a path, line
    /// ends in headers. Errors: bad_request.
    [[nodiscard]] static result<void> check(const wire::request& request);

    /// Sets `handle` up for `request`, which has passed `check`.
    transfer(easy_handle handle, const http_client_options& options, std::string_view base_url,
             wire::request request);
    ~transfer() = default;
    transfer(const transfer&) = delete;
    transfer& operator=(const transfer&) = delete;

    [[nodiscard]] CURL* handle() const { return handle_.get(); }
    /// The answer, or why there is none, once libcurl has ended with `code`. Call once.
    [[nodiscard]] result<wire::response> outcome(CURLcode code);
    /// Gives the handle back for the next request.
    [[nodiscard]] easy_handle release() { return std::move(handle_); }

  private:
    struct list_closer {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    void set_connection_options(const http_client_options& options);
    void set_method();
    void add_header_line(const std::string& line);
    void take_header_line(std::string_view line);

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static int on_send(void* self, char* peer, char* local, int peer_port, int local_port);

    // The handle comes last: it points at the others and must be gone before them.
    wire::request request_;
    std::unique_ptr<curl_slist, list_closer> header_lines_;
    wire::response response_;
    repeatable repeat_ = repeatable::no;
    std::size_t body_bytes_max_;
    std::size_t header_bytes_ = 0;
    int times_sent_ = 0;
    bool headers_ended_ = false;
    bool too_long_ = false;
    easy_handle handle_;
};

}  // namespace slotgate::origin
