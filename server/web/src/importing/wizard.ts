import { batch, signal, type Signal } from "@preact/signals";
import { connect, suspectOffline } from "../connection.ts";
import type { ScreenName } from "../link.ts";
import { ApiError, listen } from "../requests.ts";
import { about, replaceAbout } from "../screen.ts";
import { withWho } from "../who.ts";
import { columnsOf, hasPlaces, provenCrs, withTemplate, type Template } from "./fields.ts";
import {
  applyFile, checkFile, eventsPath, getJob, removeJob, sendFile, surveyFile, undoRevision,
  type FileKind, type Found, type Job, type Order, type Upload,
} from "./requests.ts";

/** Pause before a job is asked for again after its line was cut. */
const AGAIN_MS = 1_500;

/** What a file goes through on a screen: kept while other screens are shown. */
export interface Wizard {
  screen: ScreenName;
  kind: Signal<FileKind>;
  /** The file as it was dropped; null after a reload. */
  file: Signal<File | null>;
  /** Share of the file that was sent; null while none is. */
  sent: Signal<number | null>;
  job: Signal<Job | null>;
  found: Signal<Found | null>;
  /** What is said about it so far. */
  order: Signal<Order>;
  /** The field that each column is, by its name; empty for none. */
  columns: Signal<Record<string, string>>;
  /** Whether the meaning is being changed although the file was checked. */
  revising: Signal<boolean>;
  busy: Signal<boolean>;
  error: Signal<unknown>;
  /** Whether what was applied has been taken back. */
  undone: Signal<boolean>;
  /** Whether the file was being applied when the server forgot it, so that it may have been written. */
  maybeWritten: Signal<boolean>;
  take(file: File): void;
  abortSending(): void;
  look(layer: string, encoding: string): Promise<void>;
  useTemplate(template: Template): void;
  check(): Promise<void>;
  apply(reason: string): void;
  stop(): Promise<void>;
  undo(): void;
  again(): void;
  resume(id: string): Promise<void>;
  leave(): void;
}

/** Whether something is being done to the file. */
export const isWorking = (job: Job): boolean => ["checking", "applying", "stopping"].includes(job.state);

const isUnanswered = (error: unknown): boolean => error instanceof ApiError && error.status === 0;

/** A wizard of a screen; it begins with a kind of file. */
export function createWizard(name: ScreenName, first: FileKind): Wizard {
  const state = {
    screen: name,
    kind: signal<FileKind>(first),
    file: signal<File | null>(null),
    sent: signal<number | null>(null),
    job: signal<Job | null>(null),
    found: signal<Found | null>(null),
    order: signal<Order>({}),
    columns: signal<Record<string, string>>({}),
    revising: signal(false),
    busy: signal(false),
    error: signal<unknown>(null),
    undone: signal(false),
    maybeWritten: signal(false),
  };
  let upload: Upload | null = null;
  let unwatch: (() => void) | null = null;
  /** Whether the server was told to write, and has not yet said how the job stands. */
  let toldToApply = false;

  /** Runs a step; what goes wrong is shown, and what was typed stays. */
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    state.busy.value = true;
    state.error.value = null;
    try {
      await run();
    } catch (error) {
      state.error.value = error;
      void suspectOffline();
    } finally {
      state.busy.value = false;
    }
  };
  const put = (job: Job): void => {
    const before = state.job.peek()?.state;
    toldToApply = false;
    state.job.value = job;
    if (job.state === "applied" && before !== "applied") void connect();
    if (!isWorking(job)) stopWatching();
  };
  const stopWatching = (): void => {
    unwatch?.();
    unwatch = null;
  };
  const watch = (job: Job): void => {
    stopWatching();
    put(job);
    if (!isWorking(job)) return;
    state.revising.value = false;
    unwatch = listen<Job>(eventsPath(job.id), "job", put, () => askAgain(job.id));
  };
  /** Asks in a while how a job stands. */
  const askAgain = (id: string): void => {
    stopWatching();
    void suspectOffline();
    const timer = setTimeout(() => void resume(id), AGAIN_MS);
    unwatch = () => clearTimeout(timer);
  };
  /** Tells the server to begin; without an answer it may have begun or not, so it is asked. */
  const begin = async (id: string, tell: () => Promise<Job>): Promise<void> => {
    try {
      watch(await tell());
    } catch (error) {
      if (isUnanswered(error)) askAgain(id);
      else toldToApply = false;
      throw error;
    }
  };
  const tell = (): void => {
    const job = state.job.peek();
    replaceAbout(name, job ? { job: job.id } : {});
  };
  const reset = (): void => {
    stopWatching();
    batch(() => {
      state.job.value = null;
      state.found.value = null;
      state.revising.value = false;
      state.undone.value = false;
      state.error.value = null;
      state.sent.value = null;
    });
  };

  const look = (layer: string, encoding: string): Promise<void> =>
    attempt(async () => {
      const job = state.job.peek();
      if (!job) return;
      const said = state.order.peek();
      state.order.value = { ...said, ...(layer ? { layer } : {}), ...(encoding ? { encoding } : {}) };
      const found = await surveyFile(job.id, layer, encoding);
      batch(() => {
        state.found.value = found;
        if (!found.survey) return;
        const proposed = found.survey.columns.map(({ name: column, field }) => [column, field ?? ""] as const);
        const kept = withTemplate(found.survey, state.order.peek());
        state.columns.value = { ...Object.fromEntries(proposed), ...kept };
        const proven = hasPlaces(job.kind) ? provenCrs(found.survey) : null;
        if (proven && !state.order.peek().crs) state.order.value = { ...state.order.peek(), crs: proven };
      });
    });

  const take = (file: File): void => {
    reset();
    state.file.value = file;
    state.sent.value = 0;
    upload = sendFile(file, state.kind.peek(), (share) => (state.sent.value = share));
    const going = upload;
    going.done
      .then(async (job) => {
        state.sent.value = null;
        state.job.value = job;
        tell();
        await look(state.order.peek().layer ?? "", state.order.peek().encoding ?? "");
      })
      .catch((error: unknown) => {
        state.sent.value = null;
        if (upload === going) state.error.value = error;
        void suspectOffline();
      });
  };

  const resume = async (id: string): Promise<void> => {
    try {
      const job = await getJob(id);
      state.kind.value = job.kind;
      // after a reload; else what is said here is newer, and the server may not have heard of it
      if (job.order && state.job.peek()?.id !== id) state.order.value = job.order;
      watch(job);
      if (!state.found.peek() && job.state !== "applied") await look(job.order?.layer ?? "", job.order?.encoding ?? "");
      state.error.value = null;
    } catch (error) {
      if (isUnanswered(error)) {
        askAgain(id);
      } else {
        state.maybeWritten.value = toldToApply || state.job.peek()?.state === "applying";
        state.job.value = null;
        tell();
        void suspectOffline();
      }
      state.error.value = error;
    }
  };

  return {
    ...state,
    take,
    look,
    resume,
    abortSending: () => {
      const going = upload;
      upload = null;
      going?.abort();
    },
    useTemplate: (template) => {
      const survey = state.found.peek()?.survey;
      state.order.value = { ...state.order.peek(), ...template };
      if (survey) state.columns.value = { ...state.columns.peek(), ...withTemplate(survey, template) };
      const job = state.job.peek();
      if (job && template.encoding && template.encoding !== survey?.encoding) {
        void look(state.order.peek().layer ?? "", template.encoding);
      }
    },
    check: () =>
      attempt(async () => {
        const job = state.job.peek();
        if (!job) return;
        const order = { ...state.order.peek(), columns: columnsOf(state.columns.peek()) };
        state.order.value = order;
        await begin(job.id, () => checkFile(job.id, order));
        state.revising.value = false;
      }),
    apply: (reason) =>
      withWho(({ name: author }) =>
        void attempt(async () => {
          const job = state.job.peek();
          if (!job) return;
          toldToApply = true;
          await begin(job.id, () => applyFile(job.id, author, reason));
        }),
      ),
    stop: () =>
      attempt(async () => {
        const job = state.job.peek();
        if (job) await removeJob(job.id);
        if (job) await resume(job.id);
      }),
    undo: () =>
      withWho(({ name: author }) =>
        void attempt(async () => {
          const revision = state.job.peek()?.report?.changes?.revision ?? state.job.peek()?.report?.revision;
          if (revision === undefined) return;
          await undoRevision(revision, author);
          state.undone.value = true;
          void connect();
        }),
      ),
    again: () => {
      const file = state.file.peek();
      if (file) take(file);
    },
    leave: () => {
      const job = state.job.peek();
      if (job && !isWorking(job)) removeJob(job.id).catch(() => undefined);
      reset();
      state.file.value = null;
      state.order.value = {};
      state.columns.value = {};
      if (about.peek().job) replaceAbout(name, {});
    },
  };
}
