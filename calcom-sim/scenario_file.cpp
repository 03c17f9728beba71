#include "calcom-sim/simulator.hpp"
#include "calcom-sim/world_builder.hpp"

namespace slotgate::sim {
namespace {

constexpr std::size_t file_bytes_max = 4UL << 20U;

scenario read_scenario(const boost::json::value& file, const zone_database& zones, fault& wrong) {
    fields in(file, "", wrong);
    scenario out;
    out.now = in.time_if("now");
    world_builder builder({}, out.now, zones, wrong);
    for (const auto& kind : things) {
        in.each(kind.list, [&](const boost::json::value& element, const std::string& at) {
            fields one(element, at, wrong);
            (builder.*kind.add)(one);
            one.finish();
        });
        // Event types refer to schedules, so everybody must have one by then.
        if (kind.list == "schedules") builder.give_usual_hours();
    }
    auto blocked = in.texts("blockedEmails");
    in.finish();
    out.initial = builder.take();
    out.initial.blocked_emails = std::move(blocked);
    return out;
}

}  // namespace

result<scenario> parse_scenario(std::string_view json, const zone_database& zones) {
    if (json.size() > file_bytes_max) return fail(errc::config, "the file is longer than 4 MiB");
    boost::system::error_code broken;
    const auto file = boost::json::parse(json, broken);
    if (broken) return fail(errc::config, "the file is not JSON: " + broken.message());
    fault wrong;
    scenario out = read_scenario(file, zones, wrong);
    if (!wrong.none()) return std::unexpected(wrong.as_error());
    return out;
}

}  // namespace slotgate::sim
