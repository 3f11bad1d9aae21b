import "./check-node.mjs";
import { npm } from "./npm.mjs";
import { stopWithChildren } from "./stop-with-children.mjs";
import { runInTurn } from "./testing/run-in-turn.mjs";

// Both parts of the suites: what belongs to every change, then what is tried when there is time.
stopWithChildren();
process.exitCode = await runInTurn([npm("test"), npm("run", "-s", "test:exhaustive")]);
