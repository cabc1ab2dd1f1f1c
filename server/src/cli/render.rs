//! `hexward render`: one tile into a file.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hexward_engine::geom::{TileCoord, TileSize};
use hexward_engine::model::{Language, Tier};
use hexward_engine::render::{self, Areas, LoadBy, View};

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::font_choice::FontChoice;
use super::viewpoint::StoreView;
use crate::state::shipped_styles;

/// What is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Coloured {
    Cells,
    Grids,
}

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The style
    #[arg(long, value_name = "NAME")]
    style: String,
    /// The tile
    #[arg(long, value_name = "Z/X/Y", value_parser = tile_coord)]
    tile: TileCoord,
    /// Pixels a side: 256 or 512
    #[arg(long, default_value = "256", value_parser = tile_size)]
    size: TileSize,
    /// Which areas a style of areas colours
    #[arg(long, default_value = "cells")]
    areas: Coloured,
    /// The honeycomb whose cells are drawn; the first by name when it is not given
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// The tier of the grids that are drawn: street, community, grid or micro; a tier asks for grids
    #[arg(long, value_name = "TIER", value_parser = tier)]
    tier: Option<Tier>,
    /// What a load is counted in: households, residents or addresses
    #[arg(long, default_value = "households", value_parser = load)]
    by: LoadBy,
    /// The language of the labels over the picture: zh or en
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    labels: Option<Language>,
    #[command(flatten)]
    fonts: FontChoice,
    /// The file, replaced as a whole: .png or .mvt; standard output, as PNG, when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn tile_coord(text: &str) -> Result<TileCoord, String> {
    let pieces: Vec<&str> = text.split('/').collect();
    let &[z, x, y] = pieces.as_slice() else {
        return Err("a tile is Z/X/Y".to_owned());
    };
    let whole = |piece: &str| {
        piece
            .parse::<u32>()
            .map_err(|error| format!("`{piece}`: {error}"))
    };
    let (z, x, y) = (whole(z)?, whole(x)?, whole(y)?);
    TileCoord::new(u8::try_from(z).unwrap_or(u8::MAX), x, y).map_err(|error| error.to_string())
}

fn tile_size(text: &str) -> Result<TileSize, String> {
    match text {
        "256" => Ok(TileSize::Px256),
        "512" => Ok(TileSize::Px512),
        _ => Err("sizes are 256 and 512".to_owned()),
    }
}

fn tier(text: &str) -> Result<Tier, String> {
    Tier::from_name(text).ok_or_else(|| "tiers are street, community, grid and micro".to_owned())
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err("languages are zh and en".to_owned()),
    }
}

fn load(text: &str) -> Result<LoadBy, String> {
    LoadBy::from_name(text)
        .ok_or_else(|| "loads are households, residents and addresses".to_owned())
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let bytes = draw(arguments)?;
    match &arguments.output {
        Some(path) => replace(path, |out| out.write_all(&bytes)),
        None if console.is_terminal() => Err(Failure::Usage(
            "a picture is not for a terminal: name a file with -o".to_owned(),
        )),
        None => Ok(console.out().write_all(&bytes)?),
    }
}

fn draw(arguments: &Arguments) -> Result<Vec<u8>, Failure> {
    let styles = shipped_styles()?.with_fonts(&arguments.fonts.load()?);
    let known = || {
        styles
            .iter()
            .map(render::Style::id)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let unknown = || {
        Failure::Usage(format!(
            "there is no style `{}`; there are: {}",
            arguments.style,
            known()
        ))
    };
    let style = styles.get(&arguments.style).ok_or_else(unknown)?;
    let snapshot = arguments.store.read()?;
    let areas = match arguments.areas {
        Coloured::Cells if arguments.tier.is_some() => Areas::Grids,
        Coloured::Cells => Areas::Cells(arguments.layer.clone()),
        Coloured::Grids => Areas::Grids,
    };
    let view = View {
        size: arguments.size,
        areas,
        tier: arguments.tier,
        by: arguments.by,
        labels: arguments.labels,
        ..View::default()
    };
    let extension = arguments
        .output
        .as_ref()
        .and_then(|path| path.extension())
        .unwrap_or("png".as_ref());
    if extension == "mvt" {
        return Ok(render::vector_tile(
            &snapshot,
            style,
            arguments.tile,
            &view,
        )?);
    }
    if extension == "png" {
        return Ok(render::tile(&snapshot, style, arguments.tile, &view)?.png);
    }
    Err(Failure::Usage("tiles are .png or .mvt".to_owned()))
}
