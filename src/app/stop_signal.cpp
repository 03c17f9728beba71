#include "app/stop_signal.hpp"

#include <csignal>

namespace slotgate::app {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

void block_stop_signals() {
    const auto set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    // A client that closes while it is being answered must not end the program.
    std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop_signal() {
    const auto set = stop_signals();
    int received = 0;
    sigwait(&set, &received);
}

}  // namespace slotgate::app
