#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// Who told us. Names appear in logs (`reason`) and metrics (`source`).
enum class fact_source : std::uint8_t {
    webhook,      ///< Cal.com announced it
    own_request,  ///< a change went through us
    clock,        ///< the machine's clock stepped
    start,        ///< the process began: what came before is not known
    operator_,    ///< somebody ordered it
    catalogue,    ///< event types were read again, and are not what they were
    reading       ///< a booking was read, and is no more
};

/// What may have changed, and for whom (S4). Too wide costs a fetch, too narrow costs a customer.
struct everything {};
struct whole_tenant {
    tenant_id tenant;
};
struct whole_event_type {
    tenant_id tenant;
    event_type_id type;
};
/// Every date from `first` on.
struct dates_from {
    tenant_id tenant;
    event_type_id type;
    utc_date first;
};
struct some_dates {
    tenant_id tenant;
    event_type_id type;
    utc_date first;
    utc_date last;  ///< inclusive
};
using blast_radius =
    std::variant<everything, whole_tenant, whole_event_type, dates_from, some_dates>;

/// Can the change touch what event types are (length, notice, hosts), or bookings alone?
enum class changes : std::uint8_t { bookings, rules };

/// Anything learned that can change an answer. Enters the engine through `engine::absorb` alone
/// (S1).
struct fact {
    fact_source source;
    blast_radius radius;
    coherence::changes changes = coherence::changes::bookings;
};

/// Does it reach the event type on one of these dates, both included?
[[nodiscard]] bool reaches_any(const blast_radius& radius, tenant_id tenant, event_type_id type,
                               utc_date first, utc_date last);

/// The tenant it is about; nothing: all of them.
[[nodiscard]] std::optional<tenant_id> tenant_of(const blast_radius& radius);

[[nodiscard]] std::string_view to_text(fact_source source);
/// `everything`, `tenant`, `event_type` or `dates`.
[[nodiscard]] std::string_view to_text(const blast_radius& radius);

}  // namespace slotgate::coherence
