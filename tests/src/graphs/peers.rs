//! The file of units and borders that other programs are given, and the file of labels that each program answers with.
//!
//! A first line of JSON says how many `units`, `entries` (twice the borders) and `parents`; then come arrays of little-endian
//! numbers: starts (u64, units + 1), neighbours (u32, entries), border lengths in mm (u64, entries), households (u64, units),
//! parent (u32, units), grids of each parent (u32), the band of each parent (u64 least, then u64 most), today's grid (u32, units;
//! 2^32 - 1 for none). Grids are numbered parent by parent. Labels are a u32 for each unit.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use hexward_engine::balance::Band;
use serde_json::Value;

use super::{Ground, Parent};

/// What programs are asked: ground, the parent of each unit, how many grids each has, the bands, and today's plan of each.
pub struct Question {
    /// The units.
    pub ground: Ground,
    /// The parents of the units.
    pub parents: Vec<Parent>,
    /// How many grids each parent has.
    pub grids: Vec<u32>,
    /// The band of each.
    pub bands: Vec<Band>,
    /// The grid of each unit today, numbered from 0 in each parent; none for plans from nothing.
    pub today: Option<Vec<Vec<u32>>>,
}

impl Question {
    /// Writes the file.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let ground = &self.ground;
        let mut rows = vec![Vec::new(); ground.units()];
        for &([a, b], length_mm) in &ground.borders {
            rows[a as usize].push((b, length_mm));
            rows[b as usize].push((a, length_mm));
        }
        let mut out = BufWriter::new(fs::File::create(path)?);
        let entries = 2 * ground.borders.len();
        writeln!(
            out,
            r#"{{"units":{},"entries":{entries},"parents":{}}}"#,
            ground.units(),
            self.parents.len()
        )?;
        let mut end = 0_u64;
        out.write_all(&end.to_le_bytes())?;
        for row in &rows {
            end += row.len() as u64;
            out.write_all(&end.to_le_bytes())?;
        }
        words(&mut out, rows.iter().flatten().map(|entry| entry.0))?;
        long_words(&mut out, rows.iter().flatten().map(|entry| entry.1))?;
        long_words(&mut out, ground.households.iter().copied())?;
        let numbers: Vec<u32> = (0..self.parents.len() as u32).collect();
        words(
            &mut out,
            self.spread(
                numbers
                    .iter()
                    .map(|&n| vec![n])
                    .collect::<Vec<_>>()
                    .as_slice(),
            ),
        )?;
        words(&mut out, self.grids.iter().copied())?;
        long_words(&mut out, self.bands.iter().map(|band| band.low()))?;
        long_words(&mut out, self.bands.iter().map(|band| band.high()))?;
        let none = vec![vec![u32::MAX]; self.parents.len()];
        let today = self
            .today
            .as_ref()
            .map_or(none, |plans| self.numbered(plans));
        words(&mut out, self.spread(&today))?;
        out.flush()
    }

    /// Plans with the grids numbered parent by parent. A grid that is new gets the number of one that is no more.
    fn numbered(&self, plans: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let mut first = 0;
        let mut numbered = Vec::with_capacity(plans.len());
        for (plan, &grids) in plans.iter().zip(&self.grids) {
            let used: BTreeSet<u32> = plan.iter().copied().collect();
            let free = (0..grids).filter(|label| !used.contains(label));
            let new = used.range(grids..).copied();
            let names: BTreeMap<u32, u32> = new.zip(free).collect();
            let number = |label: &u32| first + names.get(label).unwrap_or(label);
            numbered.push(plan.iter().map(number).collect());
            first += grids;
        }
        numbered
    }

    /// A value for each unit of the ground from those of each parent's units, or from one for all of them.
    fn spread(&self, values: &[Vec<u32>]) -> impl Iterator<Item = u32> {
        let mut all = vec![u32::MAX; self.ground.units()];
        for (parent, values) in self.parents.iter().zip(values) {
            for (place, &unit) in parent.units.iter().enumerate() {
                all[unit as usize] = values[place.min(values.len() - 1)];
            }
        }
        all.into_iter()
    }

    /// Writes the answer: plans with labels from 0 in each parent.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write_answer(&self, plans: &[Vec<u32>], path: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(fs::File::create(path)?);
        words(&mut out, self.spread(&self.numbered(plans)))?;
        out.flush()
    }
}

/// What a measurement prints: one line of JSON.
pub fn line(values: &[(&str, Value)]) -> String {
    let map = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()));
    Value::Object(map.collect()).to_string()
}

fn words(out: &mut impl Write, numbers: impl Iterator<Item = u32>) -> io::Result<()> {
    for number in numbers {
        out.write_all(&number.to_le_bytes())?;
    }
    Ok(())
}

fn long_words(out: &mut impl Write, numbers: impl Iterator<Item = u64>) -> io::Result<()> {
    for number in numbers {
        out.write_all(&number.to_le_bytes())?;
    }
    Ok(())
}
