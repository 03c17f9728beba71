#include "wire/team_reading.hpp"

#include <boost/json/value.hpp>

#include "wire/success_envelope.hpp"

namespace slotgate::wire {

result<std::vector<read_team>> read_teams(std::string_view body) {
    const auto wrong = [] { return fail(errc::upstream_garbage, "a team cannot be read"); };
    const auto data = read_success_envelope(body);
    if (!data) return std::unexpected(data.error());
    const auto* list = data->if_array();
    if (list == nullptr) return wrong();
    std::vector<read_team> out;
    for (const auto& element : *list) {
        const auto* team = element.if_object();
        const auto* id = team == nullptr ? nullptr : team->if_contains("id");
        if (id == nullptr || !id->is_int64()) return wrong();
        read_team one{.id = id->get_int64(), .slug = {}};
        const auto* slug = team->if_contains("slug");
        if (slug != nullptr && slug->is_string())
            one.slug = {slug->get_string().data(), slug->get_string().size()};
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace slotgate::wire
