# What gets installed, and the Debian package (cpack -G DEB in a build folder).
#
# bin/phonescan finds ../share/phonescan and ../libexec/phonescan beside itself; the build folder has the same shape.

if(TARGET phonescan)
    install(TARGETS phonescan DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

install(DIRECTORY fingerprints/data/ DESTINATION "${CMAKE_INSTALL_DATADIR}/phonescan/fingerprints")
install(DIRECTORY catalog/data/ DESTINATION "${CMAKE_INSTALL_DATADIR}/phonescan/catalogs")
install(DIRECTORY scanner/data/ DESTINATION "${CMAKE_INSTALL_DATADIR}/phonescan/inventories")
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
