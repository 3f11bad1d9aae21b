import { answer } from "./page.js";

// Read by the one who opened the page.
answer().then((outcome) => console.log(`outcome ${JSON.stringify(outcome)}`));
