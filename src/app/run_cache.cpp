#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/complain.hpp"
#include "app/configuration.hpp"
#include "app/sandbox.hpp"
#include "app/setting_values.hpp"
#include "app/small_file.hpp"
#include "origin/http_client.hpp"

namespace slotgate::app {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using cli::cache_command;

constexpr milliseconds patience{10'000};

/// From the file, else $SLOTGATE_ADMIN_TOKEN, else the sandbox's.
result<secret> token_for(const cache_command& command) {
    constexpr std::size_t bytes_max = 4U << 10U;
    std::string text = process_environment()("SLOTGATE_ADMIN_TOKEN").value_or(sandbox_admin_token);
    if (!command.token_file.empty()) {
        auto read = read_small_file(command.token_file, bytes_max);
        if (!read) return std::unexpected(read.error());
        text = read->substr(0, read->find_last_not_of("\n\r ") + 1);
    }
    secret out;
    if (!read_secret(out, text))
        return fail(errc::config, "the operator's token must be of printable characters");
    return out;
}

std::string explain_target(const cache_command& command) {
    std::string out = "/admin/explain?eventTypeId=" + std::to_string(command.event_type);
    out += "&start=" + wire::encode_component(command.start);
    if (!command.tenant.empty()) out += "&tenant=" + wire::encode_component(command.tenant);
    if (command.duration != 0) out += "&duration=" + std::to_string(command.duration);
    return out;
}

std::string invalidate_body(const cache_command& command) {
    json::object out;
    if (!command.tenant.empty()) out["tenant"] = command.tenant;
    if (command.event_type != 0) out["eventTypeId"] = command.event_type;
    if (!command.from.empty()) out["from"] = command.from;
    if (!command.to.empty()) out["to"] = command.to;
    return json::serialize(out);
}

wire::request request_for(const cache_command& command, const secret& token) {
    wire::request out{.method = "GET",
                      .target = "/admin/cache",
                      .headers = {{"Authorization", "Bearer " + std::string(token.reveal())}},
                      .body = {},
                      .peer = {}};
    using enum cache_command::order;
    if (command.what == explain) out.target = explain_target(command);
    if (command.what == stats) out.target = "/admin/cache/stats";
    if (command.what == ls || command.what == explain || command.what == stats) return out;
    out.method = "POST";
    out.headers.add("Content-Type", "application/json");
    if (command.what == invalidate) {
        out.target = "/admin/cache/invalidate";
        out.body = invalidate_body(command);
    } else {
        out.target = command.what == on ? "/admin/cache/on" : "/admin/cache/off";
    }
    return out;
}

result<wire::response> send(const std::string& url, wire::request request) {
    result<wire::response> out = fail(errc::internal);
    asio::io_context loop{1};
    origin::http_client http(loop.get_executor(), {});
    asio::co_spawn(loop, http.send(url, std::move(request), patience),
                   [&](const std::exception_ptr& failed, result<wire::response> answer) {
                       if (!failed) out = std::move(answer);
                   });
    loop.run();
    return out;
}

std::string plain(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string one_line(const json::value& value) {
    const auto* members = value.if_object();
    if (members == nullptr) return plain(value);
    std::string out;
    for (const auto& member : *members)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", std::string_view(member.key()),
                           plain(member.value()));
    return out;
}

/// A line a member; a list has a line for each of its elements.
std::string in_lines(const json::object& answer) {
    std::string out;
    for (const auto& member : answer) {
        const auto* list = member.value().if_array();
        if (list == nullptr) {
            out +=
                fmt::format("{}: {}\n", std::string_view(member.key()), one_line(member.value()));
            continue;
        }
        out += fmt::format("{}: {}\n", std::string_view(member.key()), list->size());
        for (const auto& element : *list) out += fmt::format("  {}\n", one_line(element));
    }
    return out;
}

int refused(const wire::response& answer) {
    boost::system::error_code failed;
    const auto body = json::parse(answer.body, failed);
    const auto* object = failed ? nullptr : body.if_object();
    const auto* detail = object == nullptr ? nullptr : object->if_contains("detail");
    fmt::print(stderr, "slotgate: the gateway answered {}{}{}\n", answer.status,
               detail == nullptr ? "" : ": ", detail == nullptr ? "" : plain(*detail));
    return 1;
}

}  // namespace

int run(const cli::cache_command& command) {
    const auto token = token_for(command);
    if (!token) return complain(token.error());
    const auto answer = send(command.url, request_for(command, *token));
    if (!answer) {
        fmt::print(stderr, "slotgate: nobody answers at {}: is the gateway running there?\n",
                   command.url);
        return 1;
    }
    if (answer->status != 200) return refused(*answer);
    boost::system::error_code failed;
    const auto body = json::parse(answer->body, failed);
    if (failed || !body.is_object()) {
        fmt::print(stderr, "slotgate: {} is no gateway\n", command.url);
        return 1;
    }
    if (command.json)
        fmt::print("{}\n", answer->body);
    else
        fmt::print("{}", in_lines(body.get_object()));
    return 0;
}

}  // namespace slotgate::app
