#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/id.hpp"

namespace slotgate::ops {

/// How many questions about each event type were answered from memory, and how many were not. As
/// many event types as fit are told apart, the first that were asked about; the others are counted
/// together, so that no input can make more of them. Counting takes no lock and, after the first
/// time, one search that mostly ends where it begins. Safe to share, once its tenants are named.
class event_type_lookups {
  public:
    static constexpr std::size_t told_apart_max = 1000;

    /// The names of the tenants, in their order.
    void name_tenants(std::vector<std::string> names) { tenants_ = std::move(names); }

    enum class answered : std::uint8_t { from_memory, otherwise };
    void count(tenant_id tenant, event_type_id type, answered how);

    struct row {
        tenant_id tenant;
        event_type_id type;
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
    };
    /// By tenant, then event type. What was counted together is not among them.
    [[nodiscard]] std::vector<row> rows() const;

    void write(std::string& out) const;

  private:
    struct place {
        std::atomic<std::uint64_t> key{0};  ///< 0: free
        std::atomic<std::uint64_t> hits{0};
        std::atomic<std::uint64_t> misses{0};
    };
    /// Four times as many as are used, so that searches are short.
    static constexpr std::size_t places_count = 4096;

    [[nodiscard]] place& place_of(std::uint64_t key);
    [[nodiscard]] const std::string& name_of(tenant_id tenant) const;

    std::array<place, places_count> places_;
    place others_;
    std::atomic<std::size_t> used_{0};
    std::vector<std::string> tenants_;
};

}  // namespace slotgate::ops
