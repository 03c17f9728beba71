#pragma once

#include "core/secret.hpp"

namespace slotgate::origin {

using slotgate::secret;

}  // namespace slotgate::origin
