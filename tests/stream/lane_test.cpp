#include "stream/lane.hpp"

#include <doctest/doctest.h>

using slotgate::stream::ending;
using slotgate::stream::lane;

namespace {

constexpr std::size_t all = 1000;

}  // namespace

TEST_CASE("what goes into a lane comes out in order, however it is cut") {
    lane l(10);
    std::string sent;
    std::string got;
    for (int i = 0; i < 1000; ++i) {
        const std::string piece(static_cast<std::size_t>(i % 7), static_cast<char>('a' + i % 26));
        while (!l.put(piece)) got += l.take(3).bytes;
        sent += piece;
    }
    while (l.size() > 0) got += l.take(4).bytes;
    CHECK(got == sent);
}

TEST_CASE("a lane takes a piece whole or not at all, and never more than its bound") {
    lane l(10);
    CHECK(l.put("1234567"));
    CHECK_FALSE(l.put("1234"));
    CHECK(l.size() == 7);
    CHECK(l.put("123"));
    CHECK(l.takes(0));
    CHECK_FALSE(l.takes(1));
    CHECK(l.take(all).bytes == "1234567123");
    CHECK(l.put("a piece longer than the lane goes alone"));
    CHECK_FALSE(l.put("x"));
}

TEST_CASE("a writer that found no room is called when half of the lane is free") {
    lane l(10);
    CHECK(l.put("1234567890"));
    CHECK_FALSE(l.put("x"));
    CHECK_FALSE(l.call_writer());
    CHECK(l.take(4).bytes == "1234");
    CHECK_FALSE(l.call_writer());
    CHECK(l.take(1).bytes == "5");
    CHECK(l.call_writer());
    CHECK_FALSE(l.call_writer());
}

TEST_CASE("a writer that never waited is not called") {
    lane l(10);
    CHECK(l.put("1"));
    CHECK(l.take(all).bytes == "1");
    CHECK_FALSE(l.call_writer());
}

TEST_CASE("a reader that found nothing is called when there is something, or the end") {
    lane l(10);
    CHECK(l.put("1"));
    CHECK_FALSE(l.call_reader());
    CHECK(l.take(all).bytes == "1");
    CHECK(l.take(all).bytes.empty());
    CHECK_FALSE(l.call_reader());
    CHECK(l.put("2"));
    CHECK(l.call_reader());
    CHECK_FALSE(l.call_reader());
    CHECK(l.take(all).bytes == "2");
    CHECK(l.take(all).end == ending::none);
    l.end(ending::whole);
    CHECK(l.call_reader());
    CHECK(l.take(all).end == ending::whole);
}

TEST_CASE("the end comes with the last bytes, not before, and stays what it was first") {
    lane l(10);
    CHECK(l.put("1234"));
    l.end(ending::broken);
    l.end(ending::whole);
    CHECK(l.take(3).end == ending::none);
    const auto last = l.take(3);
    CHECK(last.bytes == "4");
    CHECK(last.end == ending::broken);
    CHECK(l.take(3).end == ending::broken);
}

TEST_CASE("what nobody reads any more is taken and dropped") {
    lane l(10);
    CHECK(l.put("1234567890"));
    CHECK_FALSE(l.put("x"));
    l.abandon();
    CHECK(l.call_writer());
    for (int i = 0; i < 100; ++i) CHECK(l.put("1234567890"));
    CHECK(l.size() == 0);
}

TEST_CASE("a writer can wait until somebody wants what it has") {
    lane l(10);
    CHECK_FALSE(l.is_wanted());
    CHECK_FALSE(l.call_writer());
    CHECK(l.take(all).bytes.empty());
    CHECK(l.call_writer());
    CHECK(l.is_wanted());
    lane unread(10);
    unread.abandon();
    CHECK(unread.is_wanted());
}
