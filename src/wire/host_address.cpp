#include "wire/host_address.hpp"

#include "wire/digest.hpp"

namespace slotgate::wire {

std::string digest_of_address(std::string_view address) {
    return sha256(address);
}

}  // namespace slotgate::wire
