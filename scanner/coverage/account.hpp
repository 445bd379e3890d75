#pragma once

#include "probes/address_set.hpp"
#include "probes/observation/observation.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace phonescan {

/// What became of one question to one address.
enum class AskedState : std::uint8_t {
    answered,    ///< in the channel's protocol, or its TLS
    closed,      ///< a TCP connection, but not a word
    refused,     ///< by the address itself: nobody listens
    prohibited,  ///< by somebody on the way, who does not let it pass
    unreachable, ///< somebody on the way says so, or nobody answers ARP
    silent,      ///< after `tries`
    unsent,      ///< to be asked, but it was not: `reason` says why
    not_asked,   ///< not to be asked on this channel
};

/// `answered`, `silent`, `not-asked`, …
std::string_view name_of(AskedState state) noexcept;

/// One question with what became of it.
struct Account {
    AskedState state = AskedState::not_asked;
    unsigned tries = 0;           ///< datagrams or connection attempts, about; 0 where it is not known
    std::string_view reason = {}; ///< why it is unsent; lives as long as the book

    friend bool operator==(const Account&, const Account&) = default;
};

/// A way of asking: a channel on a port.
struct AskedChannel {
    std::string_view name;  ///< `sip-udp`, `sip-tcp`, `sip-tls`, `http`, `https`, `icmp`
    std::uint16_t port = 0; ///< 0: without ports
};

/// The accounts of a run: every address on every channel.
class AccountBook {
public:
    AccountBook() = default;
    AccountBook(const AccountBook&) = delete;
    AccountBook& operator=(const AccountBook&) = delete;
    virtual ~AccountBook() = default;

    /// The targets, after exclusion.
    virtual const AddressSet& addresses() const = 0;
    /// Those of the addresses named that exclusions took away.
    virtual const AddressSet& excluded() const = 0;
    virtual const std::vector<AskedChannel>& channels() const = 0;
    /// position: of the address in addresses(); channel: in channels().
    virtual Account account(std::uint64_t position, std::size_t channel) const = 0;
    /// Whether anything at all showed that somebody is at the address: an answer, a refusal of its own, ARP.
    virtual bool is_alive(std::uint64_t position) const = 0;
};

} // namespace phonescan
