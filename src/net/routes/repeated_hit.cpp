#include "net/routes/repeated_hit.hpp"

namespace slotgate::net {

bool repeated_hit::write_head(std::string& out, std::string_view date) {
    const auto now = services_.now();
    if (!services_.rendered.holds(*answer_, now)) return false;
    const auto& of = answer_->validity;
    services_.metrics.looked_up(ops::lookup_result::derived, of.tenant, of.type);
    head_.write(out, gateway::age_of(*answer_, now), date);
    return true;
}

}  // namespace slotgate::net
