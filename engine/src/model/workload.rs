//! What work a grid makes.

/// How long a visit to a household takes, in minutes: the middle of the three to four minutes in which Dongcheng Street,
/// Yongkang, reported a check to be done (整个流程…只有短短的三四分钟).
pub const VISIT_MINUTES_PER_HOUSEHOLD: f64 = 3.5;

/// The minutes of one visit to each of so many households.
pub fn visit_minutes(households: u64) -> f64 {
    households as f64 * VISIT_MINUTES_PER_HOUSEHOLD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visits_of_the_street_take_293_hours() {
        assert_eq!((visit_minutes(5029) / 60.0).round() as u32, 293);
    }
}
