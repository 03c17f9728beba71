// The least an HTTP server can do: one thread, epoll, one answer prepared at the start and sent for
// every request, whatever it asks. Keep-alive and pipelining, no parsing beyond the empty line that
// ends a request's headers (so no request bodies). It is the floor of CPU time per request in
// `./dev bench`, and the origin behind nginx and Varnish there.
//
//   epoll_responder BODY_FILE ['Header: value' ...]
//
// Binds a free port of 127.0.0.1, prints its number as one line, and answers until it is killed.

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::string_view end_of_headers = "\r\n\r\n";

struct connection {
    std::size_t matched = 0;  ///< characters of `end_of_headers` seen so far
    std::size_t owed = 0;     ///< bytes of answers still to be sent
};

class responder {
  public:
    responder(int listener, int queue, std::string answer)
        : listener_(listener), queue_(queue), answer_(std::move(answer)) {}

    void run() {
        watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
        std::array<epoll_event, 128> events{};
        for (;;) {
            const int count =
                epoll_wait(queue_, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events.at(static_cast<std::size_t>(i));
                if (event.data.fd == listener_) {
                    accept_all();
                } else {
                    serve(event.data.fd, event.events);
                }
            }
        }
    }

  private:
    void watch(int fd, std::uint32_t what, int operation) const {
        epoll_event event{};
        event.events = what;
        event.data.fd = fd;
        epoll_ctl(queue_, operation, fd, &event);
    }

    void accept_all() {
        for (;;) {
            const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) return;
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            connections_[fd] = {};
            watch(fd, EPOLLIN, EPOLL_CTL_ADD);
        }
    }

    void serve(int fd, std::uint32_t events) {
        connection& c = connections_[fd];
        const bool was_owing = c.owed > 0;
        if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && !read_requests(fd, c)) {
            close(fd);
            connections_.erase(fd);
            return;
        }
        send_owed(fd, c);
        const bool owing = c.owed > 0;
        if (owing != was_owing) watch(fd, owing ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
    }

    /// False: the client has gone.
    bool read_requests(int fd, connection& c) {
        const ssize_t size = read(fd, buffer_.data(), buffer_.size());
        if (size == 0) return false;
        if (size < 0) return errno == EAGAIN;
        for (const char ch : std::string_view(buffer_.data(), static_cast<std::size_t>(size))) {
            if (ch != end_of_headers[c.matched]) {
                c.matched = ch == '\r' ? 1 : 0;
            } else if (++c.matched == end_of_headers.size()) {
                c.matched = 0;
                c.owed += answer_.size();
            }
        }
        return true;
    }

    void send_owed(int fd, connection& c) const {
        while (c.owed > 0) {
            // What is left of the answer under way, if one is, comes first.
            const std::size_t rest = c.owed % answer_.size();
            const std::size_t size = rest == 0 ? answer_.size() : rest;
            const ssize_t sent =
                send(fd, answer_.data() + (answer_.size() - size), size, MSG_NOSIGNAL);
            if (sent <= 0) return;
            c.owed -= static_cast<std::size_t>(sent);
        }
    }

    int listener_;
    int queue_;
    std::string answer_;
    std::unordered_map<int, connection> connections_;
    std::array<char, 64U << 10U> buffer_{};
};

std::string prepare_answer(int argc, char** argv) {
    std::ifstream file(argv[1], std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(file), {}};
    std::string answer = "HTTP/1.1 200 OK\r\n";
    for (int i = 2; i < argc; ++i) answer += std::string(argv[i]) + "\r\n";
    return answer + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A listening socket on a free port of loopback, which it prints; -1 on failure.
int listen_anywhere() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (fd < 0 || bind(fd, raw, size) != 0 || listen(fd, 1024) != 0) return -1;
    if (getsockname(fd, raw, &size) != 0) return -1;
    std::printf("%d\n", static_cast<int>(ntohs(address.sin_port)));
    std::fflush(stdout);
    return fd;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: epoll_responder BODY_FILE ['Header: value' ...]\n", stderr);
        return 2;
    }
    const int listener = listen_anywhere();
    const int queue = epoll_create1(EPOLL_CLOEXEC);
    if (listener < 0 || queue < 0) return 1;
    // On the heap for its buffer's sake.
    std::make_unique<responder>(listener, queue, prepare_answer(argc, argv))->run();
}
