#pragma once

#include <string>

namespace slotgate::test {

/// A key and a certificate for 127.0.0.1 that it signed itself, both as PEM.
struct self_signed {
    std::string certificate;
    std::string key;
};

[[nodiscard]] self_signed make_self_signed();

}  // namespace slotgate::test
