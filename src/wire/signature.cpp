#include "wire/signature.hpp"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/ensure.hpp"

namespace slotgate::wire {
namespace {

constexpr std::size_t sha256_bytes = 32;

std::array<unsigned char, sha256_bytes> hmac_sha256(std::string_view secret,
                                                    std::string_view body) {
    std::array<unsigned char, sha256_bytes> digest{};
    std::size_t written = 0;
    // An empty secret is a key of no bytes; OpenSSL wants a pointer all the same.
    static constexpr char no_bytes = 0;
    const void* key = secret.empty() ? &no_bytes : secret.data();
    const bool done = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key, secret.size(),
                                reinterpret_cast<const unsigned char*>(body.data()), body.size(),
                                digest.data(), digest.size(), &written) != nullptr;
    ensure(done && written == sha256_bytes, "OpenSSL computes HMAC-SHA256");
    return digest;
}

}  // namespace

std::string calcom_signature(std::string_view secret, std::string_view body) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * sha256_bytes);
    for (const unsigned char byte : hmac_sha256(secret, body)) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

bool signature_matches(std::string_view secret, std::string_view body, std::string_view signature) {
    const auto expected = calcom_signature(secret, body);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) == 0;
}

}  // namespace slotgate::wire
