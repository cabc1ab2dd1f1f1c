//! Sharing out whole numbers so that they add up exactly.

/// Shares of `total` in proportion to weights, by largest remainder, each at least `least` and at most its limit.
///
/// The shares add up to `total` when the limits and `least` allow it. Cost: O(n log n) for each round in which a limit
/// is hit.
pub(crate) fn apportion(total: u64, weights: &[u64], least: u64, limits: &[u64]) -> Vec<u64> {
    let mut shares: Vec<u64> = limits.iter().map(|&limit| least.min(limit)).collect();
    let mut left = total.saturating_sub(shares.iter().sum());
    while left > 0 {
        let open: Vec<usize> = (0..shares.len())
            .filter(|&i| shares[i] < limits[i])
            .collect();
        if open.is_empty() {
            break;
        }
        let mut wanted: Vec<u64> = open
            .iter()
            .map(|&i| ideal(total, weights, i).saturating_sub(shares[i] * FINE))
            .collect();
        if wanted.iter().all(|&part| part == 0) {
            wanted.fill(1);
        }
        let given = by_largest_remainder(left, &wanted);
        for (&i, share) in open.iter().zip(given) {
            let share = share.min(limits[i] - shares[i]);
            shares[i] += share;
            left -= share;
        }
    }
    shares
}

/// Parts of one in which ideal shares are compared.
const FINE: u64 = 1 << 20;

/// The share without limits, in parts of one.
fn ideal(total: u64, weights: &[u64], i: usize) -> u64 {
    let sum: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    (u128::from(total) * u128::from(weights[i]) * u128::from(FINE) / sum.max(1)) as u64
}

/// Shares that add up to `total` exactly, in proportion to weights of which one is not zero.
fn by_largest_remainder(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    let exact = |w: u64| u128::from(total) * u128::from(w);
    let mut shares: Vec<u64> = weights.iter().map(|&w| (exact(w) / sum) as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact(weights[i]) % sum), i));
    let left = total - shares.iter().sum::<u64>();
    for &i in order.iter().take(left as usize) {
        shares[i] += 1;
    }
    shares
}

/// Running shares: after weights of any running sum, `total` times that part, rounded down.
///
/// Shares taken one after another add up to `total` when the weights add up to `sum`, and never stray by one.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    total: u64,
    sum: u64,
    weight: u64,
    given: u64,
}

impl Running {
    /// Shares of `total` for weights that add up to `sum`.
    pub(crate) fn new(total: u64, sum: u64) -> Self {
        Self {
            total,
            sum: sum.max(1),
            weight: 0,
            given: 0,
        }
    }

    /// The share of the next weight.
    pub(crate) fn next(&mut self, weight: u64) -> u64 {
        self.weight += weight;
        let upto = u128::from(self.total) * u128::from(self.weight) / u128::from(self.sum);
        let share = upto as u64 - self.given;
        self.given = upto as u64;
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_within_their_limits() {
        let shares = apportion(10, &[1, 1, 8], 1, &[9, 9, 4]);
        assert_eq!(shares.iter().sum::<u64>(), 10);
        assert!(shares[2] == 4 && shares[0] == 3 && shares[1] == 3);
        assert_eq!(apportion(7, &[0, 3, 4], 0, &[9; 3]), [0, 3, 4]);
        assert_eq!(apportion(9, &[1, 1], 1, &[2, 2]), [2, 2]); // no more than the limits
    }

    #[test]
    fn running_shares_add_up() {
        let weights = [3, 0, 5, 1, 9];
        let mut running = Running::new(1_000, weights.iter().sum());
        let shares: Vec<u64> = weights.iter().map(|&w| running.next(w)).collect();
        assert_eq!(shares.iter().sum::<u64>(), 1_000);
        assert_eq!(shares[1], 0);
    }
}
