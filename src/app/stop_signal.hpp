#pragma once

namespace slotgate::app {

/// Keeps SIGINT and SIGTERM from ending the process; to be called before any thread starts, as
/// threads inherit it.
void block_stop_signals();

/// Waits for SIGINT or SIGTERM, which were blocked before.
void wait_for_stop_signal();

}  // namespace slotgate::app
