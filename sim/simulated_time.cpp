#include "sim/simulated_time.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace slotgate::simulation {
namespace {

struct clocks {
    steady_instant steady{std::chrono::hours{1}};
    instant system;
    steady_instant limit = steady;
};

clocks& the_clocks() {
    static clocks all;
    return all;
}

void advance(steady_instant to) {
    auto& c = the_clocks();
    if (to <= c.steady) return;
    c.system += to - c.steady;
    c.steady = to;
}

timespec as_timespec(milliseconds since) {
    const auto whole = std::chrono::floor<seconds>(since);
    const std::chrono::nanoseconds rest = since - whole;
    return {.tv_sec = static_cast<time_t>(whole.count()),
            .tv_nsec = static_cast<long>(rest.count())};
}

}  // namespace

moment simulated_now() {
    return {the_clocks().system, the_clocks().steady};
}

void begin_time(moment at) {
    the_clocks() = {.steady = at.steady, .system = at.system, .limit = at.steady};
}

void let_time_pass_until(steady_instant until) {
    the_clocks().limit = until;
}

void move_time_to(steady_instant to) {
    advance(to);
}

void step_system_clock(milliseconds by) {
    the_clocks().system += by;
}

milliseconds real_time() {
    timespec now{};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return seconds{now.tv_sec} +
           std::chrono::floor<milliseconds>(std::chrono::nanoseconds{now.tv_nsec});
}

}  // namespace slotgate::simulation

// What the C library would define; whoever links against this program gets these. NOLINTBEGIN

extern "C" {

int clock_gettime(clockid_t which, timespec* now) noexcept {
    using namespace slotgate::simulation;
    switch (which) {
        case CLOCK_REALTIME:
        case CLOCK_REALTIME_COARSE:
            *now = as_timespec(simulated_now().system.time_since_epoch());
            return 0;
        case CLOCK_MONOTONIC:
        case CLOCK_MONOTONIC_COARSE:
        case CLOCK_MONOTONIC_RAW:
        case CLOCK_BOOTTIME:
            *now = as_timespec(simulated_now().steady.time_since_epoch());
            return 0;
        default:
            return static_cast<int>(syscall(SYS_clock_gettime, which, now));
    }
}

/// Asio's timers then wait in `epoll_wait`, which gets to know for how long.
int timerfd_create(int /*clock*/, int /*flags*/) noexcept {
    errno = ENOSYS;
    return -1;
}

int epoll_ctl(int /*epoll*/, int /*what*/, int /*of*/, epoll_event* /*event*/) noexcept {
    return 0;
}

/// Nothing happens here but the passing of time.
int epoll_wait(int /*epoll*/, epoll_event* /*events*/, int /*events_max*/, int timeout) {
    using namespace slotgate::simulation;
    auto& c = the_clocks();
    const auto wanted = timeout < 0 ? c.limit : c.steady + slotgate::milliseconds{timeout};
    advance(std::min(wanted, c.limit));
    return 0;
}

}  // extern "C"

// NOLINTEND
