#pragma once

#include "probes/address_set.hpp"
#include "scanner/finding.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// Adds one line for what answers alike for many addresses, and marks the devices that it stands for.
///
/// A decoy: a /24 in which over 90 % of the asked addresses answer with one identity and without a MAC address or
/// serial number of their own. It takes a /24's worth of evidence: where less than 90 % of its addresses were asked, or
/// fewer answer so, equal phones stay as many phones as there are. A portal or firewall: the same answer of what is no
/// phone from 20 or more addresses anywhere, none of which is known by a MAC address or serial number of its own.
///
/// asked: the addresses that the scan asked, whatever became of it. Findings come in any order; lines stand at the end.
std::vector<Finding> with_equal_answers(std::vector<Finding> findings, const AddressSet& asked);

/// `A portal or firewall answers for 30 addresses (10.0.0.5 to 10.0.0.99).`
std::string sentence_of(const EqualAnswers& equal);

} // namespace phonescan
