export { OptionError } from "@qkv/core-wasm/contract";
