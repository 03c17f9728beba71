#include "sim/trace.hpp"

namespace slotgate::simulation {

namespace {

constexpr std::uint64_t prime = 1'099'511'628'211U;  // of FNV-1a

}  // namespace

void trace::join(const trace& next) {
    digest_ = (digest_ ^ next.digest_) * prime;
    steps_ += next.steps_;
}

void trace::note(moment now, std::string_view what, std::int64_t a, std::int64_t b,
                 std::int64_t c) {
    const auto mix = [&](std::int64_t value) {
        digest_ = (digest_ ^ static_cast<std::uint64_t>(value)) * prime;
    };
    mix(now.system.time_since_epoch().count());
    mix(static_cast<std::int64_t>(what.size()) * 256 + what.front());
    for (const auto value : {a, b, c}) mix(value);
    ring_[steps_ % kept] = {now.system, what, {a, b, c}};
    ++steps_;
}

std::vector<std::string> trace::last() const {
    std::vector<std::string> out;
    for (auto step = steps_ < kept ? 0 : steps_ - kept; step < steps_; ++step) {
        const auto& one = ring_[step % kept];
        auto text = std::to_string(step + 1) + ' ' + to_text(one.at) + ' ' + std::string(one.what);
        for (const auto value : one.which) text += ' ' + std::to_string(value);
        out.push_back(std::move(text));
    }
    return out;
}

}  // namespace slotgate::simulation
