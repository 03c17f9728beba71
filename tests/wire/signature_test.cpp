#include "wire/signature.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace slotgate::wire;

TEST_CASE("the signature is HMAC-SHA256 as RFC 4231 has it") {
    CHECK(calcom_signature("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(calcom_signature(std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST_CASE("empty secrets and empty bodies have signatures too") {
    CHECK(calcom_signature("", "") ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("W1: a signature matches the exact bytes it was made of and no others") {
    const auto signature = calcom_signature("k", R"({"triggerEvent":"PING"})");
    CHECK(signature_matches("k", R"({"triggerEvent":"PING"})", signature));
    CHECK_FALSE(signature_matches("k", R"({"triggerEvent": "PING"})", signature));
    CHECK_FALSE(signature_matches("K", R"({"triggerEvent":"PING"})", signature));
}

TEST_CASE("W1: a signature of another length is wrong") {
    const auto signature = calcom_signature("k", "body");
    CHECK_FALSE(signature_matches("k", "body", ""));
    CHECK_FALSE(signature_matches("k", "body", signature.substr(0, 63)));
    CHECK_FALSE(signature_matches("k", "body", signature + "0"));
    CHECK_FALSE(signature_matches("k", "body", "no-secret-provided"));
}
