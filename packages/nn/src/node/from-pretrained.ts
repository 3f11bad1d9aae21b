import { pretrainedFrom } from "../pretrained/from-pretrained.ts";
import { folderOnDisk } from "./folder-on-disk.ts";

/** As the one for browsers; text is the path of a folder. */
export const fromPretrained = pretrainedFrom(folderOnDisk);
