#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "coherence/fact.hpp"
#include "coherence/stamps.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// What Cal.com may commit at any time from now, though nobody will tell: cancellations, whose
/// webhooks come before their commits. Entries of the dates they reach live for 1, 2, 4 ... 60 s, a
/// step each, so that a commit shows soon however late it is (S8). After 15 minutes it did not
/// happen. Bounded: when it is full the oldest goes. Threads: confined to the engine that owns it.
class ladders {
  public:
    explicit ladders(std::size_t all_max) : all_max_(all_max) {}

    /// Begins one under this name, of what `told_by` told; again from its first step, if it is
    /// there.
    /// `announced` is the stamp its fact moved to.
    void begin(const std::string& name, tenant_id told_by, std::vector<blast_radius> radii,
               stamp announced, steady_instant now);
    /// The same of a change whose outcome was lost: nobody can be asked, and after `horizon` it did
    /// not happen (S6).
    void begin_lost(const std::string& name, std::vector<blast_radius> radii, steady_instant now,
                    milliseconds horizon);
    /// It happened, or it will not.
    void end(const std::string& name);

    /// How long an entry of this date lives whose request left then; `max` without a ladder.
    [[nodiscard]] milliseconds life(tenant_id tenant, event_type_id type, utc_date date,
                                    steady_instant left) const;

    /// Who should be asked whether it happened, as somebody asked about these dates: what waits,
    /// once in each step. Those named count as asked.
    struct due {
        std::string name;
        tenant_id told_by;
    };
    [[nodiscard]] std::vector<due> take_due(tenant_id tenant, event_type_id type, utc_date first,
                                            utc_date last, steady_instant now);

    /// Is it announced and not known to be done?
    [[nodiscard]] bool contains(const std::string& name, steady_instant now) const {
        const auto found = all_.find(name);
        return found != all_.end() && now < found->second.until;
    }
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    /// Had it been announced when a request left that noted this stamp?
    [[nodiscard]] bool was_announced(const std::string& name, stamp noted,
                                     steady_instant now) const;
    /// Is one of them about this date?
    [[nodiscard]] bool reaches(tenant_id tenant, event_type_id type, utc_date date,
                               steady_instant now) const {
        return life(tenant, type, date, now) != milliseconds::max();
    }

  private:
    struct ladder;
    void begin(const std::string& name, ladder one, steady_instant now);

    struct ladder {
        tenant_id told_by;
        std::vector<blast_radius> radii;
        stamp announced;
        steady_instant since;
        steady_instant until;
        bool can_be_read = true;
        steady_instant asked;  ///< last, whether it happened
    };

    std::size_t all_max_;
    std::map<std::string, ladder> all_;
};

}  // namespace slotgate::coherence
