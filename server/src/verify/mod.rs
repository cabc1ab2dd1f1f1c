//! Checks certificates of versions 2 and 3. Shares no code with the engine that writes them: `engine/src/certify/FORMAT.md` is all it knows.

mod assignment;
mod chain;
mod cover;
mod partition;
mod standing;
mod text;

use std::fmt;

/// A position in steps of 1e-7 degree: longitude, latitude.
type Point = (i64, i64);
/// A directed edge with the interior on its left.
type Edge = (Point, Point);

/// What a certificate fails at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `C0` form, `C1` partition, `C2` nesting, `C3` assignment, `C4` cover.
    pub check: &'static str,
    /// Where: a line, a grid, an edge, an address.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.check, self.place, self.reason)
    }
}

/// What a certificate that holds has proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proved {
    /// Grids of all tiers.
    pub grids: u64,
    /// Addresses.
    pub addresses: u64,
    /// Addresses that count in exactly one grid.
    pub located: u64,
    /// Households at all addresses.
    pub households: u64,
    /// Residents at all addresses.
    pub residents: u64,
}

/// A certificate, read and not yet checked.
struct Certificate<'a> {
    tiers: Vec<Tier<'a>>,
    assigned: Option<Assigned<'a>>,
    cover: Option<cover::Cover<'a>>,
    total: Proved,
}

struct Tier<'a> {
    name: &'a str,
    grids: Vec<Grid<'a>>,
}

struct Grid<'a> {
    code: &'a str,
    parent: Option<&'a str>,
    edges: Vec<Edge>,
}

struct Assigned<'a> {
    tier: &'a str,
    addresses: Vec<Address<'a>>,
    tallies: Vec<(&'a str, [u64; 3])>,
}

struct Address<'a> {
    id: &'a str,
    at: Point,
    building: Option<&'a str>,
    /// The address at whose position it counts, when that is another position.
    counts_at: Option<&'a str>,
    /// The area that its file states, and whether that wins.
    stated: Option<(&'a str, bool)>,
    code: Option<&'a str>,
    witness: &'a str,
    households: u64,
    residents: u64,
}

/// Checks a certificate. Cost: O(edges log edges + addresses x edges of the grids around them).
///
/// # Errors
/// All faults found, at most about a hundred; a certificate whose form is wrong is not looked at further.
pub fn verify(certificate: &[u8]) -> Result<Proved, Vec<Fault>> {
    let certificate = text::read(certificate).map_err(|fault| vec![fault])?;
    let mut faults = Faults::default();
    partition::check(&certificate, &mut faults);
    assignment::check(&certificate, &mut faults);
    cover::check(&certificate, &mut faults);
    if faults.0.is_empty() {
        Ok(certificate.total)
    } else {
        Err(faults.0)
    }
}

/// Faults, up to a number that a reader can take in.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, check: &'static str, place: impl fmt::Display, reason: impl Into<String>) {
        const MOST: usize = 100;
        if self.0.len() < MOST {
            self.0.push(Fault {
                check,
                place: place.to_string(),
                reason: reason.into(),
            });
        }
    }
}

/// A position as people read it.
fn shown(point: Point) -> String {
    format!("{:.7},{:.7}", point.0 as f64 / 1e7, point.1 as f64 / 1e7)
}

/// Twice the signed area of a triangle: positive when `p` lies left of the edge.
fn side(edge: Edge, p: Point) -> i128 {
    let ((ax, ay), (bx, by)) = edge;
    let (dx, dy) = (i128::from(bx - ax), i128::from(by - ay));
    dx * i128::from(p.1 - ay) - dy * i128::from(p.0 - ax)
}

/// Whether a position lies on an edge, ends included.
fn touches(edge: Edge, p: Point) -> bool {
    let (a, b) = edge;
    let within = |v: i64, s: i64, t: i64| (s.min(t)..=s.max(t)).contains(&v);
    within(p.0, a.0, b.0) && within(p.1, a.1, b.1) && side(edge, p) == 0
}

#[cfg(test)]
mod tests;
