export const models = {
  label: "Model",
  shipped: {
    whale: "whale: a small GPT that has read Moby Dick",
  },
  folder: "Open a folder …",
  hub: "From the Hugging Face hub …",
  hubName: "Name on the hub",
  hubHelp:
    "Only this asks another host: huggingface.co, for the files of this model. OWNER/NAME, such as openai-community/gpt2.",
  openHub: "Open",
  cancel: "Cancel",
  opening: (name: string) => `Opening ${name} …`,
  progress: (done: string, total: string) => `${done} of ${total} MB`,
  reopen: (name: string) => `${name} was opened from a folder. Open the folder again to go on.`,
};
