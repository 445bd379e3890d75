#include "probes/network_watch.hpp"

#include "probes/netlink.hpp"
#include "probes/send_gate.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <system_error>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

/// One change is many notices: they are taken together.
constexpr auto settling = 50ms;
/// Where the kernel could not answer, it was in the midst of a change.
constexpr auto retry = 500ms;
/// Of the time, asking may take one part in so many: a router's large table is slow to read, and seldom at rest.
constexpr int sparing = 20;
constexpr std::size_t reasons_told = 3;

constexpr std::array<unsigned, 5> groups = {RTNLGRP_LINK, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_IFADDR,
                                            RTNLGRP_IPV6_IFADDR};

template <class Number>
std::string common_text(const Interval<Number>& a, const Interval<Number>& b)
{
    const Interval<Number> common{std::max(a.first, b.first), std::min(a.last, b.last)};
    return common.first <= common.last ? to_text(common) : "";
}

/// What two routes have in common of their addresses, for people; empty: nothing.
std::string common_range(const Route& a, const Route& b)
{
    if (a.is_v6 != b.is_v6) return "";
    return a.is_v6 ? common_text(a.range6, b.range6) : common_text(a.range, b.range);
}

AddressSet addresses_of(const std::vector<Route>& routes)
{
    std::vector<AddressRange> ranges;
    std::vector<AddressRange6> ranges6;
    for (const auto& route : routes) {
        if (!is_way(&route)) continue;
        if (route.is_v6)
            ranges6.push_back(route.range6);
        else
            ranges.push_back(route.range);
    }
    return AddressSet{std::move(ranges), std::move(ranges6)};
}

std::string what_is_wrong_with(const std::string& interface, const LinkStates& links)
{
    const auto found = links.find(interface);
    if (found == links.end()) return interface + " is gone";
    if (!found->second.is_up) return interface + " is down";
    return found->second.has_carrier ? "" : interface + " has no carrier";
}

} // namespace

LinkStates read_links()
{
    LinkStates links;
    Netlink netlink;
    netlink.prepare<ifinfomsg>(RTM_GETLINK, NLM_F_DUMP).ifi_family = AF_UNSPEC;
    const int error = netlink.exchange([&](const nlmsghdr& message) {
        const auto name = attribute(message, sizeof(ifinfomsg), IFLA_IFNAME);
        if (!name) return;
        const auto& header = family_header<ifinfomsg>(message);
        const auto operation = attribute(message, sizeof(ifinfomsg), IFLA_OPERSTATE);
        const auto state = operation && !operation->empty() ? operation->front() : std::uint8_t{IF_OPER_UNKNOWN};
        const auto end = std::ranges::find(*name, std::uint8_t{0});
        links[std::string{name->begin(), end}] = {static_cast<unsigned>(header.ifi_index),
                                                  (header.ifi_flags & IFF_UP) != 0,
                                                  state == IF_OPER_UNKNOWN || state == IF_OPER_UP};
    });
    if (error != 0) throw std::system_error{error, std::generic_category(), "cannot read the list of interfaces"};
    return links;
}

std::string what_changed(const Route& before, std::span<const Route> now, const LinkStates& links)
{
    if (!is_way(&before)) return "";
    if (auto wrong = what_is_wrong_with(before.interface, links); !wrong.empty()) return wrong;
    for (const auto& route : now) {
        const auto range = common_range(before, route);
        if (range.empty()) continue;
        if (!is_way(&route)) return "no route to " + range + " any more";
        if (route.interface != before.interface) return range + " would now leave by " + route.interface;
        if (route.source != before.source) return range + " would now leave from " + route.source.to_string();
    }
    return "";
}

class NetworkWatch::Impl : public std::enable_shared_from_this<NetworkWatch::Impl> {
public:
    Impl(const asio::any_io_executor& executor, std::vector<Route> routes, std::string interface, OnChange on_change)
        : routes_{std::move(routes)}, interface_{std::move(interface)}, addresses_{addresses_of(routes_)},
          on_change_{std::move(on_change)}, descriptor_{executor, notices_.descriptor()}, timer_{executor},
          wrong_(routes_.size())
    {
    }

    ~Impl() { close(); }

    void start();
    void close() noexcept;
    bool is_usable(std::size_t index) const noexcept { return is_way(&routes_[index]) && wrong_[index].empty(); }
    bool is_any_down() const noexcept
    {
        return std::ranges::any_of(wrong_, [](const std::string& reason) { return !reason.empty(); });
    }
    std::string what_is_wrong() const;

private:
    void await_notice();
    void check_after(Clock::duration pause);
    bool check();
    std::vector<std::string> find_wrong();

    std::vector<Route> routes_;
    std::string interface_;
    unsigned interface_index_ = 0;
    AddressSet addresses_;
    OnChange on_change_;
    NetlinkNotices notices_{groups};
    asio::posix::stream_descriptor descriptor_; // of notices_, who closes it
    asio::steady_timer timer_;
    Clock::time_point not_before_{}; // the next check
    std::vector<std::string> wrong_; // by route: why it is down
};

void NetworkWatch::Impl::start()
{
    if (!interface_.empty()) {
        const auto links = read_links();
        const auto found = links.find(interface_);
        if (found != links.end()) interface_index_ = found->second.index;
    }
    if (check())
        await_notice();
    else
        check_after(retry);
}

void NetworkWatch::Impl::close() noexcept
{
    on_change_ = nullptr;
    if (!descriptor_.is_open()) return;
    timer_.cancel();
    descriptor_.release();
}

void NetworkWatch::Impl::await_notice()
{
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = weak_from_this()](const boost::system::error_code& error) {
                               if (const auto watch = self.lock(); watch && !error) watch->check_after(settling);
                           });
}

/// Until then notices gather unread; if the kernel has no room for them all, that is a notice, too.
void NetworkWatch::Impl::check_after(Clock::duration pause)
{
    timer_.expires_at(std::max(Clock::now() + pause, not_before_));
    timer_.async_wait([self = weak_from_this()](const boost::system::error_code& error) {
        const auto watch = self.lock();
        if (!watch || error) return;
        watch->notices_.drain();
        const auto before = watch->wrong_;
        if (watch->check())
            watch->await_notice();
        else
            watch->check_after(retry);
        if (const auto tell = watch->on_change_; tell && before != watch->wrong_) tell();
    });
}

/// False: the kernel did not say; what was known stays.
bool NetworkWatch::Impl::check()
{
    const auto began = Clock::now();
    bool is_known = true;
    try {
        wrong_ = find_wrong();
    } catch (const std::system_error&) {
        is_known = false;
    }
    const auto ended = Clock::now();
    not_before_ = ended + sparing * (ended - began);
    return is_known;
}

std::vector<std::string> NetworkWatch::Impl::find_wrong()
{
    const auto links = read_links();
    std::vector<std::string> wrong(routes_.size());
    const auto all_are = [&](const std::string& reason) {
        for (std::size_t i = 0; i < routes_.size(); ++i)
            if (is_way(&routes_[i])) wrong[i] = reason;
    };
    if (!interface_.empty()) {
        const auto found = links.find(interface_);
        // Sockets stay bound to the one that was there.
        if (found != links.end() && interface_index_ != 0 && found->second.index != interface_index_)
            all_are(interface_ + " was removed, and is another one now");
        else if (auto reason = what_is_wrong_with(interface_, links); !reason.empty())
            all_are(reason);
        if (std::ranges::any_of(wrong, [](const auto& reason) { return !reason.empty(); })) return wrong;
    }
    const auto now = routes_to(addresses_, interface_);
    for (std::size_t i = 0; i < routes_.size(); ++i)
        wrong[i] = what_changed(routes_[i], now, links);
    return wrong;
}

std::string NetworkWatch::Impl::what_is_wrong() const
{
    std::string text;
    std::set<std::string> told;
    for (const auto& reason : wrong_) {
        if (reason.empty() || !told.insert(reason).second || told.size() > reasons_told) continue;
        text += (text.empty() ? "" : "; ") + reason;
    }
    if (told.size() > reasons_told) text += "; and " + std::to_string(told.size() - reasons_told) + " more";
    return text;
}

NetworkWatch::NetworkWatch(const asio::any_io_executor& executor, std::vector<Route> routes, std::string interface,
                           OnChange on_change)
    : impl_{std::make_shared<Impl>(executor, std::move(routes), std::move(interface), std::move(on_change))}
{
    impl_->start();
}

NetworkWatch::~NetworkWatch()
{
    impl_->close();
}

bool NetworkWatch::is_usable(std::size_t route_index) const noexcept
{
    return impl_->is_usable(route_index);
}

bool NetworkWatch::is_any_down() const noexcept
{
    return impl_->is_any_down();
}

std::string NetworkWatch::what_is_wrong() const
{
    return impl_->what_is_wrong();
}

} // namespace phonescan
