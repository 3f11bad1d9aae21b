export const models = {
  label: "Model",
  shipped: {
    whale: "whale: a small GPT that has read Moby Dick",
    "animal-translation": "animal-translation: English to German, of animals and people",
    "animal-fill-in": "animal-fill-in: an encoder that fills in hidden words",
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
