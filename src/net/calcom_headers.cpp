#include "net/calcom_headers.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace slotgate::net {
namespace {

void put_hex(std::string& out, std::uint64_t bits, int digits) {
    constexpr std::string_view names = "0123456789abcdef";
    for (int i = digits - 1; i >= 0; --i) out += names[(bits >> (4 * i)) & 15U];
}

std::string request_id() {
    // Only has to be distinct, not unguessable: one generator a thread, seeded from the machine.
    thread_local std::mt19937_64 random{std::random_device{}()};
    const auto high = (random() & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;
    const auto low = (random() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    std::string out;
    out.reserve(36);
    put_hex(out, high >> 32U, 8);
    out += '-';
    put_hex(out, (high >> 16U) & 0xFFFFU, 4);
    out += '-';
    put_hex(out, high & 0xFFFFU, 4);
    out += '-';
    put_hex(out, low >> 48U, 4);
    out += '-';
    put_hex(out, low & 0xFFFFFFFFFFFFULL, 12);
    return out;
}

}  // namespace

void add_calcom_headers(wire::response& response) {
    response.headers.add("X-Request-Id", request_id());
    response.headers.add("Access-Control-Allow-Origin", "*");
}

}  // namespace slotgate::net
