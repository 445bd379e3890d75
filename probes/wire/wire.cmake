set(WIRE_SOURCES)
if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/wire/sip_message.cpp")
    list(APPEND WIRE_SOURCES wire/sip_message.cpp)
endif()
phonescan_module(wire
    SOURCES
        ${WIRE_SOURCES}
    HEADERS
        wire/sip_message.hpp
    PUBLIC phonescan::observation)
