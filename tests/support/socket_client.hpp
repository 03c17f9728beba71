#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/ensure.hpp"
#include "wire/http.hpp"

namespace slotgate::test {

/// What to do at the end of an answer's head.
enum class expects : std::uint8_t { body, no_body };

/// A blocking HTTP client on a bare loopback socket, for tests that care about bytes: it sends what
/// it is told and reads answers with a `Content-Length`. Every read ends after 10 s, as if the
/// server had closed. Threads: confined to one.
class socket_client {
  public:
    explicit socket_client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(port);
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void* address = &at;
        const int failed = ::connect(fd_, static_cast<const sockaddr*>(address), sizeof at);
        if (failed != 0) close();
    }
    socket_client(socket_client&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)), unread_(std::move(other.unread_)) {}
    socket_client& operator=(socket_client&&) = delete;
    ~socket_client() { close(); }

    [[nodiscard]] bool is_connected() const { return fd_ >= 0; }

    /// Sends all of it, or as much as the server takes before it closes; tells whether that was
    /// all.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }

    /// `GET target` with a Host, kept alive.
    bool get(std::string_view target) {
        return send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    bool post(std::string_view target, std::string_view body) {
        return send("POST " + std::string(target) + " HTTP/1.1\r\nHost: test\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
    }

    /// Nothing more will be sent; answers can still be read.
    void finish_sending() { ::shutdown(fd_, SHUT_WR); }

    /// The next answer, `100 Continue` included; nothing if the connection ends before it is
    /// complete.
    std::optional<wire::response> read_answer(expects what = expects::body) {
        auto head_end = std::string::npos;
        while ((head_end = unread_.find("\r\n\r\n")) == std::string::npos)
            if (!read_more()) return std::nullopt;
        auto out = parse_head(unread_.substr(0, head_end + 2));
        unread_.erase(0, head_end + 4);
        const auto length = what == expects::body ? length_of(out) : 0;
        while (unread_.size() < length)
            if (!read_more()) return std::nullopt;
        out.body = unread_.substr(0, length);
        unread_.erase(0, length);
        return out;
    }

    /// Has the server closed, with nothing left to read? Waits until one of the two is known.
    bool is_at_end() { return unread_.empty() && !read_more(); }

    /// Everything that comes until the server closes.
    std::string read_to_end() {
        while (read_more()) continue;
        return std::exchange(unread_, {});
    }

    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

  private:
    bool read_more() {
        char piece[16384];
        const auto n = ::recv(fd_, piece, sizeof piece, 0);
        if (n <= 0) return false;
        unread_.append(piece, static_cast<std::size_t>(n));
        return true;
    }

    static std::size_t length_of(const wire::response& answer) {
        const auto text = answer.headers.find("Content-Length").value_or("0");
        std::size_t length = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), length);
        ensure(failed == std::errc{}, "a server under test writes a length that is a number");
        return length;
    }

    /// `HTTP/1.1 200 OK` and fields, each with its line end.
    static wire::response parse_head(std::string_view head) {
        wire::response out;
        const auto line = head.substr(0, head.find("\r\n"));
        ensure(line.size() >= 12, "a server under test writes a status line");
        std::from_chars(line.data() + 9, line.data() + 12, out.status);
        head.remove_prefix(line.size() + 2);
        while (!head.empty()) {
            const auto field = head.substr(0, head.find("\r\n"));
            const auto colon = field.find(':');
            ensure(colon != std::string_view::npos, "a server under test writes fields");
            const auto value = std::min(field.find_first_not_of(' ', colon + 1), field.size());
            out.headers.add(std::string(field.substr(0, colon)), std::string(field.substr(value)));
            head.remove_prefix(std::min(field.size() + 2, head.size()));
        }
        return out;
    }

    int fd_;
    std::string unread_;
};

}  // namespace slotgate::test
