import type { JSX } from "preact";
import { currentLink } from "../address-bar.ts";
import { pick, t } from "../i18n.ts";
import { dataset } from "../state.ts";
import { Stamp } from "./Header.tsx";

/** What stands over the map on paper: the place, of when the data are, and where the same can be seen. */
export function PrintHead(): JSX.Element | null {
  const current = dataset.value;
  if (!current) return null;
  return (
    <header class="print-head" aria-hidden="true">
      <h2>{`${pick(current.name)} · Hexward`}</h2>
      <Stamp />
      <p>{t("printed_from", { link: currentLink() })}</p>
    </header>
  );
}
