#include "net/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::net;

namespace {

/// A reader and the bytes that have come so far.
struct desk {
    request_reader reader{200};
    boost::beast::flat_buffer bytes;
    std::size_t body_bytes_max = 10;

    void arrive(std::string_view text) {
        bytes.commit(boost::asio::buffer_copy(bytes.prepare(text.size()),
                                              boost::asio::buffer(text.data(), text.size())));
    }

    /// Reads as far as the bytes go. A body over its announced limit counts as refused.
    request_reader::step read() {
        const auto step = reader.read(bytes);
        if (step != request_reader::step::head) return step;
        if (!reader.limit_body(body_bytes_max)) return request_reader::step::refused;
        return reader.read(bytes);
    }

    request_reader::step read(std::string_view text) {
        arrive(text);
        return read();
    }
};

constexpr std::string_view chunked =
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("a request is method, target as sent, headers in order and body") {
    desk d;
    CHECK(
        d.read(
            "POST /a%20b?c=%31 HTTP/1.1\r\nHost: a\r\nX-B:  2 \r\nContent-Length: 3\r\n\r\nabc") ==
        request_reader::step::whole);
    const auto& request = d.reader.request();
    CHECK(request.method == "POST");
    CHECK(request.target == "/a%20b?c=%31");
    CHECK(request.headers.find("x-b") == "2");
    CHECK(request.body == "abc");
    CHECK(d.bytes.size() == 0);
}

TEST_CASE("a request is the same however its bytes are cut") {
    const std::string text =
        std::string(chunked) + "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n";
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
        desk d;
        CAPTURE(cut);
        CHECK(d.read(text.substr(0, cut)) == request_reader::step::need_more);
        CHECK(d.read(text.substr(cut)) == request_reader::step::whole);
        CHECK(d.reader.request().body == "abcde");
    }
}

TEST_CASE("a request may come byte by byte") {
    desk d;
    const std::string text = std::string(chunked) + "2\r\nde\r\n0\r\n\r\n";
    for (const char c : text.substr(0, text.size() - 1))
        REQUIRE(d.read(std::string(1, c)) == request_reader::step::need_more);
    CHECK(d.read("\n") == request_reader::step::whole);
}

TEST_CASE("the next request of a pipeline stays in the buffer") {
    desk d;
    d.arrive("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(d.read() == request_reader::step::whole);
    CHECK(d.reader.request().target == "/1");
    d.reader.begin();
    CHECK_FALSE(d.reader.has_begun());
    CHECK(d.read() == request_reader::step::whole);
    CHECK(d.reader.request().target == "/2");
}

TEST_CASE("empty lines before a request are forgiven and do not begin it") {
    desk d;
    CHECK(d.read("\r\n\r\n") == request_reader::step::need_more);
    CHECK_FALSE(d.reader.has_begun());
    CHECK(d.read("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == request_reader::step::whole);
}

TEST_CASE("trailers are not headers") {
    desk d;
    CHECK(d.read(std::string(chunked) + "0\r\nAuthorization: x\r\n\r\n") ==
          request_reader::step::whole);
    CHECK_FALSE(d.reader.request().headers.find("Authorization"));
}

TEST_CASE("what is not HTTP, or could be understood in two ways, is refused") {
    const std::string line = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::pair<std::string, errc> inputs[] = {
        {"hello\r\n\r\n", errc::bad_request},
        {std::string("\0\1\2\r\n\r\n", 7), errc::bad_request},
        {"PRI * HTTP/2.0\r\n\r\n", errc::bad_request},
        {"GET / HTTP/1.1\r\n\r\n", errc::bad_request},
        {line + "Host: b\r\n\r\n", errc::bad_request},
        {line + "A B: c\r\n\r\n", errc::bad_request},
        {line + "Content-Length: -1\r\n\r\n", errc::bad_request},
        {line + "Content-Length: 1x\r\n\r\n", errc::bad_request},
        {line + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", errc::bad_request},
        {line + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", errc::bad_request},
        {line + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", errc::bad_request},
        {line + "Transfer-Encoding: gzip\r\n\r\n", errc::bad_request},
        {line + "Transfer-Encoding: gzip, chunked\r\n\r\n", errc::bad_request},
        {line + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", errc::bad_request},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", errc::bad_request},
        {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_request},
        {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_request},
        {std::string(chunked) + "x\r\n\r\n", errc::bad_request},
        {std::string(chunked) + "1\r\nab\r\n0\r\n\r\n", errc::bad_request},
        {std::string(chunked) + "5\r\nabcde\r\n6\r\n", errc::body_too_large},
        {std::string(chunked) + "ffffffffffffffffff\r\n", errc::bad_request},
        {std::string(chunked) + "1;" + std::string(300, 'x'), errc::header_too_large},
        {std::string(chunked) + "0\r\n" + std::string(300, 'x'), errc::header_too_large},
        {"GET /" + std::string(300, 'x'), errc::header_too_large},
        {line + "X: " + std::string(300, 'x'), errc::header_too_large},
        {"GET /" + std::string(150, 'x') + " HTTP/1.1\r\nHost: " + std::string(150, 'a') +
             "\r\n\r\n",
         errc::header_too_large},
    };
    for (const auto& [text, code] : inputs) {
        desk d;
        CAPTURE(text);
        REQUIRE(d.read(text) == request_reader::step::refused);
        CHECK(facts_of(d.reader.refusal().code).name == facts_of(code).name);
    }
}

TEST_CASE("a body over its limit is refused before its first byte") {
    desk d;
    d.arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
    CHECK(d.reader.read(d.bytes) == request_reader::step::head);
    const auto limited = d.reader.limit_body(10);
    REQUIRE_FALSE(limited);
    CHECK(limited.error().code == errc::body_too_large);
}

TEST_CASE("a body of exactly the limit is taken, counted or chunked") {
    desk counted;
    CHECK(counted.read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789") ==
          request_reader::step::whole);
    desk pieces;
    CHECK(pieces.read(std::string(chunked) + "4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n") ==
          request_reader::step::whole);
    CHECK(pieces.reader.request().body == "0123456789");
}

TEST_CASE("the target of a proxy's form is brought to ours, and its host counts") {
    desk d;
    CHECK(d.read("GET http://b:1/x?y HTTP/1.1\r\nHost: a\r\n\r\n") == request_reader::step::whole);
    CHECK(d.reader.request().target == "/x?y");
    CHECK(d.reader.request().headers.find("Host") == "b:1");
    desk bare;
    CHECK(bare.read("GET HTTP://b?y HTTP/1.1\r\nHost: a\r\n\r\n") == request_reader::step::whole);
    CHECK(bare.reader.request().target == "/?y");
}

TEST_CASE("a connection lives on as version and Connection say") {
    const auto keeps = [](std::string_view text) {
        desk d;
        REQUIRE(d.read(text) == request_reader::step::whole);
        return d.reader.keeps_alive();
    };
    CHECK(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n"));
    CHECK_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    CHECK(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST_CASE("only a client of HTTP/1.1 with a body to come waits for 100 Continue") {
    const auto awaits = [](std::string_view version, std::string_view length) {
        desk d;
        d.arrive("POST / HTTP/" + std::string(version) + "\r\nHost: a\r\nExpect: 100-Continue\r\n" +
                 "Content-Length: " + std::string(length) + "\r\n\r\n");
        REQUIRE(d.reader.read(d.bytes) == request_reader::step::head);
        return d.reader.awaits_continue();
    };
    CHECK(awaits("1.1", "3"));
    CHECK_FALSE(awaits("1.1", "0"));
    CHECK_FALSE(awaits("1.0", "3"));
}
