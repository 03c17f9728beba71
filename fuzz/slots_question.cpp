#include "wire/slots_question.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ensure.hpp"

namespace {

using namespace slotgate;

/// One zone with a change of its clock; nothing is read from the machine.
class two_zones : public zone_database {
  public:
    [[nodiscard]] const zone* find(std::string_view name) const override {
        if (name == "UTC") return &utc_;
        return name == "Europe/Berlin" ? &berlin_ : nullptr;
    }
    [[nodiscard]] const zone& utc() const override { return utc_; }

  private:
    zone utc_{"UTC", {{instant{}, minutes{0}}}};
    zone berlin_{"Europe/Berlin",
                 {{instant{}, minutes{60}}, {instant{hours{17'000'000}}, minutes{120}}}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const two_zones zones;
    const std::string_view query{reinterpret_cast<const char*>(data), size};
    for (const auto contract : {wire::generation::v2024_09_04, wire::generation::v2024_04_15}) {
        const auto read = wire::read_slots_question(contract, query, zones);
        ensure(read || (read.error().status >= 400 && !read.error().message.empty()),
               "a refusal has a status and says why");
    }
    return 0;
}
