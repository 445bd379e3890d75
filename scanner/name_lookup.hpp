#pragma once

#include "scanner/target_list.hpp"

#include <functional>
#include <string>
#include <vector>

namespace phonescan {

/// What a host name stands for.
struct NameLookup {
    AddressSet addresses;
    std::string problem; ///< why there are none; empty when there are some
};

/// Which addresses of a name are meant: a device that has both kinds is asked once, and spared altogether.
enum class NameUse : std::uint8_t { target, exclusion };

/// Asks the system's resolver (files, DNS, whatever the host is set up for): of a target its IPv6 addresses only where
/// it has no others, of an exclusion both. Blocks; safe from several threads.
NameLookup look_up(const std::string& name, NameUse use);

struct ResolvedName {
    TargetName name;
    AddressSet addresses; ///< those that exclusions took away included
};

struct ResolvedTargets {
    TargetList list; ///< with the addresses of the names, and no names left
    std::vector<ResolvedName> names;
    std::vector<std::string> unresolved; ///< one message for each target name without an address
};

/// Resolves target and excluded names, several at a time, and applies the exclusions again: what a name resolves to
/// stays excluded if it was. The address policy is asked after this, so that it sees these addresses too.
/// Errors: TargetErrors when an excluded name does not resolve, since its address cannot be spared then, or when no
/// address is left to scan.
ResolvedTargets resolve_names(TargetList list,
                              const std::function<NameLookup(const std::string&, NameUse)>& lookup = look_up);

} // namespace phonescan
