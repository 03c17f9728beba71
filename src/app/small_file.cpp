#include "app/small_file.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace slotgate::app {

result<std::string> read_small_file(const std::string& path, std::size_t bytes_max) {
    std::error_code ec;
    if (std::filesystem::is_directory(path, ec))
        return fail(errc::io, fmt::format("{} is a directory", path));
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(errc::io, fmt::format("{} cannot be opened", path));
    std::string text(bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > bytes_max)
        return fail(errc::io, fmt::format("{} is larger than {} bytes", path, bytes_max));
    return text;
}

}  // namespace slotgate::app
