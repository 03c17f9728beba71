#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "coherence/engine.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/guarded.hpp"

namespace slotgate::gateway {

/// An answer in the bytes that go out, and until when it may (S11).
struct rendered_answer {
    std::string body;
    std::string etag;  ///< empty where none is sent
    coherence::validity validity;
    /// One more than `engine::facts` when it was last seen to hold; 0: never.
    mutable std::atomic<std::uint64_t> seen_to_hold{0};
};

/// Since the oldest of its days left for Cal.com.
[[nodiscard]] seconds age_of(const rendered_answer& answer, moment now);

/// The second layer: bodies already rendered, by tenant and exact request target; alternatives by
/// their key (gateway/alternatives.hpp), which is no target. A day entry in every respect but its
/// shape: given out only while the stamps of its days are current. Bounded in number and bytes;
/// when full it starts afresh, which costs a rendering each. Threads: safe to share.
class rendered_answers {
  public:
    using shared_answer =
        std::shared_ptr<const rendered_answer>;  // with the connections that send it

    rendered_answers(const guarded<coherence::engine>& engine, const cache_switch& power)
        : engine_(engine), power_(power) {}

    /// The answer if it still holds at `now`; null otherwise, and while the cache is off.
    [[nodiscard]] shared_answer find(tenant_id tenant, std::string_view target, moment now) const;

    /// May this answer be given at `now`? False while the cache is off. No lock is taken unless a
    /// fact has come since it was last seen to hold.
    [[nodiscard]] bool holds(const rendered_answer& answer, moment now) const;

    void keep(std::string_view target, shared_answer answer);

  private:
    /// Lets the table be searched by views, without building a key.
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    using by_target = std::unordered_map<std::string, shared_answer, hash, std::equal_to<>>;
    struct table {
        std::unordered_map<tenant_id, by_target> tenants;
        std::size_t bytes = 0;
        std::size_t count = 0;
    };

    const guarded<coherence::engine>& engine_;
    const cache_switch& power_;
    guarded<table> table_;
};

}  // namespace slotgate::gateway
