#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/ensure.hpp"
#include "origin/origin.hpp"
#include "stream/conduit.hpp"
#include "stream/news.hpp"

namespace slotgate::test {

/// Cal.com in memory: what a test put in, an honest port gives out. Answers are made when a
/// question arrives; held ones are handed over when released, so that a test can let the world
/// change between. Threads: confined to the executor's.
class fake_origin final : public origin::port {
  public:
    explicit fake_origin(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    // What the world is like.

    /// The starts of a date, in minutes since UTC midnight; replaces those it had.
    void offer(event_type_id id, utc_date date, std::vector<starts::minute_of_date> minutes) {
        offered_[{id, date}] = starts{std::move(minutes)};
    }
    /// Takes one start away, as a booking does.
    void take(event_type_id id, utc_date date, starts::minute_of_date minute) {
        const auto& now = offered_[{id, date}].minutes();
        std::vector<starts::minute_of_date> left;
        std::ranges::copy_if(now, std::back_inserter(left), [&](auto m) { return m != minute; });
        offer(id, date, std::move(left));
    }
    /// Adds an event type, or replaces the one of that id.
    void add(event_type type) { types_[type.id] = std::move(type); }
    /// From now on nobody may read this event type; its starts are answered all the same.
    void hide(event_type_id id) {
        types_[id] = {.id = id, .length = minutes{30}}, hidden_.insert(id);
    }
    /// There is a booking, or a series, of these event types.
    void book(std::string uid, std::vector<event_type_id> types) {
        bookings_[std::move(uid)] = std::move(types);
    }
    /// So a booking stands from now on.
    void stand(wire::booking_answer booking) {
        auto uid = booking.uid;
        stands_.insert_or_assign(std::move(uid), std::move(booking));
    }
    /// Only `Authorization` values accepted here are accepted.
    void accept(std::string authorization) { accepted_.insert(std::move(authorization)); }
    /// What `relay` answers; without it 404.
    std::function<result<wire::response>(const wire::request&)> on_relay;
    /// Slots answers carry more than can be read from now on.
    bool whole = true;
    /// Starts carry seats from now on: this many, and so many of them taken.
    std::int64_t seats = 0;
    std::int64_t seats_booked = 0;

    /// Of the people whose keys are configured.
    std::vector<wire::host_address> addresses;

    // Faults.

    /// The next call, whichever, ends with `e`; calls of this queue up.
    void fail_next(errc code, std::string detail = {}) {
        faults_.push_back({code, std::move(detail)});
    }
    /// Every call ends with `code` until `recover`.
    void fail_always(errc code) { down_ = error{code, {}}; }
    void recover() { down_.reset(); }

    // Holding back.

    /// From now on calls wait until they are released.
    void hold() { holding_ = true; }
    /// Calls that wait.
    [[nodiscard]] std::size_t held() const { return held_.size(); }
    /// Lets the call that has waited longest go on.
    void release_one() {
        ensure(!held_.empty(), "a call is held");
        held_.front()->cancel();
        held_.pop_front();
    }
    /// Lets the call that came last go on before the others.
    void release_last() {
        ensure(!held_.empty(), "a call is held");
        held_.back()->cancel();
        held_.pop_back();
    }
    /// Lets all go on, and holds no longer.
    void release_all() {
        holding_ = false;
        while (!held_.empty()) release_one();
    }

    // What was asked, in order.

    [[nodiscard]] const std::vector<origin::slots_question>& slots_asked() const {
        return slots_asked_;
    }
    [[nodiscard]] const std::vector<wire::request>& relayed() const { return relayed_; }
    [[nodiscard]] const std::vector<std::string>& credentials_asked() const { return credentials_; }
    [[nodiscard]] const std::vector<std::string>& bookings_asked() const { return bookings_asked_; }
    /// Of lists and of single event types.
    [[nodiscard]] std::size_t event_types_asked() const { return event_types_asked_; }

    // The port.

    boost::asio::awaitable<result<origin::slots_answer>> slots(origin::slots_question q) override {
        slots_asked_.push_back(q);
        auto answer = unless_failing([&] { return answer_of(q); });
        co_await pause();
        co_return answer;
    }
    boost::asio::awaitable<result<std::vector<event_type>>> event_types(origin::lane) override {
        ++event_types_asked_;
        auto answer = unless_failing([&]() -> result<std::vector<event_type>> {
            std::vector<event_type> all;
            for (const auto& [id, type] : types_)
                if (!hidden_.contains(id)) all.push_back(type);
            return all;
        });
        co_await pause();
        co_return answer;
    }
    boost::asio::awaitable<result<std::vector<wire::host_address>>> host_addresses(
        origin::lane) override {
        co_return addresses;
    }
    boost::asio::awaitable<result<event_type>> event_type_of(event_type_id id,
                                                             origin::lane) override {
        ++event_types_asked_;
        auto answer = unless_failing([&]() -> result<event_type> {
            const auto found = types_.find(id);
            if (found == types_.end() || hidden_.contains(id))
                return fail(errc::not_found, "Event type not found");
            return found->second;
        });
        co_await pause();
        co_return answer;
    }
    boost::asio::awaitable<result<std::vector<event_type_id>>> event_types_of_booking(
        std::string uid) override {
        auto answer = unless_failing([&]() -> result<std::vector<event_type_id>> {
            const auto found = bookings_.find(uid);
            return found == bookings_.end() ? std::vector<event_type_id>{} : found->second;
        });
        co_await pause();
        co_return answer;
    }
    boost::asio::awaitable<result<wire::booking_answer>> booking(std::string uid,
                                                                 origin::lane) override {
        bookings_asked_.push_back(uid);
        auto answer = unless_failing([&]() -> result<wire::booking_answer> {
            const auto found = stands_.find(uid);
            if (found == stands_.end()) return fail(errc::not_found, "no such booking");
            return found->second;
        });
        co_await pause();
        co_return answer;
    }
    boost::asio::awaitable<result<origin::credential_answer>> check_credential(
        std::string authorization) override {
        credentials_.push_back(authorization);
        auto answer = unless_failing([&]() -> result<origin::credential_answer> {
            if (accepted_.contains(authorization))
                return origin::credential_answer{origin::credential_verdict::accepted, {}};
            return origin::credential_answer{origin::credential_verdict::refused,
                                             "Invalid Access Token."};
        });
        co_await pause();
        co_return answer;
    }
    boost::asio::awaitable<result<void>> relay(wire::request request, stream::conduit& bodies,
                                               origin::answer_begins begins,
                                               milliseconds) override {
        stream::news news(executor_, bodies, hours{1});
        auto end = stream::ending::none;
        while (end == stream::ending::none) {
            auto some = bodies.take_request(4096);
            request.body += some.bytes;
            end = some.end;
            if (end == stream::ending::none && some.bytes.empty()) (void)co_await news.next();
        }
        if (end == stream::ending::broken) co_return fail(errc::client_left);
        relayed_.push_back(request);
        auto answer = unless_failing([&]() -> result<wire::response> {
            if (on_relay) return on_relay(request);
            return wire::json_response(404, "{}");
        });
        co_await pause();
        if (!answer) co_return std::unexpected(answer.error());
        const auto body = std::exchange(answer->body, {});
        begins(std::move(*answer));
        while (!bodies.put(body)) (void)co_await news.next();
        co_return result<void>{};
    }

  private:
    template <class Answer>
    std::invoke_result_t<Answer> unless_failing(Answer answer) {
        if (!faults_.empty()) {
            auto e = std::move(faults_.front());
            faults_.pop_front();
            return std::unexpected(std::move(e));
        }
        if (down_) return std::unexpected(*down_);
        return answer();
    }

    result<origin::slots_answer> answer_of(const origin::slots_question& q) {
        const auto type = types_.find(q.event_type);
        if (type == types_.end()) return fail(errc::not_found, "Event Type not found");
        origin::slots_answer out;
        out.whole = whole;
        bool any = false;
        for (auto date = q.first; date <= q.last; date += days{1}) {
            const auto found = offered_.find({q.event_type, date});
            const auto of_date = found == offered_.end() ? starts{} : found->second;
            any = any || !of_date.empty();
            out.dates.push_back({date, of_date});
        }
        if (any) out.length = q.duration > minutes{0} ? q.duration : type->second.length;
        if (seats > 0) add_seats(out);
        return out;
    }

    void add_seats(origin::slots_answer& answer) const {
        for (const auto& [date, of_date] : answer.dates)
            for (const auto minute : of_date.minutes()) {
                const instant start = instant_at(date, minute);
                answer.seated.push_back({.slot = {start, start + answer.length},
                                         .booked = seats_booked,
                                         .remaining = seats - seats_booked,
                                         .total = seats});
            }
    }

    boost::asio::awaitable<void> pause() {
        if (!holding_) co_return;
        // Shared with the queue of held calls: a call that is cancelled goes before it is released.
        const auto gate = std::make_shared<boost::asio::steady_timer>(executor_);
        gate->expires_at(boost::asio::steady_timer::time_point::max());
        held_.push_back(gate);
        co_await gate->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        std::erase(held_, gate);
    }

    boost::asio::any_io_executor executor_;
    std::map<std::pair<event_type_id, utc_date>, starts> offered_;
    std::map<event_type_id, event_type> types_;
    std::set<event_type_id> hidden_;
    std::map<std::string, std::vector<event_type_id>> bookings_;
    std::map<std::string, wire::booking_answer> stands_;
    std::vector<std::string> bookings_asked_;
    std::set<std::string> accepted_;
    std::deque<error> faults_;
    std::optional<error> down_;
    bool holding_ = false;
    std::deque<std::shared_ptr<boost::asio::steady_timer>> held_;
    std::vector<origin::slots_question> slots_asked_;
    std::vector<wire::request> relayed_;
    std::vector<std::string> credentials_;
    std::size_t event_types_asked_ = 0;
};

}  // namespace slotgate::test
