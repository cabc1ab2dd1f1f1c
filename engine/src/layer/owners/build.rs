//! Building an owner map: each area marks the cells that its edges touch and claims the cells inside.

use super::query::EDGE;
use super::{BORDER, NOBODY, OwnerMap, WIDEST};
use crate::geom::{Bounds, Position, Region};

/// The raster has at most this many cells unless told otherwise: 64 MB.
const MOST_CELLS: u64 = 16 << 20;
/// Edges are noted in at most this many cells altogether; beyond, there is no map and the R-tree answers.
const MOST_PAIRS: usize = 48 << 20;
/// It has about this many cells an edge, so that small layers have small maps.
const CELLS_AN_EDGE: u64 = 8;

/// An area's part in a border cell.
struct Share {
    cell: u32,
    owner: u32,
    corner_inside: bool,
    edges: std::ops::Range<u32>,
}

/// A run of cells inside an area.
struct Claim {
    cells: std::ops::Range<u32>,
    owner: u32,
}

/// An edge from its southern to its northern end, relative to the raster's corner.
type Edge = [i32; 4];

impl OwnerMap {
    /// The owner map of some areas; `None` when they are empty or spread over more than 53 degrees.
    ///
    /// Cost: O(edges + cells); memory 4 bytes a cell and about 24 an edge in a cell.
    pub fn build(regions: &[&Region]) -> Option<Self> {
        Self::build_fine(regions, CELLS_AN_EDGE)
    }

    /// The owner map of few areas, of which few positions are asked: smaller, and sooner built.
    pub(in crate::layer) fn build_coarse(regions: &[&Region]) -> Option<Self> {
        Self::build_fine(regions, 1)
    }

    fn build_fine(regions: &[&Region], cells_an_edge: u64) -> Option<Self> {
        let bounds = regions
            .iter()
            .map(|region| region.bounds())
            .reduce(Bounds::union)?;
        let rings = regions.iter().flat_map(|region| region.rings());
        let edges: u64 = rings.map(|ring| ring.vertices().len() as u64).sum();
        let most = (edges * cells_an_edge).min(MOST_CELLS);
        let shift = (4..=29).find(|&shift| {
            let (columns, rows) = raster(bounds, shift);
            columns * rows <= most
        })?;
        Self::with_cells(regions, shift)
    }

    /// The owner map with cells of 2^`shift` lattice steps; answers are the same for every size.
    pub fn with_cells(regions: &[&Region], shift: u32) -> Option<Self> {
        let bounds = regions
            .iter()
            .map(|region| region.bounds())
            .reduce(Bounds::union)?;
        let (width, height) = extent(bounds);
        let (columns, rows) = raster(bounds, shift.min(29));
        if width >= WIDEST || height >= WIDEST || columns * rows >= 1 << 30 {
            return None;
        }
        let mut map = Self {
            west: bounds.min().lon(),
            south: bounds.min().lat(),
            shift: shift.min(29),
            columns: columns as u32,
            rows: rows as u32,
            cells: vec![NOBODY; (columns * rows) as usize],
            records: Vec::new(),
        };
        map.fill(regions).then_some(map)
    }

    /// Whether the map could be filled within its budget.
    fn fill(&mut self, regions: &[&Region]) -> bool {
        let mut draft = Draft::default();
        for (owner, region) in regions.iter().enumerate() {
            if !draft.add(self, owner as u32, region) {
                return false;
            }
        }
        for share in &draft.shares {
            self.cells[share.cell as usize] = BORDER;
        }
        for claim in &draft.claims {
            for cell in claim.cells.clone() {
                match self.cells[cell as usize] {
                    NOBODY => self.cells[cell as usize] = claim.owner,
                    BORDER => draft.shares.push(Share {
                        cell,
                        owner: claim.owner,
                        corner_inside: true,
                        edges: 0..0,
                    }),
                    // an area with a lower index has it
                    _ => {}
                }
            }
        }
        draft
            .shares
            .sort_unstable_by_key(|share| (share.cell, share.owner));
        self.write_records(&draft);
        true
    }

    fn write_records(&mut self, draft: &Draft) {
        self.records
            .reserve_exact(draft.edges.len() * EDGE + draft.shares.len() * 3);
        for shares in draft.shares.chunk_by(|a, b| a.cell == b.cell) {
            let cell = shares[0].cell;
            self.cells[cell as usize] = BORDER | self.records.len() as u32;
            self.records.push(shares.len() as i32);
            let corner = (cell % self.columns, cell / self.columns);
            let (x0, y0) = (
                (corner.0 << self.shift) as i32,
                (corner.1 << self.shift) as i32,
            );
            for share in shares {
                let edges = &draft.edges[share.edges.start as usize..share.edges.end as usize];
                self.records.push(share.owner.cast_signed());
                self.records
                    .push((edges.len() as i32) * 2 + i32::from(share.corner_inside));
                for edge in edges {
                    self.records.extend(edge);
                    self.records.push(i32::from(may_meet_west(edge, x0, y0)));
                }
            }
        }
    }
}

/// Whether an edge crosses the line x0 - 1/2 above the corner at (x0 - 1/2, y0 - 1/2).
fn may_meet_west(edge: &Edge, x0: i32, y0: i32) -> bool {
    let [ax, ay, bx, by] = edge.map(i64::from);
    let (x0, y0) = (i64::from(x0), i64::from(y0));
    if ax.min(bx) >= x0 || ax.max(bx) < x0 {
        return false;
    }
    let (dx, dy) = (bx - ax, by - ay);
    let corner = dx * (2 * (y0 - ay) - 1) - dy * (2 * (x0 - ax) - 1);
    // the crossing lies above the corner when the corner lies below the edge; on the edge, when it falls to the east
    if dx > 0 { corner < 0 } else { corner >= 0 }
}

/// Shares and claims of all areas, before they are put together cell by cell.
#[derive(Default)]
struct Draft {
    shares: Vec<Share>,
    claims: Vec<Claim>,
    edges: Vec<Edge>,
    window: Window,
}

/// The cells around one area while it is added.
#[derive(Default)]
struct Window {
    column: i64,
    row: i64,
    columns: i64,
    rows: i64,
    /// Whether an odd number of edges lies between a cell's corner and that of its western neighbour.
    turns: Vec<bool>,
    /// How many edges touch a cell; later the end of its run in `order`.
    touched: Vec<u32>,
    pairs: Vec<(u32, Edge)>,
}

impl Draft {
    /// Whether an area could be added within the budget.
    fn add(&mut self, map: &OwnerMap, owner: u32, region: &Region) -> bool {
        self.window.open(map, region.bounds());
        for ring in region.rings() {
            for (a, b) in ring.edges() {
                self.window.mark(map, a, b);
                if self.edges.len() + self.window.pairs.len() > MOST_PAIRS {
                    return false;
                }
            }
        }
        let window = &mut self.window;
        window.pairs.sort_by_key(|(cell, _)| *cell);
        let mut pairs = window.pairs.iter().peekable();
        for row in 0..window.rows {
            let mut corner_inside = false;
            let mut run = None;
            for column in 0..window.columns {
                let local = (row * window.columns + column) as u32;
                corner_inside ^= window.turns[local as usize];
                let cell =
                    ((window.row + row) * i64::from(map.columns) + window.column + column) as u32;
                if window.touched[local as usize] > 0 {
                    self.claims.extend(run.take().map(|first| Claim {
                        cells: first..cell,
                        owner,
                    }));
                    let start = self.edges.len() as u32;
                    while let Some((_, edge)) = pairs.next_if(|(touched, _)| *touched == local) {
                        self.edges.push(*edge);
                    }
                    let edges = start..self.edges.len() as u32;
                    self.shares.push(Share {
                        cell,
                        owner,
                        corner_inside,
                        edges,
                    });
                } else if corner_inside {
                    run.get_or_insert(cell);
                } else {
                    self.claims.extend(run.take().map(|first| Claim {
                        cells: first..cell,
                        owner,
                    }));
                }
            }
            let end = ((window.row + row) * i64::from(map.columns) + window.column + window.columns)
                as u32;
            self.claims.extend(run.take().map(|first| Claim {
                cells: first..end,
                owner,
            }));
        }
        true
    }
}

impl Window {
    fn open(&mut self, map: &OwnerMap, bounds: Bounds) {
        let (west, south) = (i64::from(map.west), i64::from(map.south));
        let column = |lon: i32| (i64::from(lon) - west) >> map.shift;
        let row = |lat: i32| (i64::from(lat) - south) >> map.shift;
        self.column = column(bounds.min().lon());
        self.row = row(bounds.min().lat());
        self.columns = column(bounds.max().lon()) - self.column + 1;
        self.rows = row(bounds.max().lat()) - self.row + 1;
        let cells = (self.columns * self.rows) as usize;
        self.turns.clear();
        self.turns.resize(cells, false);
        self.touched.clear();
        self.touched.resize(cells, 0);
        self.pairs.clear();
    }

    /// Notes the cells that an edge touches, and between which corners it passes.
    fn mark(&mut self, map: &OwnerMap, a: Position, b: Position) {
        let relative = |p: Position| {
            (
                p.lon().wrapping_sub(map.west),
                p.lat().wrapping_sub(map.south),
            )
        };
        let (a, b) = (relative(a), relative(b));
        let (low, high) = if a.1 <= b.1 { (a, b) } else { (b, a) };
        let edge = [low.0, low.1, high.0, high.1];
        let side = 1_i64 << map.shift;
        for row in (low.1 >> map.shift)..=(high.1 >> map.shift) {
            let row = i64::from(row);
            self.turn(&edge, row, map.shift);
            let (from, to) = columns_in(&edge, row * side - 1, (row + 1) * side);
            let first = ((from - 1) >> map.shift).max(self.column);
            let last = ((to + 1) >> map.shift).min(self.column + self.columns - 1);
            for column in first..=last {
                let local = (row - self.row) * self.columns + column - self.column;
                self.touched[local as usize] += 1;
                self.pairs.push((local as u32, edge));
            }
        }
    }

    /// Notes where an edge crosses the line through the corners of a row of cells, half a step below the row.
    fn turn(&mut self, edge: &Edge, row: i64, shift: u32) {
        let [ax, ay, bx, by] = edge.map(i64::from);
        let y0 = row << shift;
        if !(ay < y0 && by >= y0) {
            return;
        }
        // the first corner at x0 - 1/2 east of the crossing x: x0 is the first cell side with 2 x0 - 1 > 2 x
        let doubled_y = 2 * y0 - 1 - 2 * ay;
        let floor =
            (i128::from(doubled_y) * i128::from(bx - ax)).div_euclid(i128::from(by - ay)) as i64;
        let doubled_x = 2 * ax + floor;
        let x0 = (doubled_x + 1).div_euclid(2) + 1;
        let column = (x0 + (1 << shift) - 1) >> shift;
        let local = column.max(self.column) - self.column;
        if local < self.columns {
            let cell = (row - self.row) * self.columns + local;
            self.turns[cell as usize] ^= true;
        }
    }
}

/// The least and greatest x of an edge between two heights, rounded outwards.
fn columns_in(edge: &Edge, low: i64, high: i64) -> (i64, i64) {
    let [ax, ay, bx, by] = edge.map(i64::from);
    if by == ay {
        return (ax.min(bx), ax.max(bx));
    }
    let at = |y: i64| {
        let y = y.clamp(ay, by);
        ax as f64 + (bx - ax) as f64 * ((y - ay) as f64 / (by - ay) as f64)
    };
    let (p, q) = (at(low), at(high));
    (p.min(q).floor() as i64, p.max(q).ceil() as i64)
}

fn extent(bounds: Bounds) -> (i64, i64) {
    let (min, max) = (bounds.min(), bounds.max());
    (
        i64::from(max.lon()) - i64::from(min.lon()),
        i64::from(max.lat()) - i64::from(min.lat()),
    )
}

/// Columns and rows of cells of 2^`shift` steps over a box.
fn raster(bounds: Bounds, shift: u32) -> (u64, u64) {
    let (width, height) = extent(bounds);
    ((width >> shift) as u64 + 1, (height >> shift) as u64 + 1)
}
