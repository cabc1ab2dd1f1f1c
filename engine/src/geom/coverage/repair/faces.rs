//! All edges cut into faces, and each face given to one member.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::IntOverlayOptions;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::string::overlay::StringOverlay;
use i_overlay::string::rule::StringRule;

use super::super::box_tree::{BoxTree, LatticeBox};
use super::super::edges::EdgeTable;
use super::super::ground::segment_m;
use super::super::overlay::{directed_edges, polygons_around, union};
use super::super::proved::dissolved;
use super::super::rings::{Edge, outlines};
use super::{Change, ChangeKind, RepairError, RepairLimits};
use crate::geom::slice::local;
use crate::geom::{Bounds, Polygon, Position, Region, Ring, interior};

/// The members with every face given to one of them or, a gap that stays, to none; and the ground that they are kept
/// within, if any, with all vertices on its border.
pub(super) fn assigned(
    members: &[Option<Region>],
    ground: Option<&Region>,
    limits: &RepairLimits,
    changes: &mut Vec<Change>,
) -> Result<(Vec<Option<Region>>, Option<Region>), RepairError> {
    let there: Vec<&Region> = members.iter().flatten().chain(ground).collect();
    let faces: Vec<Region> = cut(&there)?.into_iter().map(Region::single).collect();
    let table = EdgeTable::new(&faces.iter().collect::<Vec<_>>());
    let mut owners: Vec<Option<usize>> = vec![None; faces.len()];
    let mut within: Vec<Option<usize>> = vec![Some(0); faces.len()];
    let tree = member_tree(members);
    for (face, region) in faces.iter().enumerate() {
        let place = interior(&region.polygons()[0]);
        let covering = covering(members, &tree, place);
        if ground.is_some_and(|ground| !ground.covers(place)) {
            within[face] = None;
            let cut = |&member| change(ChangeKind::CutOff, member, None, region);
            changes.extend(covering.iter().map(cut));
            continue;
        }
        owners[face] = covering.first().copied();
        for &loser in covering.iter().skip(1) {
            let (kind, winner) = (ChangeKind::OverlapGiven, covering[0]);
            changes.push(change(kind, winner, Some(loser), region));
        }
    }
    let inside = |face: usize| within[face].is_some();
    fill_gaps(&faces, &table, limits, inside, &mut owners, changes);
    let mut regions = dissolved(&table, &owners);
    let built = |member| regions.remove(&member).and_then(Result::ok);
    let members = (0..members.len()).map(built).collect();
    let ground = match ground {
        Some(_) => dissolved(&table, &within).remove(&0).and_then(Result::ok),
        None => None,
    };
    Ok((members, ground))
}

fn change(kind: ChangeKind, member: usize, from: Option<usize>, face: &Region) -> Change {
    Change {
        kind,
        member,
        from,
        place: face.polygons()[0].outer().vertices()[0],
        area_m2: face.area_m2(),
    }
}

/// The faces between all edges of the members, gaps included, in one overlay: neighbours share their vertices.
fn cut(members: &[&Region]) -> Result<Vec<Polygon>, RepairError> {
    let Some(bounds) = members
        .iter()
        .map(|region| region.bounds())
        .reduce(Bounds::union)
    else {
        return Ok(Vec::new());
    };
    let origin = bounds.center();
    let local = |p: Position| local(p, origin).ok_or(RepairError::TooWide(origin));
    let options = IntOverlayOptions::keep_all_points();
    let mut overlay = StringOverlay::with_options(1024, options);
    // the open country turned round: all ground within the outer borders, so that gaps are faces too
    let turned = directed_edges(&union(members))
        .into_iter()
        .map(|(a, b)| (b, a));
    let turned: Vec<Edge> = turned.collect();
    for border in outlines(&turned).1 {
        let contour = border.iter().map(|&e| local(turned[e].0));
        overlay.add_shape_contour(&contour.collect::<Result<Vec<IntPoint>, _>>()?);
    }
    for (a, b) in members
        .iter()
        .flat_map(|region| region.rings())
        .flat_map(Ring::edges)
    {
        overlay.add_string_line([local(a)?, local(b)?]);
    }
    let shapes = overlay
        .build_graph_view(FillRule::NonZero)
        .map(|graph| graph.extract_shapes_custom(StringRule::Slice, options))
        .unwrap_or_default();
    Ok(polygons_around(&shapes, origin))
}

fn member_tree(members: &[Option<Region>]) -> (Vec<usize>, BoxTree) {
    let mut numbers = Vec::new();
    let mut boxes = Vec::new();
    for (number, region) in members.iter().enumerate() {
        if let Some(bounds) = region.as_ref().map(Region::bounds) {
            numbers.push(number);
            boxes.push(LatticeBox::around(bounds.min(), bounds.max()));
        }
    }
    (numbers, BoxTree::new(&boxes))
}

/// The members that cover a position, ascending.
fn covering(
    members: &[Option<Region>],
    (numbers, tree): &(Vec<usize>, BoxTree),
    p: Position,
) -> Vec<usize> {
    let mut found = Vec::new();
    tree.query(LatticeBox::around(p, p), |i| {
        let number = numbers[i as usize];
        if members[number]
            .as_ref()
            .is_some_and(|region| holds(region, p))
        {
            found.push(number);
        }
    });
    found.sort_unstable();
    found
}

/// Whether a position lies inside a region, not on its border.
fn holds(region: &Region, p: Position) -> bool {
    region.polygons().iter().any(|polygon| {
        polygon.outer().side(p) == Some(true)
            && polygon.holes().iter().all(|hole| hole.side(p).is_none())
    })
}

/// Gives narrow or small faces without an owner to the neighbour with the longest common border, until none is left
/// that has one.
fn fill_gaps(
    faces: &[Region],
    table: &EdgeTable,
    limits: &RepairLimits,
    inside: impl Fn(usize) -> bool,
    owners: &mut [Option<usize>],
    changes: &mut Vec<Change>,
) {
    let is_gap = |&face: &usize| owners[face].is_none() && inside(face);
    let mut open: Vec<usize> = (0..faces.len())
        .filter(|face| is_gap(face) && may_fill(&faces[*face], limits))
        .collect();
    loop {
        let before = open.len();
        open.retain(|&face| {
            let Some(owner) = longest_neighbour(table, face, owners) else {
                return true;
            };
            owners[face] = Some(owner);
            changes.push(change(ChangeKind::GapFilled, owner, None, &faces[face]));
            false
        });
        if open.len() == before {
            return;
        }
    }
}

fn may_fill(face: &Region, limits: &RepairLimits) -> bool {
    let area_m2 = face.area_m2();
    let edges = face.rings().flat_map(Ring::edges);
    let perimeter_m: f64 = edges.map(|(a, b)| segment_m(a, b)).sum();
    area_m2 < limits.gap_area_m2 || 2.0 * area_m2 < limits.gap_width_m * perimeter_m
}

/// The member with the longest border along a face.
fn longest_neighbour(table: &EdgeTable, face: usize, owners: &[Option<usize>]) -> Option<usize> {
    let rings = table.rings();
    let first = rings.partition_point(|ring| (ring.owner as usize) < face);
    let own = rings[first..]
        .iter()
        .take_while(|ring| ring.owner as usize == face);
    let mut shared: std::collections::BTreeMap<usize, f64> = std::collections::BTreeMap::new();
    for e in own.flat_map(|ring| ring.first..ring.first + ring.count) {
        let other = table.reverse_owner(e as usize);
        if let Some(owner) = other.and_then(|other| owners[other as usize]) {
            let (a, b) = table.ends(e);
            *shared.entry(owner).or_default() += segment_m(a, b);
        }
    }
    let longest = shared
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    longest.map(|(owner, _)| owner)
}
