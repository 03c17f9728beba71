#pragma once

// One connection, from its first byte to its close. Callbacks, not a coroutine per connection: hits
// are short, and a frame to resume for each of them would be a good part of their cost. Everything
// is reused from request to request: buffer, parser, head of the answer.
//
//              +----------------- keep-alive ------------------+
//              v                                               |
//   ------> reading --- whole request ---> answering ---> writing ---> lingering ---> closed
//              |                               |               ^ ^
//              |                               +-- at_once ----+ |  (without a detour when the
//              +-- refused: 4xx, 408, 413 ---------------------+ |   socket takes it all at once)
//              +-- head, for `pass` ------> passing -------------+
//
// reading     Bytes come in; the reader says when a request is whole. Before its first byte the
//             idle deadline counts (then: close without a word), after it the request deadline
//             (then: 408). The first read after an answer waits for its turn in the loop.
// answering   `handle` runs; it has no deadline of ours and nothing is read meanwhile, so a client
//             that pipelines waits in its own socket buffer. What was read already stays in
//             `bytes_`.
// passing     `pass` runs, and bodies go both ways at once as they come: connection_passing.hpp.
// writing     The socket did not take the whole answer at once. Write deadline (then: close).
// lingering   The answer said `Connection: close`. Our half is shut; what the client still sends is
//             read and thrown away, within a bound of bytes and time, because closing over unread
//             bytes resets the connection and the client might lose the answer.
//             An answer that is not to arrive (wire::arrival) ends here too: with a reset after
//             part of it or none, or with silence, which lingers without a bound of time.
// closed      Handlers still under way find this state and do nothing.
//
// A 408 is written while a read is pending, and after passing the read that watched for the
// client's leave may still be: `read_pending_` keeps a second one from being started.
//
// Deadlines cost next to nothing: one timer rings at or before the deadline, looks whether it was
// moved meanwhile, and is wound again for the rest. Only a deadline *earlier* than the ring winds
// it at once.

#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "net/answer_head.hpp"
#include "net/dispatch.hpp"
#include "net/gate.hpp"
#include "net/live_connections.hpp"
#include "net/repeats.hpp"
#include "net/request_reader.hpp"
#include "net/router.hpp"
#include "stream/conduit.hpp"

namespace slotgate::net {

/// What the connections of one loop share; outlives them.
struct connection_context {
    const server_options& options;
    const router& routes;
    live_connections& live;
    date_header& date;
    net::repeats& repeats;
};

/// How much is asked of the socket at a time: most requests fit; bodies come in larger pieces.
inline constexpr std::size_t read_bytes_head = 4U << 10U;
inline constexpr std::size_t read_bytes_body = 16U << 10U;
/// How much of a passing answer is taken from the conduit at a time.
inline constexpr std::size_t passing_piece_bytes = 64U << 10U;
/// Bounds of lingering: long enough for a client to notice an answer it did not wait for.
inline constexpr std::size_t linger_bytes_max = 1U << 20U;
inline constexpr milliseconds linger_deadline{2000};

/// `Stream` is a TCP socket in non-blocking mode, or a test's stream of the same shape: write_some
/// that never waits (would_block), async_read_some, async_write_some, set_option, shutdown, close.
/// Threads: confined to the loop of its stream. Keeps itself alive while an operation is under way.
template <class Stream>
class connection final : public live_connection,
                         public std::enable_shared_from_this<connection<Stream>> {
  public:
    connection(Stream stream, std::string peer, connection_context context, gate::pass pass)
        : pass_(std::move(pass)),
          context_(context),
          stream_(std::move(stream)),
          timer_(stream_.get_executor()),
          peer_(std::move(peer)),
          reader_(context.options.header_bytes_max) {}

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() override { context_.live.erase(*this); }

    /// Begins to read. Call once, on a connection made by `make_shared`.
    void start() {
        context_.live.insert(*this);
        reader_.request().peer = peer_;
        advance();
    }

    /// Says why it will not serve, and closes.
    void turn_away(errc why) {
        context_.live.insert(*this);
        refuse({.code = why, .detail = {}});
    }

    void finish() override {
        finishing_ = true;
        const bool idle = phase_ == phase::reading && !reader_.has_begun();
        if (idle || phase_ == phase::lingering) close();
    }

    void close() override {
        if (phase_ == phase::closed) return;
        phase_ = phase::closed;
        let_go();
        boost::system::error_code ignored;  // a socket that cannot be closed is closed
        stream_.close(ignored);
        timer_.cancel();
        context_.live.erase(*this);
    }

    std::shared_ptr<live_connection> self() override { return this->shared_from_this(); }

  private:
    using clock = std::chrono::steady_clock;
    using error_code = boost::system::error_code;
    using timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>,
                                                    typename Stream::executor_type>;
    enum class phase : std::uint8_t { reading, answering, passing, writing, lingering, closed };
    enum class then : std::uint8_t { keep, close };

    // --- reading

    /// Serves the requests that are in the buffer, then waits for more bytes. A loop, not a
    /// recursion: a pipeline may be as long as the buffer.
    void advance() {
        while (phase_ == phase::reading && !read_pending_) {
            if (answer_again()) continue;
            switch (reader_.read(bytes_)) {
                case request_reader::step::need_more:
                    await_bytes();
                    break;
                case request_reader::step::head:
                    accept_head();
                    break;
                case request_reader::step::whole:
                    answer();
                    break;
                case request_reader::step::refused:
                    refuse(reader_.refusal());
                    break;
            }
        }
    }

    void await_bytes() {
        if (!reader_.has_begun()) {
            if (finishing_) return close();
            expect_within(context_.options.idle_deadline);
            return read_in_turn();
        }
        if (!request_timed_) {
            request_timed_ = true;
            expect_within(context_.options.request_deadline);
        }
        read(destination_.to == nullptr ? read_bytes_head : read_bytes_body);
    }

    /// A client that has just been answered has not asked again yet, and to look at once would be
    /// in vain. When the others that are ready have had their turn it often has.
    void read_in_turn() {
        read_pending_ = true;
        boost::asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
            if (self->phase_ != phase::closed) self->read(read_bytes_head);
        });
    }

    void read(std::size_t bytes_max) {
        read_pending_ = true;
        stream_.async_read_some(bytes_.prepare(bytes_max),
                                [self = this->shared_from_this()](error_code ec, std::size_t n) {
                                    self->on_read(ec, n);
                                });
    }

    void on_read(error_code ec, std::size_t n) {
        read_pending_ = false;
        if (phase_ == phase::closed) return;
        bytes_.commit(n);
        if (phase_ == phase::lingering) return discard(ec, n);
        if (phase_ == phase::passing) return on_read_passing(ec);
        if (phase_ != phase::reading) return;  // a 408 is being written
        if (ec) return close();
        advance();
    }

    /// Line and headers are here: who gets the request, and may its body come?
    void accept_head() {
        auto& request = reader_.request();
        is_head_ = request.method == "HEAD";
        destination_ = context_.routes.find(request.method, request.path());
        if (destination_.to == nullptr) return refuse_nobody();
        if (destination_.head_as_get) request.method = "GET";
        if (auto limited = reader_.limit_body(destination_.to->body_bytes_max); !limited)
            return refuse(limited.error());
        if (destination_.to->pass && !reader_.is_whole()) return admit_and_pass();
        if (reader_.awaits_continue() && bytes_.size() == 0) invite_body();
    }

    /// 404 or 405. Without a body the connection lives on; a body for nobody is not worth reading.
    void refuse_nobody() {
        auto response = failure(destination_.failure, destination_.errors);
        if (!destination_.allow.empty()) response.headers.set("Allow", destination_.allow);
        send(std::move(response), reader_.is_whole() ? then::keep : then::close);
    }

    /// If the socket does not take these 25 bytes now, the client does without: it may not wait for
    /// ever (RFC 9110, 10.1.1).
    void invite_body() {
        constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
        error_code ec;
        const auto written = stream_.write_some(boost::asio::buffer(invitation), ec);
        const bool whole_or_nothing = written == invitation.size() || would_block(ec);
        if (!whole_or_nothing) close();
    }

    // --- answering

    void answer() {
        const auto& to = *destination_.to;
        if (auto response = answer_at_once(to, reader_.request(), context_.options.now)) {
            keep_repeatable(*response);
            return send(std::move(*response), then::keep);
        }
        if (to.pass) return pass();
        phase_ = phase::answering;
        deadline_ = clock::time_point::max();
        remember();
        try {
            boost::asio::co_spawn(
                stream_.get_executor(), to.handle(std::move(reader_.request())),
                [self = this->shared_from_this()](std::exception_ptr thrown, wire::response r) {
                    self->on_answer(thrown, std::move(r));
                });
        } catch (...) {  // of the call that makes the coroutine, or for want of memory
            phase_ = phase::reading;
            send(exception_answer(std::current_exception()), then::keep);
        }
    }

    void on_answer(const std::exception_ptr& thrown, wire::response response) {
        auto out = thrown ? exception_answer(thrown) : std::move(response);
        if (phase_ == phase::closed) return;
        send(std::move(out), then::keep);
        advance();
    }

    /// What an error will have to say of the request, when its handler owns it.
    void remember() {
        about_ = {.method = reader_.request().method,
                  .target = reader_.request().target,
                  .headers = {},
                  .body = {},
                  .peer = {}};
    }

    wire::response exception_answer(const std::exception_ptr& thrown) {
        return answer_to_exception(*destination_.to, about_, thrown, context_.options.now());
    }

    wire::response failure(const error& e, error_shape shape) {
        return error_response(e, shape, reader_.request(), context_.options.now());
    }

    /// What cannot be read to its end ends the connection: nobody knows where the next request
    /// begins.
    void refuse(const error& e) {
        const auto& request = reader_.request();
        is_head_ = is_head_ || request.method == "HEAD";
        send(failure(e, context_.routes.errors_for(request.path())), then::close);
    }

    // --- the same bytes once more (connection_repeats.hpp)

    bool answer_again();
    void keep_repeatable(const wire::response& given);

    // --- passing (connection_passing.hpp)

    void admit_and_pass();
    void pass();
    void on_passed(const std::shared_ptr<stream::conduit>& bodies,
                   const std::exception_ptr& thrown);
    void on_news();
    void give_request();
    bool give_piece();
    void await_piece();
    void watch();
    void on_read_passing(error_code ec);
    void refuse_rest(const error& e);
    void take_answer();
    bool begin_answer();
    void begin_streamed_answer(const wire::response& head);
    bool take_piece();
    bool frame(stream::piece some);
    bool write_piece();
    void write_rest();
    void on_piece_written(error_code ec, std::size_t n);
    void finish_answer();
    void cut_answer();
    void let_go();
    void expect_passing();
    void on_ring_passing();

    // --- writing

    void send(wire::response response, then after) {
        if (context_.options.answered) context_.options.answered(destination_.to, response.status);
        if (response.arrival == wire::arrival::reset) return reset();
        if (response.arrival == wire::arrival::never) return stay_silent();
        is_part_ = response.arrival == wire::arrival::part;
        keep_ = after == then::keep && !finishing_ && reader_.keeps_alive();
        const auto body = is_head_ ? answer_body::withheld : answer_body::sent;
        const auto spoken = reader_.is_http_1_0() ? after_answer::keep_spoken : after_answer::keep;
        head_.clear();
        write_head(head_, response, keep_ ? spoken : after_answer::close,
                   context_.date.at(context_.options.now()));
        body_ = carries_body(response, body) ? std::move(response.body) : std::string{};
        if (is_part_) body_.resize(std::min(body_.size(), response.part_bytes));
        write_out();
    }

    /// What the socket does not take at once is written in its own time.
    void write_out() {
        error_code ec;
        const auto written = stream_.write_some(unsent(0), ec);
        if (ec && !would_block(ec)) return close();
        if (written == head_.size() + body().size()) return on_sent();
        phase_ = phase::writing;
        expect_within(context_.options.write_deadline);
        boost::asio::async_write(stream_, unsent(written),
                                 [self = this->shared_from_this()](error_code failed, std::size_t) {
                                     self->on_written(failed);
                                 });
    }

    [[nodiscard]] std::string_view body() const {
        return again_ == nullptr ? std::string_view(body_) : again_->body();
    }

    /// The answer without its first `written` bytes; `head_` and `body` stay as they are until it
    /// left.
    std::array<boost::asio::const_buffer, 2> unsent(std::size_t written) const {
        const auto of_head = std::min(written, head_.size());
        return {boost::asio::buffer(head_) + of_head,
                boost::asio::buffer(body()) + (written - of_head)};
    }

    void on_written(error_code ec) {
        if (phase_ == phase::closed) return;
        if (ec) return close();
        on_sent();
        advance();
    }

    void on_sent() {
        body_ = {};  // an idle connection keeps no answer in memory
        again_.reset();
        if (is_part_) return reset();
        if (!keep_) return is_last_word() ? close() : linger();
        phase_ = phase::reading;
        request_timed_ = false;
        is_head_ = false;
        destination_ = {};
        reader_.begin();
        reader_.request().peer = peer_;
        if (!read_pending_) return;
        if (finishing_) return close();
        expect_within(context_.options.idle_deadline);
    }

    // --- the end

    /// Did the client itself ask for the end, and has it said all it wanted to say?
    bool is_last_word() const {
        return reader_.is_whole() && !reader_.keeps_alive() && bytes_.size() == 0;
    }

    void linger() {
        error_code ec;
        stream_.shutdown(boost::asio::socket_base::shutdown_send, ec);
        if (ec) return close();
        phase_ = phase::lingering;
        expect_within(linger_deadline);
        discard_more();
    }

    void stay_silent() {
        if (finishing_) return close();
        phase_ = phase::lingering;
        deadline_ = clock::time_point::max();
        discard_more();
    }

    /// Closes so that the client sees a reset, not an end.
    void reset() {
        error_code ignored;  // a socket that cannot be told how to close is closed all the same
        stream_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
        close();
    }

    void discard(error_code ec, std::size_t n) {
        linger_bytes_ += n;
        if (ec || linger_bytes_ > linger_bytes_max) return close();
        discard_more();
    }

    void discard_more() {
        if (read_pending_) return;
        bytes_.clear();
        read(read_bytes_body);
    }

    // --- deadlines

    void expect_within(milliseconds patience) {
        deadline_ = clock::now() + patience;
        if (deadline_ < ring_) wind();
    }

    void wind() {
        ring_ = deadline_;
        if (ring_ == clock::time_point::max()) return;
        timer_.expires_at(ring_);
        timer_.async_wait([self = this->shared_from_this()](error_code ec) {
            if (!ec && self->phase_ != phase::closed) self->on_ring();
        });
    }

    void on_ring() {
        if (clock::now() < deadline_) return wind();
        ring_ = clock::time_point::max();
        if (phase_ == phase::passing) return on_ring_passing();
        if (phase_ == phase::reading && reader_.has_begun())
            return refuse({.code = errc::timeout_request, .detail = {}});
        if (phase_ != phase::answering) close();
    }

    static bool would_block(error_code ec) {
        return ec == boost::asio::error::would_block || ec == boost::asio::error::try_again;
    }

    gate::pass pass_;  // first, so that it is given back when all the rest is gone
    connection_context context_;
    Stream stream_;
    timer timer_;
    std::string peer_;
    request_reader reader_;
    boost::beast::flat_buffer bytes_;
    destination destination_;
    wire::request about_;  ///< method and target, while the handler owns the request
    std::shared_ptr<stream::conduit> bodies_;  ///< while passing; shared with its handler
    std::string head_;
    std::string body_;
    std::shared_ptr<repeatable_answer> again_;  ///< while it is written, instead of `body_`
    std::string seen_;                          ///< the request's head as it came, if it is short
    clock::time_point deadline_ = clock::time_point::max();
    clock::time_point ring_ = clock::time_point::max();
    clock::time_point request_due_ = clock::time_point::max();  ///< while passing: its next piece
    clock::time_point answer_due_ = clock::time_point::max();   ///< the client's taking of a piece
    std::uint64_t answer_bytes_left_ = 0;  ///< of a passing answer that told its length
    std::size_t piece_bytes_sent_ = 0;
    std::size_t linger_bytes_ = 0;
    phase phase_ = phase::reading;
    framing framing_ = framing::none;
    stream::ending answer_end_ = stream::ending::none;
    bool answer_begun_ = false;
    bool request_given_ = false;
    bool invitation_due_ = false;
    bool write_pending_ = false;
    bool read_pending_ = false;
    bool request_timed_ = false;
    bool is_head_ = false;
    bool keep_ = true;
    bool is_part_ = false;
    bool finishing_ = false;
};

}  // namespace slotgate::net

#include "net/connection_passing.hpp"
#include "net/connection_repeats.hpp"
