//! What stands on a card, as it is read from a snapshot.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::assign::{BUILDING_MAX_M, Tally};
use hexward_engine::bounds::{Beside as GridBeside, StoredBounds, bounds_of, grids_beside};
use hexward_engine::geom::Position;
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{
    AreaCode, Checkpoint, Duty, DutyId, Grid, Ground, Role, RoleId, StaffId, Tier,
};
use hexward_engine::snapshot::Snapshot;

/// The card of a grid.
#[derive(Debug)]
pub(crate) struct Card<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(crate) grid: &'s Grid,
    /// The grids that it lies in, the largest first.
    pub(crate) above: Vec<&'s Grid>,
    pub(crate) bounds: StoredBounds,
    pub(crate) tally: Tally,
    pub(crate) area_m2: f64,
    /// How many grids lie directly below it.
    pub(crate) below: usize,
    /// The checkpoints that stand in it, by id.
    pub(crate) checkpoints: Vec<&'s Checkpoint>,
    /// The posts that answer for it, those of the largest area first.
    pub(crate) posts: Vec<Post<'s>>,
    /// Who answers for a part of it besides those who answer for it as a whole; those with the most addresses first.
    pub(crate) besides: Vec<Beside<'s>>,
    /// The grids that it borders on, the longest border first.
    pub(crate) neighbours: Vec<GridBeside<'s>>,
    /// What the code to scan says.
    pub(crate) link: String,
}

/// A post that answers for a grid as a whole, or for an area that it lies in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Post<'s> {
    pub(crate) role: &'s Role,
    /// Whose post it is: the grid's own or that of an area around it.
    pub(crate) area: &'s Grid,
    /// The duty; `None` where every such area must have one and this one has none.
    pub(crate) duty: Option<&'s Duty>,
}

/// Somebody who answers for a part of a grid in a role: for borders, junctions, lines, regions, buildings, households.
#[derive(Debug, Clone)]
pub(crate) struct Beside<'s> {
    pub(crate) role: &'s Role,
    /// The post or staff number.
    pub(crate) staff: &'s StaffId,
    /// The duties.
    pub(crate) duties: BTreeSet<&'s DutyId>,
    /// How many addresses of the grid.
    pub(crate) addresses: u64,
    /// Their households.
    pub(crate) households: u64,
}

impl Card<'_> {
    /// The name, or the code where there is none.
    pub(super) fn title(&self) -> &str {
        if self.grid.name.is_empty() {
            self.grid.code.as_str()
        } else {
            &self.grid.name
        }
    }
}

/// The grids that are asked for: the grid of a code, or the grids of a tier that lie in it, by code. Empty when there is none.
pub(crate) fn grids_of<'s>(
    snapshot: &'s Snapshot,
    area: &AreaCode,
    tier: Option<Tier>,
) -> Vec<&'s Grid> {
    let Some((layer, index)) = snapshot.grid(area) else {
        return Vec::new();
    };
    let own = &layer.records()[index];
    let tier = tier.unwrap_or(own.tier);
    let mut level = vec![own];
    while level.first().is_some_and(|first| first.tier < tier) {
        let below = level.iter().flat_map(|grid| snapshot.children(&grid.code));
        level = below.collect();
    }
    level.retain(|grid| grid.tier == tier);
    level.sort_by(|a, b| a.code.cmp(&b.code));
    level
}

/// The cards of some grids. `base` is where the page is reached; without it the code to scan says the grid's code alone.
pub(crate) fn cards_of<'s>(
    snapshot: &'s Snapshot,
    grids: &[&'s Grid],
    base: Option<&str>,
) -> Vec<Card<'s>> {
    let card = |grid: &&'s Grid| card(snapshot, grid, base);
    grids.iter().filter_map(card).collect()
}

fn card<'s>(snapshot: &'s Snapshot, grid: &'s Grid, base: Option<&str>) -> Option<Card<'s>> {
    let (layer, index) = snapshot.grid(&grid.code)?;
    let mut above = Vec::new();
    let mut parent = grid.parent.as_ref();
    while let Some((layer, index)) = parent.and_then(|code| snapshot.grid(code)) {
        let found = &layer.records()[index];
        above.push(found);
        parent = found
            .parent
            .as_ref()
            .filter(|_| above.len() < Tier::ALL.len());
    }
    above.reverse();
    let all = &snapshot.checkpoints;
    let nearby = all.within(grid.region.bounds());
    let mut inside: Vec<&Checkpoint> = nearby.into_iter().map(|k| &all.records()[k]).collect();
    inside.retain(|checkpoint| layer.locate(checkpoint.position) == Some(index));
    inside.sort_by(|a, b| a.id.cmp(&b.id));
    let posts = above.iter().copied().chain([grid]);
    let posts: Vec<Post<'s>> = posts.flat_map(|area| posts_of(snapshot, area)).collect();
    let own = posts.iter().filter(|post| post.area.code == grid.code);
    let own = own
        .filter_map(|post| post.duty)
        .flat_map(|duty| &duty.holders);
    let own: BTreeSet<&StaffId> = own.map(|holder| &holder.staff).collect();
    let assignment = snapshot.assignment(grid.tier);
    Some(Card {
        snapshot,
        grid,
        above,
        bounds: bounds_of(snapshot, grid),
        tally: assignment.tallies.get(index).cloned().unwrap_or_default(),
        area_m2: layer.area_m2(index),
        below: snapshot.children(&grid.code).len(),
        checkpoints: inside,
        posts,
        besides: besides(snapshot, (layer, index), &own),
        neighbours: grids_beside(snapshot, grid),
        link: base.map_or_else(|| grid.code.to_string(), |base| link(base, grid)),
    })
}

/// The posts of an area, by role.
fn posts_of<'s>(snapshot: &'s Snapshot, area: &'s Grid) -> Vec<Post<'s>> {
    let all = snapshot.duties.records().iter();
    let whole =
        |duty: &&Duty| matches!(&duty.ground, Ground::Areas(codes) if codes.contains(&area.code));
    let all: Vec<&Duty> = all.filter(whole).collect();
    let mut posts = Vec::new();
    for role in snapshot.duties.roles() {
        let own = all.iter().filter(|duty| duty.role == role.id);
        let before = posts.len();
        posts.extend(own.map(|duty| Post {
            role,
            area,
            duty: Some(duty),
        }));
        if posts.len() == before && role.tier == Some(area.tier) && role.least > 0 {
            let duty = None;
            posts.push(Post { role, area, duty });
        }
    }
    posts
}

/// Who answers for addresses of a grid by duties that are not about whole grids, without those who answer for it as a whole.
fn besides<'s>(
    snapshot: &'s Snapshot,
    (layer, index): (&AreaLayer<Grid>, usize),
    own: &BTreeSet<&StaffId>,
) -> Vec<Beside<'s>> {
    let duties = &snapshot.duties;
    let of_parts = |duty: &Duty| !matches!(duty.ground, Ground::Areas(_));
    if !duties.records().iter().any(of_parts) {
        return Vec::new();
    }
    let (cover, assignment) = (
        snapshot.cover(None),
        snapshot.assignment(layer.records()[index].tier),
    );
    let mut found: BTreeMap<(&RoleId, &StaffId), Beside<'s>> = BTreeMap::new();
    let reach = layer.bounds_of(index).grown_m(BUILDING_MAX_M);
    for place in snapshot.addresses.within(reach) {
        if assignment.owners.get(place) != Some(index as u32) {
            continue;
        }
        // somebody may have several duties about one address
        let mut here: BTreeSet<(&RoleId, &StaffId)> = BTreeSet::new();
        for answer in cover.at_address(place) {
            let stored = duties
                .index_of(&answer.duty.id)
                .filter(|_| of_parts(answer.duty));
            let Some(duty) = stored.map(|stored| &duties.records()[stored]) else {
                continue;
            };
            let Some(role) = duties.role(&duty.role) else {
                continue;
            };
            let others = duty.holders.iter();
            for holder in others.filter(|holder| !own.contains(&holder.staff)) {
                let (key, staff) = ((&role.id, &holder.staff), &holder.staff);
                let beside = found.entry(key).or_insert_with(|| Beside {
                    role,
                    staff,
                    duties: BTreeSet::new(),
                    addresses: 0,
                    households: 0,
                });
                beside.duties.insert(&duty.id);
                if here.insert(key) {
                    beside.addresses += 1;
                    beside.households +=
                        u64::from(snapshot.addresses.records().spot(place).households);
                }
            }
        }
    }
    let mut found: Vec<Beside<'s>> = found.into_values().collect();
    found.sort_by_key(|beside| Reverse(beside.addresses));
    found
}

/// The address of the page with the grid chosen.
fn link(base: &str, grid: &Grid) -> String {
    let at = grid.region.inner();
    let (lat, lon) = (at.lat_degrees(), at.lon_degrees());
    let base = base.trim_end_matches('/');
    let tier = grid.tier.name();
    format!("{base}/#map=17/{lat:.6}/{lon:.6}&tier={tier}&at={lat:.7}/{lon:.7}")
}

/// The position of a checkpoint as a card writes it.
pub(super) fn degrees(at: Position) -> String {
    format!("{:.6}, {:.6}", at.lon_degrees(), at.lat_degrees())
}
