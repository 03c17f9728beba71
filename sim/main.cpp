// One world after another, each an hour long: `slotgate_simulation SEED COUNT`. Seeds go up from
// SEED. Prints what was counted, a name and a number a line; tools/sim adds them up and makes a
// report of them. Exit code 1: a rule was broken.

#include <charconv>
#include <cstdint>
#include <iostream>
#include <string_view>

#include "ops/log.hpp"
#include "sim/scene.hpp"
#include "sim/tally.hpp"
#include "sim/trace.hpp"
#include "tz/zones.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::simulation;

constexpr hours world_lasts{1};

bool read_number(std::string_view text, std::uint64_t& into) {
    const auto read = std::from_chars(text.begin(), text.end(), into);
    return read.ec == std::errc{} && read.ptr == text.end();
}

void tell(const tally& counts, const trace& notes) {
    using enum operation;
    const auto line = [](std::string_view name, std::uint64_t number) {
        std::cout << name << ' ' << number << '\n';
    };
    line("worlds", counts.worlds);
    line("question", counts.of(question));
    line("fact", counts.of(fact));
    line("fetch", counts.of(fetch));
    line("write", counts.of(write));
    line("answers", counts.answers);
    line("memory", counts.memory);
    line("errors", counts.errors);
    line("crashes", counts.crashes);
    for (std::size_t i = 0; i < rule_names.size(); ++i) line(rule_names[i], counts.decided[i]);
    line("digest", notes.digest());
}

void tell(const broken& what, const trace& notes, std::uint64_t seed) {
    for (const auto& one : notes.last()) std::cout << "| " << one << '\n';
    std::cout << "broken " << rule_names[static_cast<std::size_t>(what.which)] << ", seed " << seed
              << ", step " << notes.steps() << ": " << what.what << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 0;
    std::uint64_t count = 0;
    if (argc != 3 || !read_number(argv[1], seed) || !read_number(argv[2], count)) {
        std::cerr << "slotgate_simulation SEED COUNT\n";
        return 2;
    }
    ops::set_log_level(ops::level::error);
    const auto zones = tz::load_zones();
    if (!zones) {
        std::cerr << "no time zones: " << zones.error().detail << '\n';
        return 2;
    }
    tally counts;
    trace notes;
    for (const auto end = seed + count; seed != end; ++seed) {
        trace of_world;
        scene world(seed, **zones, counts, of_world);
        if (const auto verdict = world.run(world_lasts)) {
            tell(*verdict, of_world, seed);
            return 1;
        }
        notes.join(of_world);
    }
    tell(counts, notes);
    return 0;
}
