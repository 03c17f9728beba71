#include "net/calcom_headers.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace slotgate::net {

void append_request_id(std::string& out) {
    constexpr std::string_view names = "0123456789abcdef";
    constexpr std::string_view form = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    // Only has to be distinct, not unguessable: one generator a thread, seeded from the machine.
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::array<std::uint64_t, 2> bits{random(), random()};
    std::array<char, form.size()> text{};
    for (std::size_t i = 0; i < form.size(); ++i) {
        auto& half = bits.at(i < form.size() / 2 ? 0 : 1);
        const auto digit = half & 15U;
        text.at(i) = form[i];
        if (form[i] == 'x') text.at(i) = names[digit];
        if (form[i] == 'y') text.at(i) = names[digit % 4 + 8];
        if (form[i] == 'x' || form[i] == 'y') half >>= 4U;
    }
    out.append(text.data(), text.size());
}

void add_calcom_headers(wire::response& response) {
    std::string id;
    id.reserve(36);
    append_request_id(id);
    response.headers.add("X-Request-Id", std::move(id));
    response.headers.add("Access-Control-Allow-Origin", "*");
}

}  // namespace slotgate::net
