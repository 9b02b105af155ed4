//! The server's side of SRP as Cognito's clients speak it (`USER_SRP_AUTH`, `DEVICE_SRP_AUTH`).
//!
//! It differs from RFC 5054: generator 2 in the 3072-bit group, SHA-256, numbers padded as Java's `BigInteger` writes
//! them, and a signature over a "secret block" and a timestamp in place of M1. Names, blocks and timestamps come from the
//! caller: the module knows no pool, user or device, keeps no state between the two steps, and reads no clock. For a
//! device, its group key stands in the place of the pool's name and its key in the place of the user's id.

mod exchange;
mod number;
mod timestamp;
mod verifier;

#[cfg(test)]
mod tests;

pub use exchange::{ChallengeAnswer, Ephemeral, ServerPublic, answer_is_right, challenge};
pub use number::ClientPublic;
pub use timestamp::canonical_timestamp;
pub use verifier::{NotAVerifier, SALT_LEN, Verifier, canonical_salt, make_verifier};

/// Why an exchange is refused. To the client all of these are one answer, but for a malformed `SRP_A`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SrpFault {
    /// `SRP_A` is no hexadecimal number, or too long.
    #[error("SRP_A is not a hexadecimal number of the group's size")]
    MalformedPublic,
    /// `SRP_A` is a multiple of the modulus: the shared secret would be 0 whatever the password, so that its answer proves nothing.
    #[error("SRP_A is zero in the group")]
    ZeroPublic,
    /// The scrambler is 0: the verifier would not enter the shared secret.
    #[error("the scrambling parameter is zero")]
    ZeroScrambler,
    /// The signature does not follow from this password, or is no base64.
    #[error("the signature is wrong")]
    WrongSignature,
}
