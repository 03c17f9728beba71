#pragma once

#include <map>
#include <string>
#include <string_view>

#include "calcom-sim/slots.hpp"
#include "core/time.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::sim {

struct exchange;
struct reaction;

/// Cal.com's own cache of what a slots question found: given again until it is too old, whatever
/// happened since; nothing takes an entry out. Errors are not kept, and of equal questions under
/// way at once each is computed. Bounded by how many questions come in that time. Confined to its
/// caller. Source: calcom.md 7.1; calcom-recorded A5; recorded group cache.
class slots_cache {
  public:
    /// What was found less than `lifetime` ago; null if nothing was. Valid until the next `keep`.
    [[nodiscard]] const found_slots* find(const std::string& key, instant now,
                                          milliseconds lifetime) const;
    /// Keeps `found`, and forgets what is too old.
    void keep(std::string key, found_slots found, instant now, milliseconds lifetime);

  private:
    struct entry {
        instant computed_at;
        found_slots found;
        [[nodiscard]] bool is_fresh(instant now, milliseconds lifetime) const {
            // A clock that was set back makes no entry younger than it is.
            return computed_at <= now && now < computed_at + lifetime;
        }
    };
    std::map<std::string, entry> entries_;
};

/// What an entry is filed under: the parsed question without its format; of the older contract the
/// query as sent, format included.
[[nodiscard]] std::string cache_key(const wire::slots_question& question, std::string_view query);

/// GET /v2/slots and GET /v2/slots/available, through the cache. What is computed anew clears away
/// the event type's expired reservations.
[[nodiscard]] reaction show_slots(exchange& x);
[[nodiscard]] reaction show_old_slots(exchange& x);

}  // namespace slotgate::sim
