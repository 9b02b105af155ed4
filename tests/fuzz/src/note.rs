//! Signed notes, checkpoints and transparency proofs (C2SP): a text, which is tried as each of them and signed as one; and
//! numbers after it. What is accepted here, independent implementations accept as well.

use crypto::{
    checkpoint,
    merkle::{leaf_hash, node_hash},
    note::{self, SigningKey, VerifierKey},
    tlog_proof::TlogProof,
};
use signed_note::{Note, StandardVerifier, VerifierList};

use crate::input::{checksum, parts, text};

/// The log of the seeds.
const ORIGIN: &str = "localhost:9229/account";

pub(crate) fn run(data: &[u8]) {
    let [first, extra] = parts(data);
    let (text, sum) = (text(first), checksum(data));
    let key = SigningKey::from_seed(ORIGIN, [2; 32]).expect("a name that a key can have");
    read(&text, &key);
    signed(&text, &key, sum);
    proven(&text, extra, &key, sum);
}

fn read(text: &str, key: &SigningKey) {
    if note::open(text, key.verifier()).is_ok() {
        assert!(is_accepted_elsewhere(text, key), "only we open {text:?}");
    }
    let _ = checkpoint::verify(text, ORIGIN, key.verifier());
    if let Ok(proof) = TlogProof::parse(text) {
        assert_eq!(proof.to_text(), text, "a proof has one form");
        let _ = proof.verify(&[0; 32], ORIGIN, key.verifier());
    }
    if let Ok(verifier) = VerifierKey::parse(text) {
        assert_eq!(VerifierKey::parse(&verifier.to_string()), Ok(verifier));
    }
    let _ = SigningKey::parse(text);
}

fn is_accepted_elsewhere(text: &str, key: &SigningKey) -> bool {
    let theirs = StandardVerifier::new(&key.verifier().to_string()).expect("a key has one form");
    let opened =
        Note::from_bytes(text.as_bytes()).map(|note| note.verify(&VerifierList::new(vec![Box::new(theirs)])));
    opened.is_ok_and(|verified| verified.is_ok())
}

fn signed(text: &str, key: &SigningKey, at: usize) {
    let Ok(signed) = note::sign(&format!("{text}\n"), key) else { return };
    assert_eq!(note::open(&signed, key.verifier()).ok(), Some(format!("{text}\n").as_str()), "{signed:?}");
    assert!(is_accepted_elsewhere(&signed, key), "only we open {signed:?}");
    let mut bytes = signed.into_bytes();
    let at = at % bytes.len();
    bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
    if let Ok(changed) = String::from_utf8(bytes) {
        assert!(note::open(&changed, key.verifier()).is_err(), "changed, and still opened: {changed:?}");
    }
}

fn proven(origin: &str, extra: &[u8], key: &SigningKey, sum: usize) {
    let leaves = [leaf_hash(b"first"), leaf_hash(extra)];
    let root = node_hash(&leaves[0], &leaves[1]);
    let Ok(signed) = checkpoint::sign(origin, 2, &root, key) else { return };
    let checkpoint = checkpoint::verify(&signed, origin, key.verifier()).expect("what was signed verifies");
    assert_eq!((checkpoint.size, checkpoint.root), (2, root));
    let extra = (!extra.is_empty()).then(|| extra.to_vec());
    let proof = TlogProof { extra, index: 1, hashes: vec![leaves[0]], checkpoint: signed };
    let read = TlogProof::parse(&proof.to_text()).expect("what was written is readable");
    assert_eq!(read, proof);
    assert!(read.verify(&leaves[1], origin, key.verifier()).is_ok());
    assert!(leaves[0] == leaves[1] || read.verify(&leaves[0], origin, key.verifier()).is_err());
    let index = u64::try_from(sum).unwrap_or_default();
    assert!(index == 1 || TlogProof { index, ..proof }.verify(&leaves[1], origin, key.verifier()).is_err());
}
