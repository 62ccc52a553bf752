// Licence texts that packages name but do not ship, and what ONNX Runtime's wasm has compiled in.

const asIs = (holders: string) =>
  `THIS SOFTWARE IS PROVIDED BY THE ${holders} "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, ` +
  "THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE " +
  "COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL " +
  "DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR " +
  "BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT " +
  "(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE " +
  "POSSIBILITY OF SUCH DAMAGE.";

const bsd3 = [
  "Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:",
  "* Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.",
  "* Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the documentation and/or other materials provided with the distribution.",
  "* Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this software without specific prior written permission.",
  asIs("COPYRIGHT HOLDERS AND CONTRIBUTORS"),
].join("\n\n");

/** By SPDX id; the texts of MIT and Apache-2.0 are read from files that are here (notices.ts). */
export const ownTexts: Record<string, string> = { "BSD-3-Clause": bsd3 };

/** Whose code a package without a licence file holds. */
export const holders: Record<string, string> = {
  "onnxruntime-web": "Copyright (c) Microsoft Corporation",
  "onnxruntime-common": "Copyright (c) Microsoft Corporation",
  "@bufbuild/protobuf":
    "Copyright 2021-2026 Buf Technologies, Inc. (Apache-2.0); parts Copyright 2008 Google Inc. (BSD-3-Clause)",
};

export interface Part {
  name: string;
  licence: string;
  holder: string;
  source: string;
}

/** The release that `runtimeParts` was read from: its ThirdPartyNotices.txt and cmake/deps.txt are not in the package. */
export const runtimeVersion = "1.30.0";

/** Compiled into ort-wasm-simd-threaded.wasm and its asyncify sister, which has WebGPU's bindings too, after ONNX Runtime's own ThirdPartyNotices.txt and cmake/deps.txt. */
export const runtimeParts: readonly Part[] = [
  {
    name: "onnx",
    licence: "Apache-2.0",
    holder: "Copyright (c) ONNX Project Contributors",
    source: "https://github.com/onnx/onnx",
  },
  {
    name: "Protocol Buffers (lite runtime)",
    licence: "BSD-3-Clause",
    holder: "Copyright 2008 Google Inc. All rights reserved.",
    source: "https://github.com/protocolbuffers/protobuf",
  },
  {
    name: "FlatBuffers",
    licence: "Apache-2.0",
    holder: "Copyright Google Inc.",
    source: "https://github.com/google/flatbuffers",
  },
  {
    name: "Abseil",
    licence: "Apache-2.0",
    holder: "Copyright Google Inc.",
    source: "https://github.com/abseil/abseil-cpp",
  },
  {
    name: "RE2",
    licence: "BSD-3-Clause",
    holder: "Copyright (c) 2009 The RE2 Authors. All rights reserved.",
    source: "https://github.com/google/re2",
  },
  {
    name: "Eigen",
    licence: "MPL-2.0",
    holder:
      "The Eigen authors. Its source code is available at the address beside, under https://www.mozilla.org/MPL/2.0/",
    source: "https://gitlab.com/libeigen/eigen",
  },
  {
    name: "JSON for Modern C++",
    licence: "MIT",
    holder: "Copyright (c) 2013-2022 Niels Lohmann",
    source: "https://github.com/nlohmann/json",
  },
  {
    name: "Guidelines Support Library",
    licence: "MIT",
    holder: "Copyright (c) 2015 Microsoft Corporation",
    source: "https://github.com/microsoft/GSL",
  },
  {
    name: "SafeInt",
    licence: "MIT",
    holder: "Copyright (c) 2018 Microsoft Corporation",
    source: "https://github.com/dcleblanc/SafeInt",
  },
  {
    name: "date",
    licence: "MIT",
    holder: "Copyright (c) 2015-2021 Howard Hinnant and contributors",
    source: "https://github.com/HowardHinnant/date",
  },
  { name: "mp11", licence: "BSL-1.0", holder: "Copyright Peter Dimov", source: "https://github.com/boostorg/mp11" },
  {
    name: "Emscripten runtime",
    licence: "MIT",
    holder: "Copyright (c) 2010-2014 Emscripten authors",
    source: "https://github.com/emscripten-core/emscripten",
  },
  {
    name: "Dawn (its WebGPU bindings for Emscripten, in the asyncify build)",
    licence: "BSD-3-Clause",
    holder: "Copyright 2017-2023 The Dawn & Tint Authors",
    source: "https://dawn.googlesource.com/dawn",
  },
  {
    name: "musl (Emscripten's C library)",
    licence: "MIT",
    holder: "Copyright (c) 2005-2020 Rich Felker, et al.",
    source: "https://musl.libc.org",
  },
];
