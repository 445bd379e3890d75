#pragma once

#include "fingerprints/fingerprint_db.hpp"

#include <string>
#include <utility>
#include <vector>

namespace phonescan::test {

inline std::filesystem::path shipped_directory()
{
    return std::filesystem::path{PHONESCAN_SOURCE_DIR} / "fingerprints/data";
}

inline std::filesystem::path shipped_schema()
{
    return shipped_directory() / "fingerprints.xsd";
}

/// The shipped fingerprints, loaded once.
inline const FingerprintDb& shipped()
{
    static const FingerprintDb database = FingerprintDb::load(fingerprint_files(shipped_directory()));
    return database;
}

inline Observation seen(Field field, std::string value)
{
    Observation observation;
    observation.field = field;
    observation.value = std::move(value);
    observation.channel = Channel::imported;
    return observation;
}

inline Observation seen_from(const char* address, Field field, std::string value)
{
    auto observation = seen(field, std::move(value));
    observation.source.address = boost::asio::ip::make_address(address);
    observation.channel = Channel::sip_udp;
    return observation;
}

inline Identity identify(const Observations& observations)
{
    return shipped().identify(observations);
}

inline Identity identify(std::string user_agent)
{
    return identify(Observations{seen(Field::sip_user_agent, std::move(user_agent))});
}

} // namespace phonescan::test
