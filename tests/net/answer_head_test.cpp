#include "net/answer_head.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::net;

namespace {

std::string head(const wire::response& response, after_answer after = after_answer::keep,
                 answer_body body = answer_body::sent) {
    std::string out;
    write_head(out, response, after, body, "today");
    return out;
}

}  // namespace

TEST_CASE("a head is status line, the handler's fields, date, length and an empty line") {
    CHECK(head({.status = 200, .headers = {{"X-A", "1"}}, .body = "four"}) ==
          "HTTP/1.1 200 OK\r\nX-A: 1\r\nDate: today\r\nContent-Length: 4\r\n\r\n");
}

TEST_CASE("what becomes of the connection is said only where it does not go without saying") {
    CHECK(head({}, after_answer::close).ends_with("\r\nConnection: close\r\n\r\n"));
    CHECK(head({}, after_answer::keep_spoken).ends_with("\r\nConnection: keep-alive\r\n\r\n"));
}

TEST_CASE("a date of the response's own stays") {
    const auto out = head({.status = 200, .headers = {{"date", "yesterday"}}, .body = {}});
    CHECK(out.contains("date: yesterday\r\n"));
    CHECK_FALSE(out.contains("today"));
}

TEST_CASE("length, connection and transfer coding are not a handler's to say") {
    const auto out = head({.status = 200,
                           .headers = {{"content-length", "9"},
                                       {"Connection", "upgrade"},
                                       {"keep-alive", "timeout=5"},
                                       {"Transfer-Encoding", "chunked"}},
                           .body = "x"});
    CHECK(out == "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 1\r\n\r\n");
}

TEST_CASE("a field that could begin another answer is left out") {
    const auto out = head({.status = 200,
                           .headers = {{"X-Echo", "a\r\nX-Evil: 1"},
                                       {"X\nY", "1"},
                                       {"X-Nul", std::string("a\0b", 3)}},
                           .body = {}});
    CHECK(out == "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("an answer to HEAD tells the length of the body it does not carry") {
    const wire::response found{.status = 200, .headers = {}, .body = "four"};
    CHECK(head(found, after_answer::keep, answer_body::withheld).contains("Content-Length: 4\r\n"));
    CHECK_FALSE(carries_body(found, answer_body::withheld));
    const wire::response passed{.status = 200, .headers = {{"Content-Length", "1234"}}, .body = {}};
    CHECK(head(passed, after_answer::keep, answer_body::withheld)
              .contains("Content-Length: 1234\r\n"));
}

TEST_CASE("204 and 304 have neither length nor body") {
    for (const int status : {204, 304}) {
        const wire::response out{.status = status, .headers = {}, .body = "ignored"};
        CHECK_FALSE(head(out).contains("Content-Length"));
        CHECK_FALSE(carries_body(out, answer_body::sent));
    }
}

TEST_CASE("a status nobody has named still makes a status line") {
    CHECK(head({.status = 299, .headers = {}, .body = {}}).starts_with("HTTP/1.1 299 "));
}

TEST_CASE("a date is written in the form of RFC 9110 and follows the second") {
    CHECK(date_text(*parse_instant("1994-11-06T08:49:37Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
    date_header date;
    CHECK(date.at(*parse_instant("2031-05-06T07:00:00.999Z")) == "Tue, 06 May 2031 07:00:00 GMT");
    CHECK(date.at(*parse_instant("2031-05-06T07:00:01.000Z")) == "Tue, 06 May 2031 07:00:01 GMT");
}
