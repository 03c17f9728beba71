#include "ops/log.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <string>

#include <unistd.h>

#include "ops/log_line.hpp"

namespace slotgate::ops {
namespace {

std::atomic<level>& lowest() {
    static std::atomic<level> at{level::info};
    return at;
}

/// Writes all of it or, if standard error takes no more (closed, or a full pipe that does not
/// block), drops the rest: a log must never stop the service.
void write_line(const std::string& line) {
    // A pipe keeps lines whole only up to 4 KiB; the lock does so for any length.
    static std::mutex one_at_a_time;
    const std::scoped_lock lock(one_at_a_time);
    std::size_t written = 0;
    while (written < line.size()) {
        const auto n = ::write(STDERR_FILENO, line.data() + written, line.size() - written);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        written += static_cast<std::size_t>(n);
    }
}

}  // namespace

void log(level at, std::string_view message, std::initializer_list<field> fields) {
    if (at < lowest().load(std::memory_order_relaxed)) return;
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    write_line(log_line(now, at, message, fields));
}

void set_log_level(level at) {
    lowest().store(at, std::memory_order_relaxed);
}

}  // namespace slotgate::ops
