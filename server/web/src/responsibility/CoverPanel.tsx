import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber, formatShare } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { Choice } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { AbsenceList } from "./AbsenceList.tsx";
import { useAnswer } from "./answer.ts";
import { classOf } from "./HerePanel.tsx";
import { NoDuties } from "./NoDuties.tsx";
import { getReport, type Report } from "./requests.ts";
import { addressesBelow, histogramBars, histogramOf, type Bar } from "./shares.ts";
import { epoch, least, plan, saveCsv } from "./store.ts";
import { t } from "./texts.ts";

/** How many people are enough, as far as it can be chosen. */
const LEASTS = ["1", "2", "3", "4", "5", "6", "7", "8"] as const;

/** How many people answer for how many addresses, and what absences leave. */
export function CoverPanel(): JSX.Element {
  const asked = useAnswer(`${least.value} ${epoch.value}`, async () => {
    const [report, before] = await Promise.all([getReport(least.peek(), plan.peek()), plan.peek() ? getReport(least.peek()) : null]);
    return { report, before };
  });
  const { value, busy, error, again } = asked;
  return (
    <section class="duty-part" aria-labelledby="cover-title" aria-busy={busy}>
      <div class="duty-head">
        <h3 id="cover-title">{t("cover")}</h3>
        <label class="least"><span>{t("least")}</span>
          <select class="tier-select" value={String(least.value)} onChange={(event) => (least.value = Number(event.currentTarget.value))}>
            {LEASTS.map((number) => <option key={number} value={number}>{number}</option>)}
          </select>
        </label>
      </div>
      {error !== null && <ProblemNote error={error} onRetry={again} />}
      {!value && error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {value && value.report.duties === 0 && <NoDuties />}
      {value && value.report.duties > 0 && (
        <>
          <Histogram report={value.report} before={value.before} />
          <Verdict report={value.report} before={value.before} />
          <AbsenceList all={value.report.absences.people_leaving_below} />
        </>
      )}
    </section>
  );
}

function Histogram({ report, before }: { report: Report; before: Report | null }): JSX.Element {
  const name = useSignal("");
  const options = [{ id: "", name: t("all_classes") }, ...report.classes.map((row) => ({ id: row.class, name: t(`class_${classOf(row.class)}`) }))];
  const rows = histogramOf(report, name.value);
  const bars = histogramBars(rows, before && histogramOf(before, name.value));
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.addresses, bar.before ?? 0]));
  const save = (): void =>
    saveCsv("cover", ["class", "people", "addresses", "households"], [
      ...report.histogram.map((row) => ["all", row.people, row.addresses, row.households]),
      ...report.classes.flatMap((of) => of.histogram.map((row) => [of.class, row.people, row.addresses, row.households])),
    ]);
  return (
    <figure class="k-figure">
      <figcaption>
        {options.length > 2 && <Choice label={t("classes")} options={options} value={name.value} onChange={(next) => (name.value = next)} />}
        <button type="button" class="button" onClick={save}>{say("download_csv")}</button>
      </figcaption>
      <table class="k-bars">
        <thead>
          <tr><th scope="col">{t("people_answering")}</th><th scope="col">{say("addresses")}</th>{before && <th scope="col" class="numeric">{t("in_force_now")}</th>}<th scope="col" class="numeric">{say("share")}</th></tr>
        </thead>
        <tbody>{bars.map((bar) => <BarRow key={bar.people} bar={bar} most={most} all={report.addresses} />)}</tbody>
      </table>
    </figure>
  );
}

function BarRow({ bar, most, all }: { bar: Bar; most: number; all: number }): JSX.Element {
  const number = (value: number): string => formatNumber(value, lang.value);
  return (
    <tr class={bar.people < least.value && bar.addresses > 0 ? "too-few" : ""}>
      <th scope="row">{bar.open ? t("people_more", { n: bar.people }) : bar.to > bar.people ? `${bar.people}–${bar.to}` : number(bar.people)}</th>
      <td><meter class="bar" min={0} max={most} value={bar.addresses} aria-hidden="true" /><span class="cell-text">{number(bar.addresses)}</span></td>
      {bar.before !== null && <td class="numeric">{number(bar.before)}</td>}
      <td class="numeric">{formatShare(bar.addresses, all, lang.value)}</td>
    </tr>
  );
}

/** What is well and what is not, in sentences that say it beside colour and sign. */
function Verdict({ report, before }: { report: Report; before: Report | null }): JSX.Element {
  const number = (value: number): string => formatNumber(value, lang.value);
  const { absences, histogram, pairs } = report;
  const below = addressesBelow(histogram, absences.least);
  const lines: [boolean, string][] = [
    [below === 0, below === 0 ? t("enough", { n: absences.least }) : t("too_few", { n: absences.least, addresses: number(below) })],
    [
      absences.people_leaving_below === 0,
      absences.people_leaving_below === 0
        ? t("no_absence_below", { n: absences.least })
        : t("absences_below", { n: absences.least, people: number(absences.people_leaving_below), all: number(report.people) }),
    ],
    [
      absences.addresses_left_alone === 0,
      absences.addresses_left_alone === 0 ? t("none_alone") : t("some_alone", { addresses: number(absences.addresses_left_alone), people: number(absences.people_leaving_alone) }),
    ],
    [pairs.leaving_alone === 0, t("pairs", { drawn: number(pairs.drawn), leaving: number(pairs.leaving_alone), most: number(pairs.most_left_alone) })],
  ];
  return (
    <>
      <ul class="duty-verdicts">
        {lines.map(([good, text]) => <li key={text} class={good ? "good" : "bad"}><strong aria-hidden="true">{good ? "✓" : "!"}</strong>{text}</li>)}
      </ul>
      {before && (
        <p class="hint">{t("before_now", { n: absences.least, before: number(addressesBelow(before.histogram, absences.least)), after: number(below), alone_before: number(before.absences.addresses_left_alone), alone: number(absences.addresses_left_alone) })}</p>
      )}
    </>
  );
}
