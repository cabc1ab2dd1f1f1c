//! How something is to be drawn: the arguments that all commands which draw have in common.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hexward_engine::geom::{Bounds, Position, TileSize};
use hexward_engine::layer::DayRange;
use hexward_engine::model::{Language, Tier};
use hexward_engine::render::{Areas, LoadBy, Style, Styles, Theme, View};
use hexward_engine::snapshot::Snapshot;

use super::failure::Failure;
use super::font_choice::FontChoice;
use super::viewpoint::date;
use crate::looks::{shipped_styles, styles_with};

/// What is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Coloured {
    Cells,
    Grids,
}

#[derive(Args)]
pub(super) struct Drawing {
    /// Pixels that a tile has a side: 256 or 512
    #[arg(long, default_value = "256", value_parser = tile_size)]
    size: TileSize,
    /// Which areas a style of areas colours; without it cells where there is a honeycomb, else grids
    #[arg(long)]
    areas: Option<Coloured>,
    /// The honeycomb whose cells are drawn; the first by name when it is not given
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// The tier of the grids that are drawn: street, community, grid or micro; a tier asks for grids
    #[arg(long, value_name = "TIER", value_parser = tier)]
    tier: Option<Tier>,
    /// What a load is counted in: households, residents or addresses
    #[arg(long, default_value = "households", value_parser = load)]
    by: LoadBy,
    /// The days whose cases count for a density: YYYY-MM-DD, or the first and the last with a slash between them
    #[arg(long, value_name = "FIRST/LAST", value_parser = days)]
    days: Option<DayRange>,
    /// The language of the labels over the picture: zh or en
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    labels: Option<Language>,
    /// What the picture lies on: light or dark
    #[arg(long, default_value = "light", value_parser = theme)]
    theme: Theme,
    /// A folder with style files beside those that ship, or instead of those of the same name
    #[arg(long, value_name = "FOLDER")]
    styles: Option<PathBuf>,
    #[command(flatten)]
    fonts: FontChoice,
}

fn tile_size(text: &str) -> Result<TileSize, String> {
    match text {
        "256" => Ok(TileSize::Px256),
        "512" => Ok(TileSize::Px512),
        _ => Err("sizes are 256 and 512".to_owned()),
    }
}

pub(super) fn tier(text: &str) -> Result<Tier, String> {
    Tier::from_name(text).ok_or_else(|| "tiers are street, community, grid and micro".to_owned())
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err("languages are zh and en".to_owned()),
    }
}

fn theme(text: &str) -> Result<Theme, String> {
    let found = Theme::ALL.into_iter().find(|theme| theme.name() == text);
    found.ok_or_else(|| "themes are light and dark".to_owned())
}

fn load(text: &str) -> Result<LoadBy, String> {
    LoadBy::from_name(text)
        .ok_or_else(|| "loads are households, residents and addresses".to_owned())
}

fn days(text: &str) -> Result<DayRange, String> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let (from, to) = (date(from)?, date(to)?);
    if from > to {
        return Err("the first day is after the last".to_owned());
    }
    Ok(DayRange { from, to })
}

/// A box given as an argument: west, south, east and north in degrees.
pub(super) fn bounds(text: &str) -> Result<Bounds, String> {
    let form = || format!("`{text}` is not WEST,SOUTH,EAST,NORTH in degrees");
    let degrees: Option<Vec<f64>> = text.split(',').map(|piece| piece.parse().ok()).collect();
    let degrees = degrees.ok_or_else(form)?;
    let &[west, south, east, north] = degrees.as_slice() else {
        return Err(form());
    };
    if west > east || south > north {
        return Err("a box has its west before its east and its south before its north".to_owned());
    }
    let corner = |lon, lat| Position::from_degrees(lon, lat).map_err(|error| error.to_string());
    let corners = [corner(west, south)?, corner(east, north)?];
    Ok(Bounds::around(corners).expect("two corners"))
}

/// One of some styles; a refusal names all.
pub(super) fn named<'s>(styles: &'s Styles, id: &str) -> Result<&'s Style, Failure> {
    styles.get(id).map(AsRef::as_ref).ok_or_else(|| {
        let known: Vec<&str> = styles.iter().map(Style::id).collect();
        Failure::Usage(format!(
            "there is no style `{id}`; there are: {}",
            known.join(", ")
        ))
    })
}

/// The style with its scale fitted to what is drawn, once for all pictures.
pub(super) fn fitted(style: &Style, snapshot: &Snapshot, view: &View) -> Style {
    let fitted = style.fit(snapshot, view, None);
    fitted.map_or_else(|| style.clone(), |fitted| style.fitted(&fitted))
}

impl Drawing {
    /// The styles for what the picture lies on, in the fonts that are chosen.
    pub(super) fn styles(&self) -> Result<Styles, Failure> {
        let styles = match &self.styles {
            Some(folder) => styles_with(folder)?,
            None => shipped_styles()?,
        };
        let styles = styles.with_fonts(&self.fonts.load()?);
        Ok(match self.theme {
            Theme::Light => styles,
            Theme::Dark => styles.dark(),
        })
    }

    /// The size of a tile.
    pub(super) fn size(&self) -> TileSize {
        self.size
    }

    /// How tiles of a snapshot are wanted.
    pub(super) fn view(&self, snapshot: &Snapshot) -> View {
        View {
            size: self.size,
            areas: match self.areas {
                None => Areas::unsaid(snapshot, self.layer.as_deref(), self.tier),
                Some(Coloured::Cells) => Areas::Cells(self.layer.clone()),
                Some(Coloured::Grids) => Areas::Grids,
            },
            tier: self.tier,
            by: self.by,
            days: self.days,
            labels: self.labels,
            ..View::default()
        }
    }
}
