import { en } from "../i18n/en/welcome.ts";
import { zh } from "../i18n/zh/welcome.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the first start. */
export const t = speaker({ zh, en });
