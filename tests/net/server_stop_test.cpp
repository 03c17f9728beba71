#include <thread>

#include <doctest/doctest.h>

#include "net/held_handler.hpp"
#include "net/running_server.hpp"

using namespace slotgate;
using namespace slotgate::net;
using namespace slotgate::test;

TEST_CASE("stopping lets a request under way end, and takes no other") {
    test::held_handler held;
    const auto s = running({}, {held.at("/held")});
    socket_client idle(s->port());
    idle.get("/now");
    REQUIRE(idle.read_answer());
    socket_client busy(s->port());
    busy.get("/held");
    held.await_entry();
    std::thread stopping([&] { s->stop(); });
    CHECK(idle.is_at_end());
    held.release();
    const auto answer = busy.read_answer();
    REQUIRE(answer);
    CHECK(answer->body == "/held");
    CHECK(says_close(*answer));
    busy.close();
    stopping.join();
    CHECK_FALSE(socket_client(s->port()).is_connected());
}

TEST_CASE("stopping does not wait for a handler beyond its deadline") {
    test::held_handler held;
    const auto s = running({.stop_deadline = milliseconds{1}}, {held.at("/held")});
    socket_client client(s->port());
    client.get("/held");
    held.await_entry();
    s->stop();
    CHECK(client.is_at_end());
}

TEST_CASE("stopping waits for a handler whose client has left") {
    test::held_handler held;
    const auto s = running({}, {held.at("/held")});
    {
        socket_client client(s->port());
        client.get("/held");
        held.await_entry();
    }
    std::thread stopping([&] { s->stop(); });
    held.release();
    stopping.join();
}

TEST_CASE("a server may be stopped twice, by two at once, or before it started") {
    const auto s = running({.threads = 2});
    std::thread other([&] { s->stop(); });
    s->stop();
    other.join();
    s->stop();
    const auto idle = server::open({}, usual_routes());
    REQUIRE(idle.has_value());
    (*idle)->stop();
    CHECK_FALSE(socket_client((*idle)->port()).is_connected());
    (*idle)->start();
}
