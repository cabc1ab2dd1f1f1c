import { en } from "../i18n/en/editor.ts";
import { zh } from "../i18n/zh/editor.ts";
import { speaker } from "../i18n/speak.ts";

/** A key of the editor's texts. */
export type EditorKey = keyof typeof zh;

/** Texts of the editor. */
export const say = speaker<EditorKey>({ zh, en });
