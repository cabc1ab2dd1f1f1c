//! Roles, duties and answers, row by row.

use std::collections::BTreeSet;

use hexward_engine::duties::{Absence, Answer, Cover, Shortage};
use hexward_engine::geom::Position;
use hexward_engine::layer::DutyLayer;
use hexward_engine::model::{
    AddressId, AreaCode, Count, Duty, Holder, Role, RoleId, StaffId, Tier,
};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// A post, and how many people each grid of a tier has in it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleRow {
    pub(crate) id: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// official, worker, medical, police, volunteer or other.
    pub(crate) class: &'static str,
    /// The tier whose grids must have it.
    #[schema(required)]
    pub(crate) tier: Option<&'static str>,
    pub(crate) least: u32,
    #[schema(required)]
    pub(crate) most: Option<u32>,
}

impl From<&Role> for RoleRow {
    fn from(role: &Role) -> Self {
        Self {
            id: role.id.to_string(),
            title_zh: role.title.zh.clone(),
            title_en: role.title.en.clone(),
            class: role.class.name(),
            tier: role.tier.map(Tier::name),
            least: role.least,
            most: role.most,
        }
    }
}

/// A post or staff number that holds a duty.
#[derive(Serialize, ToSchema)]
pub(crate) struct HolderRow {
    pub(crate) staff: String,
    pub(crate) share_percent: u8,
    pub(crate) deputy: bool,
}

impl From<&Holder> for HolderRow {
    fn from(holder: &Holder) -> Self {
        Self {
            staff: holder.staff.to_string(),
            share_percent: holder.share_percent,
            deputy: holder.is_deputy,
        }
    }
}

/// A duty without its ground, of which it says the kind.
#[derive(Serialize, ToSchema)]
pub(crate) struct DutyRow {
    pub(crate) id: String,
    pub(crate) role: String,
    pub(crate) name: String,
    /// What the ground is: households, addresses, buildings, line, region, cells or areas.
    pub(crate) kind: &'static str,
    pub(crate) holders: Vec<HolderRow>,
    /// The first day on which it counts.
    #[schema(required)]
    pub(crate) valid_from: Option<String>,
    /// The last day on which it counts.
    #[schema(required)]
    pub(crate) valid_until: Option<String>,
}

impl From<&Duty> for DutyRow {
    fn from(duty: &Duty) -> Self {
        Self {
            id: duty.id.to_string(),
            role: duty.role.to_string(),
            name: duty.name.clone(),
            kind: duty.ground.kind(),
            holders: duty.holders.iter().map(Into::into).collect(),
            valid_from: duty.from.map(Count::format_date),
            valid_until: duty.until.map(Count::format_date),
        }
    }
}

/// Somebody answers, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswerRow {
    #[serde(flatten)]
    pub(crate) duty: DutyRow,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// The class of the role.
    pub(crate) class: &'static str,
    /// The grid or cell by which the place is in it; null of other grounds.
    #[schema(required)]
    pub(crate) area: Option<String>,
}

/// Who answers at a place: what is nearest to a household first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answering {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    /// The address that was asked about.
    #[schema(required)]
    pub(crate) address: Option<String>,
    /// How many different people answer.
    pub(crate) people: usize,
    pub(crate) answers: Vec<AnswerRow>,
}

/// Answers as rows.
fn answer_rows(layer: &DutyLayer, answers: &[Answer<'_>]) -> Vec<AnswerRow> {
    let title = |id: &RoleId| {
        layer
            .role(id)
            .map(|role| role.title.clone())
            .unwrap_or_default()
    };
    let row = |answer: &Answer<'_>| {
        let title = title(&answer.duty.role);
        AnswerRow {
            duty: answer.duty.into(),
            title_zh: title.zh,
            title_en: title.en,
            class: answer.class.name(),
            area: answer.area.map(str::to_owned),
        }
    };
    answers.iter().map(row).collect()
}

/// Who answers at an address, else at a position; `None` when there is no such address.
pub(crate) fn answering(
    snapshot: &Snapshot,
    day: Option<Date>,
    position: Option<Position>,
    address: Option<&AddressId>,
) -> Option<Answering> {
    let cover = snapshot.cover(day);
    let addresses = &snapshot.addresses;
    let (answers, position) = match (address, position) {
        (Some(id), _) => {
            let index = addresses.index_of(id)?;
            (cover.at_address(index), addresses.records().position(index))
        }
        (None, Some(position)) => (cover.at_position(&snapshot.frame, position), position),
        (None, None) => return None,
    };
    let holders = answers.iter().flat_map(|answer| &answer.duty.holders);
    let people: BTreeSet<&StaffId> = holders.map(|holder| &holder.staff).collect();
    Some(Answering {
        lon: position.lon_degrees(),
        lat: position.lat_degrees(),
        address: address.map(AddressId::to_string),
        people: people.len(),
        answers: answer_rows(&snapshot.duties, &answers),
    })
}

/// A grid with too few or too many people in a role.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShortageRow {
    pub(crate) role: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) area: String,
    /// The name of the grid.
    pub(crate) name: String,
    pub(crate) held: u32,
    pub(crate) least: u32,
    #[schema(required)]
    pub(crate) most: Option<u32>,
    pub(crate) missing: u32,
    pub(crate) surplus: u32,
}

/// Shortages as rows.
pub(crate) fn shortage_rows(snapshot: &Snapshot, shortages: &[Shortage]) -> Vec<ShortageRow> {
    let name = |code: &AreaCode| {
        let found = snapshot.grid(code);
        found.map_or_else(String::new, |(layer, index)| {
            layer.records()[index].name.clone()
        })
    };
    let row = |shortage: &Shortage| {
        let role = snapshot.duties.role(&shortage.role);
        let title = role.map(|role| role.title.clone()).unwrap_or_default();
        ShortageRow {
            role: shortage.role.to_string(),
            title_zh: title.zh,
            title_en: title.en,
            area: shortage.area.to_string(),
            name: name(&shortage.area),
            held: shortage.held,
            least: shortage.least,
            most: shortage.most,
            missing: shortage.missing(),
            surplus: shortage.surplus(),
        }
    };
    shortages.iter().map(row).collect()
}

/// What the absence of one person leaves.
#[derive(Serialize, ToSchema)]
pub(crate) struct AbsenceRow {
    pub(crate) staff: String,
    /// For so many addresses the person answers, alone or with others.
    pub(crate) addresses: u64,
    pub(crate) households: u64,
    /// So many have enough people with the person and too few without.
    pub(crate) left_below: u64,
    pub(crate) households_left_below: u64,
    /// For so many nobody else answers.
    pub(crate) left_alone: u64,
    pub(crate) households_left_alone: u64,
}

/// Absences as rows, those first that leave most addresses alone, then below.
pub(crate) fn absence_rows(cover: &Cover, mut absences: Vec<Absence>) -> Vec<AbsenceRow> {
    absences.sort_by(|a, b| {
        let left = |absence: &Absence| (absence.left_alone, absence.left_below);
        let staff = |absence: &Absence| cover.staff(absence.person);
        left(b).cmp(&left(a)).then_with(|| staff(a).cmp(staff(b)))
    });
    let row = |absence: Absence| AbsenceRow {
        staff: cover.staff(absence.person).to_string(),
        addresses: absence.answers_for.addresses,
        households: absence.answers_for.households,
        left_below: absence.left_below.addresses,
        households_left_below: absence.left_below.households,
        left_alone: absence.left_alone.addresses,
        households_left_alone: absence.left_alone.households,
    };
    absences.into_iter().map(row).collect()
}
