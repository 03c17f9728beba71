#include "calcom-sim/world_edits.hpp"

#include <array>
#include <utility>

#include "calcom-sim/world_builder.hpp"

namespace slotgate::sim {
namespace {

struct verb {
    std::string_view name;
    world_builder::action thing::* does;
};
constexpr std::array verbs{verb{"add", &thing::add}, verb{"set", &thing::set},
                           verb{"remove", &thing::remove}};

/// What an edit does; null, and a fault, if it cannot be done to such a thing.
world_builder::action action_of(fields& in) {
    const verb* chosen = nullptr;
    int given = 0;
    for (const auto& one : verbs) {
        if (!in.has(one.name)) continue;
        chosen = &one;
        ++given;
    }
    if (given != 1) {
        in.complain("add", "or set or remove must be given, one of them");
        return nullptr;
    }
    const auto name = in.text(chosen->name);
    std::string known;
    for (const auto& one : things) {
        if (one.*chosen->does == nullptr) continue;
        if (one.name == name) return one.*chosen->does;
        known += (known.empty() ? "" : ", ") + std::string(one.name);
    }
    in.complain(chosen->name, "must be one of " + known);
    return nullptr;
}

}  // namespace

result<edited_world> edit_world(world before, std::string_view body, const zone_database& zones,
                                instant now) {
    edited_world out{.after = std::move(before)};
    const auto read = read_body(
        body, "edits", [&](const boost::json::value& value, const std::string& at, fault& wrong) {
            if (!wrong.none()) return;
            fields in(value, at, wrong);
            const auto action = action_of(in);
            if (action == nullptr) return;
            world_builder builder(std::move(out.after), now, zones, wrong);
            (builder.*action)(in);
            in.finish();
            builder.give_usual_hours();
            out.after = builder.take();
            ++out.edits;
        });
    if (!read) return std::unexpected(read.error());
    return out;
}

}  // namespace slotgate::sim
