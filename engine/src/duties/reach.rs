//! Whether neighbours work together, and how far news has to go from one to another.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use super::cover::Cover;
use super::slot::Person;
use crate::assign::Assignment;
use crate::geom::{Coverage, Region};
use crate::model::{AreaCode, Ground, RoleClass, Tier};

/// How the people of an area are linked by sites that they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The people who answer there for grids or less, those who answer for communities and streets left out.
    pub people: usize,
    /// Pairs of workers of grids that share a border.
    pub adjacent: usize,
    /// How many of these answer together for some address.
    pub linked: usize,
    /// How many hops from one to another it takes at most until everybody knows who can be told.
    pub hops: usize,
    /// Groups between which there is no link; one, when news reaches everybody.
    pub groups: usize,
}

/// The reach among the people of one area; `owners` says which area of its tier each address belongs to, `area` is its
/// index there, and `code` its code.
///
/// Cost: O(addresses + people² of the area).
pub fn reach(cover: &Cover, owners: &Assignment, area: u32, code: &AreaCode) -> Reach {
    let near = near_people(cover);
    let mut sites = BTreeSet::new();
    for (site, owner) in cover.site_of.iter().zip(owners.owners.iter()) {
        if owner == Some(area) {
            sites.insert(*site);
        }
    }
    let mut links: BTreeMap<Person, BTreeSet<Person>> = BTreeMap::new();
    for &site in &sites {
        let site = &cover.sites[site as usize];
        let people = site.people.iter().map(|&(person, _)| person);
        let people: Vec<Person> = people.filter(|person| near.contains(person)).collect();
        for &one in &people {
            let others = people.iter().filter(|&&other| other != one);
            links.entry(one).or_default().extend(others);
        }
    }
    let (hops, groups) = distances(&links);
    let pairs = adjacent(cover, code);
    let is_linked = |(a, b): &&(Person, Person)| links.get(a).is_some_and(|of| of.contains(b));
    Reach {
        people: links.len(),
        adjacent: pairs.len(),
        linked: pairs.iter().filter(is_linked).count(),
        hops,
        groups,
    }
}

/// Those who hold a duty for less than a community.
fn near_people(cover: &Cover) -> HashSet<Person> {
    let is_large = |code: &AreaCode| {
        let large = cover.tiers.range(..Tier::Grid);
        large
            .into_iter()
            .any(|(_, layer)| layer.index_of(code).is_some())
    };
    let near = cover.slots.iter().filter(|slot| match &slot.duty.ground {
        Ground::Areas(codes) => !codes.iter().any(is_large),
        _ => true,
    });
    near.flat_map(|slot| slot.holders.iter().copied()).collect()
}

/// The longest of all shortest ways, in hops, and the number of groups.
fn distances(links: &BTreeMap<Person, BTreeSet<Person>>) -> (usize, usize) {
    let (mut longest, mut groups) = (0, 0);
    let mut grouped: BTreeSet<Person> = BTreeSet::new();
    for &start in links.keys() {
        groups += usize::from(!grouped.contains(&start));
        let mut reached = BTreeMap::from([(start, 0)]);
        let mut waiting = VecDeque::from([start]);
        while let Some(person) = waiting.pop_front() {
            grouped.insert(person);
            let hops = reached[&person];
            longest = longest.max(hops);
            for &next in &links[&person] {
                if let Entry::Vacant(free) = reached.entry(next) {
                    free.insert(hops + 1);
                    waiting.push_back(next);
                }
            }
        }
    }
    (longest, groups)
}

/// The pairs of different workers of grids of an area that share a border.
fn adjacent(cover: &Cover, code: &AreaCode) -> BTreeSet<(Person, Person)> {
    let Some(layer) = cover.tiers.get(&Tier::Grid) else {
        return BTreeSet::new();
    };
    let is_inside = |parent: &AreaCode| {
        let communities = cover.tiers.get(&Tier::Community);
        let community =
            communities.and_then(|layer| Some(&layer.records()[layer.index_of(parent)?]));
        parent == code || community.is_some_and(|grid| grid.parent.as_ref() == Some(code))
    };
    let grids: Vec<_> = layer
        .records()
        .iter()
        .filter(|grid| grid.code == *code || grid.parent.as_ref().is_some_and(is_inside))
        .collect();
    let workers = workers(cover);
    let regions: Vec<&Region> = grids.iter().map(|grid| &grid.region).collect();
    let borders = Coverage::new(&regions).map(|coverage| coverage.borders());
    let of = |member: usize| workers.get(&grids[member].code).into_iter().flatten();
    let mut pairs = BTreeSet::new();
    for border in borders.unwrap_or_default() {
        for &a in of(border.members.0) {
            let others = of(border.members.1).filter(|&&b| a != b);
            pairs.extend(others.map(|&b| (a.min(b), a.max(b))));
        }
    }
    pairs
}

/// The workers of each grid.
fn workers(cover: &Cover) -> BTreeMap<&AreaCode, Vec<Person>> {
    let mut workers: BTreeMap<&AreaCode, Vec<Person>> = BTreeMap::new();
    for slot in cover
        .slots
        .iter()
        .filter(|slot| cover.roles.class(slot.role) == RoleClass::Worker)
    {
        if let Ground::Areas(codes) = &slot.duty.ground {
            for code in codes {
                workers.entry(code).or_default().extend(slot.holders.iter());
            }
        }
    }
    workers
}
