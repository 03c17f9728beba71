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
    }
    return "unknown";
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
