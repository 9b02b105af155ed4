//! Whether two sets of measurements come from the same source, as far as their order tells.

use std::cmp::Ordering;

/// The probability that two sets from one source differ in rank as much as these do: the Mann-Whitney U test, two-sided, in its normal
/// approximation with continuity correction. It asks only which value is greater, so that a few slow outliers of a busy machine weigh no
/// more than others. For 20 values a side and more.
pub fn mann_whitney(one: &[f64], other: &[f64]) -> f64 {
    let (m, n) = (count(one.len()), count(other.len()));
    let wins = |x: f64, y: f64| match x.total_cmp(&y) {
        Ordering::Greater => 1.0,
        Ordering::Equal => 0.5,
        Ordering::Less => 0.0,
    };
    let u: f64 = one.iter().map(|x| other.iter().map(|y| wins(*x, *y)).sum::<f64>()).sum();
    let (mean, deviation) = (m * n / 2.0, (m * n * (m + n + 1.0) / 12.0).sqrt());
    let z = ((u - mean).abs() - 0.5).max(0.0) / deviation;
    2.0 * above(z)
}

/// The middle value.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The part of the normal distribution above `z`, not negative (Abramowitz and Stegun 26.2.17, to seven digits).
fn above(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let coefficients = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let series = coefficients.iter().rev().fold(0.0, |sum, coefficient| (sum + coefficient) * t);
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * series
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_is_what_the_tables_say() {
        for (z, part) in [(0.0, 0.5), (1.0, 0.158_655), (1.96, 0.024_998), (2.575_829, 0.005)] {
            assert!((above(z) - part).abs() < 1e-6, "{z}: {}", above(z));
        }
    }

    #[test]
    fn sets_that_are_shifted_are_told_apart_and_sets_that_are_mixed_are_not() {
        let of = |step: f64, n: u32| (0..n).map(|i| step + f64::from(i * 37 % 101)).collect::<Vec<_>>();
        assert!(mann_whitney(&of(0.0, 100), &of(0.5, 100)) > 0.5);
        assert!(mann_whitney(&of(0.0, 100), &of(25.0, 100)) < 1e-6);
        // An outlier is one value among many.
        let mut slow = of(0.0, 100);
        slow[0] = 1e9;
        assert!(mann_whitney(&slow, &of(0.0, 100)) > 0.5);
    }

    #[test]
    fn the_known_example_comes_out() {
        // U = 112.5; by hand z = (|112.5 - 200| - 0.5) / sqrt(20 * 20 * 41 / 12) = 2.353, of which the tables say p = 0.0186.
        let of = |from: u32| (from..from + 20).map(f64::from).collect::<Vec<_>>();
        let p = mann_whitney(&of(0), &of(5));
        assert!((p - 0.018_6).abs() < 0.000_1, "{p}");
    }
}
