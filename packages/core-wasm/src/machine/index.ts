export { ArithmeticPeak } from "./arithmetic-peak.ts";
export { ReadBandwidth, type ReadBandwidthOptions } from "./read-bandwidth.ts";
