#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "core/event_type.hpp"
#include "core/time.hpp"

namespace slotgate::origin {

/// What a question is about; nothing: the list of event types.
using subject = std::optional<event_type_id>;

/// What the outcome of a question says of Cal.com; the table is in docs/protocol.md, S13.
enum class evidence : std::uint8_t {
    works,         ///< it answered the question, or refused it in its own words
    silence,       ///< no connection, a lost one, no answer in time
    server_error,  ///< 5xx
    none           ///< nothing either way
};

enum class breaker_state : std::uint8_t { closed, half_open, open };
enum class breaker_change : std::uint8_t { none, opened, closed };

struct breaker_options {
    milliseconds pause_first{5'000};  ///< of an event type set aside, and of the breaker
    milliseconds aside_pause_max{60'000};
    milliseconds open_pause_max{30'000};
    milliseconds lately{30'000};        ///< two failures further apart do not open
    milliseconds trial_wait{1'000};     ///< what who meets a trial under way is told to wait
    std::size_t subjects_max = 10'000;  ///< remembered; of more, none is set aside
};

/// Decides which questions are worth sending while Cal.com fails. Source: docs/protocol.md, S13.
/// Pure: `now` is a parameter, never smaller than before. Threads: confined to its owner's.
class breaker {
  public:
    /// A question that went. To be given back to `ended` once, whatever became of it.
    struct leave {
        subject about;
        steady_instant left_at;
        bool trial_of_all = false;
        bool trial_of_subject = false;
    };

    explicit breaker(breaker_options options = {}) : options_(options) {}

    /// How long a question must not go; nothing: it may. Changes nothing.
    [[nodiscard]] std::optional<milliseconds> refusal(const subject& about,
                                                      steady_instant now) const;
    /// How long no question at all may go: the rest of the open state.
    [[nodiscard]] std::optional<milliseconds> refusal_of_all(steady_instant now) const;

    /// Sends a question off. REQUIRES: `refusal(about, now)` is nothing.
    [[nodiscard]] leave depart(const subject& about, steady_instant now);

    /// What a question came to.
    breaker_change ended(const leave& question, evidence shows, steady_instant now);

    [[nodiscard]] breaker_state state(steady_instant now) const;
    /// How many event types may not be asked about because they failed themselves.
    [[nodiscard]] std::size_t set_aside(steady_instant now) const;

  private:
    struct record {
        milliseconds pause{};  ///< the last one; 0: not failing
        steady_instant until;  ///< the pause's end; from then on one trial at a time
        steady_instant failed_at;
        bool on_trial = false;
        bool has_answered = false;
    };

    record* remember(const subject& about);
    breaker_change note_success(const leave& question, steady_instant now);
    breaker_change note_failure(const leave& question, evidence shows, steady_instant now);
    breaker_change open_for(milliseconds pause, steady_instant now);

    breaker_options options_;
    std::map<subject, record> records_;
    milliseconds open_pause_{};  ///< 0: closed
    steady_instant open_until_;
    bool trial_under_way_ = false;
    steady_instant succeeded_at_ = steady_instant::min();
    /// Whose failures can open: since the last success, with their times.
    std::map<subject, steady_instant> failed_;
};

}  // namespace slotgate::origin
