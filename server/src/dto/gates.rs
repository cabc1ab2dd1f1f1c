//! Gates of a grid: what is open, what is blocked, who stands there when.

use hexward_engine::gates;
use hexward_engine::model::AreaCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Code;

/// The crossings of a grid's border, gates and blocks.
#[derive(Serialize, ToSchema)]
pub(crate) struct GatePlan {
    #[schema(value_type = Code)]
    area: String,
    /// How far an open gate may be from an address.
    within_m: f64,
    /// All places where ways meet the border: gates and blocks.
    crossings: usize,
    gates: usize,
    blocks: usize,
    /// No plan has fewer gates.
    bound: usize,
    /// Addresses that have an open gate.
    reached: u64,
    /// Addresses that no crossing is within the distance of; they have a gate at most a quarter farther than their nearest crossing.
    beyond: u64,
    /// Addresses from which no crossing can be reached.
    cut_off: u64,
    /// How far the farthest address has to go.
    farthest_m: f64,
    /// The mean way of an address.
    mean_m: f64,
    /// Whether distances are those along ways; in a straight line otherwise.
    along_ways: bool,
    /// The crossings, from west to east.
    items: Vec<Crossing>,
    /// Who stands at the gates, when shifts are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<Roster>,
}

/// A place where ways meet the border.
#[derive(Serialize, ToSchema)]
pub(crate) struct Crossing {
    /// Its number, from 1.
    number: usize,
    /// `gate` or `block`.
    #[schema(pattern = "^(gate|block)$")]
    state: &'static str,
    lon: f64,
    lat: f64,
    /// The ways that lead inside from here.
    ways: Vec<WayName>,
    /// Whether vehicles pass.
    drivable: bool,
    /// Addresses for which this is the nearest gate.
    addresses: u64,
    households: u64,
    /// How far the farthest of them has to go.
    farthest_m: f64,
}

/// A way.
#[derive(Serialize, ToSchema)]
pub(crate) struct WayName {
    class: String,
    name: String,
}

/// A roster that covers every hour of a week; the next weeks go on in turn.
#[derive(Serialize, ToSchema)]
pub(crate) struct Roster {
    shift_hours: u32,
    week_hours: u32,
    /// How many stand at a gate at once.
    staff: u32,
    /// How many people it needs: no roster with these hours needs fewer.
    people: u32,
    shifts: Vec<Shift>,
}

/// A shift at a gate.
#[derive(Serialize, ToSchema)]
pub(crate) struct Shift {
    /// The number of the crossing.
    number: usize,
    /// The day of the week, from 1.
    day: u32,
    from_hour: u32,
    to_hour: u32,
    /// The numbers of those who stand there, from 1.
    people: Vec<u32>,
}

impl GatePlan {
    pub(crate) fn new(
        area: &AreaCode,
        wish: &gates::Wish,
        plan: &gates::GatePlan,
        roster: Option<&gates::Roster>,
    ) -> Self {
        let crossings = plan.crossings.iter().enumerate();
        Self {
            area: area.to_string(),
            within_m: wish.within_m,
            crossings: plan.crossings.len(),
            gates: plan.gates().count(),
            blocks: plan.blocks().count(),
            bound: plan.bound,
            reached: plan.reached,
            beyond: plan.beyond,
            cut_off: plan.cut_off,
            farthest_m: plan.farthest_m,
            mean_m: plan.mean_m,
            along_ways: plan.along_ways,
            items: crossings
                .map(|(k, crossing)| Crossing::new(k + 1, crossing))
                .collect(),
            roster: roster.map(|roster| Roster::new(plan, roster)),
        }
    }
}

impl Crossing {
    fn new(number: usize, crossing: &gates::Crossing) -> Self {
        let way = |(class, name): &(String, String)| WayName {
            class: class.clone(),
            name: name.clone(),
        };
        Self {
            number,
            state: if crossing.is_gate { "gate" } else { "block" },
            lon: crossing.position.lon_degrees(),
            lat: crossing.position.lat_degrees(),
            ways: crossing.ways.iter().map(way).collect(),
            drivable: crossing.drivable,
            addresses: crossing.addresses,
            households: crossing.households,
            farthest_m: crossing.farthest_m,
        }
    }
}

impl Roster {
    fn new(plan: &gates::GatePlan, roster: &gates::Roster) -> Self {
        let open: Vec<usize> = gate_numbers(plan);
        let shift = |shift: gates::Shift| Shift {
            number: open.get(shift.gate as usize).copied().unwrap_or(0),
            day: shift.day + 1,
            from_hour: shift.from_hour,
            to_hour: shift.to_hour,
            people: shift.people.iter().map(|person| person + 1).collect(),
        };
        Self {
            shift_hours: roster.rule.shift_hours,
            week_hours: roster.rule.week_hours,
            staff: roster.rule.staff,
            people: roster.people,
            shifts: roster.week(0).into_iter().map(shift).collect(),
        }
    }
}

/// The numbers of the gates among the crossings, from 1.
pub(crate) fn gate_numbers(plan: &gates::GatePlan) -> Vec<usize> {
    let numbered = plan.crossings.iter().enumerate();
    let gates = numbered.filter(|(_, crossing)| crossing.is_gate);
    gates.map(|(k, _)| k + 1).collect()
}
