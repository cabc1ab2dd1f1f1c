//! Rounding to whole numbers without a call: where processors are old, that of the standard library is one.

/// The greatest whole number that is not above a value.
pub(super) fn floor(v: f64) -> i64 {
    let whole = v as i64;
    whole - i64::from((whole as f64) > v)
}

/// The least whole number that is not below a value.
pub(super) fn ceil(v: f64) -> i64 {
    let whole = v as i64;
    whole + i64::from((whole as f64) < v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_those_of_the_standard_library() {
        for v in [
            -2.0,
            -1.5,
            -0.2,
            -0.0,
            0.0,
            0.2,
            0.999,
            1.0,
            7.000_001,
            3e12,
            -3e12 - 0.5,
        ] {
            assert_eq!(floor(v), v.floor() as i64, "{v}");
            assert_eq!(ceil(v), v.ceil() as i64, "{v}");
        }
    }
}
