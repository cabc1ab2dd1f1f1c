//! C4: who answers for each address, and what the absence of somebody leaves.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Certificate, Faults};

/// What a certificate states about duties.
pub(super) struct Cover<'a> {
    pub(super) least: u64,
    pub(super) duties: Vec<Duty<'a>>,
    /// For so many people from 0 on, addresses and households.
    pub(super) covered: Vec<[u64; 2]>,
    /// Who is absent, and for how many addresses they answer, how many they leave below and alone.
    pub(super) absent: Vec<(&'a str, [u64; 3])>,
}

/// A duty: who holds it, and for which grids or addresses.
pub(super) struct Duty<'a> {
    pub(super) id: &'a str,
    pub(super) staff: Vec<&'a str>,
    pub(super) of: Held<'a>,
}

/// What a duty holds.
pub(super) enum Held<'a> {
    Areas(Vec<&'a str>),
    Addresses(Vec<usize>),
}

pub(super) fn check(certificate: &Certificate<'_>, faults: &mut Faults) {
    let (Some(cover), Some(assigned)) = (&certificate.cover, &certificate.assigned) else {
        return;
    };
    let parents: HashMap<&str, Option<&str>> = certificate
        .tiers
        .iter()
        .flat_map(|tier| tier.grids.iter().map(|grid| (grid.code, grid.parent)))
        .collect();
    let mut by_code: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    let mut people: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); assigned.addresses.len()];
    for duty in &cover.duties {
        match &duty.of {
            Held::Areas(codes) => {
                for code in codes {
                    if !parents.contains_key(code) {
                        faults.add("C4", duty.id, format!("there is no grid {code}"));
                    }
                    by_code.entry(code).or_default().extend(&duty.staff);
                }
            }
            Held::Addresses(places) => {
                for &place in places {
                    match people.get_mut(place) {
                        Some(people) => people.extend(&duty.staff),
                        None => faults.add("C4", duty.id, format!("there is no address {place}")),
                    }
                }
            }
        }
    }
    for (address, people) in assigned.addresses.iter().zip(&mut people) {
        let mut next = address.code;
        // a chain of parents is no longer than there are tiers
        for _ in 0..=certificate.tiers.len() {
            let Some(code) = next else { break };
            people.extend(by_code.get(code).into_iter().flatten());
            next = parents.get(code).copied().flatten();
        }
    }
    let households = assigned.addresses.iter().map(|address| address.households);
    compare(cover, &people, households, faults);
}

/// Counts again, and holds against what is stated.
fn compare(
    cover: &Cover<'_>,
    people: &[BTreeSet<&str>],
    households: impl Iterator<Item = u64>,
    faults: &mut Faults,
) {
    let mut covered: Vec<[u128; 2]> = Vec::new();
    let mut absent: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for (people, households) in people.iter().zip(households) {
        let count = people.len();
        if covered.len() <= count {
            covered.resize(count + 1, [0; 2]);
        }
        covered[count][0] += 1;
        covered[count][1] += u128::from(households);
        for staff in people {
            let left = absent.entry(staff).or_default();
            left[0] += 1;
            left[1] += u64::from(count as u64 == cover.least);
            left[2] += u64::from(count == 1);
        }
    }
    let stated: Vec<[u128; 2]> = cover
        .covered
        .iter()
        .map(|pair| pair.map(u128::from))
        .collect();
    for count in 0..covered.len().max(stated.len()) {
        let [found, told] = [&covered, &stated].map(|list| list.get(count).copied());
        if found != told {
            let reason = format!("addresses and households are {found:?}, it states {told:?}");
            faults.add("C4", format!("{count} people"), reason);
        }
    }
    let told: BTreeMap<&str, [u64; 3]> = cover.absent.iter().copied().collect();
    let everybody: BTreeSet<&str> = told.keys().chain(absent.keys()).copied().collect();
    for staff in everybody {
        let [found, told] = [&absent, &told].map(|map| map.get(staff));
        if found != told {
            let reason = format!("addresses, below and alone are {found:?}, it states {told:?}");
            faults.add("C4", staff, reason);
        }
    }
}
