//! Checkpoints (C2SP tlog-checkpoint): the signed size and root of a log.
//!
//! The text of the note is the log's origin, its size in decimal, its root in base64, and a line end after each. Lines
//! beyond these three are extensions; they are kept out of what is signed here and passed over where they are read.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::merkle::Hash;
use crate::note::{self, NoteFault, SigningKey, VerifierKey};

/// What a log says about itself at a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// The tree's root.
    pub root: Hash,
}

/// Why a checkpoint is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// The signed text is no checkpoint.
    #[error("not a checkpoint")]
    Malformed,
    /// It is one of another log.
    #[error("the checkpoint is of another log")]
    OtherOrigin,
}

/// Signs a log's size and root. By the format's rules the key should be named like the origin.
pub fn sign(origin: &str, size: u64, root: &Hash, key: &SigningKey) -> Result<String, CheckpointFault> {
    if origin.is_empty() || origin.contains('\n') {
        return Err(CheckpointFault::Malformed);
    }
    Ok(note::sign(&format!("{origin}\n{size}\n{}\n", STANDARD.encode(root)), key)?)
}

/// The checkpoint in a note, if `key` has signed it and it is of the log `origin`.
pub fn verify(note: &str, origin: &str, key: &VerifierKey) -> Result<Checkpoint, CheckpointFault> {
    let checkpoint = parse(note::open(note, key)?).ok_or(CheckpointFault::Malformed)?;
    if checkpoint.origin == origin { Ok(checkpoint) } else { Err(CheckpointFault::OtherOrigin) }
}

fn parse(text: &str) -> Option<Checkpoint> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let number: u64 = size.parse().ok()?;
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    // `parse` takes "+7" and "007", the format does not.
    let canonical = number.to_string() == size && !origin.is_empty() && lines.all(|line| !line.is_empty());
    canonical.then(|| Checkpoint { origin: origin.to_owned(), size: number, root })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "localhost:9229/us-east-1_AbCdEf123";

    fn key() -> SigningKey {
        SigningKey::from_seed(ORIGIN, [2; 32]).unwrap()
    }

    #[test]
    fn a_checkpoint_says_origin_size_and_root() {
        let note = sign(ORIGIN, 1234, &[0xab; 32], &key()).unwrap();
        assert!(note.starts_with(
            "localhost:9229/us-east-1_AbCdEf123\n1234\nq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n\n— localhost:9229/us-east-1_AbCdEf123 "
        ));
        let checkpoint = verify(&note, ORIGIN, key().verifier()).unwrap();
        assert_eq!((checkpoint.size, checkpoint.root), (1234, [0xab; 32]));
        assert_eq!(verify(&note, "another", key().verifier()), Err(CheckpointFault::OtherOrigin));
    }

    #[test]
    fn a_changed_checkpoint_is_refused() {
        let note = sign(ORIGIN, 1234, &[0xab; 32], &key()).unwrap();
        let fault = verify(&note.replace("\n1234\n", "\n1235\n"), ORIGIN, key().verifier());
        assert_eq!(fault, Err(CheckpointFault::Note(NoteFault::WrongSignature)));
    }

    #[test]
    fn an_independent_implementation_reads_it() {
        let note = sign(ORIGIN, 7, &[1; 32], &key()).unwrap();
        let text = note::open(&note, key().verifier()).unwrap();
        let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).unwrap();
        assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), (ORIGIN, 7, [1; 32]));
    }

    #[test]
    fn signed_text_that_is_no_checkpoint_is_refused() {
        let root = STANDARD.encode([1; 32]);
        let texts = [
            "log\n".to_owned(),
            format!("log\n+7\n{root}\n"),
            format!("log\n07\n{root}\n"),
            format!("log\n-1\n{root}\n"),
            format!("\n7\n{root}\n"),
            "log\n7\nAAAA\n".to_owned(),
            format!("log\n7\n{root}\nextension\n\n"),
        ];
        for text in texts {
            let note = note::sign(&text, &key()).unwrap();
            assert!(verify(&note, "log", key().verifier()).is_err(), "{text:?}");
        }
        let extended = note::sign(&format!("log\n7\n{root}\nextension\n"), &key()).unwrap();
        assert_eq!(verify(&extended, "log", key().verifier()).unwrap().size, 7);
    }
}
