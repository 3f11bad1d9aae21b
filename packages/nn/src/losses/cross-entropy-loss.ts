import { crossEntropy, crossEntropyOptions } from "../ops/cross-entropy.ts";
import { lossModule } from "./loss.ts";

/** `crossEntropy` as a module; PyTorch's `nn.CrossEntropyLoss`. */
export class CrossEntropyLoss extends lossModule(crossEntropyOptions, crossEntropy) {}
