export { animalSentence, type Choose, type Translation } from "./sentences.ts";
