import { en } from "../i18n/en/importing.ts";
import { zh } from "../i18n/zh/importing.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the import wizard. */
export const t = speaker({ zh, en });
