//! Rosters: who, by post number, stands at which gate in which shift, around the clock, week after week.
//!
//! Shifts of a day follow each other without a gap. People take the shifts of all gates in turn, which spreads them
//! evenly: in any seven days nobody has more shifts than the hours of a week allow, and between two shifts of one person
//! lie at least eleven hours. As few people as both rules allow are needed.

/// Hours of rest between two shifts of one person, at least.
pub(super) const REST_HOURS: u32 = 11;
/// Days of a week.
const DAYS: u32 = 7;

/// How gates are staffed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShiftRule {
    /// Hours of a shift: a divisor of 24, at most 12.
    pub shift_hours: u32,
    /// Most hours of one person in any seven days.
    pub week_hours: u32,
    /// How many stand at a gate at once.
    pub staff: u32,
}

/// Why there is no roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// A day cannot be divided so.
    #[error("shifts of {0} hours do not fill a day: 4, 6, 8 and 12 do")]
    Shift(u32),
    /// Nobody may work one shift.
    #[error("a week of {week_hours} hours has no room for a shift of {shift_hours}")]
    Week {
        /// Hours of a week.
        week_hours: u32,
        /// Hours of a shift.
        shift_hours: u32,
    },
    /// Nobody stands there.
    #[error("a gate is staffed by 1 to 20 at once, not {0}")]
    Staff(u32),
}

/// One shift at one gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The gate, from 0.
    pub gate: u32,
    /// The day, from 0.
    pub day: u32,
    /// The hour at which it begins.
    pub from_hour: u32,
    /// The hour at which it ends.
    pub to_hour: u32,
    /// The numbers of the people, from 0.
    pub people: Vec<u32>,
}

/// A roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Its rule.
    pub rule: ShiftRule,
    /// How many gates there are.
    pub gates: u32,
    /// How many people it needs: as few as the hours of a week and the rest between shifts allow.
    pub people: u32,
}

/// The roster of some gates.
///
/// # Errors
/// [`RosterError`] for a rule that no roster can keep.
pub fn roster(gates: u32, rule: ShiftRule) -> Result<Roster, RosterError> {
    let ShiftRule {
        shift_hours,
        week_hours,
        staff,
    } = rule;
    if ![4, 6, 8, 12].contains(&shift_hours) {
        return Err(RosterError::Shift(shift_hours));
    }
    if week_hours < shift_hours {
        return Err(RosterError::Week {
            week_hours,
            shift_hours,
        });
    }
    if !(1..=20).contains(&staff) {
        return Err(RosterError::Staff(staff));
    }
    let at_once = gates * staff;
    let slots = at_once * DAYS * 24 / shift_hours;
    let by_hours = slots.div_ceil(week_hours / shift_hours);
    let by_rest = at_once * (REST_HOURS + shift_hours).div_ceil(shift_hours);
    Ok(Roster {
        rule,
        gates,
        people: by_hours.max(by_rest),
    })
}

impl Roster {
    /// The shifts of a week, from 0, in the order of time, then of gates.
    pub fn week(&self, week: u32) -> Vec<Shift> {
        let ShiftRule {
            shift_hours, staff, ..
        } = self.rule;
        let a_day = 24 / shift_hours;
        let mut shifts = Vec::new();
        for number in 0..DAYS * a_day {
            let (day, hour) = (number / a_day, number % a_day * shift_hours);
            for gate in 0..self.gates {
                let slot = u64::from(week * DAYS * a_day + number) * u64::from(self.gates)
                    + u64::from(gate);
                let first = slot * u64::from(staff);
                let person = |k: u32| ((first + u64::from(k)) % u64::from(self.people)) as u32;
                shifts.push(Shift {
                    gate,
                    day,
                    from_hour: hour,
                    to_hour: hour + shift_hours,
                    people: (0..staff).map(person).collect(),
                });
            }
        }
        shifts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_hour_is_covered_and_nobody_works_too_long() {
        for shift_hours in [4, 6, 8, 12] {
            for (gates, week_hours, staff) in [(1, 40, 1), (3, 44, 2), (7, 40, 1), (2, 60, 3)] {
                let rule = ShiftRule {
                    shift_hours,
                    week_hours,
                    staff,
                };
                let roster = roster(gates, rule).expect("a roster");
                let mut covered: BTreeMap<(u32, u32), u32> = BTreeMap::new();
                let mut worked: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
                for week in 0..5 {
                    for shift in roster.week(week) {
                        let start = (week * 7 + shift.day) * 24;
                        for hour in shift.from_hour..shift.to_hour {
                            *covered.entry((shift.gate, start + hour)).or_default() +=
                                shift.people.len() as u32;
                        }
                        for person in shift.people {
                            worked
                                .entry(person)
                                .or_default()
                                .push(start + shift.from_hour);
                        }
                    }
                }
                assert_eq!(covered.len() as u32, gates * 5 * 168);
                assert!(covered.values().all(|&count| count == staff));
                assert!(worked.len() as u32 <= roster.people);
                for starts in worked.values() {
                    for (k, &start) in starts.iter().enumerate() {
                        let week = starts[k..].iter().take_while(|&&s| s < start + 168).count();
                        assert!(week as u32 * shift_hours <= week_hours, "{rule:?} {gates}");
                        if let Some(next) = starts.get(k + 1) {
                            assert!(next - start >= shift_hours + REST_HOURS, "{rule:?}");
                        }
                    }
                }
                // one fewer could not do it: either hours or rest need as many
                let hours = gates * staff * 168;
                let most = roster.people - 1;
                let by_hours = most * (week_hours / shift_hours) * shift_hours < hours;
                let window = (REST_HOURS + shift_hours).div_ceil(shift_hours) * gates * staff;
                assert!(by_hours || most < window, "{rule:?} {gates}");
            }
        }
    }

    #[test]
    fn rules_that_nobody_can_keep() {
        let rule = |shift_hours, week_hours, staff| ShiftRule {
            shift_hours,
            week_hours,
            staff,
        };
        assert_eq!(roster(1, rule(5, 40, 1)), Err(RosterError::Shift(5)));
        assert_eq!(roster(1, rule(24, 40, 1)), Err(RosterError::Shift(24)));
        let error = roster(1, rule(12, 8, 1)).expect_err("no room");
        assert_eq!(
            error.to_string(),
            "a week of 8 hours has no room for a shift of 12"
        );
        assert_eq!(roster(1, rule(8, 40, 0)), Err(RosterError::Staff(0)));
        // one gate, eight hours, forty a week: 21 shifts by 5
        assert_eq!(roster(1, rule(8, 40, 1)).map(|r| r.people), Ok(5));
        assert_eq!(roster(5, rule(8, 40, 1)).map(|r| r.people), Ok(21));
        assert_eq!(roster(0, rule(8, 40, 1)).map(|r| r.people), Ok(0));
    }
}
