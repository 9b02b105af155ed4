//! Powers of the generator from a table of powers that were computed once: a product of 64 of them, where a power of any other number
//! costs some 320 products.
//!
//! Which entries are taken depends on a secret exponent, so every entry of a row is read whatever the choice is.

use std::sync::OnceLock;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{
    LEN, Residue,
    number::{Number, Scratch},
};

/// Bytes of an exponent.
pub(super) const EXPONENT_LEN: usize = 32;
/// Entries of a row: one for each value of half a byte of the exponent.
const CHOICES: usize = 16;
/// Rows of the table: one for each half byte.
const ROWS: usize = 2 * EXPONENT_LEN;
/// Words of an entry.
const WORDS: usize = LEN / 8;

/// A number in Montgomery form, its least significant word first.
type Entry = [u64; WORDS];
/// g^(c * 16^row) for each choice c.
type Row = [Entry; CHOICES];

/// The generator to the power of `exponent` (big endian), in time that does not depend on it.
pub(super) fn power(exponent: &[u8; EXPONENT_LEN]) -> Residue {
    let scratch = Scratch::new();
    let half_bytes = exponent.iter().rev().flat_map(|byte| [byte & 0xf, byte >> 4]);
    let product = Number::montgomery_one(&scratch);
    for (row, choice) in table().iter().zip(half_bytes) {
        product.times_in_montgomery_form(&chosen(row, choice), &scratch);
    }
    product.leave_montgomery_form(&scratch)
}

fn table() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let scratch = Scratch::new();
        // g^(16^row), row after row.
        let step = Number::to_montgomery_form(&Residue::generator(), &scratch);
        (0..ROWS).map(|_| row(&step, &scratch)).collect()
    })
}

/// The powers of `step` from 0 on; `step` becomes the one that follows on them.
fn row(step: &Number, scratch: &Scratch) -> Row {
    let power = Number::montgomery_one(scratch);
    let row = std::array::from_fn(|_| {
        let entry = words_of(&power);
        power.times_in_montgomery_form(step, scratch);
        entry
    });
    step.become_equal_to(&power);
    row
}

fn words_of(number: &Number) -> Entry {
    let bytes = number.to_little_endian();
    let (words, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|n| u64::from_le_bytes(words[n]))
}

/// The entry of a row that is chosen; all are read.
fn chosen(row: &Row, choice: u8) -> Number {
    let mut words = Zeroizing::new([0; WORDS]);
    for (entry, of) in row.iter().zip(0u8..) {
        let mask = u64::from(choice.ct_eq(&of).unwrap_u8()).wrapping_neg();
        for (word, from) in words.iter_mut().zip(entry) {
            *word |= from & mask;
        }
    }
    let mut bytes = Zeroizing::new([0; LEN]);
    for (to, word) in bytes.chunks_exact_mut(8).zip(words.iter()) {
        to.copy_from_slice(&word.to_le_bytes());
    }
    Number::from_little_endian(&bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_edges_of_exponents_come_out_as_any_power_does() {
        let mut one = [0; EXPONENT_LEN];
        one[EXPONENT_LEN - 1] = 1;
        for exponent in
            [[0; EXPONENT_LEN], one, [0xff; EXPONENT_LEN], [0x80; EXPONENT_LEN], [0x0f; EXPONENT_LEN]]
        {
            assert_eq!(power(&exponent), Residue::generator().power(&exponent), "{exponent:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_power_of_the_generator_is_the_same_with_and_without_the_table(exponent: [u8; EXPONENT_LEN]) {
            prop_assert_eq!(power(&exponent), Residue::generator().power(&exponent));
        }
    }
}
