#include "probes/sweep.hpp"
