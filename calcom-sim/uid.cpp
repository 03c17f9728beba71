#include "calcom-sim/uid.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace slotgate::sim {
namespace {

using uuid_bytes = std::array<std::uint8_t, 16>;

uuid_bytes random_uuid(std::mt19937_64& random) {
    uuid_bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        const std::uint64_t word = random();
        for (std::size_t k = 0; k < 8; ++k)
            bytes[i + k] = static_cast<std::uint8_t>(word >> (8 * k) & 0xFFU);
    }
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    return bytes;
}

/// Divides the big-endian number in place and returns the remainder.
unsigned divide(uuid_bytes& number, unsigned divisor) {
    unsigned rest = 0;
    for (auto& byte : number) {
        const unsigned value = rest * 256U + byte;
        byte = static_cast<std::uint8_t>(value / divisor);
        rest = value % divisor;
    }
    return rest;
}

}  // namespace

std::string make_uid(std::mt19937_64& random) {
    constexpr std::string_view digits =
        "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    constexpr std::size_t length = 22;
    auto number = random_uuid(random);
    std::string uid(length, digits.front());
    for (auto place = uid.rbegin(); place != uid.rend(); ++place)
        *place = digits[divide(number, static_cast<unsigned>(digits.size()))];
    return uid;
}

std::string make_uuid(std::mt19937_64& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto bytes = random_uuid(random);
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

}  // namespace slotgate::sim
