//! Which coordinate reference systems explain the coordinates of a file, and whether the one that was stated does.
//!
//! A hypothesis is a statement. It scores the points of a sample that fit under it: those in the area that their row
//! states, where that is stored, and for all others those in the ground that the file belongs to. Where nothing is stored
//! they fit when the system can have such coordinates at all.
//!
//! Points that fit under both the statement and another hypothesis say nothing. The statement is doubtful when, of the
//! others, more than twice as many fit only under the other as fit only under the statement: at least five of them, and
//! more than a thousandth of the sample unless hardly any fit only under the statement. In a whole city no more than one address
//! in a thousand lies so close to its edge that half a kilometre shows.

use super::crs::Crs;
use super::doubt::{Check, Doubt, Score};
use super::error::ImportFault;
use super::ground::{Expectation, Ground, Placed, widened};
use super::sample::{Pair, Sample};
use super::zones::Zone;
use crate::geom::Position;

/// How far from the ground a central meridian may lie, in degrees.
const ZONE_REACH: f64 = 3.2;
/// Fewer points that fit elsewhere say nothing, unless they are all.
const FEWEST: u64 = 5;
/// So many points are shown of each system.
const SPOTS: usize = 200;
/// In so many parts of the sample one is chance.
const CHANCE: u64 = 1000;
/// So many rows that state a stored area say whether the file belongs there.
const ENOUGH_STATED: u64 = 20;

/// A sample held against a ground.
pub(super) struct Trial<'a> {
    pairs: &'a [Pair],
    ground: Option<&'a dyn Ground>,
}

/// Which points fit under a hypothesis.
struct Fit {
    crs: Crs,
    fits: Vec<bool>,
}

impl Fit {
    fn inside(&self) -> u64 {
        count(self.fits.iter().copied())
    }

    fn score(&self) -> Score {
        Score {
            crs: self.crs,
            inside: self.inside(),
            total: self.fits.len() as u64,
        }
    }
}

impl<'a> Trial<'a> {
    pub(super) fn new(sample: &'a Sample, ground: Option<&'a dyn Ground>) -> Self {
        let pairs = sample.pairs();
        Self { pairs, ground }
    }

    /// The scores of all hypotheses and of the system that the file names itself, the best first.
    pub(super) fn scores(&self, written: Option<Crs>) -> Vec<Score> {
        let candidates = self.candidates(None);
        let is_new = |crs: &Crs| !candidates.iter().any(|known| known.equals(*crs));
        let written = written.filter(is_new).map(|crs| self.computed(crs));
        let fits = candidates.iter().map(|&crs| self.fit(crs));
        let fits = written.into_iter().chain(fits);
        ranked(fits.map(|fit| fit.score()).collect())
    }

    /// Where some of the points lie under a system, taken evenly from the whole sample.
    pub(super) fn spots(&self, crs: Crs) -> Vec<Position> {
        let step = self.pairs.len().div_ceil(SPOTS).max(1);
        let places = places(crs, self.pairs.iter().step_by(step));
        places.into_iter().flatten().collect()
    }

    /// Whether the points can be what was stated.
    ///
    /// # Errors
    /// [`ImportFault::Doubtful`] when another hypothesis explains them clearly better, [`ImportFault::Elsewhere`] when they lie
    /// far from the ground under all, [`ImportFault::CrsDisagrees`] when the file names another system, and not most of the
    /// points, or fewer than under that system, fit as stated.
    pub(super) fn verdict(
        &self,
        stated: Crs,
        written: Option<&str>,
        expected: &Expectation,
    ) -> Result<Check, ImportFault> {
        let named = written.and_then(Crs::from_urn);
        let disagrees = |_: &&str| !named.is_some_and(|named| stated.may_be_called(named));
        let overruled = written.filter(disagrees);
        let as_stated = self.computed(stated);
        let mut scores = vec![as_stated.score()];
        if !expected.trusted {
            let rival = named.filter(|_| overruled.is_some());
            scores.extend(self.compared(&as_stated, rival)?);
            if let Some(written) = overruled {
                self.refuse_overruling(&as_stated, rival, written)?;
            }
            if !expected.anywhere {
                self.refuse_elsewhere(&as_stated)?;
            }
        }
        Ok(Check {
            against: self.ground.map(Ground::name),
            overruled: overruled.map(str::to_owned),
            scores,
        })
    }

    /// Refuses a statement against what the file says of itself that its points do not bear out.
    fn refuse_overruling(
        &self,
        as_stated: &Fit,
        rival: Option<Crs>,
        written: &str,
    ) -> Result<(), ImportFault> {
        let inside = as_stated.inside();
        let rivals = rival.map_or(0, |crs| self.computed(crs).inside());
        let is_borne_out = self.ground.is_some() && inside >= rivals;
        if is_borne_out && inside * 2 >= self.pairs.len() as u64 && inside > 0 {
            return Ok(());
        }
        Err(ImportFault::CrsDisagrees {
            stated: as_stated.crs.to_string(),
            written: written.to_owned(),
            against: self.ground.map(Ground::name),
        })
    }

    /// The scores of the other hypotheses and of the system that the file names, where so many points do not fit that another
    /// may explain them.
    fn compared(&self, as_stated: &Fit, rival: Option<Crs>) -> Result<Vec<Score>, ImportFault> {
        let total = self.pairs.len() as u64;
        let unexplained = total - as_stated.inside();
        let few = unexplained == 0 || (unexplained < FEWEST && unexplained < total);
        if few || (self.ground.is_none() && total < 2) {
            return Ok(Vec::new());
        }
        let candidates = self.candidates(Some(as_stated.crs));
        let is_new = |crs: &Crs| !candidates.iter().any(|known| known.equals(*crs));
        let rival = rival.filter(is_new).map(|crs| self.computed(crs));
        let fits = candidates.iter().map(|&crs| self.fit(crs));
        let others: Vec<Fit> = rival.into_iter().chain(fits).collect();
        let scores = ranked(others.iter().map(Fit::score).collect());
        let better = others
            .iter()
            .filter(|other| explains_better(other, as_stated));
        let better = ranked(better.map(Fit::score).collect());
        let Some(&best) = better.first() else {
            return Ok(scores);
        };
        Err(ImportFault::Doubtful(Box::new(Doubt {
            stated: as_stated.score(),
            best,
            others: better[1..].to_vec(),
            criterion: self.criterion(),
            scores,
        })))
    }

    /// The systems that may be meant.
    fn candidates(&self, stated: Option<Crs>) -> Vec<Crs> {
        let mut wanted = vec![Crs::CGCS2000];
        wanted.extend(self.zones(stated).into_iter().map(Crs::epsg));
        if self.ground.is_some() {
            // without ground any metres could be these, and any degrees those
            wanted.extend([Crs::GCJ02, Crs::BD09, Crs::epsg(3857)]);
        }
        let swapped: Vec<Crs> = wanted.iter().map(|crs| crs.swapped()).collect();
        let beside = stated.into_iter().map(Crs::swapped);
        let mut candidates: Vec<Crs> = Vec::new();
        for crs in beside.chain(wanted).chain(swapped) {
            let is_new = stated.into_iter().chain(candidates.iter().copied());
            if !is_new.into_iter().any(|known| known.equals(crs)) {
                candidates.push(crs);
            }
        }
        candidates
    }

    /// The Gauss-Krueger zones that the ground lies in; where no ground is known, those that the statement or the eastings
    /// name.
    fn zones(&self, stated: Option<Crs>) -> Vec<u32> {
        let around = |west: f64, east: f64| Zone::codes_between(west, east);
        if let Some(ground) = self.ground {
            let [west, _, east, _] = ground.bounds().degrees();
            return around(west - ZONE_REACH, east + ZONE_REACH).collect();
        }
        let zone = stated.and_then(Crs::zone);
        let meridian = zone.map(|zone| f64::from(zone.meridian));
        let beside = meridian.map(|meridian| around(meridian, meridian));
        let mut codes: Vec<u32> = beside.into_iter().flatten().collect();
        let first = self.pairs.first();
        codes.extend(around(-180.0, 180.0).filter(|&code| {
            let crs = Crs::epsg(code);
            let named = crs.zone().is_some_and(|zone| zone.prefix.is_some());
            named
                && first.is_some_and(|pair| {
                    crs.can_hold(pair.x, pair.y) || crs.can_hold(pair.y, pair.x)
                })
        }));
        codes
    }

    /// Which points fit under a hypothesis. One that can have none of the coordinates is not computed.
    fn fit(&self, crs: Crs) -> Fit {
        let can_hold = |pair: &Pair| crs.can_hold(pair.x, pair.y);
        if self.ground.is_none() || self.pairs.iter().any(can_hold) {
            return self.computed(crs);
        }
        let fits = vec![false; self.pairs.len()];
        Fit { crs, fits }
    }

    /// The same, computed in any case: who states a system may use it far from its meridian. None fit under a system that
    /// cannot be read.
    fn computed(&self, crs: Crs) -> Fit {
        let mut fits = vec![false; self.pairs.len()];
        let places = places(crs, self.pairs.iter());
        let Some(ground) = self.ground else {
            for ((fits, pair), place) in fits.iter_mut().zip(self.pairs).zip(places) {
                *fits = crs.can_hold(pair.x, pair.y) && place.is_some();
            }
            return Fit { crs, fits };
        };
        let (numbers, placed): (Vec<usize>, Vec<Placed>) = places
            .into_iter()
            .enumerate()
            .filter_map(|(i, place)| Some((i, place?)))
            .map(|(i, position)| {
                let stated = self.pairs[i].stated.clone();
                (i, Placed { position, stated })
            })
            .unzip();
        for (i, held) in numbers.into_iter().zip(ground.hold(&placed)) {
            fits[i] = held;
        }
        Fit { crs, fits }
    }

    /// Refuses points that lie nowhere near the ground: most of them, or nearly all that state an area of it.
    fn refuse_elsewhere(&self, as_stated: &Fit) -> Result<(), ImportFault> {
        let Some(ground) = self.ground else {
            return Ok(());
        };
        let total = self.pairs.len() as u64;
        let elsewhere = |inside, total, place| {
            Err(ImportFault::Elsewhere {
                inside,
                total,
                place,
            })
        };
        if ground.is_declared() {
            let inside = as_stated.inside();
            if inside * 2 < total {
                return elsewhere(inside, total, format!("in {}", ground.name()));
            }
            return Ok(());
        }
        let near = widened(ground.bounds());
        let places = places(as_stated.crs, self.pairs.iter());
        let inside = count(
            places
                .iter()
                .map(|place| place.is_some_and(|p| near.contains(p))),
        );
        if inside * 2 < total {
            let [west, south, east, north] = near.degrees();
            let bounds = format!("{west:.4},{south:.4},{east:.4},{north:.4}");
            return elsewhere(
                inside,
                total,
                format!("near the stored data (bounds {bounds})"),
            );
        }
        let knows = |pair: &Pair| pair.stated.as_ref().is_some_and(|area| ground.knows(area));
        let rows = self.pairs.iter().zip(&as_stated.fits);
        let known: Vec<bool> = rows
            .filter(|(pair, _)| knows(pair))
            .map(|(_, &fit)| fit)
            .collect();
        let (held, known) = (count(known.iter().copied()), known.len() as u64);
        if known >= ENOUGH_STATED && held * 10 < known {
            return elsewhere(held, known, "in the areas that their rows state".to_owned());
        }
        Ok(())
    }

    /// What fitting means, behind a number of points.
    fn criterion(&self) -> String {
        let Some(ground) = self.ground else {
            return "can be such coordinates".to_owned();
        };
        let knows = |pair: &Pair| pair.stated.as_ref().is_some_and(|area| ground.knows(area));
        let known = count(self.pairs.iter().map(knows));
        match (known, self.pairs.len() as u64 - known) {
            (0, _) => format!("lie in {}", ground.name()),
            (_, 0) => "lie in the areas that their rows state".to_owned(),
            _ => format!(
                "lie in the areas that their rows state or in {}",
                ground.name()
            ),
        }
    }
}

/// Where points lie under a hypothesis.
fn places<'p>(
    crs: Crs,
    pairs: impl ExactSizeIterator<Item = &'p Pair> + Clone,
) -> Vec<Option<Position>> {
    let Ok(projection) = crs.projection() else {
        return vec![None; pairs.len()];
    };
    let mut lons: Vec<f64> = pairs.clone().map(|pair| pair.x).collect();
    let mut lats: Vec<f64> = pairs.map(|pair| pair.y).collect();
    projection.to_degrees(&mut lons, &mut lats);
    let pairs = lons.into_iter().zip(lats);
    pairs
        .map(|(lon, lat)| Position::from_degrees(lon, lat).ok())
        .collect()
}

/// Whether one hypothesis explains clearly more than another, and most of the points.
fn explains_better(other: &Fit, stated: &Fit) -> bool {
    let pairs = || other.fits.iter().zip(&stated.fits);
    let only_other = count(pairs().map(|(&other, &stated)| other && !stated));
    let only_stated = count(pairs().map(|(&other, &stated)| stated && !other));
    let total = other.fits.len() as u64;
    let many = only_other >= FEWEST || only_other == total;
    let clear = only_other > 2 * only_stated
        && ((only_other - only_stated) * CHANCE > total || only_other >= 10 * only_stated);
    many && clear && other.inside() * 2 >= total
}

/// The best first, those that are alike in the order in which they came.
fn ranked(mut scores: Vec<Score>) -> Vec<Score> {
    scores.sort_by_key(|score| std::cmp::Reverse(score.inside));
    scores
}

fn count(flags: impl Iterator<Item = bool>) -> u64 {
    flags.map(u64::from).sum()
}

#[cfg(test)]
mod tests;
