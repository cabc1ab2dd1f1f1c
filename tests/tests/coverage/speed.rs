//! How long it takes; figures, not limits: `cargo test --release --test coverage -- --ignored --nocapture speed`.

use std::time::Instant;

use hexward_engine::geom::{Coverage, EdgeTable, Tolerance, validate};

use super::partitions::{borrowed, crooked, voronoi};

fn timed<T>(name: &str, run: impl Fn() -> T) -> T {
    let mut seconds: Vec<f64> = Vec::new();
    let mut last = None;
    for _ in 0..5 {
        let start = Instant::now();
        last = Some(run());
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!("{name}: {:.3} s (median of 5)", seconds[2]);
    last.expect("it ran")
}

#[test]
#[ignore = "takes a minute: figures for a city of a million vertices"]
fn a_city_of_a_million_vertices() {
    let straight = voronoi(8_846, 2_500_000, 7);
    for pieces in [20, 40] {
        let regions = crooked(&straight, pieces);
        let members = borrowed(&regions);
        let table = timed("edge table", || EdgeTable::new(&members));
        println!(
            "{} members, {} ring edges, {} vertices",
            members.len(),
            table.edges().len(),
            table.vertices().len()
        );
        let faults = timed("validate", || validate(&members));
        assert_eq!(faults, []);
        let coverage = Coverage::new(&members).expect("a coverage");
        timed("borders", || coverage.borders().len());
        timed("arcs", || coverage.arcs().len());
        let simple = timed("simplify to a pixel at zoom 12", || {
            coverage
                .simplify(Tolerance::from_pixels(1.0, 12, 31.5))
                .expect("regions")
        });
        let faults = validate(&borrowed(&simple));
        assert_eq!(faults, []);
        let left = EdgeTable::new(&borrowed(&simple)).vertices().len();
        println!("{left} vertices left");
    }
}
