//! The files of a city, in the forms that the importer reads.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use hexward_engine::geom::{LATTICE_PER_DEGREE, Position};
use hexward_engine::io::{write_barriers_geojson, write_checkpoints_csv, write_grids_geojson};
use hexward_engine::model::Tier;
use time::{Date, Duration, Month};

use crate::barriers::barriers;
use crate::cases::daily_cases;
use crate::city::City;
use crate::error::CityError;
use crate::gates::checkpoints;
use crate::readme::{Totals, readme};
use crate::size::Size;

/// The files of a city, in the order in which they are imported.
pub const FILES: [&str; 9] = [
    "grids-street.geojson",
    "grids-community.geojson",
    "grids-grid.geojson",
    "grids-micro.geojson",
    "addresses.csv",
    "checkpoints.csv",
    "cases.csv",
    "barriers.geojson",
    "README.md",
];

/// The first day of counts: an invented one.
const FIRST_DAY: (i32, Month, u8) = (2025, Month::January, 1);

impl City {
    /// Writes all files into a folder, which is made when it is missing; files of these names are replaced.
    ///
    /// Addresses are written as they are made; of the rest one file at a time is held.
    ///
    /// # Errors
    /// [`CityError::Write`] names the file; [`CityError::Ring`] when a border is not valid.
    pub fn write(&self, folder: &Path) -> Result<Totals, CityError> {
        fs::create_dir_all(folder).map_err(|error| at(&folder.display().to_string(), error))?;
        let mut totals = Totals::of(self);
        for tier in Tier::ALL {
            let name = format!("grids-{tier}.geojson");
            let records = self.areas.records(&self.ground, tier)?;
            let vertices = records.iter().flat_map(|grid| grid.region.rings());
            totals.vertices[tier as usize] = vertices.map(|ring| ring.vertices().len()).sum();
            file(folder, &name, |out| write_grids_geojson(out, &records))?;
        }
        let points = checkpoints(&self.ground, &self.areas, self.seed)?;
        totals.checkpoints = points.len();
        file(folder, "checkpoints.csv", |out| {
            write_checkpoints_csv(out, &points)
        })?;
        let lines = barriers(&self.ground, self.seed)?;
        totals.barriers = lines.len();
        file(folder, "barriers.geojson", |out| {
            write_barriers_geojson(out, &lines)
        })?;
        file(folder, "addresses.csv", |out| {
            self.write_addresses(out, &mut totals)
        })?;
        file(folder, "cases.csv", |out| {
            self.write_cases(out, &mut totals)
        })?;
        file(folder, "README.md", |out| {
            out.write_all(readme(self, &totals).as_bytes())
        })?;
        Ok(totals)
    }

    fn write_addresses(&self, out: &mut dyn Write, totals: &mut Totals) -> io::Result<()> {
        out.write_all(b"id,lon,lat,label,building,households,residents\n")?;
        self.homes.each(&self.ground, |home| {
            totals.addresses += 1;
            totals.at_building += u64::from(home.at_building);
            totals.residents += home.residents;
            totals.households += home.households;
            writeln!(
                out,
                "A{:07},{},{},B{:07},{},{}",
                totals.addresses,
                degrees(home.position),
                home.label,
                home.building,
                home.households,
                home.residents
            )
        })
    }

    fn write_cases(&self, out: &mut dyn Write, totals: &mut Totals) -> io::Result<()> {
        let (year, month, day) = FIRST_DAY;
        let first = Date::from_calendar_date(year, month, day).map_err(io::Error::other)?;
        out.write_all(b"address,measure,unit,cutoff,value\n")?;
        for new in daily_cases(&self.ground, &self.homes, &self.size, self.seed) {
            totals.cases += new.count;
            let date = first + Duration::days(new.day.into());
            writeln!(
                out,
                "A{:07},cases,persons,{}-{:02}-{:02},{}",
                new.address + 1,
                date.year(),
                u8::from(date.month()),
                date.day(),
                new.count
            )?;
        }
        Ok(())
    }

    /// The first and the last day of its counts.
    pub(crate) fn days() -> (String, String) {
        let (year, month, day) = FIRST_DAY;
        let first = Date::from_calendar_date(year, month, day).expect("a day of the calendar");
        let last = first + Duration::days(i64::from(Size::DAYS) - 1);
        (first.to_string(), last.to_string())
    }
}

/// `lon,lat` with 7 decimals. All cities lie in the north-eastern quarter, so neither is negative.
fn degrees(p: Position) -> String {
    let one = LATTICE_PER_DEGREE;
    let (lon, lat) = (p.lon(), p.lat());
    format!(
        "{}.{:07},{}.{:07}",
        lon / one,
        lon % one,
        lat / one,
        lat % one
    )
}

fn at(file: &str, error: io::Error) -> CityError {
    CityError::Write {
        file: file.to_owned(),
        error,
    }
}

fn file(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CityError> {
    let made = File::create(folder.join(name)).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        write(&mut out)?;
        out.flush()
    });
    made.map_err(|error| at(name, error))
}
