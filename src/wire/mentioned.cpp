#include "wire/mentioned.hpp"

#include <boost/json.hpp>

#include "wire/host_address.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

/// The parser bounds how deep this goes.
void add_mentioned(std::vector<std::string>& out, const json::value& value) {
    if (const auto* text = value.if_string()) {
        if (text->find('@') != json::string::npos) out.push_back(digest_of_address(*text));
    } else if (const auto* list = value.if_array()) {
        for (const auto& element : *list) add_mentioned(out, element);
    } else if (const auto* object = value.if_object()) {
        for (const auto& member : *object) add_mentioned(out, member.value());
    }
}

}  // namespace

std::vector<std::string> addresses_mentioned(const json::value& value) {
    std::vector<std::string> out;
    add_mentioned(out, value);
    return out;
}

std::vector<std::string> addresses_mentioned(const json::object& object) {
    std::vector<std::string> out;
    for (const auto& member : object) add_mentioned(out, member.value());
    return out;
}

}  // namespace slotgate::wire
