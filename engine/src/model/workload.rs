//! How much work an area makes.

/// Minutes that a visit to one household takes: the middle of the three to four minutes that the description of the
/// Dongcheng sub-district states for its daily round.
pub const VISIT_MINUTES_PER_HOUSEHOLD: f64 = 3.5;
