#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;
