#pragma once

#include <string>
#include <vector>

#include "core/id.hpp"
#include "core/zone.hpp"
#include "finding/opening_hours.hpp"

namespace slotgate::gateway {

/// Something a branch offers: one event type of its account.
struct service {
    std::string id;
    std::string name;
    event_type_id event_type;
};

/// A place of a tenant's where appointments are kept.
struct branch {
    std::string id;
    const slotgate::zone* zone = nullptr;    ///< not null; of the machine's database
    std::vector<std::string> phone_numbers;  ///< E.164
    finding::opening_hours hours;
    std::vector<service> services;
};

}  // namespace slotgate::gateway
