// Ends with 0 when WebGPU in Node finds an adapter. A process of its own: nothing of Dawn stays in the caller's.
import { create } from "webgpu";

globalThis.gpu = create([]); // Dawn crashes when it is collected
process.exit((await globalThis.gpu.requestAdapter()) ? 0 : 1);
