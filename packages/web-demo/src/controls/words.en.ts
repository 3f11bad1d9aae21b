export const controls = {
  play: "Play",
  pause: "Pause",
  step: "One step on",
  back: "One step back",
};
