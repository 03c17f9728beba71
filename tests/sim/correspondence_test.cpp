#include "calcom-sim/correspondence.hpp"

#include <doctest/doctest.h>

namespace slotgate::sim {
namespace {

constexpr const char* our_uid = "1111111111111111111111";
constexpr const char* their_uid = "rVmCUNj4ECeJJeyogxYMRA";
constexpr const char* other_uid = "nfns918mWVb7Zjus7sWb3r";

const instant arrival = *parse_instant("2031-05-01T08:00:00.000Z");

std::optional<std::string> difference(correspondence& names, std::string_view ours,
                                      std::string_view theirs) {
    return names.difference(boost::json::parse(ours), boost::json::parse(theirs),
                            {.from = arrival, .took = milliseconds{200}});
}

std::string booking_text(std::string_view uid, int id) {
    return R"({"id":)" + std::to_string(id) + R"(,"uid":")" + std::string(uid) + R"(","icsUid":")" +
           std::string(uid) + R"(@Cal.diy"})";
}

}  // namespace

TEST_CASE("an invented uid stands for the recorded one, wherever it stands") {
    correspondence names;
    CHECK_FALSE(difference(names, booking_text(our_uid, 1), booking_text(their_uid, 533)));
    CHECK_FALSE(difference(names, R"(["/booking/1111111111111111111111"])",
                           R"(["/booking/rVmCUNj4ECeJJeyogxYMRA"])"));
    CHECK(difference(names, booking_text(our_uid, 1), booking_text(other_uid, 534)));
}

TEST_CASE("two of ours never stand for one recorded id or uid") {
    correspondence names;
    CHECK_FALSE(difference(names, booking_text(our_uid, 1), booking_text(their_uid, 533)));
    CHECK(difference(names, booking_text(other_uid, 1), booking_text(their_uid, 533)));
    CHECK(difference(names, R"({"id":2})", R"({"id":533})"));
}

TEST_CASE("what was told stands for itself") {
    correspondence names;
    names.tell(boost::json::parse(R"([{"id":7,"uid":"rVmCUNj4ECeJJeyogxYMRA"}])"));
    CHECK(difference(names, booking_text(our_uid, 7), booking_text(their_uid, 7)));
    CHECK(difference(names, R"({"eventTypeId":8})", R"({"eventTypeId":7})"));
    CHECK(difference(names, R"({"duration":8})", R"({"duration":9})"));
}

TEST_CASE("a recorded time of doing may be later by the time the answer took, other times not") {
    correspondence names;
    const auto* const ours = R"({"createdAt":"2031-05-01T08:00:00.000Z"})";
    CHECK_FALSE(difference(names, ours, R"({"createdAt":"2031-05-01T08:00:00.200Z"})"));
    CHECK(difference(names, ours, R"({"createdAt":"2031-05-01T08:00:00.201Z"})"));
    CHECK(difference(names, ours, R"({"createdAt":"2031-05-01T07:59:59.999Z"})"));
    CHECK(difference(names, R"({"start":"2031-05-01T08:00:00.000Z"})",
                     R"({"start":"2031-05-01T08:00:00.001Z"})"));
}

TEST_CASE("a text may say what the clock said while the request was answered") {
    correspondence names;
    const auto* const ours = R"(["too early: it is 2031-05-01T08:00:00.000Z, wait"])";
    CHECK_FALSE(difference(names, ours, R"(["too early: it is 2031-05-01T08:00:00.017Z, wait"])"));
    CHECK(difference(names, ours, R"(["too early: it is 2031-05-01T09:00:00.000Z, wait"])"));
    CHECK(difference(names, ours, R"(["too early: it is 2031-05-01T08:00:00.017Z, stay"])"));
}

TEST_CASE("a guessed time may be any before the answer") {
    correspondence names;
    names.guess(arrival - hours{1});
    const auto* const ours = R"({"createdAt":"2031-05-01T07:00:00.000Z"})";
    CHECK_FALSE(difference(names, ours, R"({"createdAt":"2031-05-01T03:00:00.000Z"})"));
    CHECK(difference(names, ours, R"({"createdAt":"2031-05-01T09:00:00.000Z"})"));
}

TEST_CASE("the order of keys counts, and the first difference is named with its place") {
    correspondence names;
    CHECK(difference(names, R"({"a":1,"b":2})", R"({"b":2,"a":1})"));
    CHECK(difference(names, R"({"data":[{"a":1}]})", R"({"data":[{"a":2}]})") ==
          "at data[0].a: ours 1, recorded 2");
    CHECK(difference(names, R"({"a":1})", R"({"a":1,"b":2})") == "at b: recorded, not in ours");
    CHECK(difference(names, R"([1,2])", R"([1])") == "at [1]: in ours, not recorded: 2");
}

TEST_CASE("a settled world carries the recorded names") {
    correspondence names;
    world w;
    booking b;
    b.id = 1;
    b.uid = our_uid;
    b.created_at = arrival;
    w.bookings.emplace(b.uid, b);
    CHECK_FALSE(difference(
        names, R"({"id":1,"uid":"1111111111111111111111","createdAt":"2031-05-01T08:00:00.000Z"})",
        R"({"id":533,"uid":"rVmCUNj4ECeJJeyogxYMRA","createdAt":"2031-05-01T08:00:00.070Z"})"));
    names.settle(w);
    REQUIRE(w.bookings.contains(their_uid));
    const auto& settled = w.bookings.at(their_uid);
    CHECK(settled.uid == their_uid);
    CHECK(settled.id == 533);
    CHECK(settled.created_at == arrival + milliseconds{70});
}

}  // namespace slotgate::sim
