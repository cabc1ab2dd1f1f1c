import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Located } from "../api.ts";
import { formatNumber, formatPosition } from "../format.ts";
import { lang, t as say, tName } from "../i18n.ts";
import { insideOf } from "../map/highlight.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { useAnswer } from "./answer.ts";
import { FindGrid } from "./FindGrid.tsx";
import { cardPath, getAnswering, getGridOf, locateIn, type AnswerRow } from "./requests.ts";
import { epoch, grid, place, plan, showPart } from "./store.ts";
import { t } from "./texts.ts";

/** Who answers at the picked place, the grids that hold it, and the cards of its grid. */
export function HerePanel(): JSX.Element {
  useEffect(placeInGrid, [grid.value, epoch.value]);
  const at = place.value;
  const key = at ? `${at.lon} ${at.lat} ${epoch.value}` : null;
  const { value, busy, error, again } = useAnswer(key, async () => {
    const [answering, located] = await Promise.all([getAnswering(at!.lon, at!.lat, plan.peek()), locateIn(at!.lon, at!.lat, plan.peek())]);
    return { answering, located };
  });
  return (
    <section class="duty-part" aria-labelledby="here-title" aria-busy={busy}>
      <h3 id="here-title">{t("here")}</h3>
      <FindGrid />
      {!at && <p class="hint">{t("here_hint")}</p>}
      {error !== null && <ProblemNote error={error} onRetry={again} />}
      {at && !value && error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {value && (
        <>
          <p class="hint">{formatPosition(value.answering.lon, value.answering.lat)}</p>
          <Chain located={value.located} />
          <p class="duty-lead" role="status">
            {value.answering.people === 0 ? t("nobody_here") : t("people_here", { n: formatNumber(value.answering.people, lang.value) })}
          </p>
          <ol class="answers">
            {value.answering.answers.map((answer, index) => <Answering key={answer.id} answer={answer} rank={index + 1} located={value.located} />)}
          </ol>
          <Cards located={value.located} />
        </>
      )}
    </section>
  );
}

/** A grid that was picked without a place: the place is inside it. */
function placeInGrid(): void {
  const code = grid.peek();
  if (!code || place.peek()) return;
  getGridOf(code, plan.peek()).then(({ geometry }) => {
    const inside = insideOf(geometry);
    if (inside && grid.peek() === code && !place.peek()) place.value = { lon: inside[0], lat: inside[1] };
  }, () => undefined);
}

const Chain = ({ located }: { located: Located }): JSX.Element =>
  located.grids.length === 0
    ? <p class="hint">{t("outside")}</p>
    : <p class="duty-chain">{located.grids.map(({ code, name, tier }) => <span key={code} class="tag" title={code}>{`${tName("tier", tier)} · ${name || code}`}</span>)}</p>;

function Answering({ answer, rank, located }: { answer: AnswerRow; rank: number; located: Located }): JSX.Element {
  const area = located.grids.find(({ code }) => code === answer.area);
  const reason = area
    ? t("because_grid", { tier: tName("tier", area.tier), name: area.name || area.code })
    : answer.area ? t("because_area", { name: answer.area }) : t(`because_${answer.kind}`);
  return (
    <li>
      <span class="rank" aria-hidden="true">{rank}</span>
      <div>
        <p><strong>{(lang.value === "zh" ? answer.title_zh : answer.title_en) || answer.role}</strong>{answer.name && ` · ${answer.name}`} <span class="tag">{t(`class_${classOf(answer.class)}`)}</span></p>
        {answer.holders.length === 0 && <p class="vacant">{t("vacant")}</p>}
        {answer.holders.length > 0 && (
          <p class="holders">
            {answer.holders.map(({ staff, share_percent, deputy }) => (
              <span key={staff}><code>{staff}</code>{deputy ? ` ${t("deputy")}` : share_percent < 100 ? ` ${share_percent}%` : ""}</span>
            ))}
          </p>
        )}
        <p class="hint">{reason}</p>
      </div>
    </li>
  );
}

const CLASSES = ["official", "worker", "medical", "police", "volunteer", "other"] as const;
/** A class of roles as the texts know it. */
export const classOf = (name: string): (typeof CLASSES)[number] => CLASSES.find((known) => known === name) ?? "other";

/** The cards of the picked grid, in both forms and languages. */
function Cards({ located }: { located: Located }): JSX.Element | null {
  const own = located.grids.find(({ code }) => code === grid.value) ?? located.grids.at(-1);
  if (!own) return null;
  return (
    <div class="duty-cards">
      <h4>{t("cards", { name: own.name || own.code })}</h4>
      <div class="files">
        {(["zh", "en"] as const).flatMap((tongue) => (["pdf", "png"] as const).map((form) => (
          <a key={`${tongue} ${form}`} class="button" href={cardPath(own.code, form, tongue, plan.value)} target="_blank" rel="noopener">
            {t(`card_${form}_${tongue}`)}
          </a>
        )))}
        <button type="button" class="button" onClick={() => showPart("gates")}>{t("to_gates")}</button>
      </div>
    </div>
  );
}
