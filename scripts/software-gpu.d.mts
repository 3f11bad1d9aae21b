export const softwareGpu: Readonly<Record<string, string>>;
