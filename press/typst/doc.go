// Package typst runs the Typst typesetter, which lies in this folder as
// WebAssembly, within the program: a folder of virtual files goes in and a PDF
// comes out. Nothing need be installed.
//
// Its law: what is set reaches nothing outside itself. The module has no file,
// no network, no clock and no chance: the same files give the same bytes. Each
// document has an instance of the module to itself, with a bound on its memory
// and on its time, and whatever goes wrong within is an error here.
//
// The module is met by a small model of JavaScript's values, because it was
// built for browsers. It says by name what it wants of its host; an Engine does
// not start if there is a name that it does not know.
//
// To renew the module: "npm pack @myriaddreamin/typst-ts-web-compiler@VERSION";
// unpack it; "gzip -9 -n < pkg/typst_ts_web_compiler_bg.wasm > typst.wasm.gz";
// put its sha256 into module.go, its version into Version and LICENSE.txt; run
// the tests. They fail with the names of imports that changed (names end in a
// hash): write those into the tables of imports, by what the file
// pkg/typst_ts_web_compiler.mjs has under each name. Whoever renews wazero empties
// the folder that typsttest names: there a test cannot tell its versions apart.
package typst
