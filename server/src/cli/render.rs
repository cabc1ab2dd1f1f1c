//! `hexward render`: one tile, or a sheet of any box, into a file.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use hexward_engine::geom::{Bounds, PixelRect, TileCoord, TileSize, WorldPoint};
use hexward_engine::render::{self, Change, Content, Rgba, Style, View};
use hexward_engine::snapshot::Snapshot;

use super::console::Console;
use super::drawing::{Drawing, bounds, named};
use super::export::replace;
use super::failure::Failure;
use super::viewpoint::StoreView;

/// Most pixels of a sheet: each takes up to 13 bytes of memory while it is drawn.
const SHEET_PIXELS_MAX: u64 = 1 << 26;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The style; of a picture also several over each other, the lowest first
    #[arg(long, value_name = "NAME", value_delimiter = ',', required = true)]
    style: Vec<String>,
    /// The tile
    #[arg(long, value_name = "Z/X/Y", value_parser = tile_coord, required_unless_present = "bbox")]
    tile: Option<TileCoord>,
    /// A sheet instead of a tile: all of a box in degrees, at the zoom of --zoom
    #[arg(
        long,
        value_name = "WEST,SOUTH,EAST,NORTH",
        value_parser = bounds,
        allow_hyphen_values = true,
        requires = "zoom",
        conflicts_with = "tile"
    )]
    bbox: Option<Bounds>,
    /// The zoom of the sheet: one in which a tile of the size is as large as it is there
    #[arg(long, value_name = "Z", requires = "bbox", conflicts_with = "tile")]
    zoom: Option<u8>,
    /// The colour of the paper, rrggbb; transparent without it
    #[arg(long, value_name = "COLOUR", value_parser = paper)]
    paper: Option<Rgba>,
    #[command(flatten)]
    drawing: Drawing,
    /// The file, replaced as a whole: .png, .webp or, for a tile, .mvt; standard output when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// As what; by default as the name of the file says, PNG without one
    #[arg(long)]
    format: Option<Format>,
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Png,
    Webp,
    Mvt,
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

fn paper(text: &str) -> Result<Rgba, String> {
    Rgba::parse(&format!("#{text}")).ok_or_else(|| format!("`{text}` is not a colour rrggbb"))
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
    let format = arguments.format()?;
    let styles = arguments.drawing.styles()?;
    let chosen = arguments.style.iter().map(|id| named(&styles, id));
    let chosen: Vec<&Style> = chosen.collect::<Result<_, Failure>>()?;
    let rect = arguments.rect()?;
    let snapshot = arguments.store.read()?;
    let mut view = arguments.drawing.view(&snapshot);
    let mut contents = chosen.iter().map(|style| style.content());
    if contents.any(|content| matches!(content, Content::Change { .. })) {
        let [before, after] = arguments.store.read_both()?;
        view.change = Some(Arc::new(Change::between(&before, &after, view.tier)?));
    }
    if format == Format::Mvt {
        let (Some(tile), &[style]) = (arguments.tile, chosen.as_slice()) else {
            let reason = "a vector tile is one tile of one style".to_owned();
            return Err(Failure::Usage(reason));
        };
        return Ok(render::vector_tile(&snapshot, style, tile, &view)?);
    }
    let png = match (arguments.tile, chosen.as_slice(), arguments.paper) {
        (Some(tile), &[style], None) => render::tile(&snapshot, style, tile, &view)?.png,
        (_, styles, paper) => sheet(&snapshot, styles, paper, rect, &view)?,
    };
    match format {
        Format::Webp => Ok(render::webp_of_png(&png)?),
        Format::Png | Format::Mvt => Ok(png),
    }
}

fn sheet(
    snapshot: &Snapshot,
    styles: &[&Style],
    paper: Option<Rgba>,
    rect: PixelRect,
    view: &View,
) -> Result<Vec<u8>, Failure> {
    let drawn: Vec<(&Style, View)> = styles.iter().map(|style| (*style, view.clone())).collect();
    Ok(render::composed(snapshot, &drawn, paper, rect)?.png()?)
}

impl Arguments {
    fn format(&self) -> Result<Format, Failure> {
        let extension = self.output.as_ref().and_then(|path| path.extension());
        match (self.format, extension.and_then(OsStr::to_str)) {
            (Some(format), _) => Ok(format),
            (None, Some("png")) => Ok(Format::Png),
            (None, Some("webp")) => Ok(Format::Webp),
            (None, Some("mvt")) => Ok(Format::Mvt),
            (None, None) if self.output.is_none() => Ok(Format::Png),
            (None, _) => Err(Failure::Usage(
                "files are .png, .webp or .mvt; or say --format".to_owned(),
            )),
        }
    }

    /// The pixels that are drawn.
    fn rect(&self) -> Result<PixelRect, Failure> {
        let size = self.drawing.size();
        match (self.tile, self.bbox, self.zoom) {
            (Some(tile), ..) => Ok(tile.pixels(size)),
            (None, Some(bounds), Some(zoom)) => pixels_of(bounds, zoom, size),
            _ => Err(Failure::Usage("name a tile or a box".to_owned())),
        }
    }
}

/// The pixels of a box at a zoom.
fn pixels_of(bounds: Bounds, zoom: u8, size: TileSize) -> Result<PixelRect, Failure> {
    // any tile of the zoom says how fine its pixels are
    let tile = TileCoord::new(zoom, 0, 0).map_err(|error| Failure::Usage(error.to_string()))?;
    let lattice = tile.pixels(size);
    let (low, high) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
    let pixel = |unit: i64| unit >> lattice.pixel_shift();
    let (x, y) = (pixel(low.x), pixel(high.y));
    let (width, height) = (pixel(high.x) - x + 1, pixel(low.y) - y + 1);
    if width as u64 * height as u64 > SHEET_PIXELS_MAX {
        return Err(Failure::Usage(format!(
            "{width} x {height} pixels are more than {SHEET_PIXELS_MAX}: a smaller box or zoom"
        )));
    }
    Ok(PixelRect {
        x,
        y,
        width: width as u32,
        height: height as u32,
        ..lattice
    })
}
