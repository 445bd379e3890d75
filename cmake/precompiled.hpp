#pragma once

// What most sources of the libraries include anyway, for the dev build. The release build does without: it finds a source
// that does not include what it uses.
#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>
