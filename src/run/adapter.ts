/** A graphics adapter, as WebGPU describes it (GPUAdapterInfo). Browsers may leave any of it empty. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

/** Adapters that are programs: Chromium's and Mesa's, and Windows' own. */
const programs = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

/** For people: "nvidia ampere", "Apple M2". */
export function adapterName(info: AdapterInfo): string {
  const { vendor, architecture, device, description } = info;
  return description || [vendor, architecture || device].filter(Boolean).join(" ") || "unnamed adapter";
}

/** True where the processor stands in for a GPU. */
export function isSoftware(info: AdapterInfo): boolean {
  const { vendor, architecture, device, description } = info;
  return info.isFallbackAdapter === true || programs.test([vendor, architecture, device, description].join(" "));
}
