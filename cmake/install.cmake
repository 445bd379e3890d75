# What gets installed, and the Debian package (cpack -G DEB in a build folder).
#
# bin/phonescan finds ../share/phonescan and ../libexec/phonescan beside itself; the build folder has the same shape.

# The simulated site is part of the product (phonescan demo), so builds without tests make it too.
if(NOT TARGET phonefield AND EXISTS "${PROJECT_SOURCE_DIR}/tests/field/CMakeLists.txt")
    add_subdirectory(tests/field)
endif()
if(TARGET phonefield)
    set_target_properties(phonefield PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/libexec/phonescan")
    install(TARGETS phonefield DESTINATION "${CMAKE_INSTALL_LIBEXECDIR}/phonescan")
endif()
if(TARGET phonescan)
    install(TARGETS phonescan DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

# In the build folder the demo's site files lie where the installed program has them.
if(EXISTS "${PROJECT_SOURCE_DIR}/tests/field/sites")
    file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/phonescan")
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/tests/field/sites" "${CMAKE_BINARY_DIR}/share/phonescan/demo" SYMBOLIC)
endif()

# A folder that is missing here is missing from the product: test `install` says so.
foreach(pair "fingerprints/data=fingerprints" "catalog/data=catalogs" "tests/field/sites=demo")
    string(REGEX MATCH "^(.*)=(.*)$" ignored "${pair}")
    set(from "${PROJECT_SOURCE_DIR}/${CMAKE_MATCH_1}")
    if(EXISTS "${from}")
        install(DIRECTORY "${from}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/phonescan/${CMAKE_MATCH_2}")
    endif()
endforeach()
install(FILES scanner/phonescan.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)

set(CPACK_PACKAGE_CONTACT "phonescan maintainers <phonescan@localhost>")
set(CPACK_PACKAGE_VENDOR "phonescan")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # the libraries it links, with the versions they need
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
include(CPack)
