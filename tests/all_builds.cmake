# Read by ctest, not by CMake: lets one ctest run hold the tests of several builds (./run-tests).
#
# The builds have tests of the same names, and ctest keeps properties by name alone, across folders. So each test gets
# its build's name in front. The same test of two builds never runs at the same time: it may use an address or a port.

# Arguments are passed on as bracket arguments, so that no list, quote or backslash in them is lost.
function(add_test name)
    set(code "_add_test([====[${build_name}: ${name}]====]")
    math(EXPR last "${ARGC} - 1")
    foreach(index RANGE 1 ${last})
        string(APPEND code " [====[${ARGV${index}}]====]")
    endforeach()
    cmake_language(EVAL CODE "${code})")
    cmake_language(EVAL CODE
        "_set_tests_properties([====[${build_name}: ${name}]====] PROPERTIES RESOURCE_LOCK [====[${name}]====])")
endfunction()

function(set_tests_properties name)
    set(code "_set_tests_properties([====[${build_name}: ${name}]====]")
    set(previous)
    math(EXPR last "${ARGC} - 1")
    foreach(index RANGE 1 ${last})
        set(value "${ARGV${index}}")
        if(previous MATCHES "^(DEPENDS|FIXTURES_(SETUP|CLEANUP|REQUIRED))$") # these name tests, or sets of them
            list(TRANSFORM value PREPEND "${build_name}: ")
        endif()
        string(APPEND code " [====[${value}]====]")
        set(previous "${ARGV${index}}")
    endforeach()
    cmake_language(EVAL CODE "${code})")
endfunction()
