//! Wishes for plans, undo and views that cannot be met: each is refused with the reason, and nothing changes.

use crate::planning::{desk, drafted, grids};
use crate::repairing::collection;

#[test]
#[expect(clippy::too_many_lines, reason = "one list, one story")]
fn bad_wishes_are_refused_and_change_nothing() {
    let desk = desk();
    drafted(&desk, 14);
    let hash = desk.content_hash();
    let file = desk.path("drawn.geojson");
    let file = file.to_str().expect("utf-8");
    let [west, east, _] = grids(10);
    let hole = desk.write("hole.geojson", collection(&[west.clone(), east]));
    let twice = desk.write("twice.geojson", collection(&[west.clone(), west]));
    let crs = ["--crs", "EPSG:4326"];
    let plans: [(&[&str], i32, &str); 14] = [
        (&["create", "p"], 4, "there is a plan p already"),
        (&["create", " "], 2, "it begins or ends with a space"),
        (
            &["create", "r", "--from", "q"],
            2,
            "there is no plan q; there are: p",
        ),
        (&["validate", "q"], 2, "there is no plan q; there are: p"),
        (
            &["approve", "p"],
            4,
            "plan p is draft: it cannot be approved",
        ),
        (
            &["activate", "p"],
            4,
            "plan p is draft: it cannot be put in force",
        ),
        (&["reopen", "p"], 4, "cannot be reopened"),
        (
            &["submit", "p", "--effective", "2026-02-30"],
            2,
            "a date is YYYY-MM-DD",
        ),
        (&["submit", "p", "--author", " "], 4, "say who"),
        (
            &["rebase", "p", "--conflicts", "mine"],
            2,
            "refuse, plan or in-force",
        ),
        (&["export", "q"], 2, "there is no plan q"),
        (
            &["export", "p", "-o", "plan.shp"],
            2,
            "ogr2ogr makes other forms",
        ),
        (
            &["import", "p", file, "--crs", "EPSG:4326", "--tier", "micro"],
            2,
            "no grids of tier micro",
        ),
        (&["import", "p", file, "--crs", "WGS"], 1, "is not a CRS"),
    ];
    for (wish, code, says) in plans {
        let run = desk.plan(wish).ended(code);
        assert!(run.err.contains(says), "{wish:?}: {}", run.err);
    }
    let run = desk
        .plan(&[&["import", "p", &twice], &crs[..]].concat())
        .ended(1);
    assert!(run.out.contains("feature 2, code"), "{run:?}");
    // north is left out of the file: its ground would have no grid
    let run = desk
        .plan(&[&["import", "p", &hole], &crs[..]].concat())
        .ended(1);
    assert!(
        run.err.contains("G003") || run.err.contains("fault"),
        "{run:?}"
    );
    let others: [(&[&str], i32, &str); 12] = [
        (
            &["undo", "99"],
            2,
            "there is no revision 99, the newest is 5",
        ),
        (&["undo", "0"], 2, "0 is not in 1.."),
        (&["undo", "x"], 2, "invalid digit"),
        (
            &["undo", "--plan", "q"],
            2,
            "there is no plan q; there are: p",
        ),
        (&["undo", "3", "--plan", "p"], 2, "cannot be used with"),
        (&["undo", "--key", ""], 2, "a key is"),
        (&["redo"], 4, "there is nothing to bring again"),
        (
            &["redo", "--plan", "p"],
            4,
            "there is nothing to bring again in plan p",
        ),
        (&["redo", "2"], 2, "revision 2 takes nothing back"),
        (&["show", "99"], 2, "there is no revision 99"),
        (
            &["faults", "--at", "2026-01-01", "--plan", "p"],
            2,
            "cannot be used with",
        ),
        (
            &["faults", "--at", "1854-01-01"],
            2,
            "nothing was stored on 1854-01-01, the first revision is of 20",
        ),
    ];
    for (wish, code, says) in others {
        let run = desk.run(wish).ended(code);
        assert!(run.err.contains(says), "{wish:?}: {}", run.err);
    }
    // the grids of revision 2 are where the draft starts, but the community of revision 1 has grids by now
    let run = desk.run(&["undo", "1"]);
    assert!(run.code != 0 && !run.err.is_empty(), "{run:?}");
    assert_eq!(desk.content_hash(), hash);
}
