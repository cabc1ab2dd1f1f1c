//! Crossing responsibility as duties: the borders and junctions of grids for the workers of these grids.

use std::collections::{BTreeMap, BTreeSet};

use super::EditError;
use super::import::upsert;
use crate::cross::{FlagCover, UnitKind, flags};
use crate::model::{
    AddressId, AreaCode, Change, Delta, Duty, DutyId, Ground, Holder, Role, RoleClass, RoleId,
    StaffId, Text, Tier,
};
use crate::snapshot::{Snapshot, Stored};

/// The roles in which borders and junctions are held: id, Chinese and English title.
const ROLES: [(UnitKind, &str, &str, &str); 2] = [
    (
        UnitKind::Edge,
        "segment-head",
        "段长",
        "Head of a road segment",
    ),
    (UnitKind::Junction, "area-head", "片长", "Head of an area"),
];

/// Crossing responsibility over the grids of a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// The grid whose grids cross; all when there is none.
    pub within: Option<AreaCode>,
    /// The tier of the grids.
    pub tier: Tier,
    /// The role of those who answer for a grid: they get its borders and junctions.
    pub role: RoleId,
    /// Whether a grid for which nobody answers in this role gets a post of its own; else what would be its own is vacant.
    pub with_posts: bool,
}

/// Stores crossing responsibility: one duty for each border of two grids and each junction, with the holders of the grid
/// that owns it. The duties of the grids stay as they are; those of an earlier crossing of the same grids go. The ground
/// is a region where all grids at it can be cut from a point, else the addresses that there are now.
///
/// # Errors
/// [`EditError::UnknownRow`] for a role that is not stored, [`EditError::Crossing`].
pub(super) fn lay(snapshot: &Snapshot, wanted: &Crossing) -> Result<Delta, EditError> {
    if snapshot.duties.role(&wanted.role).is_none() {
        return Err(EditError::UnknownRow {
            what: "role",
            id: wanted.role.to_string(),
        });
    }
    let cover = flags(snapshot, wanted.within.as_ref(), wanted.tier)?;
    let mut holders = holders(snapshot, &wanted.role);
    let mut duties = Vec::new();
    if wanted.with_posts {
        for code in &cover.net.faces {
            if holders.get(code).is_none_or(Vec::is_empty) {
                let duty = post(wanted, code)?;
                holders.insert(code.clone(), duty.holders.clone());
                duties.push(duty);
            }
        }
    }
    let roles = roles()?;
    let own = units(snapshot, &cover, &holders)?;
    let made: BTreeSet<&DutyId> = own.iter().map(|duty| &duty.id).collect();
    let faces: BTreeSet<&str> = cover.net.faces.iter().map(AreaCode::as_str).collect();
    let of_these = |duty: &&Duty| {
        let first = duty.id.as_str().split(['~', '·', '#']).next();
        let crossing = roles.iter().any(|role| role.id == duty.role);
        crossing && first.is_some_and(|code| faces.contains(code)) && !made.contains(&duty.id)
    };
    let stale = snapshot.duties.records().iter().filter(of_these);
    let removed: Vec<Change<Duty>> = stale.cloned().map(Change::remove).collect();
    duties.extend(own);
    let mut changes = upsert(&duties, |row| Duty::stored(snapshot, &row.id))?;
    changes.extend(removed);
    changes.sort_by_key(Change::key);
    let new = |role: &Role| snapshot.duties.role(&role.id).is_none();
    let roles: Vec<Role> = roles.into_iter().filter(new).collect();
    Ok(Delta {
        roles: upsert(&roles, |_| None::<Role>)?,
        duties: changes,
        ..Delta::default()
    })
}

/// Who answers for each grid in a role, in the order of the duties.
fn holders(snapshot: &Snapshot, role: &RoleId) -> BTreeMap<AreaCode, Vec<Holder>> {
    let mut all: BTreeMap<AreaCode, Vec<Holder>> = BTreeMap::new();
    for duty in snapshot
        .duties
        .records()
        .iter()
        .filter(|duty| duty.role == *role)
    {
        let Ground::Areas(codes) = &duty.ground else {
            continue;
        };
        for code in codes {
            let own = all.entry(code.clone()).or_default();
            for holder in &duty.holders {
                if own.iter().all(|known| known.staff != holder.staff) {
                    own.push(holder.clone());
                }
            }
        }
    }
    all
}

/// The duty of a post that is made for a grid.
fn post(wanted: &Crossing, code: &AreaCode) -> Result<Duty, EditError> {
    Ok(Duty {
        id: DutyId::new(&format!("{}/{code}", wanted.role))?,
        role: wanted.role.clone(),
        name: String::new(),
        ground: Ground::Areas(vec![code.clone()]),
        holders: vec![Holder {
            staff: StaffId::new(&format!("post-{code}"))?,
            share_percent: 100,
            is_deputy: false,
        }],
        from: None,
        until: None,
    })
}

fn roles() -> Result<Vec<Role>, EditError> {
    let role = |(_, id, zh, en): (UnitKind, &str, &str, &str)| {
        Ok(Role {
            id: RoleId::new(id)?,
            title: Text {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            class: RoleClass::Worker,
            tier: None,
            least: 0,
            most: None,
        })
    };
    ROLES.into_iter().map(role).collect()
}

/// The duties of edges and junctions that have an owner and ground.
fn units(
    snapshot: &Snapshot,
    cover: &FlagCover,
    holders: &BTreeMap<AreaCode, Vec<Holder>>,
) -> Result<Vec<Duty>, EditError> {
    let units = cover.units();
    let first_edge = cover.net.faces.len();
    let first_junction = first_edge + cover.net.edges.len();
    let mut lists: BTreeMap<usize, Vec<AddressId>> = BTreeMap::new();
    let addresses = snapshot.addresses.records();
    let mut reader = addresses.reader();
    for place in 0..addresses.len() {
        let Some(flag) = cover.flag_of(place) else {
            continue;
        };
        for unit in [
            first_edge + flag.edge as usize,
            first_junction + flag.junction as usize,
        ] {
            if units[unit].region.is_none() {
                lists
                    .entry(unit)
                    .or_default()
                    .push(AddressId::known(reader.id(place)));
            }
        }
    }
    let mut duties = Vec::new();
    for (number, unit) in units.into_iter().enumerate().skip(first_edge) {
        let list = lists.remove(&number).map(Ground::Addresses);
        let ground = unit.region.map(Ground::Region).or(list);
        let (Some(owner), Some(ground)) = (unit.owner, ground) else {
            continue;
        };
        let kind = ROLES.iter().find(|(kind, ..)| *kind == unit.kind);
        let Some((_, role, ..)) = kind else { continue };
        duties.push(Duty {
            id: DutyId::new(&unit.key)?,
            role: RoleId::new(role)?,
            name: String::new(),
            ground,
            holders: holders.get(&owner).cloned().unwrap_or_default(),
            from: None,
            until: None,
        });
    }
    Ok(duties)
}
