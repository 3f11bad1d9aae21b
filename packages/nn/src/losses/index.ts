// Those that the main entry does not hold.
export { CTCLoss, type CtcLossOptions, ctcLoss } from "./ctc-loss.ts";
