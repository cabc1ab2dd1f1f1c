//! `hexward card`: cards of grids as PDF or PNG, or what stands on them as lines of JSON.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use hexward_engine::model::{AreaCode, Language, Tier};

use super::console::{Console, note};
use super::drawing::{language, tier};
use super::export::replace;
use super::failure::Failure;
use super::font_choice::FontChoice;
use super::store::area_code;
use super::viewpoint::StoreView;
use crate::cards::{self, CARDS_MAX, Card, CardError, cards_of, grids_of};
use crate::dto::GridCard;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The grid of the card
    #[arg(value_name = "CODE", value_parser = area_code)]
    area: AreaCode,
    /// Instead, a card for each grid of this tier in it: street, community, grid or micro
    #[arg(long, value_name = "TIER", value_parser = tier)]
    tier: Option<Tier>,
    /// The language: zh or en
    #[arg(long, value_name = "LANGUAGE", default_value = "zh", value_parser = language)]
    lang: Language,
    /// Where the page is reached, for the code to scan, such as https://grids.example.org; without it the code to scan
    /// says the grid's code
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Dots an inch of a PNG
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u32).range(i64::from(cards::DPI_MIN)..=i64::from(cards::DPI_MAX)))]
    dpi: u32,
    #[command(flatten)]
    fonts: FontChoice,
    /// Print what stands on the cards as lines of JSON
    #[arg(long, conflicts_with = "output")]
    json: bool,
    /// The file, replaced as a whole: .pdf for any number of cards, .png for one
    #[arg(short, value_name = "FILE", required_unless_present = "json")]
    output: Option<PathBuf>,
    /// As what; by default as the name of the file says
    #[arg(long)]
    format: Option<Format>,
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Pdf,
    Png,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let grids = grids_of(&snapshot, &arguments.area, arguments.tier);
    if grids.is_empty() {
        let reason = match arguments.tier {
            Some(tier) => format!("there are no grids of tier {tier} in {}", arguments.area),
            None => format!("there is no grid {}", arguments.area),
        };
        return Err(Failure::Usage(reason));
    }
    if grids.len() > CARDS_MAX {
        let count = grids.len();
        return Err(Failure::Usage(format!(
            "{count} cards are more than {CARDS_MAX} in one file: name a smaller area"
        )));
    }
    let cards = cards_of(&snapshot, &grids, arguments.url.as_deref());
    match &arguments.output {
        Some(path) => write(arguments, &cards, path)?,
        None => {
            for card in &cards {
                console.json(&GridCard::new(card))?;
            }
        }
    }
    doubts(&cards);
    Ok(())
}

/// Says which sides the check backwards does not bear out.
fn doubts(cards: &[Card<'_>]) {
    for card in cards {
        for (k, bound) in card.bounds.bounds.bounds.iter().enumerate() {
            if !card.bounds.is_borne_out(k) {
                note(format_args!(
                    "hexward: {}: the {} is named by what leads to {:.0} % of it",
                    card.grid.code,
                    bound.side.name(),
                    card.bounds.led_to[k] * 100.0
                ));
            }
        }
    }
}

fn write(arguments: &Arguments, cards: &[Card<'_>], path: &Path) -> Result<(), Failure> {
    let extension = path.extension().and_then(OsStr::to_str);
    let format = match (arguments.format, extension) {
        (Some(format), _) => format,
        (None, Some("pdf")) => Format::Pdf,
        (None, Some("png")) => Format::Png,
        (None, _) => {
            let reason = "files are .pdf or .png; or say --format".to_owned();
            return Err(Failure::Usage(reason));
        }
    };
    let fonts = arguments.fonts.load()?;
    let bytes = match (format, cards) {
        (Format::Pdf, cards) => {
            cards::pdf(cards, arguments.lang, &fonts).map_err(|error| failure(&error))?
        }
        (Format::Png, [card]) => cards::png(card, arguments.lang, &fonts, arguments.dpi)
            .map_err(|error| failure(&error))?,
        (Format::Png, _) => {
            let reason = "a picture is of one card: name one grid, or write a PDF".to_owned();
            return Err(Failure::Usage(reason));
        }
    };
    replace(path, |out| out.write_all(&bytes))
}

fn failure(error: &CardError) -> Failure {
    match error {
        CardError::Picture(_) => Failure::Usage(error.to_string()),
        _ => Failure::Environment(error.to_string()),
    }
}
