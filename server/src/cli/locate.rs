//! `hexward locate`: the grid of each position.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use clap::Args;
use hexward_engine::geom::Position;
use hexward_engine::snapshot::Snapshot;

use super::console::{Console, note};
use super::failure::Failure;
use super::viewpoint::StoreView;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// File with lines of lon,lat; - is standard input
    #[arg(default_value = "-")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let mut lines: Box<dyn BufRead> = if arguments.file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file =
            File::open(&arguments.file).map_err(|error| Failure::at(&arguments.file, &error))?;
        Box::new(BufReader::new(file))
    };
    let (mut bad, mut line) = (0_u64, Vec::new());
    for number in 1_u64.. {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        match parse(&line) {
            Ok((text, position)) => {
                console.line(format_args!("{text},{}", code(&snapshot, position)))?;
            }
            Err(reason) => {
                bad += 1;
                note(format_args!("line {number}: {reason}"));
            }
        }
    }
    if bad == 0 {
        Ok(())
    } else {
        Err(Failure::Findings(format!(
            "{bad} lines are not lon,lat in degrees"
        )))
    }
}

/// The pair of a line as it was written, and the position that it means.
fn parse(line: &[u8]) -> Result<(&str, Position), String> {
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("not UTF-8: {error}"))?
        .trim();
    position(text).map(|position| (text, position))
}

/// The position of a text such as `-0.1367,51.5133`.
pub(super) fn position(text: &str) -> Result<Position, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let pair = text
        .split_once(',')
        .and_then(|(lon, lat)| Some((number(lon)?, number(lat)?)));
    let shown: String = text.chars().take(60).collect();
    let (lon, lat) = pair.ok_or_else(|| format!("`{shown}` is not lon,lat in degrees"))?;
    Position::from_degrees(lon, lat).map_err(|error| error.to_string())
}

/// The code of the smallest grid that a position lies in; empty where there is none.
fn code(snapshot: &Snapshot, position: Position) -> &str {
    let smallest = snapshot.grids.values().rev();
    let mut found =
        smallest.filter_map(|layer| Some(layer.records()[layer.locate(position)?].code.as_str()));
    found.next().unwrap_or_default()
}
