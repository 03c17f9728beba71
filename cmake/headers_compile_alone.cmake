# `headers_compile_alone`: every header is compiled as the first include of a source, so that none
# depends on what others happened to include before it. Most are the first include of `NAME.cpp`
# beside them, which clang-tidy compiles without a precompiled header; the others get a source of
# their own here. Built by `./dev lint` only, which configures anew each time: this is the one place
# that globs, as headers are listed nowhere.
file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR}
  ${PROJECT_SOURCE_DIR}/src/*.hpp ${PROJECT_SOURCE_DIR}/calcom-sim/*.hpp
  ${PROJECT_SOURCE_DIR}/sim/*.hpp ${PROJECT_SOURCE_DIR}/tests/*.hpp)

set(alone_sources)
foreach(header IN LISTS headers)
  string(REGEX REPLACE "\\.hpp$" ".cpp" beside ${header})
  if(EXISTS ${PROJECT_SOURCE_DIR}/${beside})
    file(STRINGS ${PROJECT_SOURCE_DIR}/${beside} first REGEX "^#include " LIMIT_COUNT 1)
    string(REGEX REPLACE "^#include [<\"]([^>\"]+)[>\"].*" "\\1" first "${first}")
    # Included by its path from `src`, `tests` or the root.
    if(first AND "/${header}" MATCHES "/${first}$")
      continue()
    endif()
  endif()
  set(source ${PROJECT_BINARY_DIR}/headers_compile_alone/${header}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${PROJECT_SOURCE_DIR}/${header}\"\n" @ONLY)
  list(APPEND alone_sources ${source})
endforeach()

add_library(headers_compile_alone OBJECT EXCLUDE_FROM_ALL ${alone_sources})
target_include_directories(headers_compile_alone PRIVATE
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(headers_compile_alone PRIVATE slotgate_boost slotgate_options)
# A precompiled header would hide what is missing.
set_target_properties(headers_compile_alone PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
