import { en } from "../i18n/en/review.ts";
import { zh } from "../i18n/zh/review.ts";
import { speaker } from "../i18n/speak.ts";

/** Texts of validation and approval. */
export const t = speaker({ zh, en });
