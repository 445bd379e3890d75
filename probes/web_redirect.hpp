#pragma once

#include "probes/web_reply.hpp"

#include <optional>
#include <string_view>

namespace phonescan {

/// Where a Location field leads: what to ask there, with the limit of `from`. nullopt unless it is http or https at the
/// very address that was asked, without a user name and without a fragment; a name is nobody's address here.
/// Source: RFC 9110, 10.2.2; RFC 3986, 5.
std::optional<WebRequest> redirect_of(const WebRequest& from, std::string_view location);

} // namespace phonescan
