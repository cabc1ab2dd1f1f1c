import { en } from "../i18n/en/compare.ts";
import { zh } from "../i18n/zh/compare.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the comparison of two plans. */
export const t = speaker({ zh, en });
