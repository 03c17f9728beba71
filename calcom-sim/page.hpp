#pragma once

#include <array>
#include <string>
#include <string_view>

#include "calcom-sim/world.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// What a stranger in front of a browser sees: the event types of everybody, the booking page of
/// one event type, and what became of a booking. Plain HTML; whatever it shows is escaped. Pure.

/// `/`: links to every booking page that is not hidden.
[[nodiscard]] wire::response front_page(const world& w);

/// The event type behind `/{username}/{slug}` or `/team/{slug}/{event}`; null if there is none.
/// Hidden ones have a page too; what nobody can book has none.
[[nodiscard]] const event_type* type_of_page(const world& w, std::string_view path);

/// What the request log and faults call a page: one of `page_routes`, or nothing if there is none.
inline constexpr std::array<std::string_view, 3> page_routes{"/", "/{username}/{slug}",
                                                             "/team/{slug}/{event}"};
[[nodiscard]] std::string_view page_route(const world& w, std::string_view path);

/// The free starts of the next days, as a form.
[[nodiscard]] wire::response booking_page(const world& w, const zone_database& zones,
                                          const event_type& type, instant now);

/// The form that came back (`start`, `name`, `email`, `notes`), as the request an anonymous
/// stranger's browser would have Cal.com make.
[[nodiscard]] wire::request booking_of_form(const world& w, const event_type& type,
                                            const wire::request& form);

/// The page after the form: booked, requested, or why not.
[[nodiscard]] wire::response outcome_page(const wire::response& answer, std::string_view path);

[[nodiscard]] wire::response missing_page();

}  // namespace slotgate::sim
