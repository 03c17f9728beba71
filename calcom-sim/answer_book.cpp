#include "calcom-sim/answer_book.hpp"

#include <ostream>
#include <string>
#include <unordered_set>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "calcom-sim/simulator.hpp"

namespace slotgate::sim {
namespace {

boost::json::value body_of(const wire::response& answer) {
    boost::system::error_code failed;
    auto body = boost::json::parse(answer.body, failed);
    return failed ? boost::json::value{} : body;
}

std::string line_of(const wire::request& request, const wire::response& answer) {
    const auto version = request.headers.find("cal-api-version").value_or("");
    return serialize(boost::json::object{{"method", request.method},
                                         {"route", route_of(request.method, request.path())},
                                         {"version", version},
                                         {"status", answer.status},
                                         {"body", body_of(answer)}});
}

}  // namespace

answer_witness write_answers(std::shared_ptr<std::ostream> out) {
    const auto written = std::make_shared<std::unordered_set<std::size_t>>();  // digests of lines
    return [out = std::move(out), written](const wire::request& request,
                                           const wire::response& answer) {
        const auto line = line_of(request, answer);
        if (written->insert(std::hash<std::string>{}(line)).second)
            *out << line << '\n' << std::flush;
    };
}

}  // namespace slotgate::sim
