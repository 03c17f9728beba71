#include "net/dispatch.hpp"

#include <string>
#include <typeinfo>

#include <boost/core/demangle.hpp>

#include "ops/log.hpp"

namespace slotgate::net {
namespace {

std::string type_of(const std::exception_ptr& thrown) {
    if (thrown == nullptr) return "none";
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        return boost::core::demangle(typeid(e).name());
    } catch (...) {
        return "unknown";
    }
}

std::optional<wire::response> refuse(const route& to, const wire::request& request,
                                     const std::function<instant()>& now) {
    const auto admitted = to.guard.admits(request);
    if (admitted) return std::nullopt;
    return error_response(admitted.error(), to.errors, request, now());
}

std::optional<wire::response> ask(const route& to, const wire::request& request,
                                  const std::function<instant()>& now) {
    if (auto refused = refuse(to, request, now)) return refused;
    if (to.at_once) {
        if (auto response = to.at_once(request)) return response;
    }
    if (to.handle || to.pass) return std::nullopt;
    ops::log(ops::level::error, "Route gave no answer",
             {{"method", to.method}, {"route", to.path}});
    return error_response({.code = errc::internal, .detail = {}}, to.errors, request, now());
}

}  // namespace

guard open_to_anybody() {
    return {.name = "open to anybody",
            .admits = [](const wire::request&) { return result<void>{}; }};
}

std::optional<wire::response> answer_at_once(const route& to, const wire::request& request,
                                             const std::function<instant()>& now) {
    try {
        return ask(to, request, now);
    } catch (...) {
        return answer_to_exception(to, request, std::current_exception(), now());
    }
}

std::optional<wire::response> refuse_at_once(const route& to, const wire::request& request,
                                             const std::function<instant()>& now) {
    try {
        return refuse(to, request, now);
    } catch (...) {
        return answer_to_exception(to, request, std::current_exception(), now());
    }
}

wire::response answer_to_exception(const route& to, const wire::request& request,
                                   const std::exception_ptr& thrown, instant now) {
    ops::log(ops::level::error, "Handler failed",
             {{"method", to.method}, {"route", to.path}, {"exception", type_of(thrown)}});
    return error_response({.code = errc::internal, .detail = {}}, to.errors, request, now);
}

}  // namespace slotgate::net
