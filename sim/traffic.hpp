#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/zone.hpp"
#include "sim/judge.hpp"
#include "sim/line.hpp"
#include "wire/http.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::simulation {

/// What becomes of a request, as the gateway sees it.
enum class ending : std::uint8_t {
    works,          ///< an answer that can be read
    refused,        ///< 429
    server_error,   ///< 500
    gateway_error,  ///< 502, 503, 504: may be tried again
    silence,        ///< no answer: likewise
    unreadable      ///< an answer that was cut off
};

/// Watches the gateway's requests: that equal ones are shared (S10), that a failing Cal.com is left
/// alone (S13), and that its limit is not exceeded, bookings least of all (S14). Naive: it forbids
/// only what is forbidden for certain. Confined to its caller.
class traffic {
  public:
    traffic(judge& verdicts, const zone_database& zones) : judge_(verdicts), zones_(zones) {}

    void begin_life(steady_instant now);
    /// The gateway was told something.
    void tell(steady_instant now) { told_at_ = now; }
    /// Somebody wants Cal.com asked whatever is in memory (S12).
    void want_fresh(steady_instant now) { fresh_at_ = now; }
    /// Somebody waits for an answer about an event type, and has got one, or an error.
    void wait(event_type_id about, steady_instant since) { waiting_.emplace(about, since); }
    void answer(event_type_id about, steady_instant since);

    void leave(const wire::request& request, const std::weak_ptr<call>& sender, steady_instant now);
    void end(const wire::request& request, ending how, steady_instant now);
    /// A client's write was not sent, for want of quota.
    void refuse_write(steady_instant now);

  private:
    /// A question for starts that is under way.
    struct flight {
        std::string target;
        wire::slots_question asked;
        steady_instant left_at;
        std::weak_ptr<call> sender;
    };
    /// What a question is about; 0: event types.
    using subject = std::int64_t;
    struct try_of_question {
        steady_instant left_at;
        int tries = 0;
        steady_instant again_until;  ///< the same may be sent once more
    };
    [[nodiscard]] subject subject_of(const wire::request& request) const;
    void check_shared(const flight& next);
    void note_failure(subject about, const try_of_question& asked, steady_instant now);
    void note_success(subject about, steady_instant now);

    judge& judge_;
    const zone_database& zones_;
    steady_instant life_began_;
    steady_instant told_at_;
    steady_instant fresh_at_;
    std::deque<flight> flights_;
    std::multiset<std::pair<event_type_id, steady_instant>> waiting_;
    std::map<std::string, try_of_question> tries_;  ///< by target
    std::set<subject> has_answered_;
    std::map<subject, steady_instant> failed_;
    steady_instant succeeded_at_;
    // Since the last success.
    std::optional<steady_instant> opened_at_;
    std::optional<steady_instant> could_open_at_;  ///< the second failure of whatever kind
    bool has_failed_ = false;
    steady_instant refused_at_;  ///< the last 429
};

}  // namespace slotgate::simulation
