export const softwareGpu: Readonly<Record<string, string>>;
export const softwareGpuUnderTest: Readonly<Record<string, string>>;
