# The man page names every option of more than one letter that --help of any command offers, and no other.
#   cmake -D PHONESCAN=<program> -D PAGE=<man page> -P tests/check_man_page.cmake
cmake_minimum_required(VERSION 3.25)

file(READ "${PAGE}" page)
string(REGEX MATCHALL "Fl (-[a-z][a-z-]+|[a-z][A-Z])" documented "${page}") # --long, and nmap's -iL
list(TRANSFORM documented REPLACE "Fl " "-")
string(REGEX MATCHALL "\n\\.It Cm [a-z]+" commands "${page}")
list(TRANSFORM commands REPLACE "\n.It Cm " "")
if(NOT documented OR NOT commands)
    message(FATAL_ERROR "${PAGE}: no options or no commands found")
endif()

# --help of the program, of every command that the page names and of the commands below others.
set(help "")
foreach(command IN LISTS commands ITEMS " " "catalog list" "catalog show" "catalog check"
        "fingerprints list" "fingerprints check" "scans rm" "scans export" "scans import")
    separate_arguments(words UNIX_COMMAND "${command}")
    execute_process(COMMAND "${PHONESCAN}" ${words} --help RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "phonescan ${command} --help ended with ${status}: ${error}")
    endif()
    string(APPEND help "\n${output}")
endforeach()
string(REGEX MATCHALL "[ ,\n](--[a-z][a-z-]+|-[a-z][A-Z])" offered "${help}")
list(TRANSFORM offered REPLACE "^[ ,\n]" "")

list(REMOVE_DUPLICATES documented)
list(REMOVE_DUPLICATES offered)
set(undocumented ${offered})
list(REMOVE_ITEM undocumented ${documented})
set(unknown ${documented})
list(REMOVE_ITEM unknown ${offered})
if(undocumented)
    message(SEND_ERROR "in --help and not in the man page: ${undocumented}")
endif()
if(unknown)
    message(SEND_ERROR "in the man page and not in --help: ${unknown}")
endif()
