#include "origin/loopback.hpp"

#include <charconv>

namespace slotgate::test {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    std::size_t value = 0;
    if (at != std::string_view::npos)
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), value);
    return value;
}

}  // namespace

std::string http_answer(int status, std::string_view body, std::string_view more_headers) {
    return "HTTP/1.1 " + std::to_string(status) +
           " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body);
}

loopback::loopback(asio::io_context& io)
    : acceptor_(io, {asio::ip::make_address("127.0.0.1"), 0}),
      base_url_("http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())) {
    asio::co_spawn(io, accept(), asio::detached);
}

void loopback::reply(std::string bytes, scripted_reply::then after) {
    replies_.push_back({std::move(bytes), after});
}

asio::awaitable<void> loopback::accept() {
    for (;;) {
        auto [ec, peer] = co_await acceptor_.async_accept(as_value);
        if (ec) co_return;
        ++connections_;
        asio::co_spawn(acceptor_.get_executor(), serve(std::move(peer)), asio::detached);
    }
}

asio::awaitable<std::optional<std::string>> loopback::read_request(socket& peer,
                                                                   std::string& buffer) {
    const auto [ec, head] =
        co_await asio::async_read_until(peer, asio::dynamic_buffer(buffer), "\r\n\r\n", as_value);
    if (ec) co_return std::nullopt;
    const std::size_t whole = head + content_length(std::string_view(buffer).substr(0, head));
    if (buffer.size() < whole) {
        const auto [ec2, more] =
            co_await asio::async_read(peer, asio::dynamic_buffer(buffer),
                                      asio::transfer_exactly(whole - buffer.size()), as_value);
        if (ec2) co_return std::nullopt;
    }
    auto request = buffer.substr(0, whole);
    buffer.erase(0, whole);
    co_return request;
}

asio::awaitable<void> loopback::serve(socket peer) {
    using enum scripted_reply::then;
    std::string buffer;
    for (;;) {
        auto request = co_await read_request(peer, buffer);
        if (!request) {
            ++hang_ups_;
            co_return;
        }
        requests_.push_back(std::move(*request));
        scripted_reply next{{}, say_nothing};
        if (!replies_.empty()) {
            next = std::move(replies_.front());
            replies_.pop_front();
        }
        co_await asio::async_write(peer, asio::buffer(next.bytes), as_value);
        if (next.after == close) co_return;
        if (next.after == reset) {
            // Closing with a linger time of zero sends RST instead of FIN.
            peer.set_option(asio::socket_base::linger(true, 0));
            co_return;
        }
    }
}

}  // namespace slotgate::test
