import { join } from "node:path";
import { installIfNeeded } from "./install.mjs";
import { root } from "./repository.mjs";

/** Installs the libraries that bench/ compares us with, which a normal install leaves alone. */
export const installBenchPeers = () =>
  installIfNeeded(
    join(root, "bench"),
    "Installing the peers of the contest into bench/ (once, 750 MB, about a minute) ...",
  );
