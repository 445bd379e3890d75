#pragma once

#include "tests/field/descriptor.hpp"
#include "tests/field/site.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace phonescan::field {

/// Where a listening socket stands; address 0: on all of them.
struct WebPlace {
    std::uint32_t address = 0;
    std::uint16_t port = 0;
};

/// The listening TCP sockets of a site. Each device has its own for each of its ports, and the kernel refuses the rest,
/// unless they were more than 20,000, or than this user may open, or the site has populations: then one wildcard socket
/// a port serves all, and whoever uses it has to reset connections to addresses where nothing is.
/// Errors: std::runtime_error that says what could not be opened and the way out.
class WebPorts {
public:
    explicit WebPorts(const Site& site);

    const std::vector<Descriptor>& sockets() const noexcept { return sockets_; }
    WebPlace place_of(int socket) const { return places_.at(socket); }

private:
    void open(WebPlace place, bool loopback);

    std::vector<Descriptor> sockets_;
    std::map<int, WebPlace> places_;
};

/// A device of each line, and of each kind in the mix of a population, that serves something. Borrows from the site.
std::vector<PlayedDevice> serving_examples(const Site& site);

} // namespace phonescan::field
