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
    }
    return "unknown";
}

}  // namespace slotgate::coherence
