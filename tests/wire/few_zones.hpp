#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "core/zone.hpp"

namespace slotgate::wire {

/// A zone database of five names with the clock changes of 2031.
class few_zones : public zone_database {
  public:
    [[nodiscard]] const zone* find(std::string_view name) const override {
        for (const zone& z : zones_)
            if (z.name() == name) return &z;
        return nullptr;
    }
    [[nodiscard]] const zone& utc() const override { return zones_.front(); }

  private:
    static std::vector<zone::period> always(minutes offset) {
        return {{.since = instant{}, .offset = offset}};
    }
    static std::vector<zone::period> berlin() {
        using std::chrono::sys_days;
        using std::chrono::year;
        return {{.since = instant{}, .offset = minutes{60}},
                {.since = sys_days{year{2031} / 3 / 30} + hours{1}, .offset = minutes{120}},
                {.since = sys_days{year{2031} / 10 / 26} + hours{1}, .offset = minutes{60}}};
    }

    std::array<zone, 5> zones_{zone{"UTC", always(minutes{0})}, zone{"GMT", always(minutes{0})},
                               zone{"Etc/UTC", always(minutes{0})}, zone{"Europe/Berlin", berlin()},
                               zone{"America/St_Johns", always(minutes{-150})}};
};

}  // namespace slotgate::wire
