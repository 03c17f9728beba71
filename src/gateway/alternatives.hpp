#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "gateway/alternatives_request.hpp"
#include "gateway/availability.hpp"
#include "gateway/rendered.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Ranked alternatives in the bytes that go out, and how they came about.
struct told_alternatives {
    rendered_answers::shared_answer answer;
    answer_source source = answer_source::hit;
    bool derived = false;  ///< of a hit: the very answer was kept, not made from its days
    /// Under what it is kept: company, branch, event type, and the searched window in local hours,
    /// `cal_slots_15_9_2563193_2025-10-13-09_2025-10-26-18`, then what else decides it.
    std::string key;
};

/// The use case "what else is free?": alternatives to a wish, from the starts of the branch's
/// service (finding/alternatives.hpp), worded for the caller. What was said is kept in the second
/// layer, under the stamps of the days it was made from and for no longer than they hold, nor past
/// the next midnight of the branch, as its words tell days from today (S11). The window is asked
/// for as one range: no request to Cal.com on a hit, one on a miss (V5).
/// Threads: `at_once` is safe to share; `answer` is confined to the loop of `starts`.
class alternatives {
  public:
    alternatives(boost::asio::any_io_executor loop, availability& starts, rendered_answers& kept,
                 clock now, milliseconds deadline = seconds{1})
        : loop_(std::move(loop)),
          starts_(starts),
          kept_(kept),
          now_(std::move(now)),
          deadline_(deadline) {}

    /// From memory, or nothing if Cal.com must be asked first.
    [[nodiscard]] std::optional<told_alternatives> at_once(const alternatives_request& asked) const;

    /// Asks Cal.com if need be, and waits for it no longer than the deadline (V8); what comes later
    /// is kept for the next who asks. At the deadline memory answers past its lifetime, if it
    /// can (S13). Errors: upstream_timeout at the deadline, those of
    /// availability::answer: "could not check" is never "nothing free" (S13).
    [[nodiscard]] boost::asio::awaitable<result<told_alternatives>> answer(
        alternatives_request asked);

  private:
    struct waiting;
    [[nodiscard]] boost::asio::awaitable<void> look_up(alternatives_request asked,
                                                       std::shared_ptr<waiting> asker);
    [[nodiscard]] told_alternatives tell(const alternatives_request& asked, answered found,
                                         moment now) const;

    boost::asio::any_io_executor loop_;
    availability& starts_;
    rendered_answers& kept_;
    clock now_;
    milliseconds deadline_;
};

}  // namespace slotgate::gateway
