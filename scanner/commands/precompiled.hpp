#pragma once

// What every command includes, and takes longer to read than the command itself.
#include "scanner/commands/command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
