//! Checkpoints: gates where roads leave a community, and a sampling site in each.

use hexward_engine::geom::Position;
use hexward_engine::model::{Checkpoint, CheckpointId, CheckpointState, Tier};

use crate::areas::Areas;
use crate::error::CityError;
use crate::ground::plane::{along, metres, position};
use crate::ground::{Class, Ground, edges};
use crate::names;
use crate::sites::Plot;

/// Most gates of a community.
const MOST_GATES: usize = 4;

/// Gates of a community stand at least this far apart.
const APART_M: f64 = 90.0;

/// How far inside the border a gate stands.
const INSIDE_M: f64 = 12.0;

/// A place for a gate, ordered from the strongest road to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    community: u32,
    weakness: std::cmp::Reverse<Class>,
    line: u32,
    vertex: u32,
    inward: u32,
}

/// The checkpoints of a city, by community.
///
/// # Errors
/// [`CityError::Ring`] when an id is not valid, which does not happen.
pub(crate) fn checkpoints(
    ground: &Ground,
    areas: &Areas,
    seed: u64,
) -> Result<Vec<Checkpoint>, CityError> {
    let owners = areas.owners(Tier::Community, ground.atoms.len());
    let mut found = Vec::new();
    for (community, kept) in gates(ground, &owners)
        .chunk_by(|a, b| a.community == b.community)
        .map(|places| (places[0].community, spread(ground, places)))
    {
        let area = &areas.of(Tier::Community)[community as usize].name;
        for place in kept {
            let Some(class) = ground
                .network
                .lines()
                .get(place.line as usize)
                .map(|line| line.class)
            else {
                continue;
            };
            let road = names::road(seed, place.line, class);
            found.push((
                gate_position(ground, &place),
                format!("{area}{road}卡口"),
                "gate",
            ));
        }
    }
    for area in areas.of(Tier::Community) {
        let most = area
            .atoms
            .iter()
            .max_by_key(|&&atom| (ground.atoms[atom as usize].mass, atom));
        let site = most.map(|&atom| Plot::new(ground, atom).inner());
        found.extend(site.map(|site| (site, format!("{}采样点", area.name), "sampling-site")));
    }
    let record = |(i, (position, name, kind)): (usize, (Position, String, &str))| {
        let id = CheckpointId::new(&format!("C{:05}", i + 1));
        Ok(Checkpoint {
            id: id.map_err(|error| CityError::Ring(error.to_string()))?,
            position,
            name,
            kind: kind.to_owned(),
            state: CheckpointState::Open,
        })
    };
    found.into_iter().enumerate().map(record).collect()
}

/// All places where a road inside a community meets its border, by community.
fn gates(ground: &Ground, owners: &[u32]) -> Vec<Place> {
    let owner = |a: u32, b: u32| ground.left(a, b).map(|atom| owners[atom as usize]);
    let mut border = vec![false; ground.network.vertex_count()];
    for (a, b) in ground.atoms.iter().flat_map(|atom| edges(&atom.ring)) {
        if owner(a, b) != owner(b, a) {
            border[a as usize] = true;
            border[b as usize] = true;
        }
    }
    let mut places = Vec::new();
    for (a, b) in ground.atoms.iter().flat_map(|atom| edges(&atom.ring)) {
        let (Some(community), Some(line)) = (owner(a, b), ground.network.line(a, b)) else {
            continue;
        };
        let class = ground.network.class(a, b);
        let inside = owner(b, a) == Some(community);
        if inside && class.is_road() && border[a as usize] {
            places.push(Place {
                community,
                weakness: std::cmp::Reverse(class),
                line,
                vertex: a,
                inward: b,
            });
        }
    }
    places.sort_unstable();
    places
}

/// The strongest places that are far enough apart.
fn spread(ground: &Ground, places: &[Place]) -> Vec<Place> {
    let mut kept: Vec<Place> = Vec::new();
    for place in places {
        let at = ground.network.metres(place.vertex);
        let free = kept
            .iter()
            .all(|other| ground.network.metres(other.vertex).distance_m(at) > APART_M);
        if free && kept.len() < MOST_GATES {
            kept.push(*place);
        }
    }
    kept
}

/// On the course of the road, a little inside the border.
fn gate_position(ground: &Ground, place: &Place) -> Position {
    let path = ground
        .course
        .path(&ground.network, &[place.vertex, place.inward]);
    let mut left_m = INSIDE_M;
    for pair in path.windows(2) {
        let (a, b) = (metres(pair[0]), metres(pair[1]));
        let length_m = a.distance_m(b);
        if length_m >= left_m {
            return position(along(a, b, left_m / length_m));
        }
        left_m -= length_m;
    }
    path[path.len() / 2]
}
