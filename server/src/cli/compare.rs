//! `hexward compare`: two plans, what became of each grid, and what moved from which to which.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use hexward_engine::compare::{Comparison, Link, Quantity};
use hexward_engine::model::{Language, Measure, Tier};
use time::Date;

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::import::tier;
use super::selector::Selector;
use super::store::{self, Location, StorePath};
use super::viewpoint::{Reader, date};
use crate::comparison::{Compared, Form, Question};

/// The form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
    Xlsx,
    Geojson,
}

#[derive(Args)]
pub(super) struct Arguments {
    /// The plan before: official, plan:ID, at:YYYY-MM-DD, revision:NUMBER, or file:PATH for another store
    #[arg(long, value_name = "PLAN")]
    before: Selector,
    /// The plan after, likewise
    #[arg(long, value_name = "PLAN")]
    after: Selector,
    #[command(flatten)]
    wish: Wish,
}

/// What is asked of two plans, and in which form.
#[derive(Args)]
pub(super) struct Wish {
    #[command(flatten)]
    store: StorePath,
    /// What to answer; addresses, counts and checkpoints are those of --store for both plans
    #[arg(long, default_value = "summary")]
    what: Question,
    /// The tier to compare; the lowest down to grid when it is not given
    #[arg(long, value_parser = tier)]
    tier: Option<Tier>,
    /// What a crosswalk counts: addresses, households, residents or the name of a measure
    #[arg(long, value_name = "QUANTITY", default_value = "households")]
    of: String,
    /// Leave counts of a measure with a later cut-off date out
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    up_to: Option<Date>,
    /// The form
    #[arg(long, default_value = "text")]
    format: Format,
    /// The language of titles in CSV and XLSX: zh or en
    #[arg(long, default_value = "zh", value_parser = language)]
    language: Language,
    /// The file, replaced as a whole; standard output when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err("languages are zh and en".to_owned()),
    }
}

/// The quantity of a name; a date belongs to a measure.
pub(crate) fn quantity(name: &str, up_to: Option<Date>) -> Result<Quantity, String> {
    match (name, up_to) {
        ("addresses", None) => Ok(Quantity::Addresses),
        ("households", None) => Ok(Quantity::Households),
        ("residents", None) => Ok(Quantity::Residents),
        ("addresses" | "households" | "residents", Some(_)) => {
            Err(format!("{name} have no cut-off date, only measures have"))
        }
        (other, up_to) => Measure::new(other)
            .map(|measure| Quantity::Measure { measure, up_to })
            .map_err(|error| error.to_string()),
    }
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let plans = [&arguments.before, &arguments.after];
    compare(plans, &arguments.wish, console)
}

/// Answers what is asked of two plans, the one before first.
pub(super) fn compare(
    [before, after]: [&Selector; 2],
    arguments: &Wish,
    console: &mut Console,
) -> Result<(), Failure> {
    let form = form(arguments)?;
    let quantity = quantity(&arguments.of, arguments.up_to).map_err(Failure::Usage)?;
    let mut reader = Reader::open(&arguments.store.store)?;
    let facts = Arc::clone(reader.newest());
    if let Some(tier) = arguments.tier.or_else(|| facts.counted_tier()) {
        // what is known of the addresses now is handed on to drafts and past days
        facts.assignment(tier);
    }
    let mut plan = |selector: &Selector| match selector {
        Selector::View(at) => reader.view(at),
        Selector::File(path) => store::read(&Location::File(path.clone())).map(Arc::new),
    };
    let (before, after) = (plan(before)?, plan(after)?);
    let tier = arguments
        .tier
        .or_else(|| after.counted_tier())
        .or_else(|| before.counted_tier())
        .ok_or_else(|| Failure::Usage("there are no grids".to_owned()))?;
    let comparison = Comparison::of(&facts, &before, &after, tier);
    let compared = Compared::new(comparison, arguments.what, quantity)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    match (form, &arguments.output) {
        (Some(form), Some(path)) => {
            replace(path, |out| compared.write(form, arguments.language, out))?;
        }
        (Some(form), None) => compared.stream(form, arguments.language, console.out())?,
        (None, _) => lines(&compared, console)?,
    }
    if compared.reconciles() {
        return Ok(());
    }
    Err(Failure::Findings(
        "the sums of the two plans do not agree".to_owned(),
    ))
}

/// The form of a file; `None` for lines to read.
fn form(arguments: &Wish) -> Result<Option<Form>, Failure> {
    let form = match arguments.format {
        Format::Text => None,
        Format::Json => Some(Form::Json),
        Format::Csv => Some(Form::Csv),
        Format::Xlsx => Some(Form::Xlsx),
        Format::Geojson => Some(Form::Geojson),
    };
    match (form, &arguments.output) {
        (Some(Form::Xlsx), None) => Err(Failure::Usage(
            "a workbook is written to a file: name it with -o".to_owned(),
        )),
        (None, Some(_)) => Err(Failure::Usage(
            "a file has a form: json, csv, xlsx or geojson".to_owned(),
        )),
        _ => Ok(form),
    }
}

/// The answer for people.
fn lines(compared: &Compared<'_>, console: &mut Console) -> Result<(), Failure> {
    let (comparison, impact) = (&compared.comparison, &compared.impact);
    let before = |index: Option<u32>| {
        index.map_or("none", |index| comparison.before.grid(index).code.as_str())
    };
    let after = |index: Option<u32>| {
        index.map_or("none", |index| comparison.after.grid(index).code.as_str())
    };
    if let Some(crosswalk) = &compared.crosswalk {
        for cell in &crosswalk.cells {
            console.line(format_args!(
                "{} {} {}",
                before(cell.from),
                after(cell.to),
                cell.value
            ))?;
        }
        return console.line(format_args!(
            "{} before and {} after, of these {} and {} in no grid",
            crosswalk.total_before(),
            crosswalk.total_after(),
            crosswalk.unlocated_before,
            crosswalk.unlocated_after
        ));
    }
    for change in &comparison.changes {
        let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.name()).collect();
        let share = |code: &str, link: &Link| {
            let households = link.tally.households;
            format!("{code} ({:.1} m2, {households} households)", link.area_m2)
        };
        let from = comparison.predecessors(change);
        let from: Vec<String> = from.map(|link| share(before(link.from), link)).collect();
        let to = comparison.successors(change);
        let to: Vec<String> = to.map(|link| share(after(link.to), link)).collect();
        let listed = |word: &str, links: &[String]| match links {
            [] => String::new(),
            links => format!("; {word} {}", links.join(", ")),
        };
        console.line(format_args!(
            "{} -> {}: {}{}{}",
            before(change.before),
            after(change.after),
            kinds.join(", "),
            listed("from", &from),
            listed("to", &to)
        ))?;
    }
    let totals = &impact.totals;
    console.line(format_args!(
        "{} grids changed, {} did not; {} addresses, {} households, {} residents, {} buildings and {} checkpoints change grid, \
         {} visit minutes",
        comparison.changes.len(),
        comparison.unchanged(),
        totals.tally.addresses,
        totals.tally.households,
        totals.tally.residents,
        totals.buildings,
        totals.checkpoints,
        impact.minutes()
    ))
}
