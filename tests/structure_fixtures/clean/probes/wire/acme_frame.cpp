#include "probes/wire/acme_frame.hpp"

#include "probes/observation/error.hpp"
