# The structure check can fail: each tree in tests/structure_fixtures breaks the one rule its name begins with, `clean` none.
#   cmake -D ROOT=<checkout> -D WORK=<folder to write in> -P tests/check_structure_test.cmake
cmake_minimum_required(VERSION 3.25)

# Runs the check on `tree` and compares the set of broken rules with `expected` (empty: it must pass).
function(expect tree expected)
    execute_process(COMMAND "${CMAKE_COMMAND}" -D "ROOT=${tree}" -P "${ROOT}/tests/check_structure.cmake"
        RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX MATCHALL "\\[[a-z-]+\\]" rules "${output}")
    list(TRANSFORM rules REPLACE "[^a-z-]" "")
    list(REMOVE_DUPLICATES rules)
    if(NOT "${rules}" STREQUAL "${expected}" OR (expected AND status EQUAL 0) OR (NOT expected AND NOT status EQUAL 0))
        message(SEND_ERROR "${tree}: expected [${expected}], got [${rules}], exit ${status}:\n${output}")
    endif()
endfunction()

file(GLOB trees "${ROOT}/tests/structure_fixtures/*")
list(FILTER trees EXCLUDE REGEX "/\\.[^/]*$") # .clang-format
list(LENGTH trees count)
if(count LESS 10)
    message(FATAL_ERROR "only ${count} fixtures under ${ROOT}/tests/structure_fixtures")
endif()
foreach(tree IN LISTS trees)
    get_filename_component(name "${tree}" NAME)
    string(REGEX MATCH "^(include-direction|lambda-co-await|fuzz-target|vendor-name|file-length|pragma-once|own-header-first)" rule "${name}")
    expect("${tree}" "${rule}")
endforeach()

string(REPEAT "//\n" 400 longest)
file(WRITE "${WORK}/length/scanner/scan.cpp" "${longest}")
expect("${WORK}/length" "")
file(APPEND "${WORK}/length/scanner/scan.cpp" "//\n")
expect("${WORK}/length" file-length)
file(REMOVE_RECURSE "${WORK}")
