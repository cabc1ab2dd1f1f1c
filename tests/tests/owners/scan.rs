//! Owners by exact integers over boxes: shares no predicate and no index with the engine.

use hexward_engine::geom::{Position, Region};

/// A vertex: longitude and latitude in lattice steps.
type Vertex = (i64, i64);

/// Where a position lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Border,
    Outside,
}

/// An area as its edges and the box around them.
struct Area {
    low: Vertex,
    high: Vertex,
    edges: Vec<(Vertex, Vertex)>,
}

/// Areas in columns of ground, so that only those near a position are looked at.
pub(crate) struct Scan {
    areas: Vec<Area>,
    west: i64,
    width: i64,
    columns: Vec<Vec<u32>>,
}

/// Who holds a position.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Holders {
    /// The areas with the position inside or on their border, in order.
    pub(crate) areas: Vec<u32>,
    /// Whether it lies on a border.
    pub(crate) on_border: bool,
}

impl Scan {
    /// A scan of these areas.
    pub(crate) fn of(regions: &[&Region]) -> Self {
        let areas: Vec<Area> = regions.iter().map(|region| area(region)).collect();
        let west = areas.iter().map(|area| area.low.0).min().unwrap_or(0);
        let east = areas.iter().map(|area| area.high.0).max().unwrap_or(0);
        let width = (east - west) / 1024 + 1;
        let mut columns = vec![Vec::new(); 1024];
        for (index, area) in areas.iter().enumerate() {
            let reach = (area.low.0 - west) / width..=(area.high.0 - west) / width;
            for column in reach {
                columns[column as usize].push(index as u32);
            }
        }
        Self {
            areas,
            west,
            width,
            columns,
        }
    }

    /// Who holds a position.
    pub(crate) fn holders(&self, position: Position) -> Holders {
        let p = vertex(position);
        let mut holders = Holders {
            areas: Vec::new(),
            on_border: false,
        };
        let column = (p.0 - self.west).div_euclid(self.width);
        let near = usize::try_from(column)
            .ok()
            .and_then(|column| self.columns.get(column));
        for &index in near.into_iter().flatten() {
            let area = &self.areas[index as usize];
            let inside_box = |v: i64, low: i64, high: i64| low <= v && v <= high;
            if !inside_box(p.0, area.low.0, area.high.0)
                || !inside_box(p.1, area.low.1, area.high.1)
            {
                continue;
            }
            match side(&area.edges, p) {
                Side::Outside => continue,
                Side::Border => holders.on_border = true,
                Side::Inside => {}
            }
            holders.areas.push(index);
        }
        holders
    }
}

fn vertex(position: Position) -> Vertex {
    (i64::from(position.lon()), i64::from(position.lat()))
}

fn area(region: &Region) -> Area {
    let edges: Vec<(Vertex, Vertex)> = region
        .rings()
        .flat_map(|ring| {
            let vertices: Vec<Vertex> = ring.vertices().iter().copied().map(vertex).collect();
            (0..vertices.len())
                .map(|i| (vertices[i], vertices[(i + 1) % vertices.len()]))
                .collect::<Vec<_>>()
        })
        .collect();
    let low = |of: fn(&Vertex) -> i64| edges.iter().map(|(a, _)| of(a)).min().unwrap_or(0);
    let high = |of: fn(&Vertex) -> i64| edges.iter().map(|(a, _)| of(a)).max().unwrap_or(-1);
    Area {
        low: (low(|v| v.0), low(|v| v.1)),
        high: (high(|v| v.0), high(|v| v.1)),
        edges,
    }
}

/// Counts the edges that a ray to the north crosses; those through the position itself make it a border.
fn side(edges: &[(Vertex, Vertex)], p: Vertex) -> Side {
    let mut inside = false;
    for &(a, b) in edges {
        let (west, east) = (a.min(b), a.max(b));
        if p.0 < west.0 || p.0 > east.0 {
            continue;
        }
        // above 0 where the position lies below the edge
        let [dx, dy] = [east.0 - west.0, east.1 - west.1].map(i128::from);
        let below = dy * i128::from(p.0 - west.0) - dx * i128::from(p.1 - west.1);
        let along = (a.1.min(b.1)..=a.1.max(b.1)).contains(&p.1);
        if below == 0 && along {
            return Side::Border;
        }
        inside ^= west.0 <= p.0 && p.0 < east.0 && below > 0;
    }
    if inside { Side::Inside } else { Side::Outside }
}
