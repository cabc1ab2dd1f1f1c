use super::*;
use hexward_engine::geom::Position;

fn named(id: &str) -> &'static TileMatrixSet {
    TileMatrixSet::named(id).expect("there")
}

#[test]
fn scales_are_those_of_the_register() {
    // OGC 17-083r4, annexes D.1 and D.2
    for (id, zoom, denominator, cell) in [
        (
            "WebMercatorQuad",
            0,
            559_082_264.028_717_8,
            156_543.033_928_041,
        ),
        (
            "WebMercatorQuad",
            18,
            2_132.729_583_849_784,
            0.597_164_283_477_94,
        ),
        ("WorldCRS84Quad", 1, 279_541_132.014_358_9, 0.703_125),
        (
            "WorldCRS84Quad",
            18,
            2_132.729_583_849_784,
            0.000_005_364_418_029_785_156,
        ),
    ] {
        let close = |a: f64, b: f64| ((a - b) / b).abs() < 1e-12;
        let set = named(id);
        assert!(
            close(set.scale_denominator(zoom), denominator),
            "{id} {zoom}"
        );
        assert!(close(set.cell(zoom), cell), "{id} {zoom}");
    }
}

/// How Tianditu numbers its matrices: `c` has 2 by 1 tiles at 1 and 262144 by 131072 at 18, `w` 2 by 2 at 1 and 262144 each way
/// at 18; `c` at a number is WorldCRS84Quad at the one before.
#[test]
fn matrices_are_numbered_as_tianditu_has_them() {
    for (id, matrix, tiles) in [
        ("c", "1", [2, 1]),
        ("c", "18", [262_144, 131_072]),
        ("w", "1", [2, 2]),
        ("w", "18", [262_144, 262_144]),
        ("WorldCRS84Quad", "0", [2, 1]),
        ("WorldCRS84Quad", "17", [262_144, 131_072]),
        ("WebMercatorQuad", "18", [262_144, 262_144]),
    ] {
        let set = named(id);
        let zoom = set.zoom(matrix).expect("a matrix");
        assert_eq!(set.tiles(zoom), tiles, "{id} {matrix}");
        assert_eq!(set.matrix(zoom).to_string(), matrix);
    }
    let tile = |id: &str, matrix| named(id).tile(matrix, "27", "107").ok().flatten();
    assert!(tile("c", "7").is_some());
    assert_eq!(tile("c", "7"), tile("WorldCRS84Quad", "6"));
    assert_eq!(tile("w", "7"), tile("WebMercatorQuad", "7"));
    for (id, matrix, row, column) in [
        ("c", "0", "0", "0"),
        ("w", "0", "0", "0"),
        ("c", "1", "1", "0"),
        ("c", "1", "0", "2"),
    ] {
        assert_eq!(
            named(id).tile(matrix, row, column),
            Ok(None),
            "{id} {matrix}"
        );
    }
    assert!(
        named("c")
            .tile("1", "0", "1")
            .is_ok_and(|tile| tile.is_some())
    );
    // Beijing, 116.4 east and 39.9 north: a tile of c at 10 is 360/1024 degrees wide and high
    let at = Position::from_degrees(116.4, 39.9).expect("in range");
    let limits = named("c").limits(10, Bounds::around([at]), |_| false);
    let middle = |(first, last): (u32, u32)| u32::midpoint(first, last);
    assert_eq!(
        (limits.matrix, middle(limits.rows), middle(limits.columns)),
        (10, 142, 843)
    );
}

#[test]
fn grids_of_consumer_maps_are_numbered_as_theirs_and_opted_in() {
    let set = |id| TileMatrixSet::for_xyz(id, true).expect("there");
    for (id, zoom, column, row, north) in [
        ("gcj02", 10, 853, 415, 415),
        ("gcj02-tms", 10, 853, 608, 415),
        ("bd09", 4, 3, 1, 14),
    ] {
        let tile = set(id).at(zoom, column, row);
        assert_eq!(tile, TileCoord::new(zoom, column, north).ok(), "{id}");
        assert!(TileMatrixSet::for_xyz(id, false).is_err());
        assert!(TileMatrixSet::named(id).is_err());
    }
    assert!(set("bd09").at(4, 3, 16).is_none());
    // the Gate of Heavenly Peace in Baidu's tile 3/1 of zoom 4, from which its documentation counts
    let gate = Position::from_degrees(116.3914, 39.9075).expect("in range");
    let at = Plane::Bd09.point(gate);
    assert_eq!((at.x >> 36, at.y >> 36), (3, 14));
    assert_eq!(set("w"), named("w"));
}

#[test]
fn tiles_and_limits() {
    let set = &SETS[0];
    let tile = |matrix, row, column| set.tile(matrix, row, column).ok().flatten();
    assert_eq!(tile("3", "1", "7"), TileCoord::new(3, 7, 1).ok());
    for (matrix, row, column) in [
        ("3", "8", "0"),
        ("3", "0", "2147483647"),
        ("3", "99999999999999999999", "0"),
        ("24", "0", "0"),
        ("25", "0", "0"),
        ("03", "0", "0"),
        ("+3", "0", "0"),
        ("256", "0", "0"),
        ("", "0", "0"),
        ("3.0", "0", "0"),
    ] {
        assert_eq!(
            set.tile(matrix, row, column),
            Ok(None),
            "{matrix} {row} {column}"
        );
    }
    for bad in ["-1", "+1", "01", "", "NaN", "1e3", "１"] {
        assert!(set.tile("3", bad, "0").is_err() && set.tile("3", "0", bad).is_err());
    }
    let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
    let bounds = Bounds::around([at(-0.1, 51.5), at(0.1, 51.6)]);
    let limits = set.limits(2, bounds, |_| false);
    assert_eq!((limits.rows, limits.columns), ((0, 2), (0, 3)));
    assert!(limits.holds(TileCoord::new(2, 1, 2).expect("inside")));
    assert!(!limits.holds(TileCoord::new(2, 1, 3).expect("inside")));
    let world = set.limits(0, None, |_| false);
    assert_eq!((world.rows, world.columns), ((0, 0), (0, 0)));
    let near = set.limits(8, bounds, |_| false);
    let seen = |tile: TileCoord| (81..=near.rows.1).contains(&tile.y()) && tile.x() == 127;
    let far = set.limits(8, bounds, seen);
    assert_eq!((far.rows, far.columns), ((81, near.rows.1), near.columns));
    let corner = set.limits(23, Bounds::around([at(180.0, -90.0)]), |_| false);
    assert_eq!(corner.rows.1, (1 << 23) - 1);
}
