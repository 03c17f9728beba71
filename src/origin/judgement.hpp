#pragma once

#include "core/error.hpp"
#include "core/time.hpp"
#include "origin/breaker.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

/// What a status other than 200 means for a question of ours: upstream_limited, not_found,
/// upstream_error, upstream_refused (both with Cal.com's message, cut) or upstream_garbage; with
/// what `Retry-After` says. `now` is the system's time when it came. Pure.
[[nodiscard]] error failure_of(const wire::response& answer, instant now);

/// What a question's outcome says of Cal.com (S13). Of a 200 it says nothing: that depends on
/// whether it can be read. Pure.
[[nodiscard]] evidence evidence_of(const result<wire::response>& outcome);

/// Whether a question may be sent a second time: it met no connection, a lost one, or somebody in
/// front of Cal.com that could not reach it, and nobody said when to come back (S13). Pure.
[[nodiscard]] bool worth_another_try(const result<wire::response>& outcome);

/// Cal.com's own words on an error, cut: they are shown to clients. Pure.
[[nodiscard]] std::string message_of(const wire::response& answer);

}  // namespace slotgate::origin
