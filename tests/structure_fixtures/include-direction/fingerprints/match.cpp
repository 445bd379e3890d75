#include "scanner/scan.hpp"
