import { en } from "../i18n/en/rebalance.ts";
import { zh } from "../i18n/zh/rebalance.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of the rebalance panel. */
export const t = speaker({ zh, en });
