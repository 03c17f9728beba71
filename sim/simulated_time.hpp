#pragma once

#include "core/time.hpp"

namespace slotgate::simulation {

/// Time as this program knows it. Its source defines `clock_gettime`, `epoll_wait` and their kin in
/// place of the C library's, so that every clock that is read and every timer that is waited for,
/// in whichever library, is simulated: waiting moves the clock, and takes no time. Both clocks
/// stand still otherwise. Threads: there is one in the whole program.

/// What time it is.
[[nodiscard]] moment simulated_now();

/// Sets both clocks: the beginning of a world.
void begin_time(moment at);

/// How far waiting may move the steady clock. Not before now.
void let_time_pass_until(steady_instant until);

/// Moves both clocks to where the steady one says `to`, if that is later.
void move_time_to(steady_instant to);

/// Sets the system's clock by `by`, as somebody at the machine would.
void step_system_clock(milliseconds by);

/// The machine's own clock, for those who want to know how fast they are.
[[nodiscard]] milliseconds real_time();

}  // namespace slotgate::simulation
