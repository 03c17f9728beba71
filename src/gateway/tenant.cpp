#include "gateway/tenant.hpp"

#include <algorithm>

#include "wire/digest.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

const tenant* tenants::of(std::string_view bearer, std::string_view host) const {
    if (all_.size() == 1 && all_.front().host_names.empty()) return &all_.front();
    if (!bearer.empty()) {
        const auto digest = wire::sha256(bearer);
        const auto owner = std::ranges::find_if(all_, [&](const tenant& t) {
            return std::ranges::find(t.key_digests, digest) != t.key_digests.end();
        });
        if (owner != all_.end()) return &*owner;
    }
    const auto named_by_host = std::ranges::find_if(all_, [&](const tenant& t) {
        return std::ranges::any_of(t.host_names, [&](const std::string& name) {
            return wire::same_header_name(name, host);
        });
    });
    return named_by_host == all_.end() ? nullptr : &*named_by_host;
}

const tenant* tenants::named(std::string_view name) const {
    const auto found = std::ranges::find(all_, name, &tenant::name);
    return found == all_.end() ? nullptr : &*found;
}

}  // namespace slotgate::gateway
