#include "origin/transfer.hpp"

#include <algorithm>
#include <charconv>

#include "core/ensure.hpp"
#include "origin/hop_by_hop.hpp"

namespace slotgate::origin {
namespace {

constexpr std::size_t header_bytes_max = 128U << 10U;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || marks.contains(c);
    });
}

bool is_visible(char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
}

bool is_field_text(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

int status_of(std::string_view line) {
    const auto at = line.find(' ');
    int status = 0;
    if (at != std::string_view::npos)
        std::from_chars(line.data() + at + 1, line.data() + line.size(), status);
    return status;
}

/// Methods that ask and change nothing (RFC 9110, 9.2.1).
bool only_asks(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

/// `https://host:1/a/` and `/v2` are asked as `https://host:1/` with the target `/a/v2`. The target
/// is handed to libcurl apart from the URL, so that nothing in it can name another host, and so
/// that it leaves byte for byte as it came.
struct address {
    std::string server;
    std::string target;
};

address address_of(std::string_view base_url, std::string_view target) {
    const auto scheme = base_url.find("://");
    const auto path = base_url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    const auto server = base_url.substr(0, path);
    auto prefix = path == std::string_view::npos ? std::string_view{} : base_url.substr(path);
    while (prefix.ends_with('/')) prefix.remove_suffix(1);
    return {std::string(server) + "/", std::string(prefix) + std::string(target)};
}

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    ensure(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows the option");
}

errc kind_of(CURLcode code, int times_sent) {
    switch (code) {
        // An answer that is not HTTP shows as one of these.
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING:
            return errc::upstream_garbage;
        case CURLE_URL_MALFORMAT:
            return errc::config;
        default:
            return times_sent == 0 ? errc::upstream_down : errc::upstream_lost;
    }
}

}  // namespace

result<void> transfer::check(const wire::request& request) {
    if (!is_token(request.method)) return fail(errc::bad_request, "method");
    if (!request.target.starts_with('/') || !std::ranges::all_of(request.target, is_visible))
        return fail(errc::bad_request, "target");
    for (const auto& [name, value] : request.headers.fields())
        if (!is_token(name) || !is_field_text(value)) return fail(errc::bad_request, "header");
    return {};
}

transfer::transfer(easy_handle handle, const http_client_options& options,
                   std::string_view base_url, wire::request request,
                   std::optional<streamed> as_stream)
    : request_(std::move(request)),
      repeat_(only_asks(request_.method) ? repeatable::yes : repeatable::no),
      body_bytes_max_(options.body_bytes_max),
      stream_(std::move(as_stream)),
      handle_(std::move(handle)) {
    const auto to = address_of(base_url, request_.target);
    set(handle_.get(), CURLOPT_URL, to.server.c_str());
    set(handle_.get(), CURLOPT_REQUEST_TARGET, to.target.c_str());
    set_connection_options(options);
    set_method();

    remove_hop_by_hop(request_.headers);
    for (const auto* name : {"Host", "Content-Length", "Expect"}) request_.headers.remove(name);
    for (const auto& [name, value] : request_.headers.fields())
        add_header_line(value.empty() ? name + ";" : name + ": " + value);
    // What libcurl would otherwise say on its own account.
    for (const auto* name : {"Accept", "Content-Type", "Expect", "User-Agent"})
        if (!request_.headers.find(name)) add_header_line(std::string(name) + ":");
    set(handle_.get(), CURLOPT_HTTPHEADER, header_lines_.get());
}

void transfer::set_connection_options(const http_client_options& options) {
    CURL* h = handle_.get();
    set(h, CURLOPT_NOSIGNAL, 1L);
    set(h, CURLOPT_PROTOCOLS_STR, "http,https");
    set(h, CURLOPT_PROXY, "");
    set(h, CURLOPT_FOLLOWLOCATION, 0L);
    const auto version = options.multiplex ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
    set(h, CURLOPT_HTTP_VERSION, static_cast<long>(version));
    set(h, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(h, CURLOPT_SSL_VERIFYPEER, 1L);
    set(h, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) set(h, CURLOPT_CAINFO, options.ca_file.c_str());
    set(h, CURLOPT_TCP_KEEPALIVE, 1L);
    // Without it a request given up while its host name is looked up would block the loop until the
    // look-up's thread ends, which a dead resolver delays by half a minute.
    set(h, CURLOPT_QUICK_EXIT, 1L);
    set(h, CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>(std::max<milliseconds::rep>(options.connect_deadline.count(), 1)));
    set(h, CURLOPT_HEADERFUNCTION, &transfer::on_header);
    set(h, CURLOPT_HEADERDATA, this);
    set(h, CURLOPT_WRITEFUNCTION, &transfer::on_body);
    set(h, CURLOPT_WRITEDATA, this);
    set(h, CURLOPT_PREREQFUNCTION, &transfer::on_send);
    set(h, CURLOPT_PREREQDATA, this);
}

void transfer::set_method() {
    CURL* h = handle_.get();
    if (request_.method == "HEAD") {
        set(h, CURLOPT_NOBODY, 1L);
        return;
    }
    if (stream_ && stream_->bodies.request_bytes() != 0) return set_streamed_body();
    // These three say `Content-Length: 0` when they have no body; others then say nothing.
    const bool always_body =
        request_.method == "POST" || request_.method == "PUT" || request_.method == "PATCH";
    if (always_body || !request_.body.empty()) {
        set(h, CURLOPT_POSTFIELDS, request_.body.c_str());
        set(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    }
    set(h, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void transfer::set_streamed_body() {
    CURL* h = handle_.get();
    // What has been read from a conduit cannot be read again.
    repeat_ = repeatable::no;
    const auto length = stream_->bodies.request_bytes();
    set(h, CURLOPT_UPLOAD, 1L);
    set(h, CURLOPT_INFILESIZE_LARGE, length ? static_cast<curl_off_t>(*length) : curl_off_t{-1});
    set(h, CURLOPT_READFUNCTION, &transfer::on_request);
    set(h, CURLOPT_READDATA, this);
    set(h, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void transfer::add_header_line(const std::string& line) {
    curl_slist* grown = curl_slist_append(header_lines_.get(), line.c_str());
    ensure(grown != nullptr, "memory for a header line");
    (void)header_lines_.release();
    header_lines_.reset(grown);
}

void transfer::take_header_line(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        // A block of its own; interim ones (1xx) come before the answer's.
        response_.headers = {};
        response_.status = status_of(line);
        headers_ended_ = false;
        return;
    }
    if (line.empty()) {
        headers_ended_ = true;
        if (response_.status < 200 || head_ != head::awaited) return;
        head_ = head::here;
        if (stream_) stream_->stir();
        return;
    }
    // Fields after the body are trailers: they concern the transport of the body only.
    const auto colon = line.find(':');
    if (headers_ended_ || colon == std::string_view::npos) return;
    std::string name(line.substr(0, colon));
    // A line that goes on with the one before (RFC 9112, 5.2) has no name, and is let go.
    if (!is_token(name)) return;
    line.remove_prefix(colon + 1);
    const auto first = line.find_first_not_of(" \t");
    const auto last = line.find_last_not_of(" \t");
    response_.headers.add(std::move(name), first == std::string_view::npos
                                               ? ""
                                               : std::string(line.substr(first, last - first + 1)));
}

std::size_t transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& t = *static_cast<transfer*>(self);
    const std::size_t bytes = size * count;
    t.header_bytes_ += bytes;
    if (t.header_bytes_ > header_bytes_max) {
        t.too_long_ = true;
        return 0;
    }
    t.moved_at_ = std::chrono::steady_clock::now();
    t.take_header_line({data, bytes});
    return bytes;
}

std::size_t transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& t = *static_cast<transfer*>(self);
    return t.take_body({data, size * count});
}

std::size_t transfer::take_body(std::string_view bytes) {
    if (bytes.size() > body_bytes_max_ - body_bytes_) {
        too_long_ = true;
        return 0;
    }
    moved_at_ = std::chrono::steady_clock::now();
    if (!stream_) {
        response_.body.append(bytes);
    } else if (!stream_->bodies.put(bytes)) {
        paused_ |= CURLPAUSE_RECV;
        return CURL_WRITEFUNC_PAUSE;
    }
    body_bytes_ += bytes.size();
    return bytes.size();
}

std::size_t transfer::on_request(char* into, std::size_t size, std::size_t count, void* self) {
    auto& t = *static_cast<transfer*>(self);
    const auto some = t.stream_->bodies.take_request(size * count);
    if (some.end == stream::ending::broken) return CURL_READFUNC_ABORT;
    if (some.bytes.empty() && some.end == stream::ending::none) {
        t.paused_ |= CURLPAUSE_SEND;
        return CURL_READFUNC_PAUSE;
    }
    t.moved_at_ = std::chrono::steady_clock::now();
    std::ranges::copy(some.bytes, into);
    return some.bytes.size();
}

int transfer::on_send(void* self, char*, char*, int, int) {
    auto& t = *static_cast<transfer*>(self);
    const bool again = t.times_sent_++ > 0;
    return again && t.repeat_ == repeatable::no ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

result<wire::response> transfer::outcome(CURLcode code) {
    if (too_long_) return fail(errc::upstream_garbage, "the answer is too long");
    if (code != CURLE_OK) return fail(kind_of(code, times_sent_), curl_easy_strerror(code));
    if (!has_head() || response_.status > 599)
        return fail(errc::upstream_garbage, "no HTTP status");
    if (stream_) return wire::response{};
    remove_hop_by_hop(response_.headers);
    return std::move(response_);
}

std::optional<wire::response> transfer::take_head() {
    if (head_ != head::here || response_.status > 599) return std::nullopt;
    head_ = head::taken;
    // With a transfer coding the length is not the body's (RFC 9112, 6.3).
    if (response_.headers.find("Transfer-Encoding")) response_.headers.remove("Content-Length");
    remove_hop_by_hop(response_.headers);
    return std::exchange(response_, {});
}

void transfer::resume() {
    if (paused_ == 0) return;
    paused_ = 0;
    moved_at_ = std::chrono::steady_clock::now();
    // What libcurl held back may come at once, and may pause it again.
    curl_easy_pause(handle_.get(), CURLPAUSE_CONT);
    stream_->stir();
}

bool transfer::is_forsaken() const {
    if (only_asks(request_.method)) return stream_->bodies.has_client_left();
    return stream_->bodies.is_request_broken();
}

}  // namespace slotgate::origin
