#pragma once

#include "fingerprints/answering.hpp"
#include "fingerprints/fingerprint_db.hpp"
#include "fingerprints/observation_groups.hpp"
#include "fingerprints/shared_identity.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace phonescan {

class DeviceSource;
class Identifier;

/// One device at one site: the observations that belong together and what they make it.
struct Device {
    std::string key;                  ///< `mac:00:04:f2:aa:bb:cc`, `serial:…` or `ip:10.0.0.7@site`
    boost::asio::ip::address address; ///< where it answered from, else what it alone states; unspecified when unknown
    Answering answering;
    SharedIdentity identity;                ///< without evidence where `source` is set
    WallClock::time_point firmware_heard{}; ///< its identity's
    Observations observations;              ///< in the order of arrival; empty where `source` is set
    const DeviceSource* source = nullptr;
    std::uint32_t group = 0; ///< of the source: the first, and the others
    std::vector<std::uint32_t> more_groups = {};
};

/// All of a device: held by it, or read again from its source. One for many devices remembers what their texts mean.
class DeviceDetails {
public:
    DeviceDetails();
    explicit DeviceDetails(const Device& device);
    ~DeviceDetails();
    DeviceDetails(const DeviceDetails&) = delete;
    DeviceDetails& operator=(const DeviceDetails&) = delete;

    /// Borrows the device, until the next one is read.
    void read(const Device& device);

    const Observations& observations() const noexcept { return *observations_; }
    const Identity& identity() const noexcept { return *identity_; }

private:
    Observations read_observations_;
    Identity read_identity_;
    const Observations* observations_ = &read_observations_;
    const Identity* identity_ = &read_identity_;
    const DeviceSource* source_ = nullptr; ///< whose fingerprints identifier_ borrows
    std::unique_ptr<Identifier> identifier_;
};

/// Groups that were joined to devices: reads a device again. Immutable.
class DeviceSource {
public:
    /// Joins; see devices_of(). Borrows groups and fingerprints, which must outlive this.
    DeviceSource(const ObservationGroups& groups, const FingerprintDb& fingerprints,
                 const std::set<MacAddress>& lent_macs = {});
    ~DeviceSource();
    DeviceSource(const DeviceSource&) = delete;
    DeviceSource& operator=(const DeviceSource&) = delete;

    /// Gives every device, in the order of its first group: without observations and evidence, which read() gives. To
    /// be called once.
    void for_each_device(std::string_view site, const std::function<void(Device)>& take);

    /// How many devices there are at most.
    std::size_t groups() const noexcept;

    /// What a device said, in the order of arrival, and what that makes it, with evidence. identifier: of the same
    /// fingerprints.
    void read(const Device& device, Observations& observations, Identity& identity, Identifier& identifier) const;
    const FingerprintDb& fingerprints() const noexcept;

    /// Of a device of one group: see ObservationGroups::same_words(). Devices of the same words are the same, but for
    /// their addresses, keys and times.
    std::optional<SameWords> same_words(const Device& device) const;

    /// The newest scan that the device was seen in; see ObservationGroups::scan_of().
    std::size_t scan_of(const Device& device) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Groups observations into devices and identifies each; sorted by address.
///
/// What came from one address, in one table row or in frames of one sender belongs together. Such groups are one device
/// when they agree in a MAC address (of the frame, or by the device's own word in a banner, name or certificate), in a
/// serial number, or when a frame or row states the address that another group answered from. Equal answers alone never
/// join. A MAC or serial that several addresses claim is nobody's: it joins nothing and is no key. Nor is a MAC that
/// the neighbour table has on several addresses; `lent_macs` names those of the whole table, the gateway's among them.
///
/// Where the groups are of several scans, this holds within each of them. Between scans a MAC and a serial join, and an
/// address unless its MAC has changed.
///
/// The key is the MAC, else the serial, else the address at the site. The devices hold all that they said.
std::vector<Device> devices_of(Observations observations, const FingerprintDb& fingerprints, std::string_view site,
                               const std::set<MacAddress>& lent_macs = {});

} // namespace phonescan
