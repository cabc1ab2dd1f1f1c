use super::*;

fn at(x: i32, y: i32) -> Position {
    Position::from_lattice(x, y).expect("on the globe")
}

fn ring(corners: &[(i32, i32)]) -> Vec<(Position, Position)> {
    let next = corners.iter().cycle().skip(1);
    let ends = corners.iter().zip(next);
    ends.map(|(a, b)| (at(a.0, a.1), at(b.0, b.1))).collect()
}

fn square(x: i32, y: i32, side: i32) -> Vec<(Position, Position)> {
    ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
}

#[test]
fn islands_lie_in_the_face_around_them() {
    // a square with two islands side by side, one of them with a lake that has an island, and a line that leads nowhere
    let mut segments = square(0, 0, 100);
    segments.extend(square(10, 10, 20));
    segments.extend(square(50, 10, 40));
    segments.extend(square(60, 20, 20));
    segments.extend(square(65, 25, 5));
    segments.push((at(0, 60), at(40, 70)));
    let found = Arrangement::new(&segments);
    let mut areas: Vec<i128> = found.doubled_areas()[1..].to_vec();
    areas.sort_unstable();
    assert_eq!(areas, [50, 750, 800, 2400, 16_000]);
    let places = [
        at(5, 5),
        at(40, 20),
        at(15, 15),
        at(62, 22),
        at(67, 27),
        at(200, 5),
    ];
    let faces = found.locate(&places);
    let area = |place: usize| found.doubled_areas()[faces[place] as usize];
    assert_eq!(faces[0], faces[1]);
    assert_eq!([0, 2, 3, 4].map(area), [16_000, 800, 750, 50]);
    assert_eq!(faces[5], OUTSIDE);
    let loose = found.edges().iter().filter(|edge| edge.left == NO_FACE);
    assert_eq!(loose.count(), 1);
}

#[test]
fn edges_know_their_segments_and_their_sides() {
    let mut segments = square(0, 0, 10);
    segments.extend(square(10, 0, 10));
    let found = Arrangement::new(&segments);
    let shared: Vec<usize> = (0..found.edges().len())
        .filter(|&edge| found.marks(edge).len() == 2)
        .collect();
    assert_eq!(shared.len(), 1);
    let edge = found.edges()[shared[0]];
    let west = found.locate(&[at(5, 5)])[0];
    assert_eq!((edge.left, found.ends(shared[0]).0), (west, at(10, 0)));
    let ways: Vec<bool> = found
        .marks(shared[0])
        .iter()
        .map(|mark| mark.forward)
        .collect();
    assert_eq!(ways, [true, false]);
}

#[test]
fn the_faces_of_random_segments_make_up_the_ground() {
    let mut state = 11_u64;
    let mut below = |limit: i32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 40) as i32) % limit
    };
    for round in 0..300 {
        let side = [12, 40, 1000][round % 3];
        let mut segments = square(0, 0, side);
        segments.extend((0..30).map(|_| {
            let mut place = || at(below(side + 1), below(side + 1));
            (place(), place())
        }));
        segments.retain(|(a, b)| a != b);
        let found = Arrangement::new(&segments);
        let whole = 2 * i128::from(side) * i128::from(side);
        assert_eq!(
            found.doubled_areas().iter().sum::<i128>(),
            whole,
            "round {round}"
        );
        assert!(found.doubled_areas()[1..].iter().all(|&area| area > 0));
        let bounding = found.edges().iter().filter(|edge| edge.left != NO_FACE);
        let mut turned = vec![0; found.faces()];
        for (number, edge) in bounding.map(|edge| {
            let place = found.edges().iter().position(|other| other == edge);
            (place.expect("one of them"), edge)
        }) {
            let (a, b) = found.ends(number);
            let part = i128::from(a.lon()) * i128::from(b.lat())
                - i128::from(a.lat()) * i128::from(b.lon());
            turned[edge.left as usize] += part;
            turned[edge.right as usize] -= part;
        }
        assert_eq!(turned[1..], found.doubled_areas()[1..], "round {round}");
    }
}
