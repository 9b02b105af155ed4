//! aws-lc's numbers, owned and wiped; the modulus; products in Montgomery form. All of them calculate modulo the group's modulus.

use std::ptr::NonNull;
use std::sync::OnceLock;

use aws_lc_sys::{
    BIGNUM, BN_CTX, BN_CTX_free, BN_CTX_new, BN_MONT_CTX, BN_MONT_CTX_new_for_modulus, BN_bin2bn,
    BN_bn2bin_padded, BN_bn2le_padded, BN_clear_free, BN_copy, BN_from_montgomery, BN_get_rfc3526_prime_3072,
    BN_le2bn, BN_mod_mul_montgomery, BN_new, BN_to_montgomery,
};

use super::{LEN, Residue};

const NO_MEMORY: &str = "aws-lc fails here only when memory has run out";

/// The modulus, and what powers modulo it need that never changes.
pub(super) struct Group {
    pub(super) modulus: Number,
    pub(super) montgomery: NonNull<BN_MONT_CTX>,
}

// SAFETY: neither is written after it was made: every function called with them takes them as `const`, and aws-lc
// documents that such use from several threads is safe.
unsafe impl Send for Group {}
// SAFETY: as above.
unsafe impl Sync for Group {}

/// Made once: the Montgomery context costs a division of 6144 bits.
pub(super) fn group() -> &'static Group {
    static GROUP: OnceLock<Group> = OnceLock::new();
    GROUP.get_or_init(|| {
        // SAFETY: with a null argument the function makes a new number, which the wrapper frees.
        let modulus = Number(
            NonNull::new(unsafe { BN_get_rfc3526_prime_3072(std::ptr::null_mut()) }).expect(NO_MEMORY),
        );
        let scratch = Scratch::new();
        // SAFETY: both pointers come from live wrappers; the context is kept for the life of the process.
        let montgomery = unsafe { BN_MONT_CTX_new_for_modulus(modulus.ptr(), scratch.0.as_ptr()) };
        Group { modulus, montgomery: NonNull::new(montgomery).expect(NO_MEMORY) }
    })
}

/// A number owned here and wiped when freed.
pub(super) struct Number(NonNull<BIGNUM>);

impl Number {
    pub(super) fn new() -> Self {
        // SAFETY: no preconditions.
        Self(NonNull::new(unsafe { BN_new() }).expect(NO_MEMORY))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        // SAFETY: pointer and length are of one slice; with a null last argument the function makes a new number.
        let number = unsafe { BN_bin2bn(bytes.as_ptr(), bytes.len(), std::ptr::null_mut()) };
        Self(NonNull::new(number).expect(NO_MEMORY))
    }

    /// With as many words as the modulus has, whatever they hold.
    pub(super) fn from_little_endian(bytes: &[u8; LEN]) -> Self {
        // SAFETY: pointer and length are of one array; with a null last argument the function makes a new number.
        let number = unsafe { BN_le2bn(bytes.as_ptr(), LEN, std::ptr::null_mut()) };
        Self(NonNull::new(number).expect(NO_MEMORY))
    }

    /// The number in the form in which products modulo the modulus need no division.
    pub(super) fn to_montgomery_form(residue: &Residue, scratch: &Scratch) -> Self {
        let number = Self::from_bytes(&residue.0);
        // SAFETY: all pointers come from live wrappers; the function may write its result over its argument.
        let done = unsafe {
            BN_to_montgomery(number.ptr(), number.ptr(), group().montgomery.as_ptr(), scratch.0.as_ptr())
        };
        assert!(done == 1, "{NO_MEMORY}");
        number
    }

    /// 1 in that form.
    pub(super) fn montgomery_one(scratch: &Scratch) -> Self {
        Self::to_montgomery_form(&Residue::of(&[1]), scratch)
    }

    /// Becomes the product; both factors are in Montgomery form and below the modulus.
    pub(super) fn times_in_montgomery_form(&self, other: &Self, scratch: &Scratch) {
        // SAFETY: all pointers come from live wrappers; the function may write its result over a factor.
        let done = unsafe {
            BN_mod_mul_montgomery(
                self.ptr(),
                self.ptr(),
                other.ptr(),
                group().montgomery.as_ptr(),
                scratch.0.as_ptr(),
            )
        };
        assert!(done == 1, "{NO_MEMORY}");
    }

    /// The number that this is the Montgomery form of.
    pub(super) fn leave_montgomery_form(&self, scratch: &Scratch) -> Residue {
        let result = Self::new();
        // SAFETY: all pointers come from live wrappers; the result is a number of its own.
        let done = unsafe {
            BN_from_montgomery(result.ptr(), self.ptr(), group().montgomery.as_ptr(), scratch.0.as_ptr())
        };
        result.residue(done)
    }

    pub(super) fn become_equal_to(&self, other: &Self) {
        // SAFETY: both pointers come from live wrappers.
        let copied = unsafe { BN_copy(self.ptr(), other.ptr()) };
        assert!(!copied.is_null(), "{NO_MEMORY}");
    }

    pub(super) fn ptr(&self) -> *mut BIGNUM {
        self.0.as_ptr()
    }

    pub(super) fn to_bytes(&self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        // SAFETY: pointer and length are of one array.
        let done = unsafe { BN_bn2bin_padded(bytes.as_mut_ptr(), LEN, self.ptr()) };
        assert!(done == 1, "a number below the modulus fits in as many bytes as the modulus");
        bytes
    }

    pub(super) fn to_little_endian(&self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        // SAFETY: pointer and length are of one array.
        let done = unsafe { BN_bn2le_padded(bytes.as_mut_ptr(), LEN, self.ptr()) };
        assert!(done == 1, "a number below the modulus fits in as many bytes as the modulus");
        bytes
    }

    /// The result of a calculation modulo the group's modulus, which returned `done`.
    pub(super) fn residue(&self, done: std::os::raw::c_int) -> Residue {
        assert!(done == 1, "{NO_MEMORY}");
        Residue(self.to_bytes())
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: the pointer is owned and not used after.
        unsafe { BN_clear_free(self.0.as_ptr()) };
    }
}

/// Room that aws-lc calculates in.
pub(super) struct Scratch(pub(super) NonNull<BN_CTX>);

impl Scratch {
    pub(super) fn new() -> Self {
        // SAFETY: no preconditions.
        Self(NonNull::new(unsafe { BN_CTX_new() }).expect(NO_MEMORY))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: the pointer is owned and not used after.
        unsafe { BN_CTX_free(self.0.as_ptr()) };
    }
}
