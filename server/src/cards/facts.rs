//! What stands on a card, as it is read from a snapshot.

use hexward_engine::assign::Tally;
use hexward_engine::bounds::{Beside, StoredBounds, bounds_of, grids_beside};
use hexward_engine::geom::Position;
use hexward_engine::model::{AreaCode, Checkpoint, Duty, Grid, Ground, Role, Tier};
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
    /// The grids that it borders on, the longest border first.
    pub(crate) neighbours: Vec<Beside<'s>>,
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
    let posts = posts.flat_map(|area| posts_of(snapshot, area)).collect();
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
