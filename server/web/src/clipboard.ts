import { t } from "./i18n.ts";
import { showToast } from "./state.ts";

/** Copies a text and says so. Plain HTTP has no clipboard interface: then by selection. */
export async function copyText(text: string, message: string): Promise<void> {
  const copied = await viaClipboard(text).catch(() => viaSelection(text));
  showToast(copied ? message : t("copy_failed"));
}

async function viaClipboard(text: string): Promise<boolean> {
  await navigator.clipboard.writeText(text);
  return true;
}

function viaSelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  const host = document.querySelector("dialog[open]") ?? document.body;
  host.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

/** Offers a text as a file to save. */
export function saveText(text: string, fileName: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
