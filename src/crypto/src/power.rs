//! Arithmetic in the 3072-bit group of RFC 3526 (group 15), with powers in constant time.
//!
//! SRP raises to secret exponents on the server, at every sign-in: pure Rust takes two to six times as long as aws-lc for
//! that, and aws-lc-rs does not offer it. So this module calls aws-lc's C functions, and is the only one of the project
//! that has unsafe code. Its surface is safe: numbers go in and out as bytes. It does not know what the numbers mean.
#![expect(unsafe_code, reason = "aws-lc's modular power has no safe wrapper")]

mod generator;
mod number;

use aws_lc_sys::{BN_mod_add, BN_mod_exp_mont_consttime, BN_mod_mul, BN_nnmod};
use number::{Number, Scratch, group};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of the modulus, and so of every number here.
pub const LEN: usize = 384;

/// A number below the modulus, big endian. Wiped when dropped; not shown, for it may be a secret.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Residue([u8; LEN]);

impl std::fmt::Debug for Residue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Residue(..)")
    }
}

impl Residue {
    /// The remainder of a big-endian number of any length.
    pub fn of(number: &[u8]) -> Self {
        let (number, result, scratch) = (Number::from_bytes(number), Number::new(), Scratch::new());
        // SAFETY: all pointers come from live wrappers; the result is a number of its own.
        let done = unsafe { BN_nnmod(result.ptr(), number.ptr(), group().modulus.ptr(), scratch.0.as_ptr()) };
        result.residue(done)
    }

    /// 2, the group's generator.
    pub fn generator() -> Self {
        Self::of(&[2])
    }

    /// The generator to the power of `exponent` (big endian), in time that does not depend on it: a quarter of what a power of any other
    /// number takes.
    pub fn power_of_generator(exponent: &[u8; 32]) -> Self {
        generator::power(exponent)
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }

    /// `LEN` bytes, big endian.
    pub fn as_bytes(&self) -> &[u8; LEN] {
        &self.0
    }

    /// This number to the power of `exponent` (big endian), in time that depends on the exponent's length alone.
    #[must_use]
    pub fn power(&self, exponent: &[u8]) -> Self {
        let (base, exponent) = (Number::from_bytes(&self.0), Number::from_bytes(exponent));
        let (result, scratch, group) = (Number::new(), Scratch::new(), group());
        // SAFETY: all pointers come from live wrappers; the base is below the modulus, as the function demands; the
        // Montgomery context was made for this modulus and is only read.
        let done = unsafe {
            BN_mod_exp_mont_consttime(
                result.ptr(),
                base.ptr(),
                exponent.ptr(),
                group.modulus.ptr(),
                scratch.0.as_ptr(),
                group.montgomery.as_ptr(),
            )
        };
        result.residue(done)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (left, right) = (Number::from_bytes(&self.0), Number::from_bytes(&other.0));
        let (result, scratch) = (Number::new(), Scratch::new());
        // SAFETY: all pointers come from live wrappers; the result is a number of its own.
        let done = unsafe {
            BN_mod_mul(result.ptr(), left.ptr(), right.ptr(), group().modulus.ptr(), scratch.0.as_ptr())
        };
        result.residue(done)
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let (left, right) = (Number::from_bytes(&self.0), Number::from_bytes(&other.0));
        let (result, scratch) = (Number::new(), Scratch::new());
        // SAFETY: all pointers come from live wrappers; the result is a number of its own.
        let done = unsafe {
            BN_mod_add(result.ptr(), left.ptr(), right.ptr(), group().modulus.ptr(), scratch.0.as_ptr())
        };
        result.residue(done)
    }
}

/// The modulus, `LEN` bytes, big endian.
pub fn modulus() -> [u8; LEN] {
    group().modulus.to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(n: u32) -> Residue {
        Residue::of(&n.to_be_bytes())
    }

    #[test]
    fn the_modulus_is_the_one_of_rfc_3526() {
        let modulus = hex::encode_upper(modulus());
        assert!(modulus.starts_with("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD1"));
        assert!(modulus.ends_with("43DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"));
    }

    #[test]
    fn small_numbers_are_calculated_as_everywhere() {
        assert_eq!(number(3).power(&[5]), number(243));
        assert_eq!(number(7).power(&[]), number(1));
        assert_eq!(number(0).power(&[9]), number(0));
        assert_eq!(number(12).times(&number(34)), number(408));
        assert_eq!(number(12).plus(&number(34)), number(46));
    }

    #[test]
    fn numbers_wrap_at_the_modulus() {
        let mut below = modulus();
        below[LEN - 1] -= 1;
        let minus_one = Residue::of(&below);
        assert!(minus_one.plus(&number(1)).is_zero());
        assert_eq!(minus_one.times(&minus_one), number(1));
        assert!(Residue::of(&modulus()).is_zero());
        assert_eq!(Residue::of(&[&modulus()[..], &[5]].concat()), number(5));
    }

    #[test]
    fn a_power_by_the_order_of_the_group_is_one() {
        // Fermat: the modulus is a prime, and 2 generates the subgroup of order (N - 1) / 2.
        let mut order = modulus();
        order[LEN - 1] -= 1;
        let mut carry = 0;
        for byte in &mut order {
            let next = *byte & 1;
            *byte = (*byte >> 1) | (carry << 7);
            carry = next;
        }
        assert_eq!(Residue::generator().power(&order), number(1));
    }

    #[test]
    fn many_threads_may_calculate_at_once() {
        let expected = number(5).power(&[3; 32]);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| number(5).power(&[3; 32]))).collect();
            assert!(threads.into_iter().all(|thread| thread.join().unwrap() == expected));
        });
    }
}
