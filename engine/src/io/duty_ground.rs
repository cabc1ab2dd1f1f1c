//! The ground of a duty as text, where it is no shape.
//!
//! - **areas**, **addresses**: codes or ids, separated by semicolons;
//! - **cells**: the honeycomb, a colon, the codes of cells;
//! - **buildings**: the code of the area, a colon, the names;
//! - **households**: the code of the area, a colon, the name, a colon, the first and the last household with a hyphen between.
//!
//! A semicolon that belongs to a name stands twice.

use super::duties::{GROUND, KIND, WIDTH_M};
use super::feature::Feature;
use super::geometry;
use super::placing::Placing;
use super::privacy::{self, WITHHELD};
use super::report::Rejected;
use super::row::Row;
use crate::model::{AddressId, AreaCode, CellCode, Ground, LayerName};

/// The widest line, in metres.
const WIDEST_M: f64 = 100_000.0;

/// The ground of a row.
pub(super) fn ground(
    row: &Row<'_>,
    feature: &Feature,
    placing: &Placing,
) -> Result<Ground, Rejected> {
    let kinds = Ground::KINDS.join(", ");
    let known = |word: &str| Ground::KINDS.into_iter().find(|kind| *kind == word);
    match row.word(KIND, known, &kinds)? {
        "line" => {
            let mut lines = geometry::lines(row, feature, placing)?;
            let mut path = lines.swap_remove(0);
            path.dedup();
            Ok(Ground::Line {
                path,
                width_mm: width_mm(row)?,
            })
        }
        "region" => geometry::region(row, feature, placing).map(Ground::Region),
        kind => {
            let text = row.plain(GROUND)?;
            let refused = |reason: String| row.reject(GROUND, "", reason);
            let is_of_codes = matches!(kind, "areas" | "cells");
            if !is_of_codes && privacy::identifies_person(text) {
                let reason = "looks like what identifies a person; places and counts only";
                return Err(row.reject(GROUND, WITHHELD, reason));
            }
            parse(kind, text).map_err(refused)
        }
    }
}

fn width_mm(row: &Row<'_>) -> Result<u32, Rejected> {
    let width_m = row.coordinate(WIDTH_M)?;
    let millimetres = (width_m * 1000.0).round();
    if (1.0..=WIDEST_M * 1000.0).contains(&millimetres) {
        return Ok(millimetres as u32);
    }
    let shown = row.shown(WIDTH_M);
    Err(row.reject(WIDTH_M, shown, format!("is no width of up to {WIDEST_M} m")))
}

/// The ground of a kind that is no shape.
fn parse(kind: &str, text: &str) -> Result<Ground, String> {
    let told = |error: crate::model::IdError| error.to_string();
    match kind {
        "areas" => {
            let codes: Result<_, _> = items(text).iter().map(|code| AreaCode::new(code)).collect();
            codes.map(Ground::Areas).map_err(told)
        }
        "addresses" => {
            let ids: Result<_, _> = items(text).iter().map(|id| AddressId::new(id)).collect();
            ids.map(Ground::Addresses).map_err(told)
        }
        "cells" => {
            let (layer, codes) = within(text, "the name of a honeycomb")?;
            let codes: Result<_, _> = items(codes)
                .iter()
                .map(|code| CellCode::parse(code))
                .collect();
            Ok(Ground::Cells {
                layer: LayerName::new(layer).map_err(told)?,
                codes: codes.map_err(told)?,
            })
        }
        "buildings" => {
            let (area, names) = within(text, "the code of an area")?;
            Ok(Ground::Buildings {
                area: AreaCode::new(area).map_err(told)?,
                names: items(names),
            })
        }
        _ => {
            let (area, rest) = within(text, "the code of an area")?;
            let (building, range) = rest
                .rsplit_once(':')
                .ok_or("has no colon between a building and its households")?;
            let number = |text: &str| text.trim().parse().ok();
            let ends = range.split_once('-');
            let ends = ends.and_then(|(first, last)| Some((number(first)?, number(last)?)));
            let (first, last) = ends.ok_or("has no households of the form 1-12")?;
            Ok(Ground::Households {
                area: AreaCode::new(area).map_err(told)?,
                building: items(building).into_iter().next().unwrap_or_default(),
                first,
                last,
            })
        }
    }
}

fn within<'a>(text: &'a str, what: &str) -> Result<(&'a str, &'a str), String> {
    let parts = text.split_once(':');
    let (of, rest) = parts.ok_or_else(|| format!("does not begin with {what} and a colon"))?;
    Ok((of.trim(), rest))
}

/// What semicolons separate; two stand for one that belongs to an item.
fn items(text: &str) -> Vec<String> {
    let whole = text.replace(";;", "\u{0}");
    let parts = whole
        .split(';')
        .map(|part| part.trim().replace('\u{0}', ";"));
    parts.filter(|part| !part.is_empty()).collect()
}

/// The text of a ground; empty of one that is a shape.
pub(super) fn ground_text(ground: &Ground) -> String {
    fn joined<'a>(items: impl Iterator<Item = &'a str>) -> String {
        let escaped: Vec<String> = items.map(|item| item.replace(';', ";;")).collect();
        escaped.join("; ")
    }
    match ground {
        Ground::Line { .. } | Ground::Region(_) => String::new(),
        Ground::Areas(codes) => joined(codes.iter().map(AreaCode::as_str)),
        Ground::Addresses(ids) => joined(ids.iter().map(AddressId::as_str)),
        Ground::Cells { layer, codes } => {
            format!("{layer}: {}", joined(codes.iter().map(CellCode::as_str)))
        }
        Ground::Buildings { area, names } => {
            format!("{area}: {}", joined(names.iter().map(String::as_str)))
        }
        Ground::Households {
            area,
            building,
            first,
            last,
        } => format!("{area}: {}: {first}-{last}", building.replace(';', ";;")),
    }
}
