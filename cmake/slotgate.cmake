# How every module of the house is built. Nothing here is global: a module asks for it by name.

# Warnings and language level; linked privately by every target of ours.
add_library(slotgate_options INTERFACE)
target_compile_features(slotgate_options INTERFACE cxx_std_23)
target_compile_options(slotgate_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  # Designated initialisers leave members to their defaults on purpose.
  -Wno-missing-field-initializers
  -Werror)

# slotgate_precompiled(<target> <owner>) compiles a target with the precompiled header of another,
# if that has one: making it takes g++ 10 s, and nobody's differs.
function(slotgate_precompiled target owner)
  get_target_property(headers ${owner} PRECOMPILE_HEADERS)
  if(headers)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()

# slotgate_module(<name> SOURCES ... [LINKS ...] [USES ...] [PRECOMPILED <owner>]) declares the
# library of a folder under src/.
# LINKS appear in its headers, USES only in its sources. PRECOMPILED: whose precompiled header.
function(slotgate_module name)
  cmake_parse_arguments(module "" "PRECOMPILED" "SOURCES;LINKS;USES" ${ARGN})
  add_library(slotgate_${name} STATIC ${module_SOURCES})
  target_include_directories(slotgate_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(slotgate_${name}
    PUBLIC ${module_LINKS}
    PRIVATE ${module_USES} slotgate_options)
  if(module_PRECOMPILED)
    slotgate_precompiled(slotgate_${name} ${module_PRECOMPILED})
  endif()
endfunction()
