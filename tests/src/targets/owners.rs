//! Owner maps: the lowest area that covers a position, for every cell size.

use hexward_engine::geom::{Bounds, Position, Region};
use hexward_engine::layer::OwnerMap;

use super::Target;
use super::choices::Choices;
use super::oracle::{Side, doubled, edges, side};

/// Owner maps of areas that may overlap.
pub(super) const OWNERS: Target = Target {
    name: "owners",
    run: owners,
    seeds: &[
        "500300022002242440220400112233",
        "50020005512233440055",
        "7003202006066060111141441411100112233445566",
        "7451003300336633006600330123456",
        "0541000330033663300660033",
    ],
    words: &["00022", "02024", "00", "44"],
};

fn owners(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let regions = choices.regions();
    let mut positions: Vec<Position> = regions
        .iter()
        .flat_map(Region::rings)
        .flat_map(|ring| ring.vertices().to_vec())
        .collect();
    positions.truncate(60);
    let near: Vec<Position> = positions
        .iter()
        .map(|p| {
            let step = |v: i32, by: usize| i64::from(v) + by as i64 - 1;
            Position::clamped(
                step(p.lon(), choices.below(3)),
                step(p.lat(), choices.below(3)),
            )
        })
        .collect();
    positions.extend(near);
    positions.extend(choices.positions(10));
    let areas: Vec<_> = regions.iter().map(|region| edges(region.rings())).collect();
    let owner = |&p: &Position| {
        let holds = |area: &Vec<_>| side(area, doubled(p)) != Side::Outside;
        areas.iter().position(holds).map(|index| index as u32)
    };
    let expected: Vec<Option<u32>> = positions.iter().map(owner).collect();
    let borrowed: Vec<&Region> = regions.iter().collect();
    let some = [0, 1, 2, 3, 5, 8, 13, 21, 25, 29, 31][choices.below(11)];
    let maps = [OwnerMap::build(&borrowed), small(&borrowed, some)];
    for map in maps.into_iter().flatten() {
        assert_eq!(
            map.owners(positions.iter().copied()),
            expected,
            "{some} {regions:?}"
        );
        for (&p, &owner) in positions.iter().zip(&expected) {
            assert_eq!(map.owner(p), owner, "{p} {some} {regions:?}");
        }
    }
}

/// The map with cells of this size, if it has at most a million.
fn small(regions: &[&Region], shift: u32) -> Option<OwnerMap> {
    let bounds = regions
        .iter()
        .map(|region| region.bounds())
        .reduce(Bounds::union)?;
    let cells = |low: i32, high: i32| ((i64::from(high) - i64::from(low)) >> shift.min(29)) + 1;
    let (min, max) = (bounds.min(), bounds.max());
    let count = cells(min.lon(), max.lon()) * cells(min.lat(), max.lat());
    (count <= 1 << 20)
        .then(|| OwnerMap::with_cells(regions, shift))
        .flatten()
}
