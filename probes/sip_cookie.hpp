#pragma once

#include "probes/siphash.hpp"
#include "probes/wire/sip_message.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace phonescan {

/// Whom a request asks. An IPv6 address has no zone here: a token does not carry one.
struct SipTarget {
    boost::asio::ip::address address;
    std::uint16_t port = 0;

    friend bool operator==(const SipTarget&, const SipTarget&) = default;
};

/// The text of one cookie.
class SipToken {
public:
    static constexpr std::size_t max_size = 2 + 32 + 4 + 16;

    std::string_view text() const noexcept { return {characters_.data(), size_}; }

private:
    friend class SipCookie;
    std::array<char, max_size> characters_;
    std::size_t size_ = 0;
};

/// Takes the place of a table of open requests: each request carries a token that names its target and that only the
/// holder of the key can make, and answers bring the token back.
///
/// A token is `ps`, the address (8 hex digits for IPv4, 32 for IPv6), the port (4), and SipHash-2-4 of both (16), all
/// of them characters of an RFC 3261 token; devices may change its case.
class SipCookie {
public:
    explicit SipCookie(const SipHashKey& key) noexcept : key_{key} {}
    /// A key from the kernel. Throws std::system_error when there is none to be had.
    static SipCookie random();

    SipToken token(const SipTarget& target) const noexcept;

    /// The target a token was made for; nullopt when this key did not make it.
    std::optional<SipTarget> verify(std::string_view token) const noexcept;

    /// Has the text the shape of a token, whoever made it?
    static bool has_shape(std::string_view text) noexcept;

private:
    SipHashKey key_;
};

/// Whose question a response answers.
struct SipAnswerTo {
    enum class Kind : std::uint8_t {
        ours,    ///< `target` was asked, and this is its answer
        forged,  ///< it carries a token's shape that this key did not make, or tokens of two targets
        foreign, ///< nothing in it looks like a token
    };
    Kind kind = Kind::foreign;
    SipTarget target{};
};

/// Looks for a token in the branch of the topmost Via, in Call-ID and in From's tag: devices spoil one or the other,
/// and any one that is whole suffices.
SipAnswerTo find_target(const wire::SipResponse& response, const SipCookie& cookie) noexcept;

} // namespace phonescan
