#include "origin/http_client.hpp"

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <curl/curl.h>
#include <unistd.h>

#include "core/ensure.hpp"
#include "origin/transfer.hpp"

// How libcurl and Asio share one thread. libcurl says which sockets it waits for (on_socket) and
// when it wants to be woken (on_timer); Asio waits for both and tells libcurl, which then works
// without blocking and leaves finished transfers in a list. libcurl must not be called from inside
// its own callbacks; therefore a finished transfer only cancels the timer its coroutine waits on,
// and the coroutine runs in a later turn of the loop. A stream's coroutine is stirred in the same
// way when the head of its answer is there and when a pause is over; what the client's side has to
// say comes by a post.

namespace slotgate::origin {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A request and the coroutine that waits for it.
struct exchange {
    explicit exchange(const asio::any_io_executor& executor) : news(executor) {}
    std::unique_ptr<transfer> carried;
    /// Expires at the deadline; cancelled when `ended` is set, and to stir a stream.
    asio::steady_timer news;
    std::optional<result<wire::response>> ended;
};

/// One socket of libcurl's and what it waits for. libcurl owns the socket; the descriptor borrows
/// it.
struct watched_socket {
    explicit watched_socket(const asio::any_io_executor& executor) : descriptor(executor) {}
    asio::posix::stream_descriptor descriptor;
    curl_socket_t number = CURL_SOCKET_BAD;
    int wanted = CURL_POLL_NONE;
    bool reading = false;
    bool writing = false;
    bool forgotten = false;
};

}  // namespace

class http_client::loop : public std::enable_shared_from_this<loop> {
  public:
    loop(asio::any_io_executor executor, http_client_options options)
        : executor_(std::move(executor)), options_(std::move(options)), timer_(executor_) {
        static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
        ensure(once == CURLE_OK, "libcurl starts");
        multi_ = curl_multi_init();
        ensure(multi_ != nullptr, "memory for libcurl");
        curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &loop::on_socket);
        curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &loop::on_timer);
        curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
        const auto most = static_cast<long>(options_.connections_max);
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most);
        curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
        curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS,
                          static_cast<long>(options_.connections_per_host_max));
    }
    ~loop() { stop(); }
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    /// As a stream if there is a conduit.
    [[nodiscard]] result<std::shared_ptr<exchange>> begin(const std::string& base_url,
                                                          wire::request request,
                                                          stream::conduit* bodies = nullptr) {
        if (multi_ == nullptr) return fail(errc::shutting_down);
        if (running_.size() >= options_.requests_max) return fail(errc::overloaded, {}, seconds{1});
        if (auto fine = transfer::check(request); !fine)
            return std::unexpected(std::move(fine.error()));
        auto e = std::make_shared<exchange>(executor_);
        std::optional<streamed> as_stream;
        if (bodies != nullptr) {
            as_stream.emplace(*bodies, [raw = e.get()] { raw->news.cancel(); });
            bodies->wake_upstream(waker_of(e));
        }
        e->carried = std::make_unique<transfer>(fresh_handle(), options_, base_url,
                                                std::move(request), std::move(as_stream));
        CURL* handle = e->carried->handle();
        curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &loop::on_close);
        curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
        curl_easy_setopt(handle, CURLOPT_PRIVATE, e.get());
        ensure(curl_multi_add_handle(multi_, handle) == CURLM_OK, "a new transfer can be added");
        running_.insert(e.get());
        return e;
    }

    /// When a stream is to be given up if nothing moves until then. While it waits for its client,
    /// the client's connection has the deadline.
    [[nodiscard]] asio::steady_timer::time_point patience(const transfer& t,
                                                          asio::steady_timer::time_point begun,
                                                          milliseconds first_byte) const {
        const auto most = begun + options_.stream_deadline;
        if (t.is_paused()) return most;
        return std::min(most, t.moved_at() + (t.has_head() ? options_.piece_deadline : first_byte));
    }

    /// Ends with `e`, finished or not: an unfinished one is taken off its connection.
    void end(exchange& e) {
        if (running_.erase(&e) > 0) curl_multi_remove_handle(multi_, e.carried->handle());
        auto handle = e.carried->release();
        curl_easy_reset(handle.get());
        if (idle_.size() < options_.connections_max) idle_.push_back(std::move(handle));
    }

    void stop() {
        if (multi_ == nullptr) return;
        for (exchange* e : running_) {
            curl_multi_remove_handle(multi_, e->carried->handle());
            e->ended = fail(errc::shutting_down);
            e->news.cancel();
        }
        running_.clear();
        timer_.cancel();
        // Closes the pooled connections, through on_close.
        curl_multi_cleanup(std::exchange(multi_, nullptr));
        while (!sockets_.empty()) forget(sockets_.begin()->first);
    }

  private:
    /// What the client's side calls, on its own thread.
    stream::waker waker_of(const std::shared_ptr<exchange>& e) {
        return [executor = executor_, weak = std::weak_ptr(e), self = weak_from_this()] {
            asio::post(executor, [weak, self] {
                const auto on = self.lock();
                const auto waiting = weak.lock();
                if (on == nullptr || waiting == nullptr) return;
                if (on->running_.contains(waiting.get())) waiting->carried->resume();
                waiting->news.cancel();
            });
        };
    }

    easy_handle fresh_handle() {
        if (idle_.empty()) {
            easy_handle made(curl_easy_init());
            ensure(made != nullptr, "memory for libcurl");
            return made;
        }
        auto handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
    }

    void act(curl_socket_t socket, int events) {
        if (multi_ == nullptr) return;
        int still_running = 0;
        curl_multi_socket_action(multi_, socket, events, &still_running);
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            // The message dies with the removal of its handle.
            const CURLcode code = message->data.result;
            CURL* handle = message->easy_handle;
            exchange* e = nullptr;
            curl_easy_getinfo(handle, CURLINFO_PRIVATE, &e);
            running_.erase(e);
            curl_multi_remove_handle(multi_, handle);
            e->ended = e->carried->outcome(code);
            e->news.cancel();
        }
    }

    void watch(curl_socket_t number, int wanted) {
        auto& entry = sockets_[number];
        if (entry == nullptr) {
            entry = std::make_shared<watched_socket>(executor_);
            entry->number = number;
            error_code ec;
            entry->descriptor.assign(number, ec);
            // A socket that cannot be watched ends in the deadline of its requests.
            if (ec) return;
        }
        entry->wanted = wanted;
        await_readiness(entry);
    }

    void forget(curl_socket_t number) {
        const auto found = sockets_.find(number);
        if (found == sockets_.end()) return;
        found->second->forgotten = true;
        if (found->second->descriptor.is_open()) found->second->descriptor.release();
        sockets_.erase(found);
    }

    void await_readiness(const std::shared_ptr<watched_socket>& socket) {
        using asio::posix::descriptor_base;
        if ((socket->wanted & CURL_POLL_IN) != 0 && !std::exchange(socket->reading, true))
            socket->descriptor.async_wait(descriptor_base::wait_read,
                                          [self = shared_from_this(), socket](error_code ec) {
                                              socket->reading = false;
                                              self->ready(socket, CURL_CSELECT_IN, ec);
                                          });
        if ((socket->wanted & CURL_POLL_OUT) != 0 && !std::exchange(socket->writing, true))
            socket->descriptor.async_wait(descriptor_base::wait_write,
                                          [self = shared_from_this(), socket](error_code ec) {
                                              socket->writing = false;
                                              self->ready(socket, CURL_CSELECT_OUT, ec);
                                          });
    }

    void ready(const std::shared_ptr<watched_socket>& socket, int event, error_code ec) {
        if (ec == asio::error::operation_aborted || socket->forgotten) return;
        // CURL_POLL_IN and CURL_CSELECT_IN are the same bit, and so are the two for writing.
        if ((socket->wanted & event) == 0) return;
        act(socket->number, ec ? CURL_CSELECT_ERR : event);
        if (!socket->forgotten) await_readiness(socket);
    }

    static int on_socket(CURL*, curl_socket_t number, int what, void* self, void*) {
        auto& l = *static_cast<loop*>(self);
        if (what == CURL_POLL_REMOVE) {
            l.forget(number);
        } else {
            l.watch(number, what);
        }
        return 0;
    }

    static int on_close(void* self, curl_socket_t number) {
        static_cast<loop*>(self)->forget(number);
        return ::close(number);
    }

    static int on_timer(CURLM*, long wait_ms, void* self) {
        auto& l = *static_cast<loop*>(self);
        if (wait_ms < 0) {
            l.timer_.cancel();
            return 0;
        }
        l.timer_.expires_after(milliseconds{wait_ms});
        l.timer_.async_wait([weak = l.weak_from_this()](error_code ec) {
            const auto l2 = weak.lock();
            if (!ec && l2 != nullptr) l2->act(CURL_SOCKET_TIMEOUT, 0);
        });
        return 0;
    }

    asio::any_io_executor executor_;
    http_client_options options_;
    CURLM* multi_ = nullptr;
    asio::steady_timer timer_;
    std::unordered_map<curl_socket_t, std::shared_ptr<watched_socket>> sockets_;
    std::unordered_set<exchange*> running_;
    std::vector<easy_handle> idle_;
};

http_client::http_client(asio::any_io_executor executor, http_client_options options)
    : loop_(std::make_shared<loop>(std::move(executor), std::move(options))) {}

http_client::~http_client() {
    loop_->stop();
}

asio::awaitable<result<wire::response>> http_client::send(std::string base_url,
                                                          wire::request request,
                                                          milliseconds deadline) {
    // Runs however the coroutine ends: answered, late, cancelled, or destroyed with its loop.
    struct clean_up {
        std::shared_ptr<loop> on;
        std::shared_ptr<exchange> under_way;
        ~clean_up() { on->end(*under_way); }
    };
    const auto on = loop_;
    auto begun = on->begin(base_url, std::move(request));
    if (!begun) co_return std::unexpected(std::move(begun.error()));
    const clean_up sent{on, std::move(*begun)};
    exchange& e = *sent.under_way;
    e.news.expires_after(deadline);
    const auto [ec] = co_await e.news.async_wait(asio::as_tuple(asio::use_awaitable));
    if (e.ended) co_return std::move(*e.ended);
    if (ec) co_return fail(errc::upstream_lost, "the request was given up");
    co_return fail(errc::upstream_timeout);
}

asio::awaitable<result<void>> http_client::relay(std::string base_url, wire::request request,
                                                 stream::conduit& bodies, answer_begins begins,
                                                 milliseconds first_byte) {
    struct clean_up {
        std::shared_ptr<loop> on;
        stream::conduit& bodies;
        std::shared_ptr<exchange> under_way;
        ~clean_up() {
            bodies.wake_upstream({});
            on->end(*under_way);
        }
    };
    const auto on = loop_;
    auto begun = on->begin(base_url, std::move(request), &bodies);
    if (!begun) co_return std::unexpected(std::move(begun.error()));
    const clean_up sent{on, bodies, std::move(*begun)};
    exchange& e = *sent.under_way;
    const auto begun_at = std::chrono::steady_clock::now();
    for (;;) {
        if (auto head = e.carried->take_head()) {
            begins(std::move(*head));
            // An answer that does not wait for the request's end is over with its own, but not
            // while the request is paused.
            if (!e.ended) e.carried->resume();
        }
        if (e.ended || e.carried->is_forsaken()) break;
        const auto until = on->patience(*e.carried, begun_at, first_byte);
        if (until <= std::chrono::steady_clock::now()) co_return fail(errc::upstream_timeout);
        e.news.expires_at(until);
        co_await e.news.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    const bool came_whole = e.ended && e.ended->has_value();
    if (came_whole) co_return result<void>{};
    if (e.carried->is_forsaken()) co_return fail(errc::client_left);
    co_return std::unexpected(std::move(e.ended->error()));
}

}  // namespace slotgate::origin
