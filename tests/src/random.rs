//! Choices that can be made again: a stream of numbers from a seed (`SplitMix64`). Not for secrets.

/// A stream of choices.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() % bound as u64).unwrap()
    }

    /// One of these, of which there is at least one.
    pub fn one_of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }

    /// A stream of its own, for a thread that chooses at the same time.
    #[must_use]
    pub fn branch(&mut self) -> Self {
        Self(self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_seed_chooses_the_same() {
        let (mut one, mut same, mut other) = (Random::new(7), Random::new(7), Random::new(8));
        let numbers: Vec<u64> = (0..8).map(|_| one.number()).collect();
        assert!(numbers.iter().all(|number| *number == same.number()));
        assert!(numbers.iter().any(|number| *number != other.number()));
    }
}
