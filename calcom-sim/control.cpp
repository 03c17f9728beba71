#include "calcom-sim/control.hpp"

#include <utility>

#include "calcom-sim/world_edits.hpp"
#include "calcom-sim/world_json.hpp"

namespace slotgate::sim {

struct control_desk::row {
    std::string_view method;
    std::string_view path;
    route answer;
};

/// Every control there is; docs/simulator.md describes them.
constexpr control_desk::row control_desk::rows[] = {
    {"GET", "/_sim/clock", &control_desk::tell_time},
    {"POST", "/_sim/clock", &control_desk::set_clock},
    {"POST", "/_sim/latency", &control_desk::set_latency},
    {"POST", "/_sim/cache", &control_desk::set_cache},
    {"POST", "/_sim/limits", &control_desk::set_limits},
    {"POST", "/_sim/reset", &control_desk::reset},
    {"GET", "/_sim/requests", &control_desk::show_requests},
    {"GET", "/_sim/world", &control_desk::show_world},
    {"POST", "/_sim/edit", &control_desk::edit},
    {"GET", "/_sim/faults", &control_desk::show_faults},
    {"POST", "/_sim/faults", &control_desk::add_faults},
    {"DELETE", "/_sim/faults", &control_desk::clear_faults},
};

control_desk::control_desk(settings chosen, scenario initial, const zone_database& zones,
                           movable_clock& clock)
    : settings_(std::move(chosen)),
      initial_(std::move(initial)),
      zones_(zones),
      clock_(clock),
      faults_(settings_.seed) {
    start_over();
}

simulator_options control_desk::options() const {
    return {.seed = settings_.seed,
            .race_window = is_slow() ? create_takes : milliseconds{0},
            .slots_cache = settings_.slots_cache,
            .rate_limits = settings_.rate_limits,
            .witness = settings_.witness};
}

void control_desk::start_over() {
    ++epoch_;
    simulator_.emplace(initial_.initial, zones_, options());
    waits_.seed(settings_.seed);
    faults_ = fault_plan(settings_.seed);
    freed_.clear();
    log_.clear();
    if (initial_.now) clock_.set(*initial_.now);
    meetings_told_ = clock_.now();
}

milliseconds control_desk::slots_wait() {
    // 300 to 800 ms, by remainder: distributions of the library differ from one to the next.
    return is_slow() ? milliseconds{300 + static_cast<std::int64_t>(waits_() % 501)}
                     : milliseconds{0};
}

std::vector<delivery> control_desk::take_freed() {
    return std::exchange(freed_, {});
}

result<wire::response> control_desk::answer(const wire::request& request) {
    for (const auto& one : rows)
        if (one.method == request.method && one.path == request.path())
            return (this->*one.answer)(request);
    return fail(errc::not_found, "docs/simulator.md lists the controls.");
}

result<wire::response> control_desk::tell_time(const wire::request&) {
    return wire::json_response(200, R"({"now":")" + to_text(clock_.now()) + "\"}");
}

result<wire::response> control_desk::set_clock(const wire::request& request) {
    const auto now = clock_.now();
    const auto order = read_clock(request.body, now);
    if (!order) return std::unexpected(order.error());
    if (order->passing)
        clock_.pass(order->to - now);
    else
        clock_.set(order->to);
    freed_ = simulator_->meetings_between(meetings_told_, order->to);
    meetings_told_ = std::max(meetings_told_, order->to);
    return tell_time(request);
}

result<wire::response> control_desk::set_latency(const wire::request& request) {
    const auto chosen = read_latency(request.body);
    if (!chosen) return std::unexpected(chosen.error());
    settings_.latency_now = *chosen;
    simulator_->options() = options();
    return wire::json_response(200, is_slow() ? R"({"slots":"real"})" : R"({"slots":"off"})");
}

result<wire::response> control_desk::set_cache(const wire::request& request) {
    const auto kept = read_cache(request.body);
    if (!kept) return std::unexpected(kept.error());
    settings_.slots_cache = *kept;
    simulator_->options() = options();
    return wire::json_response(200, R"({"slots_ms":)" + std::to_string(kept->count()) + '}');
}

result<wire::response> control_desk::set_limits(const wire::request& request) {
    const auto on = read_limits(request.body);
    if (!on) return std::unexpected(on.error());
    settings_.rate_limits = *on;
    simulator_->options() = options();
    return wire::json_response(200, *on ? R"({"rate":"on"})" : R"({"rate":"off"})");
}

result<wire::response> control_desk::reset(const wire::request& request) {
    start_over();
    return tell_time(request);
}

result<wire::response> control_desk::show_requests(const wire::request& request) {
    const auto last = read_last(request.query());
    if (!last) return std::unexpected(last.error());
    return wire::json_response(200, log_.to_json(*last));
}

result<wire::response> control_desk::show_world(const wire::request&) {
    return wire::json_response(200, world_json(simulator_->state(), clock_.now()));
}

result<wire::response> control_desk::edit(const wire::request& request) {
    auto edited = edit_world(simulator_->state(), request.body, zones_, clock_.now());
    if (!edited) return std::unexpected(edited.error());
    simulator_->edit([&](world& w) { w = std::move(edited->after); });
    return wire::json_response(200, R"({"edits":)" + std::to_string(edited->edits) + '}');
}

result<wire::response> control_desk::show_faults(const wire::request&) {
    return wire::json_response(200, faults_.to_json());
}

result<wire::response> control_desk::add_faults(const wire::request& request) {
    auto faults = read_faults(request.body);
    if (!faults) return std::unexpected(faults.error());
    if (auto added = faults_.add(std::move(*faults)); !added) return std::unexpected(added.error());
    return show_faults(request);
}

result<wire::response> control_desk::clear_faults(const wire::request& request) {
    freed_ = faults_.clear();
    return show_faults(request);
}

}  // namespace slotgate::sim
