import {
  CheckpointError,
  NonFiniteLossError,
  StateDictError,
  UnknownCharacterError,
} from "@qkv/nn";
import { HubError } from "@qkv/nn/hub";
import { ModelFolderError } from "@qkv/nn/model-folder";
import { FileReadError, FileWriteError } from "@qkv/nn/node";
import { PytorchError } from "@qkv/nn/pytorch";
import { GgufError, Llama2cError, SafetensorsError, TorchFileError } from "@qkv/nn/weights";
import { CommandError } from "./command-error.ts";
import { isDeviceError, outOfMemoryMeaning } from "./device-error.ts";
import { systemErrorMeaning } from "./system-error.ts";

export interface Failure {
  readonly message: string;
  readonly exitCode: number;
}

const explained = [
  CommandError,
  FileReadError,
  FileWriteError,
  HubError,
  ModelFolderError,
  CheckpointError,
  NonFiniteLossError,
  PytorchError,
  GgufError,
  Llama2cError,
  SafetensorsError,
  StateDictError,
  TorchFileError,
  UnknownCharacterError,
  RangeError,
];

const longestMessage = 1500;

/** One line and an exit code for anything that was thrown. */
export function describeFailure(error: unknown): Failure {
  const exitCode = error instanceof CommandError ? error.exitCode : 1;
  return { message: oneLine(messageOf(error)), exitCode };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const outOfMemory = outOfMemoryMeaning(error);
  if (outOfMemory !== undefined) return outOfMemory;
  if (explained.some((kind) => error instanceof kind) || isDeviceError(error)) return error.message;
  const meaning = systemErrorMeaning(error);
  if (meaning !== undefined) {
    const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
    return `${path}${meaning}`;
  }
  return `${error.message} (this looks like a fault in qkv; with QKV_DEBUG=1 it shows where)`;
}

/** Names out of a hostile file must neither steer the terminal nor fill it. */
function oneLine(message: string): string {
  const plain = message.replace(/\p{Cc}+/gu, " ");
  if (plain.length <= longestMessage) return plain;
  return `${plain.slice(0, longestMessage)}… (${plain.length - longestMessage} more characters)`;
}
