#include "app/program_clock.hpp"

namespace slotgate::app {
namespace {

constexpr milliseconds tolerated{1'000};
/// A `Date` header has whole seconds.
constexpr milliseconds header_grain{1'000};
/// The system's clock was read somewhere between two looks this far apart: far less than a step
/// that matters. On a busy machine a thread may be put aside between them for longer.
constexpr milliseconds reading_takes_max{100};
/// Readings in a row; after that the next watch has to do.
constexpr int readings_max = 8;

instant machine_system() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

steady_instant machine_steady() {
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now());
}

}  // namespace

clock_reading read_machine() {
    const auto before = machine_steady();
    const auto system = machine_system();
    return {.before = before, .system = system, .after = machine_steady()};
}

clock_verdict step_finder::look(const clock_reading& r) {
    if (r.after - r.before > reading_takes_max) return clock_verdict::unsure;
    const milliseconds gap = r.system.time_since_epoch() - r.after.time_since_epoch();
    const bool stepped = gap_ && std::chrono::abs(gap - *gap_) > tolerated;
    gap_ = gap;
    return stepped ? clock_verdict::stepped : clock_verdict::even;
}

moment program_clock::moment_now() const {
    return {machine_system() + milliseconds{offset_ms_.load(std::memory_order_acquire)},
            machine_steady() + milliseconds{passed_ms_.load(std::memory_order_acquire)}};
}

void program_clock::pass(milliseconds time) {
    offset_ms_.fetch_add(time.count(), std::memory_order_acq_rel);
    passed_ms_.fetch_add(time.count(), std::memory_order_acq_rel);
    if (passed_) passed_();
}

void program_clock::shift(milliseconds by) {
    offset_ms_.fetch_add(by.count(), std::memory_order_acq_rel);
    if (told_) told_();
}

void program_clock::set(instant to) {
    shift(to - now());
}

void program_clock::hear(instant upstream, steady_instant left_at) {
    if (upstream == instant{}) return;
    const auto here = moment_now();
    const auto left = here.system - (here.steady - left_at);
    if (upstream > here.system + tolerated)
        shift(upstream - here.system);
    else if (upstream + header_grain < left - tolerated)
        shift(upstream + header_grain - left);
}

void program_clock::watch() {
    if (has_stepped() && told_) told_();
}

bool program_clock::has_stepped() {
    const std::scoped_lock lock(watching_);
    for (int i = 0; i < readings_max; ++i) {
        const auto seen = steps_.look(read_());
        if (seen != clock_verdict::unsure) return seen == clock_verdict::stepped;
    }
    return false;
}

}  // namespace slotgate::app
