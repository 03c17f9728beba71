#include "net/routes/cache_status.hpp"

#include <algorithm>
#include <cstdint>

namespace slotgate::net {

using gateway::answer_source;
using ops::lookup_result;

std::string cache_status(answer_source source, const coherence::validity& answer, moment now) {
    switch (source) {
        case answer_source::hit:
            return "slotgate; hit";
        case answer_source::unrefreshed: {
            // Within its lifetime it was overtaken by a booking, which is subtracted.
            const auto left = std::chrono::floor<seconds>(answer.good_until - now.steady);
            const auto ttl = std::min<std::int64_t>(0, left.count());
            return "slotgate; hit; ttl=" + std::to_string(ttl) + "; detail=unrefreshed";
        }
        case answer_source::fetched:
            return "slotgate; fwd=miss";
        case answer_source::collapsed:
            return "slotgate; fwd=miss; collapsed";
    }
    return "slotgate";
}

lookup_result counted(answer_source source) {
    switch (source) {
        case answer_source::hit:
            return lookup_result::hit;
        case answer_source::unrefreshed:
            return lookup_result::unrefreshed;
        case answer_source::fetched:
            return lookup_result::miss;
        case answer_source::collapsed:
            return lookup_result::collapsed;
    }
    return lookup_result::failed;
}

}  // namespace slotgate::net
