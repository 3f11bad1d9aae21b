/** ONNX Runtime Web finds its WebAssembly beside itself; a bundle puts the bytes here. */
export const wasmBinary = () => undefined;
