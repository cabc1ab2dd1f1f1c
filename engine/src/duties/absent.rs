//! Where the absence of one person leaves addresses with too few.

use super::cover::Cover;
use super::measures::Extent;
use super::slot::Person;
use crate::assign::Assignment;

/// What the absence of one person leaves in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaAbsence {
    /// The index of the area in its layer.
    pub area: usize,
    /// For what the person answers there, alone or with others.
    pub answers_for: Extent,
    /// Addresses that have enough people with the person and too few without.
    pub left_below: Extent,
    /// Addresses for which nobody else answers.
    pub left_alone: Extent,
}

/// What the absence of a person leaves in each area in which the person answers, in the order of their layer; `owners`
/// says which area each address belongs to, `least` people are enough.
///
/// Cost: O(sites × people of a site + addresses).
pub fn absence_by_area(
    cover: &Cover,
    person: Person,
    least: usize,
    owners: &Assignment,
) -> Vec<AreaAbsence> {
    let sizes: Vec<Option<usize>> = cover
        .sites
        .iter()
        .map(|site| {
            let is_there = site.people.iter().any(|&(own, _)| own == person);
            is_there.then_some(site.people.len())
        })
        .collect();
    let mut areas: Vec<AreaAbsence> = (0..owners.tallies.len()).map(AreaAbsence::none).collect();
    let households = cover.addresses.records().households();
    let places = cover.site_of.iter().zip(owners.owners.iter());
    for ((site, owner), households) in places.zip(households) {
        let (Some(people), Some(area)) = (sizes[*site as usize], owner) else {
            continue;
        };
        let one = Extent {
            addresses: 1,
            households: u64::from(households),
        };
        areas[area as usize].add(one, people, least);
    }
    areas.retain(|area| area.answers_for.addresses > 0);
    areas
}

impl AreaAbsence {
    fn none(area: usize) -> Self {
        Self {
            area,
            answers_for: Extent::default(),
            left_below: Extent::default(),
            left_alone: Extent::default(),
        }
    }

    fn add(&mut self, one: Extent, people: usize, least: usize) {
        self.answers_for += one;
        if people == least {
            self.left_below += one;
        }
        if people == 1 {
            self.left_alone += one;
        }
    }
}
