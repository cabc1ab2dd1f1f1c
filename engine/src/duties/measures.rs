//! What a cover comes to: how many people answer for each address, and what the absence of some leaves.

use std::ops::AddAssign;

use super::cover::Cover;
use super::site::Site;
use super::slot::Person;
use crate::model::RoleClass;

/// Addresses and their households.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Extent {
    /// Addresses.
    pub addresses: u64,
    /// Households.
    pub households: u64,
}

impl Extent {
    fn add(&mut self, site: &Site) {
        *self += Self {
            addresses: site.addresses,
            households: site.households,
        };
    }
}

impl AddAssign for Extent {
    fn add_assign(&mut self, other: Self) {
        self.addresses += other.addresses;
        self.households += other.households;
    }
}

/// How many addresses so many people answer for: the place in the list is the number of people.
pub type Histogram = Vec<Extent>;

/// What the absence of one person leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub person: Person,
    /// For what the person answers, alone or with others.
    pub answers_for: Extent,
    /// Addresses that have enough people with the person and too few without.
    pub left_below: Extent,
    /// Addresses for which nobody else answers.
    pub left_alone: Extent,
}

/// What the absence of two people leaves, drawn at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairAbsence {
    /// Who.
    pub people: [Person; 2],
    /// Addresses for which nobody else answers.
    pub left_alone: Extent,
}

/// How many addresses and households so many people answer for, in a class of roles or in any. O(sites).
pub fn histogram(cover: &Cover, class: Option<RoleClass>) -> Histogram {
    let services = class.map(|class| cover.services_of(class));
    let mut histogram = Histogram::new();
    for site in cover.sites() {
        let people = site.cover(services);
        if histogram.len() <= people {
            histogram.resize(people + 1, Extent::default());
        }
        histogram[people].add(site);
    }
    histogram
}

/// What a histogram holds from so many people on.
pub fn at_least(histogram: &Histogram, people: usize) -> Extent {
    let mut sum = Extent::default();
    for extent in histogram.iter().skip(people) {
        sum.addresses += extent.addresses;
        sum.households += extent.households;
    }
    sum
}

/// What the absence of each person leaves who answers for an address, by number; `least` people are enough.
///
/// Cost: O(sites × people of a site).
pub fn absences(cover: &Cover, least: usize) -> Vec<Absence> {
    let none = |person| Absence {
        person,
        answers_for: Extent::default(),
        left_below: Extent::default(),
        left_alone: Extent::default(),
    };
    let mut absences: Vec<Absence> = (0..cover.numbers() as Person).map(none).collect();
    for site in cover.sites() {
        let (is_last, is_single) = (site.people.len() == least, site.people.len() == 1);
        for &(person, _) in &site.people {
            let absence = &mut absences[person as usize];
            absence.answers_for.add(site);
            if is_last {
                absence.left_below.add(site);
            }
            if is_single {
                absence.left_alone.add(site);
            }
        }
    }
    absences.retain(|absence| absence.answers_for.addresses > 0);
    absences
}

/// What the absence of pairs of people leaves, so many pairs that a seed draws; the same seed draws the same pairs.
///
/// Cost: O(sites × people of a site + pairs × sites of a person).
pub fn pair_absences(cover: &Cover, pairs: usize, seed: u64) -> Vec<PairAbsence> {
    let mut sites_of: Vec<Vec<u32>> = vec![Vec::new(); cover.numbers()];
    for (number, site) in (0_u32..).zip(cover.sites.iter()) {
        // whom three answer for, two cannot leave alone
        if site.addresses > 0 && site.people.len() <= 2 {
            let people = site.people.iter();
            people.for_each(|&(person, _)| sites_of[person as usize].push(number));
        }
    }
    let answering = absences(cover, 0);
    if answering.len() < 2 {
        return Vec::new();
    }
    let mut state = seed;
    let mut draw = |below: usize| (next(&mut state) % below as u64) as usize;
    (0..pairs)
        .map(|_| {
            let first = draw(answering.len());
            let second = (first + 1 + draw(answering.len() - 1)) % answering.len();
            let [a, b] = [first, second].map(|place| answering[place].person);
            PairAbsence {
                people: [a, b],
                left_alone: left_by(cover, &sites_of, a, b),
            }
        })
        .collect()
}

fn left_by(cover: &Cover, sites_of: &[Vec<u32>], a: Person, b: Person) -> Extent {
    let mut left = Extent::default();
    for (own, other, is_first) in [(a, b, true), (b, a, false)] {
        for &number in &sites_of[own as usize] {
            let site = &cover.sites[number as usize];
            let has_other = site.people.iter().any(|&(person, _)| person == other);
            let is_left = if has_other {
                is_first
            } else {
                site.people.len() == 1
            };
            if is_left {
                left.add(site);
            }
        }
    }
    left
}

/// SplitMix64 (Steele, Lea, Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
