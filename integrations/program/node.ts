import { train } from "./train.js";

// Options and the outcome as JSON; whatever else is printed is a fault.
train(JSON.parse(process.argv[2] ?? "{}")).then((outcome) => console.log(JSON.stringify(outcome)));
