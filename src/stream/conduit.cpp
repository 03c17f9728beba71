#include "stream/conduit.hpp"

#include <utility>

#include "core/ensure.hpp"

namespace slotgate::stream {

conduit::conduit(std::optional<std::uint64_t> request_bytes, std::size_t bytes_max, waker client)
    : request_bytes_(request_bytes),
      client_(std::move(client)),
      request_(bytes_max),
      answer_body_(bytes_max) {
    if (request_bytes_ == 0) request_.end(ending::whole);
}

template <class Change>
auto conduit::act(Change change) {
    std::unique_lock lock(mutex_);
    auto out = change();
    // Each is asked, as asking settles a call.
    const bool room = request_.call_writer();
    const bool answer = answer_body_.call_reader();
    const bool client_due = std::exchange(client_due_, false) || room || answer;
    const bool body = request_.call_reader();
    const bool drained = answer_body_.call_writer();
    const bool upstream_due = std::exchange(upstream_due_, false) || body || drained;
    const auto upstream = upstream_due ? upstream_ : waker{};
    lock.unlock();
    if (client_due && client_) client_();
    if (upstream) upstream();
    return out;
}

bool conduit::takes(std::size_t bytes) {
    return act([&] { return request_.takes(bytes); });
}

bool conduit::is_wanted() {
    return act([&] { return request_.is_wanted(); });
}

void conduit::give(std::string_view bytes) {
    const bool taken = act([&] { return request_.put(bytes); });
    ensure(taken, "a connection gives no more than there is room for");
}

void conduit::finish_request() {
    act([&] {
        request_.end(ending::whole);
        return true;
    });
}

void conduit::leave() {
    act([&] {
        client_left_ = true;
        upstream_due_ = true;
        request_.end(ending::broken);
        return true;
    });
}

void conduit::drop() {
    act([&] {
        client_left_ = true;
        upstream_due_ = true;
        request_.end(ending::broken);
        answer_body_.abandon();
        return true;
    });
}

std::optional<begun_answer> conduit::answer() {
    return act([&] { return std::exchange(answer_, std::nullopt); });
}

piece conduit::more(std::size_t bytes_max) {
    return act([&] { return answer_body_.take(bytes_max); });
}

void conduit::wake_upstream(waker upstream) {
    act([&] {
        upstream_ = std::move(upstream);
        return true;
    });
}

piece conduit::take_request(std::size_t bytes_max) {
    return act([&] { return request_.take(bytes_max); });
}

piece conduit::look_at_request() {
    return act([&] { return request_.look(); });
}

bool conduit::has_client_left() {
    return act([&] { return client_left_; });
}

bool conduit::is_request_broken() {
    return act([&] { return request_.end() == ending::broken; });
}

void conduit::respond(wire::response whole) {
    set_answer({.response = std::move(whole), .is_whole = true});
}

void conduit::begin(wire::response head) {
    set_answer({.response = std::move(head), .is_whole = false});
}

void conduit::set_answer(begun_answer answer) {
    act([&] {
        ensure(!begun_, "an answer begins once");
        begun_ = true;
        answer_ = std::move(answer);
        client_due_ = true;
        return true;
    });
}

bool conduit::has_begun() {
    return act([&] { return begun_; });
}

void conduit::keep_answer(std::size_t bytes_max) {
    act([&] {
        kept_max_ = bytes_max;
        return true;
    });
}

std::string conduit::kept_answer() {
    return act([&] { return kept_answer_; });
}

void conduit::when_kept(std::uint64_t bytes, std::function<void(std::string_view)> taken) {
    const auto kept = kept_answer();
    if (kept.size() >= bytes) return taken(kept);
    kept_wanted_ = bytes;
    when_kept_ = std::move(taken);
}

bool conduit::put(std::string_view bytes) {
    // Nobody else writes the copy, and a piece that finds no room is put again.
    if (when_kept_ && kept_answer_.size() + bytes.size() >= kept_wanted_ &&
        kept_wanted_ <= kept_max_)
        std::exchange(when_kept_, {})(kept_answer_ + std::string(bytes));
    return act([&] {
        if (!answer_body_.put(bytes)) return false;
        if (bytes.size() > kept_max_ - kept_answer_.size()) {
            kept_max_ = 0;
            kept_answer_.clear();
        }
        if (kept_max_ > 0) kept_answer_ += bytes;
        return true;
    });
}

void conduit::end(ending how) {
    act([&] {
        answer_body_.end(how);
        request_.abandon();
        return true;
    });
}

}  // namespace slotgate::stream
