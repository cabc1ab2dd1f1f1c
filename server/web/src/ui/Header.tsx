import type { JSX } from "preact";
import { currentLink } from "../address-bar.ts";
import { copyText } from "../clipboard.ts";
import { formatDate } from "../format.ts";
import { LANGS, type Lang } from "../i18n/text.ts";
import { lang, pick, setLang, t } from "../i18n.ts";
import { printMap } from "../print.ts";
import { screen } from "../screen.ts";
import { dataset, dialog, narrow, panels, togglePanel } from "../state.ts";
import { nextTheme, themeChoice } from "../theme.ts";
import {
  AutoThemeIcon, CheckIcon, EmbedIcon, KeyboardIcon, LayersIcon, LegendIcon, LinkIcon, Mark, MoonIcon, PrintIcon, SunIcon, TableIcon,
} from "./icons.tsx";
import { Choice, IconButton } from "./parts.tsx";
import { ScreenNav } from "./ScreenNav.tsx";
import { WhoButton } from "./WhoDialog.tsx";

/** Copies the address of what is on the screen. */
export const copyLink = (): void => void copyText(currentLink(), t("link_copied"));

/** The product, the data set, and what can be done with them. */
export function Header(): JSX.Element {
  const current = dataset.value;
  const onMap = screen.value === "map";
  return (
    <header class="header">
      <div class="brand">
        <Mark />
        <h1>Hexward</h1>
      </div>
      <ScreenNav />
      {current && (
        <p class="data-set" title={pick(current.note)}>
          <strong>{pick(current.name)}</strong>
          <span>{pick(current.note)}</span>
        </p>
      )}
      <div class="header-end">
        {!narrow.value && onMap && <Actions />}
        {!onMap && <WhoButton />}
        <LanguageSwitch />
        <ThemeButton />
        {!narrow.value && (
          <IconButton name={t("help")} icon={KeyboardIcon} onClick={() => (dialog.value = "help")} />
        )}
      </div>
    </header>
  );
}

/** The cut-off date of the counts and the revision of the data. */
export function Stamp(): JSX.Element | null {
  const current = dataset.value;
  if (!current) return null;
  const cutoff = current.measures.map((measure) => measure.cutoff).sort().at(-1);
  return (
    <p class="stamp">
      {cutoff && <span>{t("as_of", { date: formatDate(cutoff, lang.value) })}</span>}
      <span>{t("revision", { n: current.revision })}</span>
    </p>
  );
}

function Actions(): JSX.Element {
  const { layers, legend, table, check } = panels.value;
  return (
    <div class="actions">
      <IconButton name={t("layers")} icon={LayersIcon} pressed={layers} onClick={() => togglePanel("layers")} />
      <IconButton name={t("legend")} icon={LegendIcon} pressed={legend} onClick={() => togglePanel("legend")} />
      <button type="button" class="button quiet" aria-pressed={table} onClick={() => togglePanel("table")}>
        <TableIcon />
        {t("table")}
      </button>
      <button type="button" class="button quiet" aria-pressed={check} onClick={() => togglePanel("check")}>
        <CheckIcon />
        {t("check")}
      </button>
      <button type="button" class="button quiet" onClick={() => (dialog.value = "embed")}>
        <EmbedIcon />
        {t("embed")}
      </button>
      <IconButton name={t("copy_link")} icon={LinkIcon} onClick={copyLink} />
      <IconButton name={t("print")} icon={PrintIcon} onClick={printMap} />
    </div>
  );
}

function LanguageSwitch(): JSX.Element {
  const options = LANGS.map(({ id, name, short, tag }) => ({
    id,
    name: narrow.value ? short : name,
    lang: tag,
  }));
  return <Choice<Lang> label={t("language")} options={options} value={lang.value} onChange={setLang} />;
}

const themeIcons = { auto: AutoThemeIcon, light: SunIcon, dark: MoonIcon } as const;

function ThemeButton(): JSX.Element {
  const choice = themeChoice.value;
  return <IconButton name={t(`theme_${choice}`)} icon={themeIcons[choice]} onClick={nextTheme} />;
}
