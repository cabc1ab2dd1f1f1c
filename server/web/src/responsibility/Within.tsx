import type { JSX } from "preact";
import { grid } from "./store.ts";
import { t } from "./texts.ts";

/** All ground, or the grid that is picked on the map. */
export function Within({ value, onChange }: { value: string; onChange: (code: string) => void }): JSX.Element {
  const codes = [...new Set([value, grid.value ?? ""].filter(Boolean))];
  return (
    <label class="field"><span>{t("within")}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t("everywhere")}</option>
        {codes.map((code) => <option key={code} value={code}>{t("within_picked", { code })}</option>)}
      </select>
    </label>
  );
}
