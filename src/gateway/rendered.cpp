#include "gateway/rendered.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace slotgate::gateway {
namespace {

constexpr std::size_t answers_max = 20'000;
constexpr std::size_t bytes_max = 128U << 20U;
/// A body larger than this is rare and cheap to render compared with sending it.
constexpr std::size_t body_bytes_max = 256U << 10U;

std::size_t size_of(std::string_view target, const rendered_answer& answer) {
    return target.size() + answer.body.size() + answer.etag.size() + sizeof(rendered_answer);
}

}  // namespace

seconds age_of(const rendered_answer& answer, moment now) {
    const auto age = std::chrono::floor<seconds>(now.steady - answer.validity.left_at);
    return std::max(seconds{0}, age);
}

rendered_answers::shared_answer rendered_answers::find(tenant_id tenant, std::string_view target,
                                                       moment now) const {
    auto found = table_.with([&](const table& t) -> shared_answer {
        const auto own = t.tenants.find(tenant);
        if (own == t.tenants.end()) return nullptr;
        const auto place = own->second.find(target);
        return place == own->second.end() ? nullptr : place->second;
    });
    return found && holds(*found, now) ? found : nullptr;
}

bool rendered_answers::holds(const rendered_answer& answer, moment now) const {
    if (!power_.is_on()) return false;
    // Read before the stamps are looked at: a fact that comes in between is noticed next time.
    const auto facts = engine_.peek([](const coherence::engine& e) { return e.facts(); }) + 1;
    if (answer.seen_to_hold.load(std::memory_order_relaxed) == facts)
        return coherence::in_time(answer.validity, now);
    const bool holds =
        engine_.with([&](const coherence::engine& e) { return e.holds(answer.validity, now); });
    if (holds) answer.seen_to_hold.store(facts, std::memory_order_relaxed);
    return holds;
}

void rendered_answers::keep(std::string_view target, shared_answer answer) {
    if (answer->body.size() > body_bytes_max) return;
    const auto size = size_of(target, *answer);
    table_.with([&](table& t) {
        if (t.count >= answers_max || t.bytes + size > bytes_max) t = table{};
        auto& own = t.tenants[answer->validity.tenant];
        const auto place = own.find(target);
        if (place != own.end()) {
            t.bytes -= size_of(target, *place->second);
            place->second = std::move(answer);
        } else {
            own.emplace(std::string(target), std::move(answer));
            ++t.count;
        }
        t.bytes += size;
    });
}

}  // namespace slotgate::gateway
