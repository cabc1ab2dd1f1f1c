//! Addresses and checkpoints: places with one point, from CSV or GeoJSON.

use super::Statement;
use super::columns::{Field, Persons, Schema};
use super::csv::CsvTable;
use super::error::{ImportError, ImportFault};
use super::geojson::{FeatureTable, each_feature};
use super::geometry;
use super::intake::{Intake, Keyed};
use super::placing::{Misplaced, Placing};
use super::report::{Import, Rejected, RowKind};
use super::row::Row;
use super::source::{Format, Opened, Source};
use crate::geom::Position;
use crate::model::{
    Address, AddressId, AreaCode, Checkpoint, CheckpointId, CheckpointState, Record, Stated,
};

/// Reads addresses: `id`, `lon`, `lat` and optionally `label`, `building`, `households`, `residents`, the area that is
/// stated as `grid`, and as its `winner` `point` or `code`.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad rows are listed in the [`Import`].
pub fn read_addresses(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<Address>, ImportError> {
    read_points(source, statement).map_err(|fault| source.refused(fault))
}

/// Reads checkpoints: `id`, `lon`, `lat`, `name`, `kind` and optionally their `state`, open or closed.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad rows are listed in the [`Import`].
pub fn read_checkpoints(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<Checkpoint>, ImportError> {
    read_points(source, statement).map_err(|fault| source.refused(fault))
}

/// So many rows take long enough to be worth a second thread.
const LEAST_ITEMS: usize = 512;

const ID: usize = 0;
const FIRST: usize = 1;
const SECOND: usize = 2;
const GRID: usize = 7;
const WINNER: usize = 8;

pub(super) static ADDRESSES: Schema = Schema {
    what: "addresses",
    fields: &[
        Field::required("id"),
        Field::required("lon"),
        Field::required("lat"),
        Field::optional("label"),
        Field::optional("building"),
        Field::optional("households"),
        Field::optional("residents"),
        Field::optional("grid"),
        Field::optional("winner"),
    ],
    names_places: false,
    persons: Persons::Refused,
};

pub(super) static CHECKPOINTS: Schema = Schema {
    what: "checkpoints",
    fields: &[
        Field::required("id"),
        Field::required("lon"),
        Field::required("lat"),
        Field::required("name"),
        Field::required("kind"),
        Field::optional("state"),
    ],
    names_places: true,
    persons: Persons::Dropped,
};

/// A record with one point.
trait PointRecord: Keyed + Sized + Send {
    fn schema() -> &'static Schema;
    /// The area that a row says its point lies in.
    fn stated_area(row: &Row<'_>, statement: &Statement) -> Option<AreaCode>;
    fn read(row: &Row<'_>, position: Position, statement: &Statement) -> Result<Self, Rejected>;
}

impl PointRecord for Address {
    fn schema() -> &'static Schema {
        &ADDRESSES
    }

    fn stated_area(row: &Row<'_>, statement: &Statement) -> Option<AreaCode> {
        let is_known = |area: &AreaCode| statement.expected.knows(area);
        row.optional_area_code(GRID, is_known).ok().flatten()
    }

    fn read(row: &Row<'_>, position: Position, statement: &Statement) -> Result<Self, Rejected> {
        Ok(Self {
            id: row.id(ID, AddressId::new)?,
            position,
            label: row.shared_text(3)?,
            building: row.shared_text(4)?,
            households: row.count_or_zero(5)?,
            residents: row.count_or_zero(6)?,
            stated: stated(row, statement)?,
        })
    }
}

/// The area that a row states, and whether it wins over the point.
fn stated(row: &Row<'_>, statement: &Statement) -> Result<Option<Box<Stated>>, Rejected> {
    let area = row.optional_area_code(GRID, |area| statement.expected.knows(area))?;
    let named = |word: &str| match word {
        "code" => Some(true),
        "point" => Some(false),
        _ => None,
    };
    let wins = if row.has(WINNER)? {
        row.word(WINNER, named, "point, code")?
    } else {
        statement.code_wins
    };
    match area {
        Some(area) => Ok(Some(Box::new(Stated { area, wins }))),
        None if wins && row.has(WINNER)? => {
            Err(row.reject(WINNER, "code", "cannot win: the row names no grid"))
        }
        None => Ok(None),
    }
}

impl Keyed for Address {
    type Key<'a> = &'a AddressId;
    const KEY_FIELD: &'static str = "id";

    fn pack(rows: &mut [Self]) {
        Record::pack(rows);
    }

    fn key_in_file(&self) -> &AddressId {
        &self.id
    }

    fn key_text(&self) -> String {
        self.id.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [
            ("id", self.id.as_str()),
            ("label", &*self.label),
            ("building", &*self.building),
        ]
        .get(n)
        .copied()
    }
}

impl PointRecord for Checkpoint {
    fn schema() -> &'static Schema {
        &CHECKPOINTS
    }

    fn stated_area(_row: &Row<'_>, _statement: &Statement) -> Option<AreaCode> {
        None
    }

    fn read(row: &Row<'_>, position: Position, _statement: &Statement) -> Result<Self, Rejected> {
        Ok(Self {
            id: row.id(ID, CheckpointId::new)?,
            position,
            name: row.text(3)?,
            kind: row.text(4)?,
            state: if row.has(5)? {
                row.word(5, CheckpointState::from_name, "open, closed")?
            } else {
                CheckpointState::Open
            },
        })
    }
}

impl Keyed for Checkpoint {
    type Key<'a> = &'a CheckpointId;
    const KEY_FIELD: &'static str = "id";

    fn key_in_file(&self) -> &CheckpointId {
        &self.id
    }

    fn key_text(&self) -> String {
        self.id.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [
            ("id", self.id.as_str()),
            ("name", &*self.name),
            ("kind", &*self.kind),
        ]
        .get(n)
        .copied()
    }

    fn drop_text(&mut self, n: usize) -> bool {
        match n {
            1 => self.name.clear(),
            2 => self.kind.clear(),
            _ => return false,
        }
        true
    }
}

fn read_points<T: PointRecord>(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<T>, ImportFault> {
    let mut placing = Placing::new(statement.crs, &statement.expected)?;
    let Opened { format, reader, .. } = source.open()?;
    let names = T::schema().names(placing.axes());
    match format {
        Format::Csv => {
            let table = CsvTable::open(
                source.shared_name(),
                reader,
                T::schema(),
                names,
                &statement.columns,
            )?;
            std::thread::scope(|scope| {
                read_lines(source, table.ahead(scope), &mut placing, statement)
            })
        }
        Format::GeoJson => {
            let file = source.shared_name();
            let mut table =
                FeatureTable::new(file, T::schema(), names, &statement.columns, &["Point"])?;
            let mut intake = Intake::new(source, RowKind::Feature);
            let written = each_feature(reader, |number, feature| {
                let row = table.row(number, feature)?;
                placing.meet_feature(feature, || T::stated_area(&row, statement));
                let record = geometry::point(&row, feature, &placing)
                    .and_then(|position| T::read(&row, position, statement));
                stop_with_verdict(intake.take(number, record), &placing)
            })?;
            placing.hear(written);
            let check = Some(placing.verdict()?);
            let import = intake.finish(table.finish()?)?;
            Ok(Import { check, ..import })
        }
    }
}

fn read_lines<T: PointRecord>(
    source: &Source<'_>,
    mut table: CsvTable<'_>,
    placing: &mut Placing,
    statement: &Statement,
) -> Result<Import<T>, ImportFault> {
    let mut intake = Intake::new(source, RowKind::Line);
    while table.read_chunk()? {
        let (rows, ragged): (Vec<_>, Vec<_>) = table.rows().unzip();
        let found = in_parts(rows.iter().zip(ragged).collect(), coordinates);
        let (pairs, faults): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let (xs, ys): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let located = placing.locate(&xs, &ys);
        let located = rows.iter().zip(located).zip(faults).collect();
        let records = in_parts(located, |((row, place), fault)| {
            let misplaced = |misplaced| misplaced_row(row, misplaced);
            let position = fault.map_or_else(|| place.map_err(misplaced), Err)?;
            T::read(row, position, statement)
        });
        for (((row, record), x), y) in rows.iter().zip(records).zip(xs).zip(ys) {
            placing.meet(x, y, || T::stated_area(row, statement));
            stop_with_verdict(intake.take(row.place.line, record), placing)?;
        }
    }
    let check = Some(placing.verdict()?);
    let import = intake.finish(table.into_ignored())?;
    Ok(Import { check, ..import })
}

/// What comes of each item, worked out on two threads where that pays; in the order of the items.
fn in_parts<I: Send, O: Send>(items: Vec<I>, work: impl Fn(I) -> O + Sync) -> Vec<O> {
    let mut first = items;
    if first.len() < LEAST_ITEMS {
        return first.into_iter().map(work).collect();
    }
    let second = first.split_off(first.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| second.into_iter().map(&work).collect::<Vec<O>>());
        let mut done: Vec<O> = first.into_iter().map(&work).collect();
        let panicked = |panic| std::panic::resume_unwind(panic);
        done.extend(second.join().unwrap_or_else(panicked));
        done
    })
}

/// The coordinates of a row, not-a-number with the reason when it has none.
fn coordinates((row, ragged): (&Row<'_>, Option<Rejected>)) -> ((f64, f64), Option<Rejected>) {
    let pair = match ragged {
        Some(rejected) => Err(rejected),
        None => row
            .coordinate(FIRST)
            .and_then(|x| Ok((x, row.coordinate(SECOND)?))),
    };
    match pair {
        Ok(pair) => (pair, None),
        Err(rejected) => ((f64::NAN, f64::NAN), Some(rejected)),
    }
}

fn misplaced_row(row: &Row<'_>, misplaced: Misplaced) -> Rejected {
    match misplaced {
        Misplaced::First(reason) => row.reject(FIRST, row.shown(FIRST), reason),
        Misplaced::Second(reason) => row.reject(SECOND, row.shown(SECOND), reason),
        Misplaced::Pair(reason) => row.place.reject(
            "coordinates",
            &format!("{},{}", row.shown(FIRST), row.shown(SECOND)),
            reason,
        ),
    }
}

/// When too many rows are bad, a wrong coordinate reference system explains it better than the number.
pub(super) fn stop_with_verdict(
    taken: Result<(), ImportFault>,
    placing: &Placing,
) -> Result<(), ImportFault> {
    taken.map_err(|fault| placing.verdict().err().unwrap_or(fault))
}
