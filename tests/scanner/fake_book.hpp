#pragma once

#include "scanner/coverage/account.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <utility>
#include <vector>

namespace phonescan::test {

inline AddressRange v4(const std::string& first, const std::string& last)
{
    namespace ip = boost::asio::ip;
    return {ip::make_address_v4(first).to_uint(), ip::make_address_v4(last).to_uint()};
}

inline AddressRange6 v6(const std::string& first, const std::string& last)
{
    namespace ip = boost::asio::ip;
    return {number_of(ip::make_address_v6(first)), number_of(ip::make_address_v6(last))};
}

/// A book as a test writes it: at first everybody is silent after one try, and nobody is alive.
class FakeBook : public AccountBook {
public:
    FakeBook(AddressSet addresses, std::vector<AskedChannel> channels, AddressSet excluded = {})
        : addresses_{std::move(addresses)}, excluded_{std::move(excluded)}, channels_{std::move(channels)},
          accounts_(channels_.size(), std::vector<Account>(addresses_.size(), {AskedState::silent, 1})),
          alive_(addresses_.size(), false)
    {
    }

    FakeBook(FakeBook&& other) noexcept
        : addresses_{std::move(other.addresses_)}, excluded_{std::move(other.excluded_)},
          channels_{std::move(other.channels_)}, accounts_{std::move(other.accounts_)}, alive_{std::move(other.alive_)}
    {
    }

    const AddressSet& addresses() const override { return addresses_; }
    const AddressSet& excluded() const override { return excluded_; }
    const std::vector<AskedChannel>& channels() const override { return channels_; }
    Account account(std::uint64_t position, std::size_t channel) const override
    {
        return accounts_.at(channel).at(position);
    }
    bool is_alive(std::uint64_t position) const override { return alive_.at(position); }

    void set(std::uint64_t position, std::size_t channel, const Account& account)
    {
        accounts_.at(channel).at(position) = account;
    }
    void set(const std::string& address, std::size_t channel, const Account& account)
    {
        set(position_of(address), channel, account);
    }
    void set_all(std::size_t channel, const Account& account)
    {
        accounts_.at(channel).assign(addresses_.size(), account);
    }
    void set_alive(std::uint64_t position) { alive_.at(position) = true; }
    void set_alive(const std::string& address) { set_alive(position_of(address)); }

private:
    std::uint64_t position_of(const std::string& address) const
    {
        return addresses_.position(boost::asio::ip::make_address(address)).value();
    }

    AddressSet addresses_;
    AddressSet excluded_;
    std::vector<AskedChannel> channels_;
    std::vector<std::vector<Account>> accounts_; // by channel, by position
    std::vector<bool> alive_;
};

} // namespace phonescan::test
