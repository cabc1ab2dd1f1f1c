//! Rings and regions: valid exactly when the plain rule says so, wherever they begin and however they turn.

use hexward_engine::geom::{Draft, Position, Ring};

use super::Target;
use super::choices::Choices;
use super::oracle::{Side, doubled, edges, is_ring, side, side_of};

/// Rings.
pub(super) const RINGS: Target = Target {
    name: "rings",
    run: rings,
    seeds: &[
        "50020040440401",
        "50040440044",
        "7006006066066006210260221212",
        "500402200440011",
        "70150066006606",
        "9049099990902020303",
        "700470044004",
        "745604400440044",
    ],
    words: &["00", "04", "44", "40", "22"],
};

/// Regions of several polygons with holes.
pub(super) const REGIONS: Target = Target {
    name: "regions",
    run: regions,
    seeds: &[
        "700332006066060111141441412",
        "7003320060660600112112112",
        "70034002020022001220244242241",
        "50011200404400100200204010400",
        "745322006066060111141441412",
        "70055200606606011114144141211",
    ],
    words: &["0", "1", "2200404400", "2112112112"],
};

fn rings(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let chain = choices.chain();
    let ring = Ring::new(&chain);
    assert_eq!(ring.is_ok(), is_ring(&chain), "{chain:?}: {ring:?}");
    let mut turned = chain.clone();
    turned.reverse();
    assert_eq!(Ring::new(&turned).is_ok(), ring.is_ok(), "{turned:?}");
    let is_closed = chain.first() == chain.last();
    let closed = Ring::from_closed(&chain);
    assert_eq!(
        closed.is_ok(),
        ring.is_ok() && is_closed,
        "{chain:?}: {closed:?}"
    );
    let Ok(ring) = ring else { return };
    assert!(ring.doubled_area() > 0);
    assert!(chain.iter().all(|&vertex| ring.touches(vertex)));
    let vertices = ring.vertices();
    for first in 0..vertices.len() {
        let again: Vec<Position> = vertices
            .iter()
            .cycle()
            .skip(first)
            .take(vertices.len())
            .copied()
            .collect();
        let again = Ring::new(&again).expect("the same ring from another vertex");
        assert_eq!(again.doubled_area(), ring.doubled_area());
    }
}

fn regions(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let draft = choices.draft();
    let made = draft.region(3);
    let other = turned(&draft).region(3);
    assert_eq!(made.is_ok(), other.is_ok(), "{draft:?}: {made:?} {other:?}");
    let region = match made {
        Ok(region) => region,
        Err(faults) => {
            assert!(!faults.is_empty() && faults.iter().all(|fault| fault.members == [3]));
            return;
        }
    };
    assert_eq!(Draft::of(&region).region(3).as_ref(), Ok(&region));
    // the integral's error is relative to the extent, that of its function to the width; slivers have no ground to speak of
    let (low, high) = (region.bounds().min(), region.bounds().max());
    let width = high.lon_degrees() - low.lon_degrees();
    let box_m2 = width * (high.lat_degrees() - low.lat_degrees()) * 1.25e10;
    let area_m2 = region.area_m2();
    let error_m2 = 1e-9 * box_m2 + 1e-3 * width + 1e-6;
    assert!(area_m2 > -error_m2, "{area_m2} of {draft:?}");
    let mut places = draft.vertices().collect::<Vec<_>>();
    places.extend(choices.positions(6));
    let all = edges(region.rings());
    for p in places {
        let covered = side(&all, doubled(p)) != Side::Outside;
        assert_eq!(region.covers(p), covered, "{p} in {draft:?}");
        if side_of(&region, doubled(p)) == Side::Border {
            assert!(region.rings().any(|ring| ring.touches(p)));
        }
    }
}

/// The same draft, its polygons and holes in the opposite order, its chains the other way round.
fn turned(draft: &Draft) -> Draft {
    let mut turned = draft.clone();
    turned.polygons.reverse();
    for chains in &mut turned.polygons {
        chains[1..].reverse();
        for chain in chains {
            chain.reverse();
        }
    }
    turned
}
