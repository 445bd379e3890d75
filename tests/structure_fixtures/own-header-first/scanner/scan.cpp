#include <string>

#include "scanner/scan.hpp"
