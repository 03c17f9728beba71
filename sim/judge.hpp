#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/error.hpp"
#include "core/slot.hpp"
#include "sim/tally.hpp"
#include "sim/truth.hpp"

namespace slotgate::simulation {

/// A question as it was put to the gateway.
struct put_question {
    std::size_t of_view = 0;
    instant start;
    instant end;
    steady_instant at;               ///< when it was asked
    bool from_memory = true;         ///< answered without waiting
    bool is_type_known = true;       ///< by the gateway, when it answers: what it needs (S6)
    std::optional<seconds> max_age;  ///< it was granted to be no older (S12)
};

/// Compares what the gateway answers with the truth, rule by rule. Confined to its caller.
class judge {
  public:
    judge(const truth& true_answers, tally& counts) : truth_(true_answers), counts_(counts) {}

    /// Starts were answered at `now`.
    void answered(const put_question& q, std::span<const slot> slots, moment now);
    /// An error was answered instead.
    void refused(const put_question& q, const error& why, moment now);

    /// Something else was seen that no rule allows.
    void complain(rule which, std::string what);
    /// What was broken first; nothing may go on then.
    [[nodiscard]] const std::optional<broken>& verdict() const { return verdict_; }

  private:
    struct day_asked;
    void check_date(const put_question& q, const day_asked& day);
    void check_passed_over(const put_question& q, const day_asked& day, const version& newer,
                           const version& older);
    void count_deciding(const put_question& q, const day_asked& day);
    void count_limits(const day_asked& day, const version& shown);
    void count_withheld(const day_asked& day, const version& shown);

    const truth& truth_;
    tally& counts_;
    std::optional<broken> verdict_;
};

}  // namespace slotgate::simulation
