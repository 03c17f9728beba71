#include "coherence/fact.hpp"

namespace slotgate::coherence {

std::string_view to_text(fact_source source) {
    switch (source) {
        case fact_source::webhook:
            return "webhook";
        case fact_source::own_request:
            return "own_request";
        case fact_source::clock:
            return "clock";
        case fact_source::start:
            return "start";
        case fact_source::operator_:
            return "operator";
        case fact_source::catalogue:
            return "catalogue";
        case fact_source::reading:
            return "reading";
    }
    return "unknown";
}

bool reaches_any(const blast_radius& radius, tenant_id tenant, event_type_id type, utc_date first,
                 utc_date last) {
    struct reader {
        tenant_id tenant;
        event_type_id type;
        utc_date first;
        utc_date last;

        bool operator()(const everything&) const { return true; }
        bool operator()(const whole_tenant& r) const { return r.tenant == tenant; }
        bool operator()(const whole_event_type& r) const {
            return r.tenant == tenant && r.type == type;
        }
        bool operator()(const dates_from& r) const {
            return r.tenant == tenant && r.type == type && r.first <= last;
        }
        bool operator()(const some_dates& r) const {
            return r.tenant == tenant && r.type == type && r.first <= last && first <= r.last;
        }
    };
    return std::visit(reader{tenant, type, first, last}, radius);
}

std::optional<tenant_id> tenant_of(const blast_radius& radius) {
    return std::visit(
        [](const auto& r) -> std::optional<tenant_id> {
            if constexpr (requires { r.tenant; })
                return r.tenant;
            else
                return std::nullopt;
        },
        radius);
}

std::string_view to_text(const blast_radius& radius) {
    struct reader {
        std::string_view operator()(const everything&) const { return "everything"; }
        std::string_view operator()(const whole_tenant&) const { return "tenant"; }
        std::string_view operator()(const whole_event_type&) const { return "event_type"; }
        std::string_view operator()(const dates_from&) const { return "dates"; }
        std::string_view operator()(const some_dates&) const { return "dates"; }
    };
    return std::visit(reader{}, radius);
}

}  // namespace slotgate::coherence
