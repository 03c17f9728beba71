#include "calcom-sim/webhook_template.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"
#include "wire/signature.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

TEST_CASE("a template is filled by path, escaped for HTML but for quotes") {
    const auto data = boost::json::parse(
        R"({"a":{"b":[{"c":"x"},{"c":"<y>"}]},"n":3,"yes":true,"no":null,"q":"say \"hi\"",)"
        R"("e":"'`=&quot;"})");
    const auto filled = [&](std::string_view text) {
        return filled_template(text, data.as_object());
    };
    CHECK(filled("{{a.b.0.c}} {{ a.b.[1].c }} {{{a.b.1.c}}}") == "x &lt;y&gt; <y>");
    CHECK(filled("{{n}}/{{yes}}/{{no}}/{{none.such}}/{{a}}") == "3/true///[object Object]");
    CHECK(filled("{{q}}") == "say \"hi\"");
    CHECK(filled("{{e}} {{{e}}}") == "&#x27;&#x60;&#x3D;&amp;quot; '`=&quot;");
    CHECK(filled("{{#each a}}{{/each}} {{open") == "{{#each a}}{{/each}} {{open");
}

TEST_CASE("a template replaces the body of a delivery, JSON written anew, and is what is signed") {
    auto w = with_webhook(practice());
    auto form = w.webhooks[0];
    form.id = "form";
    form.payload_template = "type={{type}}&trigger={{triggerEvent}}";
    w.webhooks[0].secret = "k";
    w.webhooks[0].payload_template =
        R"({ "what": "{{type}}", "who": "{{attendees.0.email}}", "at": "{{startTime}}" })";
    w.webhooks.push_back(form);
    asker cal(std::move(w));
    const auto told = posted(cal.book("2031-05-06T10:00:00Z"));
    REQUIRE(told.size() == 2);
    const auto& request = told[0].request;
    CHECK(request.body == R"({"what":"m1","who":"bo@guests.example","at":"2031-05-06T10:00:00Z"})");
    CHECK(wire::signature_matches("k", request.body, *request.headers.find("x-cal-signature-256")));
    CHECK(told[1].request.body == "type=m1&trigger=BOOKING_CREATED");
    CHECK(told[1].request.headers.find("content-type") == "application/x-www-form-urlencoded");
}
