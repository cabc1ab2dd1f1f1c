//! What is counted of a unit, and how much of it a grid may have.

use super::ProblemError;

/// What is counted of a unit or of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Load {
    /// Households.
    pub households: u64,
    /// Residents.
    pub residents: u64,
    /// Minutes that visits take.
    pub minutes: u64,
}

impl Load {
    /// How much there is of a criterion.
    #[inline]
    pub fn of(&self, criterion: Criterion) -> u64 {
        match criterion {
            Criterion::Households => self.households,
            Criterion::Residents => self.residents,
            Criterion::Minutes => self.minutes,
        }
    }
}

impl std::ops::AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.households += other.households;
        self.residents += other.residents;
        self.minutes += other.minutes;
    }
}

/// What can be limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criterion {
    /// Households.
    Households,
    /// Residents.
    Residents,
    /// Minutes that visits take.
    Minutes,
}

/// What one of each criterion counts in the work of a unit. Integers, so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weights {
    /// Of a household.
    pub households: u32,
    /// Of a resident.
    pub residents: u32,
    /// Of a minute.
    pub minutes: u32,
}

impl Weights {
    /// Households alone: work is their number.
    pub const HOUSEHOLDS: Self = Self {
        households: 1,
        residents: 0,
        minutes: 0,
    };

    /// The work of a load, if it can be told in 64 bits.
    pub fn work(&self, load: &Load) -> Option<u64> {
        let households = load.households.checked_mul(u64::from(self.households))?;
        let residents = load.residents.checked_mul(u64::from(self.residents))?;
        let minutes = load.minutes.checked_mul(u64::from(self.minutes))?;
        households.checked_add(residents)?.checked_add(minutes)
    }
}

/// From how much to how much work a grid shall have, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Band {
    low: u64,
    high: u64,
}

impl Band {
    /// The band from `low` to `high`.
    ///
    /// # Errors
    /// `low` above `high`, or a band that only grids without work meet.
    pub fn new(low: u64, high: u64) -> Result<Self, ProblemError> {
        if low > high || high == 0 {
            return Err(ProblemError::EmptyBand { low, high });
        }
        Ok(Self { low, high })
    }

    /// The band of so many thousandths around a target, rounded inwards but never past the target.
    ///
    /// # Errors
    /// A target of no work.
    pub fn around(target: u64, tolerance_permille: u32) -> Result<Self, ProblemError> {
        let aside = u128::from(target) * u128::from(tolerance_permille) / 1000;
        let aside = u64::try_from(aside).unwrap_or(u64::MAX);
        Self::new(target.saturating_sub(aside), target.saturating_add(aside))
    }

    /// The least work.
    pub fn low(self) -> u64 {
        self.low
    }

    /// The most work.
    pub fn high(self) -> u64 {
        self.high
    }

    /// How much work lies above the band.
    #[inline]
    pub fn excess(self, work: u64) -> u64 {
        work.saturating_sub(self.high)
    }

    /// How much work is missing up to the band.
    #[inline]
    pub fn deficit(self, work: u64) -> u64 {
        self.low.saturating_sub(work)
    }

    /// How much work lies outside the band, on either side.
    #[inline]
    pub fn outside(self, work: u64) -> u64 {
        self.excess(work) + self.deficit(work)
    }
}

/// The most that a grid may have of a criterion, whatever its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cap {
    /// Of what.
    pub criterion: Criterion,
    /// How much at most.
    pub at_most: u64,
}
