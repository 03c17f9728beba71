#include "net/answer_head.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::net;

namespace {

std::string head(const wire::response& response, after_answer after = after_answer::keep) {
    std::string out;
    write_head(out, response, after, "today");
    return out;
}

std::string streamed(const wire::response& response, framing how,
                     after_answer after = after_answer::keep) {
    std::string out;
    write_streamed_head(out, response, how, after, "today");
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
    CHECK(head(found).contains("Content-Length: 4\r\n"));
    CHECK_FALSE(carries_body(found, answer_body::withheld));
    const wire::response passed{.status = 200, .headers = {{"Content-Length", "1234"}}, .body = {}};
    CHECK(framing_of(passed, answer_body::withheld, http_version::v1_1) == framing::none);
    CHECK(streamed(passed, framing::none).contains("Content-Length: 1234\r\n"));
    CHECK_FALSE(streamed({}, framing::none).contains("Content-Length"));
}

TEST_CASE("a body in pieces has the length that was told, else chunks, else the close as its end") {
    const auto with = [](std::initializer_list<wire::headers::field> fields) {
        return wire::response{.status = 200, .headers = fields, .body = {}};
    };
    const auto framed = [](const wire::response& r, http_version client = http_version::v1_1) {
        return framing_of(r, answer_body::sent, client);
    };
    const auto told = with({{"X-A", "1"}, {"Content-Length", "12"}, {"content-length", "12"}});
    CHECK(framed(told) == framing::length);
    CHECK(streamed(told, framing::length) ==
          "HTTP/1.1 200 OK\r\nX-A: 1\r\nDate: today\r\nContent-Length: 12\r\n\r\n");
    CHECK(framed(with({})) == framing::chunked);
    CHECK(streamed(with({}), framing::chunked) ==
          "HTTP/1.1 200 OK\r\nDate: today\r\nTransfer-Encoding: chunked\r\n\r\n");
    CHECK(framed(with({}), http_version::v1_0) == framing::until_close);
    CHECK(framed(with({{"Content-Length", "1"}, {"Content-Length", "2"}})) == framing::chunked);
    CHECK(framed(with({{"Content-Length", "1x"}})) == framing::chunked);
    CHECK(framed({.status = 304, .headers = {{"Content-Length", "9"}}, .body = {}}) ==
          framing::none);
    CHECK(chunk_begin(0xABC) == "abc\r\n");
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
