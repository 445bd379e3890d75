#pragma once

#include "probes/routes.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// How an interface stands.
struct LinkState {
    unsigned index = 0;
    bool is_up = false;
    bool has_carrier = false; ///< true, too, where the driver cannot tell
};

/// By the interface's name.
using LinkStates = std::map<std::string, LinkState>;

/// Of all interfaces. Errors: throws std::system_error when the kernel does not answer.
LinkStates read_links();

/// Why a route of before cannot be used as things stand, for people: `eth0 is down`, `no route to 10.1.0.0/16 any
/// more`, `10.1.0.0/16 would now leave by wlan0`. Empty when packets still leave by the same interface from the same
/// address, or there was no way before. now: the routes of at least the same addresses, ascending.
std::string what_changed(const Route& before, std::span<const Route> now, const LinkStates& links);

/// Notices that the network of a running scan goes away, and that it comes back: the kernel announces changes of links,
/// addresses and routes, and then is asked again how the scan's addresses are reached. No privilege is needed.
///
/// Runs on one executor, which has work to do for as long as this object lives.
class NetworkWatch {
public:
    /// Called on the executor after is_usable() or what_is_wrong() changed. It may destroy the watch.
    using OnChange = std::function<void()>;

    /// routes: as the scan found them; copied. interface: what its packets are bound to (`-e`), or empty.
    /// What changed since they were found is known at once, without a call of on_change.
    /// Errors: throws std::system_error when the kernel announces nothing.
    NetworkWatch(const boost::asio::any_io_executor& executor, std::vector<Route> routes, std::string interface,
                 OnChange on_change);
    ~NetworkWatch();

    /// May packets leave by that route now? False where there never was a way.
    bool is_usable(std::size_t route_index) const noexcept;
    /// Is any route down that was a way when the scan began?
    bool is_any_down() const noexcept;
    /// For people, the first reasons of all that is down; empty when nothing is.
    std::string what_is_wrong() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace phonescan
