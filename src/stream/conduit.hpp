#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "stream/pipe.hpp"
#include "wire/http.hpp"

namespace slotgate::stream {

/// Tells one side that something changed. Called on the other side's thread, never under a lock: it
/// must only post. Too many calls do no harm.
using waker = std::function<void()>;

/// An answer as its client's connection finds it: all of it, or its head, with the body to follow
/// through the conduit.
struct begun_answer {
    wire::response response;
    bool is_whole = false;
};

/// What joins a client's connection and Cal.com's while a request passes through: the request's
/// body on its way up, the answer's head and body on their way down, each with a bound. Each side
/// takes and gives what it can at once; if it cannot go on, it is woken when it can. Source:
/// docs/adr/0006. Threads: the client's side belongs to the connection's loop, Cal.com's side to
/// the gateway's; the two may act at once.
class conduit {
  public:
    /// `request_bytes` is the length of the request's body: 0 without one, nothing if only its end
    /// will tell. At most `bytes_max` bytes wait in each direction.
    conduit(std::optional<std::uint64_t> request_bytes, std::size_t bytes_max, waker client);
    conduit(const conduit&) = delete;
    conduit& operator=(const conduit&) = delete;

    [[nodiscard]] std::optional<std::uint64_t> request_bytes() const { return request_bytes_; }

    // The client's side.

    /// Is there room for `bytes` more of the request's body? If not, woken when there is.
    [[nodiscard]] bool takes(std::size_t bytes);
    /// Does Cal.com's side wait for the body? If not, woken when it does.
    [[nodiscard]] bool is_wanted();
    /// A piece of the request's body, for which there is room.
    void give(std::string_view bytes);
    void finish_request();
    /// Nothing more will be heard of the client, and it may be gone: what only asks is given up. A
    /// body that is not whole is broken.
    void leave();
    /// Nothing more can be said to the client either: the rest of the answer is dropped.
    void drop();
    /// The answer, once it has begun; given out once. Nothing: woken when it has.
    [[nodiscard]] std::optional<begun_answer> answer();
    /// Some of the answer's body. Nothing and no end: woken when there is.
    [[nodiscard]] piece more(std::size_t bytes_max);

    // Cal.com's side.

    /// Who is woken; an empty one: nobody.
    void wake_upstream(waker upstream);
    /// Some of the request's body. Nothing and no end: woken when there is.
    [[nodiscard]] piece take_request(std::size_t bytes_max);
    /// A copy of what waits of the request's body, and whether that is all that comes. Without an
    /// end: woken when there is more.
    [[nodiscard]] piece look_at_request();
    /// Told by waking, too.
    [[nodiscard]] bool has_client_left();
    [[nodiscard]] bool is_request_broken();
    /// An answer that is whole: body and all. Not after `begin`.
    void respond(wire::response whole);
    /// The head of an answer whose body follows.
    void begin(wire::response head);
    [[nodiscard]] bool has_begun();
    /// From now on a copy of the answer's body is kept, unless it is longer than that.
    void keep_answer(std::size_t bytes_max);
    /// What has come of it since; nothing if it was too long.
    [[nodiscard]] std::string kept_answer();
    /// `taken` is called with the copy once it has so many bytes, on Cal.com's side: at once if it
    /// does already, else before the last of them can reach the client. Never, if it was too long.
    void when_kept(std::uint64_t bytes, std::function<void(std::string_view)> taken);
    /// All of `bytes`, or nothing if there is no room: woken when there is.
    [[nodiscard]] bool put(std::string_view bytes);
    /// The end of the answer's body. The rest of the request is wanted no more.
    void end(ending how);

  private:
    /// `change` under the lock; afterwards, without it, the calls that became due.
    template <class Change>
    auto act(Change change);
    void set_answer(begun_answer answer);

    // These two stay as they were made, so any thread may read them.
    std::optional<std::uint64_t> request_bytes_;
    waker client_;
    std::mutex mutex_;
    waker upstream_;
    pipe request_;
    pipe answer_body_;
    std::optional<begun_answer> answer_;
    std::string kept_answer_;
    std::size_t kept_max_ = 0;
    // Of Cal.com's side alone.
    std::function<void(std::string_view)> when_kept_;
    std::uint64_t kept_wanted_ = 0;
    bool begun_ = false;
    bool client_left_ = false;
    bool client_due_ = false;
    bool upstream_due_ = false;
};

}  // namespace slotgate::stream
