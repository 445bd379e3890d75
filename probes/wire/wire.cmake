# Included by probes/CMakeLists.txt: paths are relative to probes/.
phonescan_module(wire
    SOURCES
        wire/sip_message.cpp
    HEADERS
        wire/sip_message.hpp
    PUBLIC phonescan::observation)
