#pragma once

#include <expected>
#include <string>

#include "core/time.hpp"
#include "gateway/caller.hpp"
#include "gateway/tenant.hpp"
#include "speech/offers.hpp"
#include "wire/function_call.hpp"

namespace slotgate::gateway {

/// Whom a call asks for alternatives to what. Points into `tenants`, which outlive it.
struct alternatives_request {
    const tenant* of = nullptr;
    const gateway::branch* branch = nullptr;
    const gateway::service* service = nullptr;
    local_time wished;  ///< by the branch's clock
    std::size_t most = 2;
    speech::language language{};
};

/// Something has to be asked back, or refused: `status` for machines, `message` to be said.
struct asked_back {
    std::string_view status;
    std::string message;
};

/// What a call of `get_alternatives` asks for. The tenant is the caller's; of its branches the one
/// that the called number, the caller's credential and `branch_id` leave (V1): nothing is taken for
/// granted where they leave none or several. Names of arguments are German and English (V2); dates
/// and times that leave a doubt, are past, or more than a year away are asked back (V4). `now`
/// decides what is past. Statuses: `branch_unknown`, `service_needed`, `date_needed`,
/// `time_needed`, `time_past`.
[[nodiscard]] std::expected<alternatives_request, asked_back> understand(
    const caller& who, const wire::function_call& call, instant now);

}  // namespace slotgate::gateway
