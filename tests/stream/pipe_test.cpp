#include "stream/pipe.hpp"

#include <doctest/doctest.h>

using slotgate::stream::ending;
namespace stream = slotgate::stream;

namespace {

constexpr std::size_t all = 1000;

}  // namespace

TEST_CASE("what goes into a pipe comes out in order, however it is cut") {
    stream::pipe p(10);
    std::string sent;
    std::string got;
    for (int i = 0; i < 1000; ++i) {
        const std::string piece(static_cast<std::size_t>(i % 7), static_cast<char>('a' + i % 26));
        while (!p.put(piece)) got += p.take(3).bytes;
        sent += piece;
    }
    while (p.size() > 0) got += p.take(4).bytes;
    CHECK(got == sent);
}

TEST_CASE("a pipe takes a piece whole or not at all, and never more than its bound") {
    stream::pipe p(10);
    CHECK(p.put("1234567"));
    CHECK_FALSE(p.put("1234"));
    CHECK(p.size() == 7);
    CHECK(p.put("123"));
    CHECK(p.takes(0));
    CHECK_FALSE(p.takes(1));
    CHECK(p.take(all).bytes == "1234567123");
    CHECK(p.put("a piece longer than the pipe goes alone"));
    CHECK_FALSE(p.put("x"));
}

TEST_CASE("a writer that found no room is called when half of the pipe is free") {
    stream::pipe p(10);
    CHECK(p.put("1234567890"));
    CHECK_FALSE(p.put("x"));
    CHECK_FALSE(p.call_writer());
    CHECK(p.take(4).bytes == "1234");
    CHECK_FALSE(p.call_writer());
    CHECK(p.take(1).bytes == "5");
    CHECK(p.call_writer());
    CHECK_FALSE(p.call_writer());
}

TEST_CASE("a writer that never waited is not called") {
    stream::pipe p(10);
    CHECK(p.put("1"));
    CHECK(p.take(all).bytes == "1");
    CHECK_FALSE(p.call_writer());
}

TEST_CASE("a reader that found nothing is called when there is something, or the end") {
    stream::pipe p(10);
    CHECK(p.put("1"));
    CHECK_FALSE(p.call_reader());
    CHECK(p.take(all).bytes == "1");
    CHECK(p.take(all).bytes.empty());
    CHECK_FALSE(p.call_reader());
    CHECK(p.put("2"));
    CHECK(p.call_reader());
    CHECK_FALSE(p.call_reader());
    CHECK(p.take(all).bytes == "2");
    CHECK(p.take(all).end == ending::none);
    p.end(ending::whole);
    CHECK(p.call_reader());
    CHECK(p.take(all).end == ending::whole);
}

TEST_CASE("the end comes with the last bytes, not before, and stays what it was first") {
    stream::pipe p(10);
    CHECK(p.put("1234"));
    p.end(ending::broken);
    p.end(ending::whole);
    CHECK(p.take(3).end == ending::none);
    const auto last = p.take(3);
    CHECK(last.bytes == "4");
    CHECK(last.end == ending::broken);
    CHECK(p.take(3).end == ending::broken);
}

TEST_CASE("what nobody reads any more is taken and dropped") {
    stream::pipe p(10);
    CHECK(p.put("1234567890"));
    CHECK_FALSE(p.put("x"));
    p.abandon();
    CHECK(p.call_writer());
    for (int i = 0; i < 100; ++i) CHECK(p.put("1234567890"));
    CHECK(p.size() == 0);
}

TEST_CASE("a writer can wait until somebody wants what it has") {
    stream::pipe p(10);
    CHECK_FALSE(p.is_wanted());
    CHECK_FALSE(p.call_writer());
    CHECK(p.take(all).bytes.empty());
    CHECK(p.call_writer());
    CHECK(p.is_wanted());
    stream::pipe unread(10);
    unread.abandon();
    CHECK(unread.is_wanted());
}
