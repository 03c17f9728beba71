#include "wire/digest.hpp"

#include <array>

#include <openssl/evp.h>

#include "core/ensure.hpp"

namespace slotgate::wire {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    ensure(EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr) == 1,
           "SHA-256 is always there");
    return {out.begin(), out.begin() + size};
}

}  // namespace slotgate::wire
