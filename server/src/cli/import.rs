//! `hexward import`: a file into a store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use hexward_engine::edit::{self, Changeset, Edit};
use hexward_engine::io::{Template, file_name, shown};
use hexward_engine::model::{Dataset, PlanId, Revision, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{CommitError, Engine, Proposal, Viewpoint, Watch};
use serde::Serialize;

use super::console::{Console, progress};
use super::effects::changed_rows;
use super::export::replace;
use super::failure::Failure;
use super::import_grids::{Drafts, GridOptions, GridSummary};
use super::import_progress::Progression;
use super::import_report::{Outcome, report, summary};
use super::import_saying::{Saying, unsaid};
use super::store::{self, Authorship, StorePath};
use super::viewpoint::{Reader, plan_id, viewed};
use crate::apart::Upload;
use crate::importing::{
    Content, Kind, Readable, Rows, Said, Stage, Winner, read, readable, said, write_findings,
};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// What the file holds
    pub(super) kind: Kind,
    /// The file: CSV or GeoJSON, or of another program: GeoPackage, Shapefile (zip), FlatGeobuf, GeoParquet, XLSX, KML, DXF,
    /// OSM PBF
    pub(super) file: PathBuf,
    #[command(flatten)]
    saying: Saying,
    /// The tier of all grids of the file: street, community, grid or micro
    #[arg(long, value_parser = tier)]
    tier: Option<Tier>,
    /// What counts where the column `grid` of addresses and the point disagree [default: point]; a column `winner`
    /// says it for a row
    #[arg(long)]
    pub(super) winner: Option<Winner>,
    /// Check everything and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print findings and summary as lines of JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Import into this draft: grids and checkpoints only, the rest is no part of a plan
    #[arg(long, value_name = "ID", value_parser = plan_id)]
    pub(super) plan: Option<PlanId>,
    /// Write the bad rows as CSV, too
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    #[command(flatten)]
    grids: GridOptions,
    #[command(flatten)]
    authorship: Authorship,
}

/// The tier of a name.
pub(super) fn tier(name: &str) -> Result<Tier, String> {
    Tier::from_name(name).ok_or_else(|| "tiers are street, community, grid and micro".to_owned())
}

pub(super) fn run(mut arguments: Arguments, console: &mut Console) -> Result<(), Failure> {
    check_options(&arguments)?;
    let template = template(&arguments)?;
    arguments.winner = template.winner.as_deref().and_then(Winner::from_name);
    import(&arguments, &template, console)?;
    arguments.saying.keep(&template)
}

/// Reads the file and commits its rows; what came of it is reported.
fn import(
    arguments: &Arguments,
    template: &Template,
    console: &mut Console,
) -> Result<(), Failure> {
    let location = &arguments.store.store;
    let is_there = location.is_there()?;
    // a dry run needs no lock, and a store is not made for a file that is refused
    let engine = if is_there && !arguments.dry_run {
        Some(store::create_or_open(location)?)
    } else {
        None
    };
    let snapshot = base(arguments, engine.as_ref(), is_there)?;
    let progression = Progression::begin();
    let (rows, content) = match rows(arguments, template, &snapshot, &progression) {
        Ok(read) => read,
        Err(failure) => return refuse_file(arguments, console, failure),
    };
    if !rows.findings.is_empty() {
        drop(progression);
        return refuse_rows(arguments, console, &snapshot, &rows);
    }
    progression.enter(Stage::Comparing, None, None);
    let (edits, mut grids) = match edits(arguments, &snapshot, &rows.file, content, console) {
        Ok(edits) => edits,
        Err(failure) => return refuse(arguments, console, &rows, &snapshot, failure),
    };
    let changeset = Arc::new(Changeset {
        note: arguments.authorship.note(),
        edits,
    });
    if !arguments.dry_run {
        progression.enter(Stage::Writing, None, Some(rows.total as u64));
    }
    let watch = progression.watch();
    let summary = grids.as_mut();
    let done = match (arguments.dry_run, engine) {
        (true, _) => attempt(arguments, &snapshot, &changeset, summary, console)?,
        (false, Some(engine)) => commit(arguments, &engine, &changeset, watch, summary)?,
        // a store is not made for what is refused
        (false, None) => match edit::apply(&snapshot, &changeset) {
            Ok(_) => commit(
                arguments,
                &store::create_or_open(location)?,
                &changeset,
                watch,
                summary,
            )?,
            Err(error) => Err(error.into()),
        },
    };
    drop(progression);
    let (changed_rows, revision) = match done {
        Ok(done) => done,
        Err(error) => {
            let failure = arguments.grids.refused(error, arguments.json, console);
            return refuse(arguments, console, &rows, &snapshot, failure);
        }
    };
    let outcome = Outcome {
        changed_rows,
        revision: revision.0,
        written: changed_rows > 0 && !arguments.dry_run,
        grids,
    };
    report(arguments, console, &rows, &outcome)
}

/// What is said about the file.
fn template(arguments: &Arguments) -> Result<Template, Failure> {
    let mut rest = Template::new(arguments.kind.into());
    rest.tier = arguments.tier.map(|tier| tier.name().to_owned());
    rest.winner = arguments.winner.map(|winner| winner.name().to_owned());
    arguments.saying.said(rest)
}

/// What the rows are compared with: the newest, or a plan; nothing where there is no store yet.
fn base(
    arguments: &Arguments,
    engine: Option<&Engine>,
    is_there: bool,
) -> Result<Arc<Snapshot>, Failure> {
    let location = &arguments.store.store;
    let at = arguments
        .plan
        .clone()
        .map_or(Viewpoint::Newest, Viewpoint::Plan);
    match engine {
        Some(engine) => viewed(engine, &at),
        None if is_there => Reader::open(location)?.view(&at),
        None if arguments.plan.is_some() => Err(Failure::Environment(format!(
            "{location}: there is no store"
        ))),
        None => Ok(Arc::new(Snapshot::build(Dataset::default()))),
    }
}

/// Refuses options of other kinds.
fn check_options(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.tier.is_some() && arguments.kind != Kind::Grids {
        return Err(Failure::Usage("--tier is for grids".to_owned()));
    }
    if arguments.winner.is_some() && arguments.kind != Kind::Addresses {
        return Err(Failure::Usage("--winner is for addresses".to_owned()));
    }
    if arguments.plan.is_some() && !arguments.kind.is_planned() {
        return Err(Failure::Usage(
            "--plan is for grids and checkpoints, the rest is no part of a plan".to_owned(),
        ));
    }
    arguments.grids.check(arguments.kind == Kind::Grids)
}

/// The rows as edits; grids are checked, and repaired when that is asked for.
fn edits(
    arguments: &Arguments,
    snapshot: &Snapshot,
    name: &str,
    content: Content,
    console: &mut Console,
) -> Result<(Vec<Edit>, Option<GridSummary>), Failure> {
    let (drafts, numbers) = match content {
        Content::Edit(edit) => return Ok((vec![edit], None)),
        Content::Drafts(drafts, numbers) => (drafts, numbers),
    };
    let file = Drafts {
        name,
        grids: &drafts,
        numbers: &numbers,
    };
    let (options, json) = (&arguments.grids, arguments.json);
    let (edits, summary) = options.edits(snapshot, &file, json, console)?;
    Ok((edits, Some(summary)))
}

/// How many rows a commit has changed, at which revision.
type Done = Result<(usize, Revision), CommitError>;

/// What a commit would do.
fn attempt(
    arguments: &Arguments,
    snapshot: &Snapshot,
    changeset: &Changeset,
    grids: Option<&mut GridSummary>,
    console: &mut Console,
) -> Result<Done, Failure> {
    let delta = match edit::apply(snapshot, changeset) {
        Ok(delta) => delta,
        Err(error) => return Ok(Err(error.into())),
    };
    if let (Some(grids), true) = (grids, changeset.with_faults()) {
        let next = snapshot.with(&delta).map_err(CommitError::from)?;
        let (options, json) = (&arguments.grids, arguments.json);
        grids.faults = options.foreseen(&next, json, console)?;
    }
    Ok(Ok((delta.len(), snapshot.revision)))
}

fn commit(
    arguments: &Arguments,
    engine: &Engine,
    changeset: &Arc<Changeset>,
    watch: &Arc<Watch>,
    grids: Option<&mut GridSummary>,
) -> Result<Done, Failure> {
    let proposal = Proposal {
        plan: arguments.plan.clone(),
        watch: Some(Arc::clone(watch)),
        ..Proposal::from(Arc::clone(changeset))
    };
    let committed = match engine.propose(&proposal) {
        Ok(committed) => committed,
        Err(error) => return Ok(Err(error)),
    };
    if let Some(grids) = grids {
        grids.faults = committed.faults;
        arguments.grids.stored(&committed, &engine.snapshot())?;
    }
    let rows = changed_rows(&committed);
    leave(engine.snapshot());
    leave(Arc::clone(changeset));
    Ok(Ok((rows, committed.revision)))
}

/// Leaves rows to the system, which takes back all memory at once when the process ends; to free millions of rows one by
/// one would take about a second.
fn leave<T>(rows: Arc<T>) {
    std::mem::forget(rows);
}

/// The file as its readers take it.
pub(super) fn opened(
    file: &Path,
    layer: Option<&str>,
    encoding: Option<&str>,
) -> Result<Readable, Failure> {
    let name = told(file);
    let upload = Upload {
        path: file,
        name: &name,
        layer,
        encoding,
    };
    let readable = readable(&upload, &std::env::temp_dir(), &Arc::default())?;
    if let Some(layer) = readable.layer() {
        progress(format_args!("{name}: layer {}", shown(layer)));
    }
    Ok(readable)
}

/// What a file is called in messages.
fn told(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file_name(&name).into_owned()
}

/// The rows are refused together: the reasons are listed, nothing is written.
fn refuse(
    arguments: &Arguments,
    console: &mut Console,
    rows: &Rows,
    snapshot: &Snapshot,
    failure: Failure,
) -> Result<(), Failure> {
    if let (true, Failure::Findings(_)) = (arguments.json, &failure) {
        let outcome = Outcome::refused(snapshot);
        console.json(&summary(arguments, rows, &outcome))?;
    }
    Err(failure)
}

fn rows(
    arguments: &Arguments,
    template: &Template,
    snapshot: &Arc<Snapshot>,
    progression: &Progression,
) -> Result<(Rows, Content), Failure> {
    let refused = |text: String| Failure::Findings(format!("{}: {text}", told(&arguments.file)));
    let expected = arguments.saying.expected(snapshot)?;
    let Said { statement, tier } = said(template, expected.clone()).map_err(refused)?;
    let (layer, encoding) = (template.layer.as_deref(), template.encoding.as_deref());
    let readable = opened(&arguments.file, layer, encoding)?;
    let Some(statement) = statement else {
        return Err(unsaid(&readable.source, template, &expected)?);
    };
    let bytes = readable.bytes().or_else(|| size(&arguments.file));
    progression.enter(Stage::Reading, bytes, None);
    let source = readable.source.clone().watched(progression.watch());
    let (rows, content) = read(arguments.kind, &source, &statement, tier, snapshot)?;
    if rows.total == 0 {
        return Err(refused("it has no rows".to_owned()));
    }
    Ok((rows, content))
}

fn size(file: &Path) -> Option<u64> {
    Some(std::fs::metadata(file).ok()?.len())
}

/// The file as a whole is wrong.
fn refuse_file(
    arguments: &Arguments,
    console: &mut Console,
    failure: Failure,
) -> Result<(), Failure> {
    if let (true, Failure::Findings(reason)) = (arguments.json, &failure) {
        #[derive(Serialize)]
        struct Refused<'a> {
            finding: &'static str,
            file: String,
            reason: &'a str,
        }
        console.json(&Refused {
            finding: "refused",
            file: told(&arguments.file),
            reason,
        })?;
    }
    Err(failure)
}

/// Some rows are wrong: all are listed, nothing is written.
fn refuse_rows(
    arguments: &Arguments,
    console: &mut Console,
    snapshot: &Snapshot,
    rows: &Rows,
) -> Result<(), Failure> {
    if let Some(path) = &arguments.rejected {
        replace(path, |out| write_findings(out, &rows.findings))?;
    }
    for finding in &rows.findings {
        if arguments.json {
            console.json(finding)?;
        } else {
            console.line(finding)?;
        }
    }
    if arguments.json {
        console.json(&summary(arguments, rows, &Outcome::refused(snapshot)))?;
    }
    let (bad, all) = (rows.findings.len(), rows.total);
    Err(Failure::Findings(format!(
        "{bad} of {all} rows are bad, nothing was written"
    )))
}
