import { en } from "../i18n/en/counts.ts";
import { zh } from "../i18n/zh/counts.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the import of counts. */
export const t = speaker({ zh, en });
