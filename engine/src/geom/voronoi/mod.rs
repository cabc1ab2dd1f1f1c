//! Voronoi regions of sites, or of groups of sites, within a region.
//!
//! The borders are laid over the region as lines ([`Sites::borders`]); who lays them also gives the vertices where they
//! meet the outline to all that share it. Then the region is cut along them and each piece goes to the nearest group
//! ([`Sites::divide`]).

mod border;

use rstar::RTree;
use rstar::primitives::GeomWithData;
use spade::{DelaunayTriangulation, Point2, Triangulation};

use border::{at, border, clip, metres};

use super::interior::interior_metres;
use super::{
    Coverage, CutError, LocalFrame, Metres, Polygon, Position, Region, RegionError, Ring,
    cut_region, node_paths,
};

/// Why there are no Voronoi regions.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum VoronoiError {
    /// Two sites of different groups share a position.
    #[error("two sites share the position {0}")]
    Doubled(Position),
    /// A group has no piece of the region.
    #[error("site {0} has no part of the outline nearest to it")]
    Lost(Position),
    /// The region could not be cut along the borders.
    #[error(transparent)]
    Cut(#[from] CutError),
    /// The pieces of a group make no region.
    #[error(transparent)]
    Region(#[from] RegionError),
}

type Entry = GeomWithData<[f64; 2], usize>;

/// Sites in groups, numbered from 0.
pub struct Sites<'a> {
    frame: &'a LocalFrame,
    /// Each position once, with its group.
    places: Vec<(Position, usize)>,
    points: Vec<Metres>,
    tree: RTree<Entry>,
    groups: usize,
}

impl<'a> Sites<'a> {
    /// The sites at these positions with the number of their group. Cost: O(n log n).
    ///
    /// # Errors
    /// [`VoronoiError::Doubled`] when sites of two groups share a position.
    pub fn new(
        sites: impl IntoIterator<Item = (Position, usize)>,
        frame: &'a LocalFrame,
    ) -> Result<Self, VoronoiError> {
        let mut sites: Vec<(Position, usize)> = sites.into_iter().collect();
        sites.sort_unstable();
        sites.dedup();
        if let Some(pair) = sites.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(VoronoiError::Doubled(pair[0].0));
        }
        let points: Vec<Metres> = sites.iter().map(|s| frame.to_metres(s.0)).collect();
        let numbered = points.iter().enumerate();
        let entries = numbered.map(|(site, point)| Entry::new([point.x, point.y], site));
        Ok(Self {
            frame,
            tree: RTree::bulk_load(entries.collect()),
            groups: sites.iter().map(|site| site.1 + 1).max().unwrap_or(0),
            points,
            places: sites,
        })
    }

    /// The borders between the groups as lines of two positions that reach beyond a region wherever they leave it: on one
    /// side of each the ground is nearer to one group, on the other side to the other. Distances are those of the frame.
    /// Cost: O(n log n).
    pub fn borders(&self, region: &Region) -> Vec<Vec<Position>> {
        let corners = region.rings().flat_map(Ring::vertices);
        let corners: Vec<Metres> = corners.map(|&v| self.frame.to_metres(v)).collect();
        let numbered = self.points.iter().zip(&self.places);
        let sites: Vec<(Metres, usize)> = numbered.map(|(&at, place)| (at, place.1)).collect();
        let borders = group_borders(&sites, &corners, self.frame);
        borders.into_iter().map(|border| border.line).collect()
    }

    /// For each group, in order, the part of a region nearer to it than to any other, between lines that come from
    /// [`Sites::borders`] and meet the region's rings at common vertices. The parts are a partition of the region; one may
    /// have several polygons. Cost: O(n log n), and as [`cut_region`].
    ///
    /// # Errors
    /// [`VoronoiError::Lost`] names a site of a group that is left without a part; [`VoronoiError::Cut`] when lines run
    /// so close to each other that they cross on the lattice.
    pub fn divide(
        &self,
        region: &Region,
        lines: &[Vec<Position>],
    ) -> Result<Vec<Region>, VoronoiError> {
        let pieces = cut_region(region, lines)?;
        let owners = self.owners_of(&pieces)?;
        let members: Vec<Region> = pieces.into_iter().map(Region::single).collect();
        let members: Vec<&Region> = members.iter().collect();
        let coverage = Coverage::new(&members).expect("the pieces of a cut are a coverage");
        let parts = coverage.dissolve_by(&owners).into_values();
        Ok(parts.collect::<Result<_, _>>()?)
    }

    /// The group that each piece belongs to: that of the site nearest to a point inside it. Pieces may be so thin that
    /// rounding puts that point beyond a border; a group that is left without a piece takes one that a site of it lies
    /// in, if its owner has more.
    fn owners_of(&self, pieces: &[Polygon]) -> Result<Vec<Option<usize>>, VoronoiError> {
        let inside = |piece: &Polygon| self.nearest_group(interior_metres(piece, self.frame));
        let mut owners: Vec<usize> = pieces.iter().map(inside).collect();
        let mut counts = vec![0; self.groups];
        for &owner in &owners {
            counts[owner] += 1;
        }
        for &(position, group) in &self.places {
            let spare =
                |&piece: &usize| counts[owners[piece]] > 1 && pieces[piece].covers(position);
            if counts[group] == 0
                && let Some(piece) = (0..pieces.len()).find(spare)
            {
                counts[owners[piece]] -= 1;
                counts[group] = 1;
                owners[piece] = group;
            }
        }
        match self.places.iter().find(|site| counts[site.1] == 0) {
            Some(lost) => Err(VoronoiError::Lost(lost.0)),
            None => Ok(owners.into_iter().map(Some).collect()),
        }
    }

    /// The group of the nearest site; of sites at one distance that of the first.
    fn nearest_group(&self, p: Metres) -> usize {
        let mut near = self.tree.nearest_neighbor_iter_with_distance_2([p.x, p.y]);
        let Some((first, least)) = near.next() else {
            return 0;
        };
        let alike = near.take_while(|(_, distance_2)| *distance_2 <= least);
        let sites = alike.map(|(entry, _)| entry.data);
        self.places[sites.fold(first.data, usize::min)].1
    }
}

/// A line between two groups of sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupBorder {
    /// Lattice positions, at least two.
    pub(crate) line: Vec<Position>,
    /// The group that the ground on the left is nearer to.
    pub(crate) left: usize,
    /// The group on the right.
    pub(crate) right: usize,
}

/// The borders between groups of sites at different positions, as far as a box around some corners reaches, and some way
/// beyond it: each once. Where three meet they have the same end. Cost: O(n log n).
pub(crate) fn group_borders(
    sites: &[(Metres, usize)],
    corners: &[Metres],
    frame: &LocalFrame,
) -> Vec<GroupBorder> {
    let mut delaunay: DelaunayTriangulation<Point2<f64>> = DelaunayTriangulation::new();
    for (point, _) in sites {
        // a point that spade refuses (not finite, out of range) cannot come out of a frame
        let _ = delaunay.insert(Point2::new(point.x, point.y));
    }
    let (window, reach) = window(sites, corners);
    let mut found = Vec::new();
    for edge in delaunay.undirected_voronoi_edges() {
        let ends = edge.as_delaunay_edge().vertices();
        let [one, other] = ends.map(|vertex| sites[vertex.index()].1);
        if one == other {
            continue;
        }
        let (from, to) = border(&edge.vertices(), ends.map(|v| metres(v.position())), reach);
        let site = sites[ends[0].index()].0;
        let turn = (to.x - from.x) * (site.y - from.y) - (to.y - from.y) * (site.x - from.x);
        let (left, right) = if turn > 0.0 {
            (one, other)
        } else {
            (other, one)
        };
        if let Some((a, b)) = clip(from, to, window) {
            let line = on_lattice(a, b, frame);
            found.push(GroupBorder { line, left, right });
        }
    }
    found
}

/// A line of the frame between lattice positions, close enough to each other that it bends by about a step between them
/// at most.
fn on_lattice(a: Metres, b: Metres, frame: &LocalFrame) -> Vec<Position> {
    const APART_M: f64 = 1000.0;
    let parts = (a.distance_m(b) / APART_M).ceil().max(1.0) as u32;
    let along = |part: u32| {
        let t = f64::from(part) / f64::from(parts);
        frame.to_position(at(a, b, t))
    };
    (0..=parts).map(along).collect()
}

/// A box of the frame around some corners, with room, and a length from any site or corner beyond it.
fn window(sites: &[(Metres, usize)], corners: &[Metres]) -> ((Metres, Metres), f64) {
    const ROOM_M: f64 = 100.0;
    let side = |of: fn(&Metres) -> f64| {
        let fold = |(low, high): (f64, f64), v: f64| (low.min(v), high.max(v));
        corners.iter().map(of).fold((f64::MAX, f64::MIN), fold)
    };
    let ((west, east), (south, north)) = (side(|m| m.x), side(|m| m.y));
    let room = ROOM_M + 0.25 * (east - west).max(north - south);
    let low = Metres {
        x: west - room,
        y: south - room,
    };
    let high = Metres {
        x: east + room,
        y: north + room,
    };
    let far = sites.iter().map(|(site, _)| site).chain(corners);
    let far = far.map(|p| p.x.abs().max(p.y.abs())).fold(0.0, f64::max);
    ((low, high), 4.0 * (far + room))
}

/// For each site, in order, the part of an outline nearer to it than to any other site.
///
/// The parts share their borders vertex by vertex; where these meet the outline off the lattice, it bends by less than one
/// lattice step. A part may have several polygons when the outline is not convex. Cost: O(n log n), and O(sites x
/// vertices of the outline).
///
/// # Errors
/// [`VoronoiError`] names the site that is doubled or left without a region.
pub fn voronoi_regions(
    sites: &[Position],
    outline: &Region,
    frame: &LocalFrame,
) -> Result<Vec<Region>, VoronoiError> {
    let numbered = sites.iter().enumerate();
    let sites = Sites::new(numbered.map(|(group, &site)| (site, group)), frame)?;
    let edges: Vec<(Position, Position)> = outline.rings().flat_map(Ring::edges).collect();
    let noded = node_paths(&sites.borders(outline), &edges);
    let via = |edge| noded.nodes.get(&edge).map_or(&[][..], Vec::as_slice);
    let closed = |ring: &Ring| {
        let edges = ring.edges();
        let mut chain: Vec<Position> = edges
            .flat_map(|(a, b)| [&[a], via((a, b))].concat())
            .collect();
        chain.extend(chain.first().copied());
        chain
    };
    let polygon = |(index, polygon): (usize, &Polygon)| {
        let chains: Vec<Vec<Position>> = polygon.rings().map(closed).collect();
        Polygon::from_closed_chains(&chains).map_err(|error| RegionError::Polygon { index, error })
    };
    let polygons = outline.polygons().iter().enumerate().map(polygon);
    let ground = Region::new(polygons.collect::<Result<_, _>>()?)?;
    sites.divide(&ground, &noded.paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_cover_the_outline_and_hold_their_sites() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        let frame = LocalFrame::new(at(120.0, 31.0));
        let corners = [
            (119.95, 30.95),
            (120.05, 30.95),
            (120.05, 31.05),
            (119.95, 31.05),
        ]
        .map(|(x, y)| at(x, y));
        let outline = Region::single(
            Polygon::new(Ring::new(&corners).expect("valid"), vec![]).expect("valid"),
        );
        let sites: Vec<Position> = (0..40)
            .map(|i| {
                at(
                    119.96 + f64::from(i * 7 % 40) * 0.002,
                    30.96 + f64::from(i * 11 % 40) * 0.002,
                )
            })
            .collect();
        let regions = voronoi_regions(&sites, &outline, &frame).expect("regions");
        let total: f64 = regions.iter().map(Region::area_m2).sum();
        assert!((total / outline.area_m2() - 1.0).abs() < 1e-6);
        assert!(
            regions
                .iter()
                .zip(&sites)
                .all(|(region, &site)| region.covers(site))
        );
        let two = voronoi_regions(&sites[..2], &outline, &frame).expect("regions");
        assert_eq!(two.len(), 2);
        assert_eq!(
            voronoi_regions(&sites[..1], &outline, &frame).expect("regions")[0]
                .polygons()
                .len(),
            1
        );
        assert_eq!(
            voronoi_regions(&[sites[0]; 2], &outline, &frame),
            Err(VoronoiError::Doubled(sites[0]))
        );
    }

    #[test]
    fn sites_three_steps_apart_all_have_a_region() {
        let mut state = 3_u64;
        let mut below = |limit: i64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33).cast_signed() % limit
        };
        for round in 0..1500 {
            let half = [20, 60, 400][round % 3];
            let (x, y) = (1_203_000_000, 315_000_000);
            let corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)];
            let corners = corners.map(|(dx, dy)| Position::clamped(x + dx * half, y + dy * half));
            let ring = Ring::new(&corners).expect("a square");
            let outline = Region::single(Polygon::new(ring, vec![]).expect("a square"));
            let mut sites: Vec<Position> = Vec::new();
            for _ in 0..2 + below(30) {
                let room = 2 * half - 5;
                let site =
                    Position::clamped(x - half + 3 + below(room), y - half + 3 + below(room));
                let apart = |other: &Position| {
                    let steps = other
                        .lon()
                        .abs_diff(site.lon())
                        .max(other.lat().abs_diff(site.lat()));
                    steps >= 4
                };
                if sites.iter().all(apart) {
                    sites.push(site);
                }
            }
            let frame = LocalFrame::new(outline.bounds().center());
            let regions = voronoi_regions(&sites, &outline, &frame);
            let regions =
                regions.unwrap_or_else(|error| panic!("round {round}: {error}: {sites:?}"));
            assert!(
                regions
                    .iter()
                    .zip(&sites)
                    .all(|(region, &site)| region.covers(site))
            );
        }
    }
}
