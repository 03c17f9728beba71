#include "gateway/tenant.hpp"

#include <algorithm>

#include "wire/digest.hpp"

namespace slotgate::gateway {
namespace {

const tenant* found_in(const std::unordered_map<std::string, const tenant*>& map,
                       const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
}

}  // namespace

bool issued_credential::is_for(event_type_id type) const {
    return !event_types || std::ranges::find(*event_types, type) != event_types->end();
}

tenants::tenants(std::vector<tenant> all) : all_(std::move(all)) {
    for (const auto& t : all_) {
        for (const auto& name : t.host_names) by_host_.emplace(name, &t);
        for (const auto& digest : t.key_digests) by_key_.emplace(digest, &t);
        for (const auto& c : t.credentials) by_token_.emplace(c.token_digest, holder{&t, &c});
    }
}

tenants::holder tenants::holder_of(std::string_view token) const {
    const auto found = by_token_.find(wire::sha256(token));
    return found == by_token_.end() ? holder{} : found->second;
}

const tenant* tenants::with_key(std::string_view key) const {
    return found_in(by_key_, wire::sha256(key));
}

const tenant* tenants::at_host(std::string_view name) const {
    return found_in(by_host_, std::string(name));
}

const tenant* tenants::sole() const {
    return all_.size() == 1 && all_.front().host_names.empty() ? &all_.front() : nullptr;
}

const tenant* tenants::named(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &tenant::name);
    return found == all_.end() ? nullptr : &*found;
}

}  // namespace slotgate::gateway
