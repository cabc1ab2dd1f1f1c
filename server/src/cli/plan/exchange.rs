//! The grids of a plan in a file, to be edited elsewhere and read again.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hexward_engine::edit::Changeset;
use hexward_engine::io::{ColumnMap, Crs, Expectation, Statement, write_grids_geojson};
use hexward_engine::model::{Grid, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{Proposal, Viewpoint, ground};

use super::Named;
use super::redraw;
use crate::cli::console::Console;
use crate::cli::effects::Outcome;
use crate::cli::export::replace;
use crate::cli::failure::Failure;
use crate::cli::faults;
use crate::cli::import::{opened, tier};
use crate::cli::import_grids::{Drafts, ring_findings, valid};
use crate::cli::store::{self, Authorship};
use crate::cli::viewpoint::{Reader, viewed};
use crate::importing::{Content, Kind, read};

#[derive(Args)]
pub(super) struct ExportArguments {
    #[command(flatten)]
    plan: Named,
    /// The tier; the lowest down to grid when it is not given
    #[arg(long, value_parser = tier)]
    tier: Option<Tier>,
    /// The GeoJSON file, replaced as a whole; standard output when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    plan: Named,
    /// The file with all grids of the tier, as `plan export` writes it or another program made of it: any that `hexward import`
    /// takes; codes that it leaves out go. A file of single grids to add or replace is for `hexward import grids --plan`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The coordinate reference system of the file: EPSG:N, or CRS84
    #[arg(long)]
    crs: String,
    /// The tier; the lowest down to grid when it is not given
    #[arg(long, value_parser = tier)]
    tier: Option<Tier>,
    /// Columns that are called otherwise: column=field,column=field
    #[arg(long, default_value = "", value_name = "PAIRS")]
    map: String,
    /// The layer to read, of a file that has several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// The characters of the file: utf-8, gb18030, utf-16le or utf-16be [default: utf-8]; a byte order mark wins
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The CRS is right, even when another explains the grids better
    #[arg(long)]
    trust_crs: bool,
    /// Say what would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print findings, operations and what they come to as lines of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

/// Writes the grids of a tier of a plan.
pub(super) fn export(arguments: &ExportArguments, console: &mut Console) -> Result<(), Failure> {
    let Named { store, id } = &arguments.plan;
    if let Some(path) = &arguments.output
        && !path
            .extension()
            .is_some_and(|ending| ending == "geojson" || ending == "json")
    {
        return Err(Failure::Usage(format!(
            "{}: grids are written as .geojson; ogr2ogr makes other forms of it",
            path.display()
        )));
    }
    let view = Reader::open(&store.store)?.view(&Viewpoint::Plan(id.clone()))?;
    let tier = tier_of(&view, arguments.tier)?;
    let grids = view.grids.get(&tier).into_iter();
    let grids = grids.flat_map(|layer| layer.records());
    match &arguments.output {
        None => Ok(write_grids_geojson(console.out(), grids)?),
        Some(path) => replace(path, |out| write_grids_geojson(out, grids)),
    }
}

/// The tier that is meant, which must have grids.
fn tier_of(view: &Snapshot, tier: Option<Tier>) -> Result<Tier, Failure> {
    let Some(tier) = tier.or_else(|| view.counted_tier()) else {
        return Err(Failure::Usage("there are no grids".to_owned()));
    };
    if view.grids.contains_key(&tier) {
        return Ok(tier);
    }
    Err(Failure::Usage(format!("there are no grids of tier {tier}")))
}

/// Makes a draft what a file says of a tier.
pub(super) fn import(arguments: &ImportArguments, console: &mut Console) -> Result<(), Failure> {
    let Named { store, id } = &arguments.plan;
    let engine = if arguments.dry_run {
        store::open_to_read(&store.store)?
    } else {
        store::open(&store.store)?
    };
    let view = viewed(&engine, &Viewpoint::Plan(id.clone()))?;
    let tier = tier_of(&view, arguments.tier)?;
    let grids = grids(arguments, tier, &view, console)?;
    let redrawn =
        redraw::edits(&view, tier, grids).map_err(|reason| refused(arguments, &reason))?;
    for operation in &redrawn.operations {
        if arguments.json {
            console.json(operation)?;
        } else {
            console.line(operation)?;
        }
    }
    let proposal = Proposal {
        base: Some(view.revision),
        plan: Some(id.clone()),
        ..Proposal::from(Changeset {
            note: arguments.authorship.note(),
            edits: redrawn.edits,
        })
    };
    let done = if arguments.dry_run {
        engine.rehearse(&proposal)
    } else {
        engine.propose(&proposal)
    };
    let done = done.map_err(|error| faults::refused(error, arguments.json, console))?;
    let outcome = Outcome {
        is_trial: arguments.dry_run,
        ..Outcome::of(&done)
    };
    outcome.report(arguments.json, console)
}

fn refused(arguments: &ImportArguments, reason: &str) -> Failure {
    let file = arguments.file.display();
    Failure::Findings(format!("{file}: {reason}, nothing was written"))
}

/// The grids of the file, all of them or a refusal that lists every bad row.
fn grids(
    arguments: &ImportArguments,
    tier: Tier,
    view: &Arc<Snapshot>,
    console: &mut Console,
) -> Result<Vec<Grid>, Failure> {
    let crs = Crs::parse(&arguments.crs);
    let crs = crs.map_err(|error| refused(arguments, &error.to_string()))?;
    let columns = ColumnMap::parse(&arguments.map);
    let columns = columns.map_err(|error| refused(arguments, &error.to_string()))?;
    let ground = ground(view, None).map_err(|error| refused(arguments, &error.to_string()))?;
    let statement = Statement {
        columns,
        expected: Expectation {
            trusted: arguments.trust_crs,
            ..Expectation::within(ground)
        },
        ..Statement::of(crs)
    };
    let (layer, encoding) = (arguments.layer.as_deref(), arguments.encoding.as_deref());
    let readable = opened(&arguments.file, layer, encoding)?;
    let (rows, content) = read(Kind::Grids, &readable.source, &statement, Some(tier), view)?;
    for finding in &rows.findings {
        if arguments.json {
            console.json(finding)?;
        } else {
            console.line(finding)?;
        }
    }
    match (rows.findings.len(), rows.total) {
        (_, 0) => return Err(refused(arguments, "it has no rows")),
        (0, _) => {}
        (bad, all) => {
            let text = format!("{bad} of {all} rows are bad, nothing was written");
            return Err(Failure::Findings(text));
        }
    }
    let file = rows.file;
    let Content::Drafts(drafts, numbers) = content else {
        return Ok(Vec::new());
    };
    let file = Drafts {
        name: &file,
        grids: &drafts,
        numbers: &numbers,
    };
    match valid(&file) {
        Ok(grids) => Ok(grids),
        Err(findings) => {
            faults::list(&findings, arguments.json, None, console)?;
            Err(Failure::Findings(format!(
                "{}, nothing was written",
                ring_findings(&findings)
            )))
        }
    }
}
