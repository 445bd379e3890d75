#pragma once

#include "tests/field/descriptor.hpp"
#include "tests/field/site.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace phonescan::field {

/// The listening TCP sockets of a site. Each device has its own for each of its ports, and the kernel refuses the rest,
/// unless they were more than 20,000, or than this user may open, or the site has populations: then one wildcard socket
/// a port (and family) serves all, and whoever uses it has to reset connections to addresses where nothing is.
/// Errors: std::runtime_error that says what could not be opened and the way out.
class WebPorts {
public:
    explicit WebPorts(const Site& site);

    const std::vector<Descriptor>& sockets() const noexcept { return sockets_; }
    /// Its address is 0.0.0.0 or :: where it listens on all of them.
    Endpoint place_of(int socket) const { return places_.at(socket); }

    /// Lets the kernel drop what comes for the sockets that listen at this very address, so that a client hears
    /// nothing; or no longer. Sockets that listen on all addresses stay as they are.
    void hush(Address address, bool silent) noexcept;

private:
    void open(Endpoint place, bool loopback);

    std::vector<Descriptor> sockets_;
    std::map<int, Endpoint> places_;
    std::multimap<Address, int> listeners_of_;
};

/// A device of each line, and of each kind in the mix of a population, that serves something. Borrows from the site.
std::vector<PlayedDevice> serving_examples(const Site& site);

} // namespace phonescan::field
