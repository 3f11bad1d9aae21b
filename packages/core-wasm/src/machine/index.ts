export { ArithmeticPeak } from "./arithmetic-peak.ts";
export { ReadBandwidth } from "./read-bandwidth.ts";
