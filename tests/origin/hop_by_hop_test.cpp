#include "origin/hop_by_hop.hpp"

#include <doctest/doctest.h>

using slotgate::wire::headers;

TEST_CASE(
    "fields of one connection go, whatever the case of their names; the others stay in order") {
    headers h{{"A", "1"},
              {"connection", "close, X-One ,,x-two"},
              {"Keep-Alive", "5"},
              {"Proxy-Authorization", "s"},
              {"PROXY-CONNECTION", "x"},
              {"TE", "trailers"},
              {"Trailer", "T"},
              {"Transfer-Encoding", "chunked"},
              {"Upgrade", "h2c"},
              {"x-one", "1"},
              {"X-Two", "2"},
              {"Connection", "X-Three"},
              {"X-Three", "3"},
              {"B", "2"}};
    slotgate::origin::remove_hop_by_hop(h);
    CHECK(h.fields() == std::vector<headers::field>{{"A", "1"}, {"B", "2"}});
}
