//! Seeded numbers: the SplitMix64 generator (G. L. Steele, D. Lea, C. H. Flood, 2014), integers only inside.

/// The golden-ratio step of the generator.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A number that depends on all bits of two numbers.
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    finish(finish(a.wrapping_add(STEP)).wrapping_add(b.wrapping_mul(STEP)))
}

fn finish(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What a stream of numbers is for; streams of different purposes are independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Shape = 1,
    Density,
    Block,
    Estate,
    Homes,
    People,
    Names,
    Cases,
}

/// A sequence of numbers that a seed, a purpose and a number decide.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    state: u64,
}

impl Stream {
    /// The stream of a seed for a purpose and one of its things.
    pub(crate) fn new(seed: u64, purpose: Purpose, thing: u64) -> Self {
        Self {
            state: mix(mix(seed, purpose as u64), thing),
        }
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        finish(self.state)
    }

    /// A whole number below `limit`, which is not zero. Its bias is below `limit` / 2^64.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from 0 to 1, 1 excluded, with 53 bits.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True in `percent` of 100 cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // first outputs of SplitMix64 from state 1234567
        let mut stream = Stream { state: 1_234_567 };
        let first = [stream.bits(), stream.bits(), stream.bits()];
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn streams_differ_and_stay_in_range() {
        let draw = |purpose, thing| Stream::new(7, purpose, thing).bits();
        assert_ne!(draw(Purpose::Shape, 0), draw(Purpose::Density, 0));
        assert_ne!(draw(Purpose::Shape, 0), draw(Purpose::Shape, 1));
        let mut stream = Stream::new(7, Purpose::Shape, 0);
        assert!((0..1000).all(|_| stream.below(3) < 3 && stream.unit() < 1.0));
    }
}
