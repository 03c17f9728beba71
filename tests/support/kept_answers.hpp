#pragma once

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "calcom-sim/answer_book.hpp"

namespace slotgate::sim::testing {

/// The witness of every simulator in a test program: what they answer goes into the folder
/// SLOTGATE_ANSWERS, where tests/openapi/validate.mjs holds it against Cal.com's specification.
/// Without that variable nobody is told.
inline answer_witness kept_answers() {
    static const answer_witness witness = [] {
        const char* const folder = std::getenv("SLOTGATE_ANSWERS");
        if (folder == nullptr) return answer_witness{};
        const auto path = std::string(folder) + "/answers-" + std::to_string(::getpid()) + ".jsonl";
        auto file = std::make_shared<std::ofstream>(path, std::ios::app);
        REQUIRE_MESSAGE(*file, path);
        return write_answers(std::move(file));
    }();
    return witness;
}

}  // namespace slotgate::sim::testing
