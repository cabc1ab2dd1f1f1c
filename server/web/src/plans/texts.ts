import { en } from "../i18n/en/plans.ts";
import { zh } from "../i18n/zh/plans.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the list of plans. */
export const t = speaker({ zh, en });
