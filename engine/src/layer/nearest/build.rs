//! Building a nearest map: squares of ground are quartered, and each part drops the points that cannot be nearest there.

use super::{ASK, Candidate, NearestMap, SEVERAL, Shortlist};
use crate::geom::{
    AUTHALIC_RADIUS_M, Bounds, Direction, LocalScale, Position, ROUNDING_M, STRETCH,
    sine_and_cosine_of_latitude, sine_and_cosine_of_longitude,
};
use crate::layer::Places;

/// Fewer places are answered by the R-tree alone.
const LEAST_PLACES: usize = 256;
/// Cells a point: with more, building takes longer than the sharper answers save.
const CELLS_A_POINT: u64 = 64;
/// The raster has at most this many cells, 64 MB.
const MOST_CELLS: u64 = 16 << 20;
/// A cell with more candidates leaves the answer to the R-tree.
const MOST_CANDIDATES: usize = 64;
/// So do several candidates nearer than two degrees to the 180th meridian, where longitudes jump.
const MOST_LON: i64 = 1_780_000_000;
/// How many places show where most of them lie.
const SAMPLE: usize = 1024;

impl NearestMap {
    /// The map of some points for some places; `None` when it would not pay or there is no point.
    pub(in crate::layer) fn for_places<L: Places + ?Sized>(
        points: impl Iterator<Item = Position>,
        places: &L,
        position: impl Fn(&L::Place) -> Position,
    ) -> Option<Self> {
        if places.count() < LEAST_PLACES {
            return None;
        }
        let points = first_at_each_position(points);
        let ground = common_ground(places, position)?;
        let most = (points.len() as u64 * CELLS_A_POINT).min(MOST_CELLS);
        let most = most.min(places.count() as u64);
        let shift = (0..=31).find(|&shift| {
            let (columns, rows) = raster(ground, shift);
            columns * rows <= most
        })?;
        Self::with_cells(points, ground, shift)
    }

    /// The map with cells of 2^`shift` lattice steps; answers are the same for every size.
    pub(super) fn with_cells(points: Vec<Candidate>, ground: Bounds, shift: u32) -> Option<Self> {
        if points.is_empty() {
            return None;
        }
        let (columns, rows) = raster(ground, shift);
        let (west, south) = (ground.min().lon(), ground.min().lat());
        let middle = |row: u64| i64::from(south) + ((2 * row as i64 + 1) << shift) / 2;
        let scale = |row| LocalScale::around(i32::try_from(middle(row)).ok()?);
        let map = Self {
            west,
            south,
            shift,
            columns: u32::try_from(columns).ok()?,
            rows: u32::try_from(rows).ok()?,
            cells: vec![ASK; usize::try_from(columns * rows).ok()?],
            shortlists: Vec::new(),
            candidates: Vec::new(),
            scales: (0..rows).map(scale).collect(),
        };
        Some(Draft::new(map, points).filled())
    }
}

/// The points, of those at one position the first.
pub(super) fn first_at_each_position(points: impl Iterator<Item = Position>) -> Vec<Candidate> {
    let candidate = |(position, index)| Candidate { position, index };
    let mut points: Vec<Candidate> = points.zip(0..).map(candidate).collect();
    points.sort_unstable_by_key(|point| (point.position, point.index));
    points.dedup_by_key(|point| point.position);
    points
}

/// A box around nearly all places, so that a few far away do not make the cells large.
fn common_ground<L: Places + ?Sized>(
    places: &L,
    position: impl Fn(&L::Place) -> Position,
) -> Option<Bounds> {
    let step = places.count().div_ceil(SAMPLE).max(1);
    let all = places.starting_at(0);
    let sample: Vec<Position> = all.step_by(step).map(position).collect();
    let range = |mut values: Vec<i32>| {
        values.sort_unstable();
        let skipped = values.len() / 100;
        let low = i64::from(*values.get(skipped)?);
        let high = i64::from(values[values.len() - 1 - skipped]);
        let margin = (high - low) / 10;
        Some((low - margin, high + margin))
    };
    let (west, east) = range(sample.iter().map(|p| p.lon()).collect())?;
    let (south, north) = range(sample.iter().map(|p| p.lat()).collect())?;
    Bounds::around([
        Position::clamped(west, south),
        Position::clamped(east, north),
    ])
}

/// Columns and rows of cells of 2^`shift` steps over a box.
fn raster(ground: Bounds, shift: u32) -> (u64, u64) {
    let cells = |low: i32, high: i32| ((i64::from(high) - i64::from(low)) >> shift) as u64 + 1;
    let (low, high) = (ground.min(), ground.max());
    (cells(low.lon(), high.lon()), cells(low.lat(), high.lat()))
}

/// A rectangle of cells, each end past the last.
#[derive(Clone, Copy)]
struct Block {
    columns: (u32, u32),
    rows: (u32, u32),
}

/// A map while it is filled.
struct Draft {
    map: NearestMap,
    points: Vec<Candidate>,
    directions: Vec<Direction>,
    /// Sine and cosine at every half column and every half row.
    lons: Vec<(f64, f64)>,
    lats: Vec<(f64, f64)>,
    /// The points that can be nearest in the blocks from the whole ground down to the one at hand, with the square of
    /// their chord from the middle of theirs.
    kept: Vec<(u32, f64)>,
}

impl Draft {
    fn new(map: NearestMap, points: Vec<Candidate>) -> Self {
        // what juts out over the globe has no positions
        let half = |start: i32, i: u32| i64::from(start) + ((i64::from(i) << map.shift) / 2);
        let lon = |i| Position::clamped(half(map.west, i), 0).lon();
        let lat = |i| Position::clamped(0, half(map.south, i)).lat();
        let lons = (0..=2 * map.columns).map(|i| sine_and_cosine_of_longitude(lon(i)));
        let lats = (0..=2 * map.rows).map(|i| sine_and_cosine_of_latitude(lat(i)));
        Self {
            lons: lons.collect(),
            lats: lats.collect(),
            directions: points
                .iter()
                .map(|point| Direction::of(point.position))
                .collect(),
            kept: (0..points.len() as u32).map(|point| (point, 0.0)).collect(),
            map,
            points,
        }
    }

    fn filled(mut self) -> NearestMap {
        let all = Block {
            columns: (0, self.map.columns),
            rows: (0, self.map.rows),
        };
        self.fill(all, 0);
        self.map
    }

    /// Fills a block whose candidates stand in `kept` from `start` on, and takes what it adds to `kept` away again.
    fn fill(&mut self, block: Block, start: usize) {
        let end = self.kept.len();
        let farthest = self.keep(block, start);
        let ((west, east), (south, north)) = (block.columns, block.rows);
        if self.kept.len() == end + 1 {
            let index = self.points[self.kept[end].0 as usize].index;
            for row in south..north {
                let first = (row * self.map.columns) as usize;
                let cells = first + west as usize..first + east as usize;
                self.map.cells[cells].fill(index);
            }
        } else if east - west == 1 && north - south == 1 {
            self.write_cell(west, south, end, farthest);
        } else {
            let (middle, centre) = (u32::midpoint(west, east), u32::midpoint(south, north));
            for columns in [(west, middle), (middle, east)] {
                for rows in [(south, centre), (centre, north)] {
                    if columns.0 < columns.1 && rows.0 < rows.1 {
                        self.fill(Block { columns, rows }, end);
                    }
                }
            }
        }
        self.kept.truncate(end);
    }

    /// Adds to `kept` those of its points from `start` on that can be nearest to some ground of a block; returns the
    /// longest chord that any of them has to that ground, in radii.
    fn keep(&mut self, block: Block, start: usize) -> f64 {
        let end = self.kept.len();
        let at = |range: (u32, u32)| (range.0 + range.1) as usize;
        let middle = Direction::from_parts(self.lats[at(block.rows)], self.lons[at(block.columns)]);
        let mut least = f64::INFINITY;
        for (point, chord_2) in &mut self.kept[start..end] {
            *chord_2 = middle.chord_2(self.directions[*point as usize]);
            least = least.min(*chord_2);
        }
        let radius = self.radius(block);
        let limit = STRETCH * STRETCH * (least.sqrt() + radius) + radius + 1e-12;
        let mut most = 0.0_f64;
        for place in start..end {
            let (point, chord_2) = self.kept[place];
            if chord_2 <= limit * limit {
                most = most.max(chord_2);
                self.kept.push((point, chord_2));
            }
        }
        most.sqrt() + radius
    }

    /// A chord that no ground of a block exceeds from its middle, in radii: the way that is straight in longitude and
    /// latitude, with parallels taken where they are longest.
    fn radius(&self, block: Block) -> f64 {
        let step = std::f64::consts::PI / 1.8e9;
        let half = |range: (u32, u32)| {
            let steps = u64::from(range.1 - range.0) << self.map.shift;
            (steps as f64 / 2.0 + 1.0) * step
        };
        let (south, north) = (
            self.lats[2 * block.rows.0 as usize],
            self.lats[2 * block.rows.1 as usize],
        );
        let parallel = if south.0 <= 0.0 && north.0 >= 0.0 {
            1.0
        } else {
            south.1.max(north.1)
        };
        1.01 * libm::hypot(half(block.columns) * parallel, half(block.rows))
    }

    /// Writes the cell of several candidates, those in `kept` from `start` on.
    fn write_cell(&mut self, column: u32, row: u32, start: usize, farthest: f64) {
        let few = self.kept.len() - start <= MOST_CANDIDATES;
        let Some((factor, margin_m2)) = self.closeness(column, row, farthest).filter(|_| few)
        else {
            return;
        };
        let kept = self.kept[start..].iter();
        let candidates = kept.map(|&(point, _)| self.points[point as usize]);
        let list = Shortlist {
            start: self.map.candidates.len() as u32,
            len: (self.kept.len() - start) as u32,
            factor,
            margin_m2,
        };
        self.map.candidates.extend(candidates);
        let cell = (row * self.map.columns + column) as usize;
        self.map.cells[cell] = SEVERAL | self.map.shortlists.len() as u32;
        self.map.shortlists.push(list);
    }

    /// From which factor and margin on the square of a quick distance in a cell is surely longer than another; `None`
    /// where quick distances are not good enough.
    fn closeness(&self, column: u32, row: u32, farthest: f64) -> Option<(f64, f64)> {
        let farthest_m = farthest * AUTHALIC_RADIUS_M * STRETCH;
        let edge = |column| self.map.column_edge(column).abs();
        let crosses = edge(column).max(edge(column + 1)) > MOST_LON;
        if farthest_m > LocalScale::REACH_M || crosses {
            return None;
        }
        let scale = self.map.scales[row as usize].as_ref()?;
        // a lattice step is at most 1.12 cm long
        let offset_m = (1_u64 << self.map.shift) as f64 * 0.0112;
        let error = scale.error(farthest_m, offset_m);
        let factor = (1.0 + error) / (1.0 - error);
        let rounding_m = 8.0 * ROUNDING_M;
        let margin_m2 = 3.0 * factor * farthest_m * rounding_m + rounding_m * rounding_m;
        (error < 0.01).then_some((factor * factor, margin_m2))
    }
}

impl NearestMap {
    fn column_edge(&self, column: u32) -> i64 {
        i64::from(self.west) + (i64::from(column) << self.shift)
    }
}
