//! Units and what joins them: an undirected graph in compressed rows.

use super::ProblemError;

/// What crosses the border between two units, from the easiest to cross to the hardest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Obstacle {
    /// Nothing.
    #[default]
    None,
    /// A lane or a path.
    Lane,
    /// A street.
    Street,
    /// An arterial road.
    Arterial,
    /// A wall or a fence.
    Wall,
    /// A railway.
    Rail,
    /// A river or a canal.
    River,
}

impl Obstacle {
    /// All of them, from the easiest to cross to the hardest.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Lane,
        Self::Street,
        Self::Arterial,
        Self::Wall,
        Self::Rail,
        Self::River,
    ];

    /// What a millimetre of it inside a grid costs: 0 for none, 1 for a lane, up to 6 for a river.
    pub fn cost(self) -> u64 {
        self as u64
    }
}

/// How two units are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LinkKind {
    /// They have a border of more than a point in common.
    #[default]
    Shared,
    /// Stated by hand: a bridge, an underpass, a ferry. There need be no common border.
    Bridge,
}

/// Two units that are neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The two units.
    pub ends: [u32; 2],
    /// How long their common border is, in millimetres; 0 only for a bridge.
    pub length_mm: u64,
    /// Whether they touch or are joined by hand.
    pub kind: LinkKind,
    /// What lies on the border.
    pub obstacle: Obstacle,
}

/// A neighbour as seen from a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// The other unit.
    pub unit: u32,
    /// What lies on the common border.
    pub obstacle: Obstacle,
    /// Whether they touch or are joined by hand.
    pub kind: LinkKind,
    /// How long the common border is, in millimetres.
    pub length_mm: u64,
}

/// Which units are neighbours: every pair once in each direction, neighbours in ascending order.
///
/// Units that meet in a point are no neighbours, nor are those on two banks of a river without a bridge: a link
/// says that one may walk from the one to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitGraph {
    starts: Vec<u32>,
    neighbours: Vec<Neighbour>,
}

impl UnitGraph {
    /// The graph of so many units, joined by these links. O(n + m log d) for a greatest degree d.
    ///
    /// # Errors
    /// A link that ends at no unit or at the same unit twice, two links of one pair, a common border of no length.
    pub fn new(units: usize, links: &[Link]) -> Result<Self, ProblemError> {
        if units >= u32::MAX as usize || links.len() >= (u32::MAX / 2) as usize {
            return Err(ProblemError::TooLarge { units });
        }
        let mut starts = vec![0_u32; units + 1];
        for (place, link) in links.iter().enumerate() {
            check(units, place, link)?;
            link.ends
                .iter()
                .for_each(|&end| starts[end as usize + 1] += 1);
        }
        for unit in 0..units {
            starts[unit + 1] += starts[unit];
        }
        let neighbours = rows(&starts, links);
        let graph = Self { starts, neighbours };
        graph.checked_for_twins()
    }

    fn checked_for_twins(mut self) -> Result<Self, ProblemError> {
        for unit in 0..self.len() {
            let row = self.starts[unit] as usize..self.starts[unit + 1] as usize;
            let row = &mut self.neighbours[row];
            row.sort_unstable_by_key(|neighbour| neighbour.unit);
            if let Some(twins) = row.windows(2).find(|pair| pair[0].unit == pair[1].unit) {
                return Err(ProblemError::TwiceLinked {
                    ends: [unit as u32, twins[0].unit],
                });
            }
        }
        Ok(self)
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many pairs of neighbours there are.
    pub fn pairs(&self) -> usize {
        self.neighbours.len() / 2
    }

    /// How many neighbours a unit has.
    pub fn degree(&self, unit: u32) -> usize {
        self.neighbours(unit).len()
    }

    /// The neighbours of a unit, in ascending order.
    #[inline]
    pub fn neighbours(&self, unit: u32) -> &[Neighbour] {
        let unit = unit as usize;
        &self.neighbours[self.starts[unit] as usize..self.starts[unit + 1] as usize]
    }

    /// Each pair of neighbours once, the smaller unit first.
    pub fn links(&self) -> impl Iterator<Item = Link> + '_ {
        (0..self.len() as u32).flat_map(move |unit| {
            let later = self.neighbours(unit).iter().filter(move |n| n.unit > unit);
            later.map(move |n| Link {
                ends: [unit, n.unit],
                length_mm: n.length_mm,
                kind: n.kind,
                obstacle: n.obstacle,
            })
        })
    }
}

fn check(units: usize, place: usize, link: &Link) -> Result<(), ProblemError> {
    let [a, b] = link.ends;
    if a == b {
        return Err(ProblemError::LinkedToItself {
            link: place,
            unit: a,
        });
    }
    if let Some(&unit) = link.ends.iter().find(|&&end| end as usize >= units) {
        return Err(ProblemError::UnknownUnit {
            link: place,
            unit,
            units,
        });
    }
    if link.length_mm == 0 && link.kind == LinkKind::Shared {
        return Err(ProblemError::PointContact { ends: link.ends });
    }
    Ok(())
}

/// The neighbours of all units, row after row, in the order of the links.
fn rows(starts: &[u32], links: &[Link]) -> Vec<Neighbour> {
    let blank = Neighbour {
        unit: 0,
        obstacle: Obstacle::None,
        kind: LinkKind::Shared,
        length_mm: 0,
    };
    let mut next = starts.to_vec();
    let mut neighbours = vec![blank; links.len() * 2];
    for link in links {
        for (from, to) in [(0, 1), (1, 0)] {
            let slot = &mut next[link.ends[from] as usize];
            neighbours[*slot as usize] = Neighbour {
                unit: link.ends[to],
                obstacle: link.obstacle,
                kind: link.kind,
                length_mm: link.length_mm,
            };
            *slot += 1;
        }
    }
    neighbours
}
