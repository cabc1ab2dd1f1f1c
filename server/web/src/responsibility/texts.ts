import { en } from "../i18n/en/responsibility.ts";
import { zh } from "../i18n/zh/responsibility.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the screen about who answers for what. */
export const t = speaker({ zh, en });
