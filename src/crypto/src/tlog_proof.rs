//! Transparency log proofs (C2SP tlog-proof, files `*.tlog-proof`): leaf index, inclusion proof and checkpoint in one text.
//!
//! A verifier that has the leaf and the log's public key can check one offline.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::checkpoint::{self, Checkpoint, CheckpointFault};
use crate::merkle::{Hash, proof};
use crate::note::VerifierKey;

/// The first line: name and version of the format.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// Most hashes a proof can need: one for each level of a tree of 2^64 leaves.
const MOST_HASHES: usize = 64;

/// Everything that shows a leaf to be in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Application data that comes along. Nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The leaf's place, from 0.
    pub index: u64,
    /// The inclusion proof, sibling of the leaf first.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

/// Why a proof is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// The text is no proof.
    #[error("not a transparency log proof")]
    Malformed,
    /// Its checkpoint is not accepted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointFault),
    /// The leaf is not at that place under the checkpoint's root.
    #[error("the proof does not lead from the leaf to the checkpoint's root")]
    NotIncluded,
}

impl TlogProof {
    /// The text form.
    pub fn to_text(&self) -> String {
        let extra = self.extra.as_ref().map(|extra| format!("extra {}\n", STANDARD.encode(extra)));
        let hashes: String = self.hashes.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        let (extra, index) = (extra.unwrap_or_default(), self.index);
        format!("{FIRST_LINE}\n{extra}index {index}\n{hashes}\n{}", self.checkpoint)
    }

    /// Reads the text form. The checkpoint is taken as it is: only [`TlogProof::verify`] checks it.
    pub fn parse(text: &str) -> Result<Self, ProofFault> {
        Self::read(text).ok_or(ProofFault::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let mut line = (lines.next()? == FIRST_LINE).then(|| lines.next())??;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(STANDARD.decode(encoded).ok()?);
            line = lines.next()?;
        }
        let number = line.strip_prefix("index ")?;
        let index: u64 = number.parse().ok().filter(|index: &u64| index.to_string() == number)?;
        let hashes = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok());
        let hashes: Vec<Hash> = hashes.take(MOST_HASHES + 1).collect::<Option<_>>()?;
        let whole = hashes.len() <= MOST_HASHES;
        whole.then(|| Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }

    /// The log's checkpoint, if it is signed by `key` for `origin` and the leaf of this hash is at the index under it.
    pub fn verify(&self, leaf: &Hash, origin: &str, key: &VerifierKey) -> Result<Checkpoint, ProofFault> {
        let checkpoint = checkpoint::verify(&self.checkpoint, origin, key)?;
        let (size, root) = (checkpoint.size, &checkpoint.root);
        let included = proof::verify_inclusion(leaf, self.index, size, &self.hashes, root);
        if included { Ok(checkpoint) } else { Err(ProofFault::NotIncluded) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{leaf_hash, node_hash};
    use crate::note::SigningKey;

    fn leaves() -> [Hash; 2] {
        [leaf_hash(b"first"), leaf_hash(b"second")]
    }

    fn key() -> SigningKey {
        SigningKey::from_seed("log", [3; 32]).unwrap()
    }

    fn proof() -> TlogProof {
        let [first, second] = leaves();
        let checkpoint = checkpoint::sign("log", 2, &node_hash(&first, &second), &key()).unwrap();
        TlogProof { extra: None, index: 1, hashes: vec![first], checkpoint }
    }

    #[test]
    fn the_text_is_the_specifications() {
        let mut proof = proof();
        let hash = STANDARD.encode(leaves()[0]);
        let rest = format!("index 1\n{hash}\n\nlog\n2\n");
        assert!(proof.to_text().starts_with(&format!("c2sp.org/tlog-proof@v1\n{rest}")));
        proof.extra = Some(b"position 2".to_vec());
        assert!(
            proof.to_text().starts_with(&format!("c2sp.org/tlog-proof@v1\nextra cG9zaXRpb24gMg==\n{rest}"))
        );
        assert_eq!(TlogProof::parse(&proof.to_text()).unwrap(), proof);
        proof.hashes.clear();
        assert_eq!(TlogProof::parse(&proof.to_text()).unwrap(), proof);
    }

    #[test]
    fn a_proof_holds_for_its_leaf_alone() {
        let proof = TlogProof::parse(&proof().to_text()).unwrap();
        let [first, second] = leaves();
        assert_eq!(proof.verify(&second, "log", key().verifier()).unwrap().size, 2);
        assert_eq!(proof.verify(&first, "log", key().verifier()), Err(ProofFault::NotIncluded));
        let other = SigningKey::from_seed("log", [9; 32]).unwrap();
        assert!(matches!(proof.verify(&second, "log", other.verifier()), Err(ProofFault::Checkpoint(_))));
    }

    #[test]
    fn what_is_no_proof_is_refused() {
        let text = proof().to_text();
        let bad = [
            String::new(),
            text.replace("@v1", "@v2"),
            text.replace("index 1", "index 01"),
            text.replace("index 1", "index -1"),
            text.replace("index 1", "extra !\nindex 1"),
            text.replace(
                "index 1\n",
                &format!("index 1\n{}", format!("{}\n", STANDARD.encode([0; 32])).repeat(64)),
            ),
            text.replace("index 1\n", "index 1\nAAAA\n"),
            text.replace("\n\n", "\n"),
        ];
        for text in bad {
            assert_eq!(TlogProof::parse(&text), Err(ProofFault::Malformed), "{text}");
        }
    }
}
